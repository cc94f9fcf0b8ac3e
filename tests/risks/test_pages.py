"""The pages of step 2."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from janya.core import keeping
from janya.drives.models import Drive
from janya.people.models import Person
from janya.people.queries import called
from janya.people.rules import Role
from janya.risks.actions import LEVELS
from janya.risks.models import Band, Risk
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def typed(risk: Risk, **changes: object) -> dict[str, object]:
    return {
        "version": risk.version,
        "title": risk.title,
        "controls": risk.controls,
        "items": [item.pk for item in risk.items.all()],
        "owner": called(risk.owner) if risk.owner else "",
        "likelihood": risk.likelihood,
        "impact": risk.impact,
        "residual_likelihood": risk.residual_likelihood,
        "residual_impact": risk.residual_impact,
        **changes,
    }


def assessed(risk: Risk, **changes: object) -> dict[str, object]:
    return {
        "version": risk.version,
        "why": "ทบทวนประจำไตรมาส",
        **{name: getattr(risk, name) for name in LEVELS},
        **changes,
    }


@pytest.mark.parametrize("htmx", [False, True])
def test_the_list_takes_at_most_ten_queries_of_its_own_whatever_its_length(
    browse: Browse,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    htmx: bool,
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    make.risk(drive, by=ana)
    client, address = browse(ana), reverse("risks:list", args=[drive.pk])
    headers = {"HX-Request": "true"} if htmx else {}
    client.get(address)
    keeping.forget()
    cache.clear()
    with django_assert_max_num_queries(11 if htmx else 16) as few:
        client.get(address, headers=headers)
    queries = len(few)
    frame = 4 if htmx else 5  # session, person, appointments, drives; on a whole page unread notices

    for _n in range(30):
        make.risk(drive, by=ana)

    with django_assert_num_queries(queries):
        page = client.get(address, headers=headers).content.decode()
    assert queries - frame <= 11
    with django_assert_max_num_queries(
        10 if htmx else 11
    ):  # what stands beside the rows is kept until something changes
        client.get(address, headers=headers)
    assert "แสดง 1–25 จาก 31 รายการ" in page
    assert ("<svg" in page and "chart" in page and 'id="q"' in page) is not htmx
    assert ('hx-swap-oob="innerHTML">พบ 31 รายการ' in page) is htmx


def test_one_risk_takes_the_same_queries_whatever_its_history(
    browse: Browse,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    risk = make.risk(make.drive())
    ana = make.officer(risk.drive.agency)
    client, address = browse(ana), reverse("risks:show", args=[risk.pk])
    client.get(address)
    with django_assert_max_num_queries(18) as few:
        client.get(address)
    queries = len(few)

    for n in range(1, 5):
        client.post(reverse("risks:assess", args=[risk.pk]), assessed(risk, version=n, why=f"รอบที่ {n}"))
    client.get(address)

    with django_assert_num_queries(queries):
        page = client.get(address).content.decode()
    assert page.count("เท่าเดิม") == 4
    assert page.count("ประเมินความเสี่ยง") >= 4
    assert all(f"รอบที่ {n}" in page for n in range(1, 5))


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


def rows(browse: Browse, risk: Risk, **asked: str) -> list[str]:
    client = browse(make.officer(risk.drive.agency))
    answer = client.get(reverse("risks:list", args=[risk.drive.pk]), asked)
    assert answer.status_code == 200
    return [row.risk.title for row in answer.context["rows"]]


def test_filters_by_number_state_item_and_what_was_before_controls(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    first = make.risk(drive, by=ana, title="ก")
    make.risk(drive, by=ana, title="ข", owner=None, items=[make.item(drive, 2)])
    done = make.risk(drive, by=ana, title="ค", likelihood=5, residual_likelihood=3)
    browse(ana).post(reverse("risks:close", args=[done.pk]), {"reason": "เลิกภารกิจ"})

    assert rows(browse, first, q="r-2569-002") == rows(browse, first, q="๐๐๒") == ["ข"]
    assert rows(browse, first, state="closed") == ["ค"]
    assert rows(browse, first, state="all") == ["ก", "ข", "ค"]
    assert rows(browse, first, state="incomplete") == ["ข"]
    assert rows(browse, first, item=str(make.item(drive, 2).pk)) == ["ข"]
    assert rows(browse, first, cell="4-4", which="inherent") == ["ก", "ข"]
    assert rows(browse, first, cell="4-4") == []


@pytest.mark.parametrize(
    "asked",
    [
        {
            "item": "9" * 30,
            "unit": "๒x",
            "cell": "9-9",
            "level": "none",
            "which": "no",
            "state": "no",
            "page": "x",
        },
        {"item": "²", "cell": "4-4-4", "page": "9" * 20},
    ],
)
def test_filters_that_cannot_be_read_are_none(browse: Browse, asked: dict[str, str]) -> None:
    risk = make.risk(make.drive(), title="ก")

    assert rows(browse, risk, **asked) == ["ก"]


def test_a_search_for_nothing_readable_finds_nothing_and_fails_not(browse: Browse) -> None:
    risk = make.risk(make.drive(), title="ก")

    assert rows(browse, risk, q="\0%") == []


@pytest.mark.parametrize("htmx", [False, True])
def test_a_risk_is_added_from_a_form_that_shows_words_and_criteria(browse: Browse, htmx: bool) -> None:
    make.bands()
    drive = make.drive()
    ana = make.officer(drive.agency)
    client, address = browse(ana), reverse("risks:add", args=[drive.pk])
    item = make.item(drive, 2)
    shown = client.get(address, {"item": str(item.pk)}).content.decode()
    given = {
        "title": "ใช้รถราชการ\u200bส่วนตัว",
        "items": [item.pk],
        **dict.fromkeys(LEVELS, 3),
    }

    answer = client.post(address, given, headers={"HX-Request": "true"} if htmx else {})

    made = Risk.objects.get()
    assert "เกิดขึ้นแทบทุกเดือนหรือถี่กว่านั้น" in shown
    assert shown.count(" checked") == 1
    assert (made.title, made.residual_score, list(made.items.all())) == ("ใช้รถราชการส่วนตัว", 9, [item])
    assert answer.headers["HX-Redirect" if htmx else "Location"] == made.get_absolute_url()


def test_nothing_chosen_is_told_once_for_each_level_and_what_was_typed_stays(browse: Browse) -> None:
    make.bands()
    drive = make.drive()

    answer = browse(make.officer(drive.agency)).post(
        reverse("risks:add", args=[drive.pk]), {"title": "เรื่องที่พิมพ์ไว้", "impact": "4"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="เรื่องที่พิมพ์ไว้"' in page
    assert 'name="impact" value="4" id="id_impact_1" checked' in page
    assert 'href="#id_likelihood_0"' in page
    assert 'id="id_likelihood_0"' in page


def test_the_scores_of_what_is_chosen_so_far_are_shown(browse: Browse) -> None:
    make.bands()
    drive = make.drive()
    client, address = browse(make.officer(drive.agency)), reverse("risks:weigh", args=[drive.pk])

    def told(**chosen: str) -> str:
        return client.get(address, chosen, headers={"HX-Request": "true"}).content.decode()

    some = told(likelihood="5", impact="5", residual_impact="7")
    worse = told(likelihood="1", impact="1", residual_likelihood="1", residual_impact="2")
    assert "<b>25</b>" in some
    assert "ยังเลือกไม่ครบ" in some
    assert "<html" not in some
    assert "<b>" not in told()
    assert "คะแนนหลังควบคุมสูงกว่าก่อนควบคุม" in worse


def test_other_levels_need_a_reason(browse: Browse) -> None:
    risk = make.risk(make.drive())
    client, address = browse(make.officer(risk.drive.agency)), reverse("risks:change", args=[risk.pk])

    refused = client.post(address, typed(risk, residual_likelihood=2))
    taken = client.post(address, typed(risk, residual_likelihood=2, why="มีทะเบียนรับของขวัญแล้ว"))

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert "ท่านปรับระดับความเสี่ยง กรุณาบอกเหตุผล" in refused.content.decode()
    assert risk.assessments.first().why == "มีทะเบียนรับของขวัญแล้ว"


def test_a_closed_risk_says_so_and_can_be_opened_again(browse: Browse) -> None:
    risk = make.risk(make.drive())
    client, show = browse(make.officer(risk.drive.agency)), reverse("risks:show", args=[risk.pk])
    close = reverse("risks:close", args=[risk.pk])
    empty = client.post(close, {"reason": ""})
    client.post(close, {"reason": "เลิกภารกิจนี้แล้ว"})

    page = client.get(show).content.decode()
    refused = client.post(reverse("risks:change", args=[risk.pk]), typed(Risk.objects.get(pk=risk.pk)))
    client.post(close, {"reason": "ภารกิจกลับมา"})

    assert empty.status_code == 422
    assert "เลิกภารกิจนี้แล้ว" in page
    assert "เปิดอีกครั้ง" in page
    assert reverse("risks:assess", args=[risk.pk]) not in page
    assert refused.status_code == 422
    assert "ความเสี่ยงนี้ปิดแล้ว" in refused.content.decode()
    assert Risk.objects.get(pk=risk.pk).closed_on is None


def test_an_item_without_risk_is_a_judgement_with_a_reason_that_can_be_withdrawn(browse: Browse) -> None:
    drive = make.drive(items=2)
    ana, item = make.officer(drive.agency), make.item(drive, 2)
    make.risk(drive, by=ana)
    client, listed = browse(ana), reverse("risks:list", args=[drive.pk])
    address = reverse("risks:review-item", args=[drive.pk, item.pk])

    client.post(address, {"reason": "พิจารณาภารกิจทั้งปีแล้ว"})
    told = client.get(listed).content.decode()
    client.post(reverse("risks:withdraw-review", args=[drive.pk, item.pk]))
    refused = client.post(
        reverse("risks:review-item", args=[drive.pk, make.item(drive, 1).pk]), {"reason": "ไม่มี"}
    )

    assert "พิจารณาภารกิจทั้งปีแล้ว" in told
    assert "ยังไม่ได้วิเคราะห์" not in told
    assert "ยังไม่ได้วิเคราะห์" in client.get(listed).content.decode()
    assert refused.status_code == 422
    assert "จึงบันทึกว่าไม่พบความเสี่ยงไม่ได้" in refused.content.decode()


def scales_typed(client: Client, address: str, **changes: object) -> dict[str, object]:
    form = client.get(address).context["form"]
    given = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in {**given, **changes}.items()}


def test_an_agency_sets_its_own_table_leaves_a_level_out_and_goes_back(browse: Browse) -> None:
    make.bands()
    agency = make.agency()
    client, address = browse(make.officer(agency)), reverse("risks:scales", args=[agency.pk])
    table = {"high-floor": "", "high-ceiling": "", "critical-floor": "๑๐", "likelihood-5-word": "แทบแน่นอน"}

    saved = client.post(address, scales_typed(client, address, **table))

    own = Band.objects.filter(agency=agency).values_list("level", "floor", "ceiling")
    assert saved.status_code == 302
    assert list(own) == [("low", 1, 3), ("moderate", 4, 9), ("critical", 10, 25)]
    assert "แทบแน่นอน" in client.get(address).content.decode()
    client.post(reverse("risks:use-national", args=[agency.pk]))
    assert not Band.objects.filter(agency=agency).exists()
    assert "แทบแน่นอน" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"moderate-floor": "9", "moderate-ceiling": "4"}, "ช่วงคะแนน 9–4 เริ่มต้นสูงกว่าสิ้นสุด"),
        ({"moderate-ceiling": "10"}, "คะแนน 10 อยู่ในหลายระดับพร้อมกัน"),
        ({"critical-ceiling": "26"}, "กรุณากรอกค่าไม่เกิน 25"),
        ({"critical-ceiling": ""}, "กรุณากรอกช่องนี้"),
        ({"critical-name": ""}, "กรุณากรอกช่องนี้"),
        (
            {"low-floor": "17", "low-ceiling": "25", "critical-floor": "1", "critical-ceiling": "3"},
            "ระดับที่รุนแรงกว่าต้องมีคะแนนสูงกว่า",
        ),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_table_that_is_not_whole_is_told(
    browse: Browse, changes: dict[str, object], said: str, htmx: bool
) -> None:
    make.bands()
    agency = make.agency()
    client, address = browse(make.officer(agency)), reverse("risks:scales", args=[agency.pk])

    answer = client.post(
        address, scales_typed(client, address, **changes), headers={"HX-Request": "true"} if htmx else {}
    )

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Band.objects.filter(agency=agency).exists()


def test_who_may_set_scales(browse: Browse) -> None:
    make.bands()
    agency = make.agency()
    address = reverse("risks:scales", args=[agency.pk])

    found = {
        role: browse(make.person(role, agency)).get(address).status_code
        for role in (Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR, Role.OFFICIAL)
    }

    assert found == {Role.ADMINISTRATOR: 200, Role.COORDINATOR: 403, Role.AUDITOR: 403, Role.OFFICIAL: 404}
    assert browse(make.officer(make.agency())).get(address).status_code == 404


def test_a_closed_year_and_a_role_that_looks_offer_and_take_no_change(browse: Browse) -> None:
    risk = make.risk(make.drive())
    drive, add = risk.drive, reverse("risks:add", args=[risk.drive.pk])
    pages = [reverse("risks:list", args=[drive.pk]), reverse("risks:show", args=[risk.pk])]
    auditor, ana = make.person(Role.AUDITOR, drive.agency), make.officer(drive.agency)
    offered = [add, reverse("risks:change", args=[risk.pk])]

    looked = [browse(auditor).get(page).content.decode() for page in pages]
    Drive.objects.filter(pk=drive.pk).update(state=Drive.State.CLOSED)
    closed = [browse(ana).get(page).content.decode() for page in pages]

    assert not any(address in page for page in looked + closed for address in offered)
    assert browse(ana).get(add).status_code == 403
    assert browse(ana).post(reverse("risks:close", args=[risk.pk]), {"reason": "ก"}).status_code == 403


def test_an_empty_register_says_what_to_do_and_offers_it_to_officers_alone(browse: Browse) -> None:
    make.bands()
    drive = make.drive()
    address = reverse("risks:list", args=[drive.pk])

    officer = browse(make.officer(drive.agency)).get(address).content.decode()
    auditor = browse(make.person(Role.AUDITOR, drive.agency)).get(address).content.decode()

    assert "ยังไม่มีความเสี่ยงในทะเบียน" in officer
    assert "เพิ่มความเสี่ยงแรก" in officer
    assert "ยังไม่มีความเสี่ยงในทะเบียน" in auditor
    assert "เพิ่มความเสี่ยงแรก" not in auditor


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
