"""The pages of step 2."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from janya.people.models import Person
from janya.people.rules import Role
from janya.risks.models import Risk
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def typed(risk: Risk, **changes: object) -> dict[str, object]:
    return {
        "version": risk.version,
        "title": risk.title,
        "controls": risk.controls,
        "items": [item.pk for item in risk.items.all()],
        "owner": risk.owner_id,
        "likelihood": risk.likelihood,
        "impact": risk.impact,
        "residual_likelihood": risk.residual_likelihood,
        "residual_impact": risk.residual_impact,
        **changes,
    }


def test_the_list_takes_at_most_ten_queries_of_its_own_whatever_its_length(
    browse: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    make.risk(drive, by=ana)
    client, address = browse(ana), reverse("risks:list", args=[drive.pk])
    client.get(address)
    with django_assert_max_num_queries(14) as few:
        client.get(address)
    frame = 4  # session, person, appointments, drives

    for _n in range(40):
        make.risk(drive, by=ana)

    with django_assert_num_queries(len(few)):
        page = client.get(address).content.decode()
    assert len(few) - frame <= 10
    assert "แสดง 1–25 จาก 41 รายการ" in page


@pytest.mark.parametrize("htmx", [False, True])
def test_the_second_of_two_editors_is_told_what_changed_and_keeps_what_was_typed(
    browse: Browse, htmx: bool
) -> None:
    risk = make.risk(make.drive())
    ana, ben = make.officer(risk.drive.agency), make.officer(risk.drive.agency)
    address = reverse("risks:change", args=[risk.pk])
    headers = {"HX-Request": "true"} if htmx else {}
    browse(ana).post(address, typed(risk, title="ชื่อที่คนแรกบันทึก"))

    answer = browse(ben).post(address, typed(risk, title="ชื่อที่คนที่สองพิมพ์"), headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "มีผู้อื่นบันทึกรายการนี้ไปก่อนแล้ว" in page
    assert "ชื่อที่คนแรกบันทึก" in page
    assert 'value="ชื่อที่คนที่สองพิมพ์"' in page
    assert ("<html" in page) is not htmx
    version = Risk.objects.get(pk=risk.pk).version
    assert browse(ben).post(address, typed(risk, title="ชื่อที่คนที่สองพิมพ์", version=version)).status_code == 302
    assert Risk.objects.get(pk=risk.pk).title == "ชื่อที่คนที่สองพิมพ์"


def test_levels_left_over_above_those_before_are_refused_with_a_sentence(browse: Browse) -> None:
    risk = make.risk(make.drive())
    ana = make.officer(risk.drive.agency)

    answer = browse(ana).post(
        reverse("risks:change", args=[risk.pk]), typed(risk, residual_likelihood=5, residual_impact=5)
    )

    assert answer.status_code == 422
    assert "คะแนนที่เหลืออยู่ (25) สูงกว่าก่อนควบคุม (16)" in answer.content.decode()


def test_a_level_off_the_scale_is_refused(browse: Browse) -> None:
    risk = make.risk(make.drive())

    answer = browse(make.officer(risk.drive.agency)).post(
        reverse("risks:change", args=[risk.pk]), typed(risk, likelihood=6)
    )

    assert answer.status_code == 422
    assert "กรุณาเลือกระดับ 1 ถึง 5" in answer.content.decode()


def test_a_band_table_with_a_hole_is_told_on_the_page_in_thai_digits_too(browse: Browse) -> None:
    make.bands()
    agency = make.agency()
    client, address = browse(make.officer(agency)), reverse("risks:scales", args=[agency.pk])
    shown = client.get(address).context["form"]
    given = {name: field.initial for name, field in shown.fields.items()}

    answer = client.post(address, {**given, "moderate-ceiling": "๘"})

    assert answer.status_code == 422
    assert "คะแนน 9 ยังไม่อยู่ในระดับใด" in answer.content.decode()


def test_filters_search_thai_and_choose_a_cell(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    make.risk(drive, by=ana, title="เลือกปฏิบัติในการให้บริการ", residual_likelihood=2, residual_impact=2)
    make.risk(drive, by=ana, title="ใช้รถราชการส่วนตัว")
    client, address = browse(ana), reverse("risks:list", args=[drive.pk])

    found = client.get(address, {"q": "ปฏิบัติ"}).context["rows"]
    cell = client.get(address, {"cell": "3-4"}).context["rows"]

    assert [row.risk.title for row in found] == ["เลือกปฏิบัติในการให้บริการ"]
    assert [row.risk.title for row in cell] == ["ใช้รถราชการส่วนตัว"]


def test_who_may_look_and_who_may_change(browse: Browse) -> None:
    risk = make.risk(make.drive())
    agency = risk.drive.agency
    pages = [reverse("risks:show", args=[risk.pk]), reverse("risks:list", args=[risk.drive.pk])]

    for person, status in (
        (make.person(Role.AUDITOR, agency), 200),
        (make.person(Role.OFFICIAL, agency), 404),
        (make.officer(make.agency()), 404),
    ):
        assert [browse(person).get(page).status_code for page in pages] == [status, status]
    assert (
        browse(make.person(Role.AUDITOR, agency)).get(reverse("risks:change", args=[risk.pk])).status_code
        == 403
    )
