"""Choosing one of thousands by typing."""

import pytest
from django.core.exceptions import ValidationError

from janya.core.forms import JanyaForm
from janya.people.forms import PersonField
from janya.people.models import Agency, Person
from janya.people.queries import called
from tests import make

pytestmark = pytest.mark.django_db


class OwnerForm(JanyaForm):
    owner = PersonField(label="ผู้รับผิดชอบ", required=False)


def form(agency: Agency, **typed: str) -> OwnerForm:
    made = OwnerForm(typed or None)
    field = made.fields["owner"]
    assert isinstance(field, PersonField)
    people = Person.objects.listed_in(agency)
    field.offer(people, address="/find/", proposed=people)
    return made


def test_the_whole_label_or_a_part_of_a_name_that_only_one_has_chooses() -> None:
    agency = make.agency()
    ana = make.person(None, agency, first_name="มานี", external_id="D007")
    make.person(None, agency, first_name="มานะ")

    for typed in (
        called(ana),
        "มานี",
        "มานี ใจดี",
        "D007",
        f"มานี ({ana.email})",
        f"นายมานี ใจดี (#{ana.pk})",
        "มานี (d๐๐7)",
    ):
        filled = form(agency, owner=typed)
        assert filled.is_valid(), typed
        assert filled.cleaned_data["owner"] == ana
    assert called(ana) == "นายมานี ใจดี (D007)"


def test_several_hits_are_shown_to_choose_from_and_what_was_typed_stays() -> None:
    agency = make.agency()
    people = [make.person(None, agency, first_name="มานี") for _n in range(2)]

    asked = form(agency, owner="มานี")
    page = str(asked["owner"])
    chosen = form(agency, **{"owner": "มานี", "owner-hit": called(people[1])})

    assert not asked.is_valid()
    assert "พบหลายรายการ" in asked.errors["owner"][0]
    page = str(asked["owner"])
    assert 'value="มานี"' in page
    assert page.count('type="radio"') == 2
    assert chosen.is_valid()
    assert chosen.cleaned_data["owner"] == people[1]


def test_nobody_and_somebody_of_elsewhere_are_told_and_nothing_is_nobody() -> None:
    agency = make.agency()
    stranger = make.person(None, make.agency(), first_name="แปลกหน้า")

    for typed in (
        "ไม่มีใคร",
        "แปลกหน้า",
        called(stranger),
        f"(#{stranger.pk})",
        "(#9999999999)",
        "(#x)",
        "ก ()",
    ):
        filled = form(agency, owner=typed)
        assert not filled.is_valid(), typed
        assert "ไม่พบ" in filled.errors["owner"][0]
    empty = form(agency, owner="  ")
    assert empty.is_valid()
    assert empty.cleaned_data["owner"] is None


def test_more_hits_than_can_be_shown_ask_for_more_letters() -> None:
    agency = make.agency()
    for _n in range(12):
        make.person(None, agency, first_name="มานี")

    asked = form(agency, owner="มานี")

    assert not asked.is_valid()
    assert "มากกว่า 10 รายการ" in asked.errors["owner"][0]
    assert str(asked["owner"]).count('type="radio"') == 10


def test_without_javascript_the_first_proposals_stand_in_a_list_and_a_person_is_shown_by_his_label() -> None:
    agency = make.agency()
    ana = make.person(None, agency)
    field = form(agency)["owner"]

    page = str(field)
    shown = str(OwnerForm(initial={"owner": ana.pk})["owner"])

    assert f'<option value="{called(ana)}">' in page
    assert 'hx-get="/find/"' in page
    assert f'value="{called(ana)}"' in shown


def test_a_required_one_says_what_to_do() -> None:
    field = PersonField()

    with pytest.raises(ValidationError, match="กรุณาพิมพ์ชื่อแล้วเลือกจากรายการ"):
        field.clean("")
