"""The pages around the register: the long form, acceptance, bank, units, carrying over, lists, paper."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from janya.core import catalogue
from janya.drives.models import Drive
from janya.home import loading
from janya.norms.models import Code
from janya.people.models import Person
from janya.people.queries import called
from janya.people.rules import Role
from janya.risks import actions, queries
from janya.risks.actions import LEVELS
from janya.risks.models import ExampleRisk, Process, Risk, RiskKind
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
LATER = date(2100, 1, 1)
HTMX = {"HX-Request": "true"}


def typed(**changes: object) -> dict[str, object]:
    return {"title": "รับของขวัญก่อนตรวจรับงาน", **dict.fromkeys(LEVELS, "3"), **changes}


@pytest.mark.parametrize("htmx", [False, True])
def test_the_whole_form_is_kept_with_rows_of_controls_process_units_target_and_response(
    browse: Browse, htmx: bool
) -> None:
    make.bands()
    drive = make.drive()
    ana = make.officer(drive.agency)
    unit, other = make.unit(drive.agency), make.unit(drive.agency)

    answer = browse(ana).post(
        reverse("risks:add", args=[drive.pk]),
        typed(
            items=[make.item(drive).pk],
            unit=unit.pk,
            other_units=[unit.pk, other.pk],
            process="การตรวจรับพัสดุ",
            owner=called(ana),
            response="reduce",
            target_likelihood="2",
            target_impact="2",
            target_on="๓๐/๙/๒๕๖๙",
            **{
                "controls-0-text": "ทะเบียนรับของขวัญ",
                "controls-0-effect": "partial",
                "controls-0-owner": called(ana),
                "controls-1-text": "",
                "controls-1-effect": "unknown",
                "controls-1-owner": "",
                "controls-2-text": "ประกาศ",
                "controls-2-effect": "ที่ไม่มี",
                "controls-2-owner": "",
            },
        ),
        headers=HTMX if htmx else {},
    )

    made = Risk.objects.get()
    assert answer.status_code == (200 if htmx else 302)
    assert list(made.control_rows.values_list("text", "effect", "owner")) == [
        ("ทะเบียนรับของขวัญ", "partial", ana.pk),
        ("ประกาศ", "unknown", None),
    ]
    assert (made.process, made.owner, made.response) == (Process.objects.get(), ana, "reduce")
    assert (made.target_score, made.target_on, list(made.other_units.all())) == (
        4,
        date(2026, 9, 30),
        [other],
    )
    assert made.review_on is not None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"target_likelihood": "5", "target_impact": "5", "target_on": "30/9/2569"},
            "คะแนนเป้าหมาย (25) สูงกว่าที่เหลืออยู่ (9)",
        ),
        ({"target_likelihood": "2", "target_on": "30/9/2569"}, "กรุณาเลือกให้ครบทั้งโอกาสและผลกระทบ"),
        ({"target_likelihood": "2", "target_impact": "2"}, "กรุณากรอกวันที่จะบรรลุเป้าหมาย"),
        ({"target_on": "30/9/2569"}, "กรุณาเลือกระดับที่มุ่งหมายด้วย"),
        ({"response": "wait"}, "รายการที่เลือกไม่มีให้เลือก"),
        ({"owner": "ไม่มีใครชื่อนี้"}, "ไม่พบ “ไม่มีใครชื่อนี้”"),
        ({"controls-0-text": "ก" * 501, "controls-0-effect": "good"}, "การควบคุมแถวที่ 1 ยาว 501"),
        ({"controls-0-text": "", "controls-0-owner": "ก"}, "กรุณากรอกการควบคุม"),
        ({"controls-0-text": "ก", "controls-0-owner": "ไม่มีใคร"}, "การควบคุมแถวที่ 1 ผู้ดูแล: ไม่พบ"),
        ({"process": "ก" * 201}, "ไม่เกิน 200"),
    ],
)
def test_what_does_not_fit_is_told_and_what_was_typed_stays(
    browse: Browse, changes: dict[str, object], said: str
) -> None:
    make.bands()
    drive = make.drive()

    answer = browse(make.officer(drive.agency)).post(
        reverse("risks:add", args=[drive.pk]), typed(items=[make.item(drive).pk], **changes)
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="รับของขวัญก่อนตรวจรับงาน"' in page
    assert not Risk.objects.exists()


def test_several_who_are_called_so_are_offered_to_choose_from(browse: Browse) -> None:
    make.bands()
    drive = make.drive()
    people = [make.person(None, drive.agency, first_name="มานี") for _n in range(2)]
    client, address = browse(make.officer(drive.agency)), reverse("risks:add", args=[drive.pk])
    given = typed(items=[make.item(drive).pk], owner="มานี")

    asked = client.post(address, given)
    client.post(address, {**given, "owner-hit": called(people[0])})

    assert 'name="owner-hit"' in asked.content.decode()
    assert Risk.objects.get().owner == people[0]


def test_names_are_proposed_while_typing_and_found_on_a_page_without_javascript(browse: Browse) -> None:
    drive = make.drive()
    ana = make.person(None, drive.agency, first_name="มานี")
    make.person(None, make.agency(), first_name="มานี")
    client, address = browse(make.officer(drive.agency)), reverse("risks:people", args=[drive.pk])

    proposed = client.get(address, {"owner": "มานี"}, headers=HTMX).content.decode()
    whole = client.get(address, {"q": "มานี"}).content.decode()

    assert proposed.strip() == f'<option value="{called(ana)}"></option>'
    assert called(ana) in whole
    assert "<h1" in whole
    assert client.get(address, headers=HTMX).content.decode().strip() == ""


def test_accepting_a_high_risk_leads_to_who_answers_for_it_and_ends_with_other_levels(browse: Browse) -> None:
    drive = make.drive()
    head = make.person(Role.HEAD, drive.agency)
    risk = make.risk(drive)
    client, show = browse(risk.owner), reverse("risks:show", args=[risk.pk])
    given = {
        "version": 1,
        "title": risk.title,
        "items": [make.item(drive).pk],
        "response": "accept",
        "owner": called(risk.owner),
        **{name: getattr(risk, name) for name in LEVELS},
    }

    led = client.post(reverse("risks:change", args=[risk.pk]), given)
    waits = client.get(show).content.decode()
    accept = reverse("risks:accept", args=[risk.pk])
    without = client.post(
        accept, {"version": 2, "accepted_by": called(head), "accepted_on": "1/1/2600", "reason": ""}
    )
    told = {"version": 2, "accepted_by": called(head), "accepted_on": "10/2/2569", "reason": "เฝ้าระวังทุกเดือน"}
    late = client.post(accept, {**told, "version": 1})
    done = browse(head).post(accept, told)
    accepted = client.get(show).content.decode()
    client.post(
        reverse("risks:assess", args=[risk.pk]),
        {"version": 3, "why": "พบเหตุ", **{name: getattr(risk, name) for name in LEVELS}, "likelihood": 5},
    )
    ended = client.get(show).content.decode()

    assert led.headers["Location"] == accept
    assert "ยังไม่มีผู้ยอมรับ" in waits
    assert without.status_code == 422
    assert "วันที่ยอมรับอยู่ในอนาคต" in without.content.decode()
    assert late.status_code == 409
    assert done.status_code == 302
    assert "มีผลอยู่" in accepted
    assert "เฝ้าระวังทุกเดือน" in accepted
    assert "สิ้นผลแล้ว" in ended
    assert "การยอมรับครั้งก่อนสิ้นผลแล้ว" in ended


def test_who_may_accept(browse: Browse) -> None:
    risk = make.risk(make.drive())
    address, agency = reverse("risks:accept", args=[risk.pk]), risk.drive.agency

    found = [
        browse(make.person(role, agency)).get(address).status_code
        for role in (Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.OFFICIAL)
    ]

    assert found == [200, 200, 403, 404]
    assert browse(make.officer(make.agency())).get(address).status_code == 404


def rows(client: Client, drive: Drive, **asked: str) -> list[str]:
    return [
        row.risk.title for row in client.get(reverse("risks:list", args=[drive.pk]), asked).context["rows"]
    ]


def test_filters_combine_and_stand_in_the_address(browse: Browse) -> None:
    drive = make.drive()
    ana, ben = make.officer(drive.agency), make.officer(drive.agency)
    kind = RiskKind.objects.create(agency=drive.agency, key="k", name="ประเภทหนึ่ง")
    make.risk(
        drive,
        by=ana,
        title="ก",
        kind=kind,
        response="reduce",
        review_on=LATER,
        process="ตรวจรับ",
        cause="รับของขวัญ",
    )
    make.risk(
        drive,
        by=ana,
        title="ข",
        kind=kind,
        owner=ben,
        review_on=LATER + timedelta(1),
        response="accept",
        residual_likelihood=1,
    )
    make.risk(
        drive, by=ana, title="ค", owner=None, review_on=date(2020, 1, 1), target_likelihood=1, target_impact=1
    )
    client, process = browse(ana), Process.objects.get()

    assert rows(client, drive, kind=str(kind.pk)) == ["ก", "ข"]
    assert rows(client, drive, kind=str(kind.pk), owner=str(ben.pk)) == ["ข"]
    assert rows(client, drive, owner="none") == ["ค"]
    assert rows(client, drive, response="reduce") == ["ก"]
    assert rows(client, drive, response="none") == ["ค"]
    assert rows(client, drive, process=str(process.pk), q="ของขวัญ") == ["ก"]
    assert rows(client, drive, state="overdue") == ["ค"]
    assert rows(client, drive, state="untargeted") == ["ก", "ข"]
    assert rows(client, drive, cell="1-1", which="target") == ["ค"]
    assert rows(client, drive, sort="number") == ["ก", "ข", "ค"]
    assert rows(client, drive, sort="-number") == ["ค", "ข", "ก"]
    assert rows(client, drive, sort="review") == ["ค", "ก", "ข"]
    assert rows(client, drive, sort="-review") == ["ข", "ก", "ค"]
    assert rows(client, drive, sort="-owner") != []
    assert rows(client, drive, sort="unit") != []
    assert rows(client, drive, sort="nonsense") == ["ก", "ค", "ข"]
    page = client.get(
        reverse("risks:list", args=[drive.pk]), {"kind": str(kind.pk), "cell": "3-4"}
    ).content.decode()
    assert '<input type="hidden" name="cell" value="3-4">' in page
    assert f"kind={kind.pk}&amp;cell=3-4#register" in page


def test_found_words_are_shown_where_they_stand(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    make.risk(drive, by=ana, title="เรื่องหนึ่ง", consequence="ประชาชนเสื่อมความเชื่อมั่นต่อหน่วยงาน")

    page = (
        browse(ana).get(reverse("risks:list", args=[drive.pk]), {"q": "เชื่อมั่น"}, headers=HTMX).content.decode()
    )

    assert "<mark>เชื่อมั่น</mark>" in page
    assert 'id="map" hx-swap-oob' in page


@pytest.mark.parametrize("which", ["inherent", "residual", "target", "moves"])
def test_every_picture_opens_with_a_table_behind_it(browse: Browse, which: str) -> None:
    risk = make.risk(make.drive(), target_likelihood=1, target_impact=4, target_on=date(2026, 9, 30))
    client = browse(risk.owner)

    page = client.get(reverse("risks:list", args=[risk.drive.pk]), {"which": which}).content.decode()

    assert page.count("<svg") > 2
    assert "chart-table" in page
    assert re.search(r'aria-current="true" [^>]*href="\?', page)


def bank(agency: object = None) -> Drive:
    loading.load(catalogue.folder())
    drive = make.drive()
    drive.code = Code.objects.get(key="2564")
    drive.save()
    return drive


def test_an_example_of_the_bank_fills_the_form_and_is_marked_when_it_stands_in_the_register(
    browse: Browse,
) -> None:
    drive = bank()
    ana = make.officer(drive.agency)
    client, address = browse(ana), reverse("risks:bank", args=[drive.pk])
    example = ExampleRisk.objects.filter(item__code=drive.code_id).first()
    assert example
    add = f"{reverse('risks:add', args=[drive.pk])}?example={example.pk}"

    shown = client.get(address, {"item": str(example.item_id)}).content.decode()
    form = client.get(add).content.decode()
    client.post(add, typed(title=example.title, items=[example.item_id]))
    again = client.get(address, {"item": str(example.item_id), "q": example.title[:6]}, headers=HTMX)

    assert add.replace("&", "&amp;") in shown
    assert f'value="{example.title}"' in form
    assert example.controls[0] in form
    assert "อยู่ในทะเบียนแล้ว" in again.content.decode()
    assert "<html" not in again.content.decode()
    nothing = client.get(address, {"q": "ไม่มีคำนี้แน่นอน"}).content.decode()
    assert "ไม่มีตัวอย่างตามที่ค้นหา" in nothing
    assert "นำมาใช้" not in browse(make.person(Role.AUDITOR, drive.agency)).get(address).content.decode()


def test_units_are_compared_on_a_page_with_picture_and_table(
    browse: Browse, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    client, address = browse(ana), reverse("risks:units", args=[drive.pk])
    make.bands()
    empty = client.get(address).content.decode()
    make.risk(drive, by=ana, unit=make.unit(drive.agency, "กองคลัง"))
    client.get(address)
    with django_assert_num_queries(9) as few:
        client.get(address)
    for _n in range(3):
        make.risk(drive, by=ana, unit=make.unit(drive.agency))

    with django_assert_num_queries(len(few)):
        page = client.get(address).content.decode()

    assert "ยังไม่มีความเสี่ยงที่เปิดอยู่" in empty
    assert "กองคลัง" in page
    assert "<svg" in page


def test_last_years_risks_are_picked_and_carried_and_shown_with_their_baseline(browse: Browse) -> None:
    old = make.drive()
    new = make.drive(old.agency, 2570)
    ana = make.officer(old.agency)
    one, two = make.risk(old, by=ana), make.risk(old, by=ana, title="ไม่ยกมา")
    client, address = browse(ana), reverse("risks:carry", args=[new.pk])

    shown = client.get(address).content.decode()
    nothing = client.post(address, {"risk": ["x", "999999"]})
    done = client.post(address, {"risk": [str(one.pk)]})
    again = client.post(address, {"risk": [str(one.pk)]})

    made = Risk.objects.get(drive=new)
    page = client.get(made.get_absolute_url()).content.decode()
    assert one.title in shown
    assert two.title in shown
    assert (nothing.status_code, done.status_code, again.status_code) == (422, 302, 422)
    assert "ฐานจากปีก่อน" in page
    assert "R-2569-001" in page
    assert "R-2570-001" in client.get(one.get_absolute_url()).content.decode()
    assert "ยกมาแล้วเป็น" in client.get(address).content.decode()
    assert "ไม่มีความเสี่ยงของปีก่อนให้ยกมา" in client.get(reverse("risks:carry", args=[old.pk])).content.decode()
    assert browse(make.person(Role.AUDITOR, old.agency)).get(address).status_code == 403


def test_kinds_and_processes_are_the_agencys_own(browse: Browse) -> None:
    drive = make.drive()
    risk = make.risk(drive, process="ตรวจรับ")
    agency, ana = drive.agency, make.officer(drive.agency)
    client, address = browse(ana), reverse("risks:lists", args=[drive.agency.pk])
    ready = RiskKind.objects.filter(agency=None).first()
    process = Process.objects.get()
    assert ready
    turn = reverse("risks:turn-kind", args=[agency.pk, ready.pk])
    one = reverse("risks:process", args=[agency.pk, process.pk])

    taken = client.post(address, {"name": ready.name})
    added = client.post(address, {"name": "การใช้อาวุธปืน", "description": "ของตำรวจ"})
    client.post(turn, {"off": "yes"})
    off = client.get(address).content.decode()
    form = client.get(reverse("risks:add", args=[drive.pk])).content.decode()
    client.post(turn, {"off": "no"})
    kept = client.post(one, {"remove": "yes"}, follow=True).content.decode()
    client.post(one, {"name": "การตรวจรับพัสดุ"})

    assert (taken.status_code, added.status_code) == (422, 302)
    assert "มีรายการชื่อนี้อยู่แล้ว" in taken.content.decode()
    assert "กลับมาใช้" in off
    assert f">{ready.name}</option>" not in form
    assert ">การใช้อาวุธปืน</option>" in form
    assert "จึงลบไม่ได้" in kept
    assert str(Risk.objects.get(pk=risk.pk).process) == "การตรวจรับพัสดุ"
    assert client.get(one).status_code == 200
    assert client.post(one, {"name": ""}).status_code == 422
    for role, status in ((Role.ADMINISTRATOR, 200), (Role.COORDINATOR, 403), (Role.OFFICIAL, 404)):
        assert browse(make.person(role, agency)).get(address).status_code == status


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_the_register_on_paper_holds_what_is_filtered(browse: Browse, paper: str) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    make.risk(
        drive, by=ana, review_on=timezone.localdate() - timedelta(1), target_likelihood=1, target_impact=1
    )
    risk = make.risk(drive, by=ana, title="=1+1 #import", response="accept", review_on=LATER)
    actions.accept(risk, seen=1, accepted_by=ana, reason="ก", accepted_on=make.TODAY, by=ana)
    client, address = browse(ana), reverse("risks:paper", args=[drive.pk])

    whole = client.get(address, {"paper": paper})
    some = client.get(address, {"paper": paper, "state": "overdue", "level": "high"})
    none = client.get(address, {"paper": paper, "q": "ไม่มีคำนี้"})

    assert whole.headers["Content-Type"] == "application/pdf"
    assert "๒๕๖๙-๐๐๒" in text_of(whole.content)
    assert "๒๕๖๙-๐๐๒" not in text_of(some.content)
    assert none.content.startswith(b"%PDF")
    document = pypdfium2.PdfDocument(io.BytesIO(whole.content))
    wide, tall = document[0].get_size()
    document.close()
    assert (round(wide), round(tall)) == ((842, 595) if paper == "a4" else (1191, 842))


def test_too_many_for_paper_are_told_so(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    risk = make.risk(make.drive())
    monkeypatch.setattr("janya.risks.views.workbook.MOST_ON_PAPER", 0)

    answer = browse(make.officer(risk.drive.agency)).get(
        reverse("risks:paper", args=[risk.drive.pk]), follow=True
    )

    assert "กรุณากรองให้น้อยลง" in answer.content.decode()


def test_the_facts_on_paper_take_the_same_queries_whatever_their_number(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    make.risk(drive, by=ana, unit=make.unit(drive.agency))
    with django_assert_num_queries(10):
        queries.paper_facts(drive, {}, paper="a4", as_of=make.TODAY)
    for _n in range(4):
        make.risk(drive, by=ana, unit=make.unit(drive.agency))

    with django_assert_num_queries(10):
        facts = queries.paper_facts(drive, {}, paper="a4", as_of=make.TODAY)

    assert len(facts["rows"]) == 5


def test_rooms_above_show_figures_beside_the_register(browse: Browse) -> None:
    risk = make.risk(make.drive())
    asked = lambda drive: [queries.Figure("เรื่องร้องเรียน", "7", "ปีนี้", "/x/")]  # noqa: E731
    queries.BESIDE.append(asked)
    try:
        page = browse(risk.owner).get(reverse("risks:list", args=[risk.drive.pk])).content.decode()
    finally:
        queries.BESIDE.remove(asked)

    assert "ข้อมูลประกอบการวิเคราะห์" in page
    assert "เรื่องร้องเรียน" in page
