"""The plan as a whole: workbook, months, calendar, table, approval."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import icalendar
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from janya.core import keeping, sheets
from janya.drives.models import Drive
from janya.people.models import Person
from janya.people.rules import Role
from janya.plans import actions, queries, rules
from janya.plans.models import Activity, BudgetSource, PlanVersion, Sheet
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
HEAD = "ลำดับ,กิจกรรม/โครงการ,ด้าน,เริ่ม,สิ้นสุด,งบประมาณ"


def planned(drive: Drive) -> Activity:
    """An activity with all that a workbook tells."""
    source, _new = BudgetSource.objects.get_or_create(
        key="annual", agency=None, defaults={"name": "งบประมาณรายจ่ายประจำปี"}
    )
    activity: Activity = make.activity(drive, method="บรรทัดแรก\nบรรทัดสอง", kpis=[make.kpi(drive)])
    actions.set_milestones(
        activity,
        [rules.MilestoneFacts("ส่งรายงาน", date(2026, 3, 1), 2, date(2026, 2, 1))],
        seen=1,
        by=activity.owner,
    )
    lines = [rules.BudgetFacts(source.pk, date(2026, 1, 1), Decimal("1500.50"))]
    actions.set_budget(activity, lines, seen=2, by=activity.owner)
    activity.refresh_from_db()
    return activity


def workbook(drive: Drive) -> bytes:
    columns, rows = queries.lines(drive, {})
    return sheets.excel([("แผนปฏิบัติ", columns, rows)], title="แผน")


def sent(browse: Browse, by: Person, drive: Drive, content: bytes, name: str = "แผน.xlsx") -> Any:
    upload = SimpleUploadedFile(name, content)
    return browse(by).post(reverse("plans:send-in", args=[drive.pk]), {"file": upload}, follow=True)


# ── workbook ───────────────────────────────────────────────────────────────────────────────
def test_what_was_exported_comes_back_without_a_change() -> None:
    drive = make.drive()
    ana = planned(drive).owner
    for _n in range(3):
        make.activity(drive, by=ana)

    told = queries.portfolio(drive, workbook(drive), "แผน.xlsx", sender=ana)

    assert (told.faults, told.new, told.changed, told.same) == ([], [], [], 4)


def test_a_change_in_the_workbook_is_shown_and_then_written(browse: Browse) -> None:
    drive = make.drive()
    activity = planned(drive)
    columns, rows = queries.lines(drive, {})
    at = {column.title: n for n, column in enumerate(columns)}
    rows[0][at["กิจกรรม/โครงการ"]] = "ฝึกอบรมปรับใหม่"
    money = next(head for head in at if head.startswith("แผนการใช้งบประมาณ"))
    rows[0][at[money]] = "งบประมาณรายจ่ายประจำปี | ก.พ. 2569 | 2,000"
    points = next(head for head in at if head.startswith("หมุดหมาย"))
    rows[0][at[points]] = "ส่งรายงาน | 15/3/2569 | 1\nสรุปบทเรียน | 31/3/2569"
    content = sheets.excel([("แผนปฏิบัติ", columns, rows)], title="แผน")

    shown = sent(browse, activity.owner, drive, content)
    browse(activity.owner).post(shown.redirect_chain[-1][0])

    activity.refresh_from_db()
    assert "ฝึกอบรมปรับใหม่" in shown.content.decode()
    assert (activity.title, activity.budget) == ("ฝึกอบรมปรับใหม่", Decimal(2000))
    assert [(one.title, one.weight, str(one.done_on)) for one in activity.milestones.all()] == [
        ("ส่งรายงาน", 1, "2026-02-01"),
        ("สรุปบทเรียน", 1, "None"),
    ]
    assert queries.portfolio(drive, workbook(drive), "แผน.xlsx", sender=activity.owner).same == 1


def test_a_portfolio_of_29_projects_with_numbers_of_its_own_becomes_the_plan(browse: Browse) -> None:
    drive = make.drive()
    make.area()
    ana = make.officer(drive.agency)
    rows = [f'{n},โครงการที่ {n},1,1 ต.ค. 2568,30/09/2569,"{n},000"' for n in range(1, 30)]

    shown = sent(browse, ana, drive, "\n".join([HEAD, *rows]).encode("cp874"), "โครงการ.csv")
    browse(ana).post(shown.redirect_chain[-1][0])

    made = Activity.objects.of(drive)
    assert made.count() == 29
    assert (made.get(number=29).title, made.get(number=29).budget) == ("โครงการที่ 29", Decimal(29000))
    assert {one.owner for one in made} == {ana}


def test_two_projects_of_one_number_and_other_faults_are_told_with_row_and_column(browse: Browse) -> None:
    drive = make.drive()
    make.area()
    ana = make.officer(drive.agency)
    rows = [
        "1,โครงการหนึ่ง,1,1/10/2568,30/9/2569,100",
        "1,โครงการสอง,1,1/10/2568,30/9/2569,100",
        ",โครงการสาม,9,1/10/2568,30/9/2569,มาก",
        ",โครงการสี่,1,30/9/2569,1/10/2568,1",
        ",โครงการห้า,1,,31/2/2569,1",
    ]

    shown = sent(browse, ana, drive, "\n".join([HEAD, *rows]).encode(), "โครงการ.csv")
    browse(ana).post(shown.redirect_chain[-1][0])

    told = queries.portfolio(drive, "\n".join([HEAD, *rows]).encode(), "โครงการ.csv", sender=ana)
    assert [(fault.row, fault.column) for fault in told.faults] == [
        (3, "ลำดับ"),
        (4, "ด้าน"),
        (4, "งบประมาณ"),
        (5, "สิ้นสุด"),
        (6, "สิ้นสุด"),
    ]
    assert "ซ้ำกับแถวที่ 2" in shown.content.decode()
    assert not Activity.objects.exists()


def test_a_row_that_somebody_changed_since_is_refused() -> None:
    drive = make.drive()
    activity = planned(drive)
    columns, rows = queries.lines(drive, {})
    rows[0][2] = "ชื่อจากไฟล์"
    content = sheets.excel([("แผนปฏิบัติ", columns, rows)], title="แผน")
    actions.change(activity, seen=3, by=activity.owner, kpis=[], issues=[], title="ชื่อจากหน้าเว็บ")
    kept = actions.take_sheet(drive, name="แผน.xlsx", content=content, by=activity.owner)

    with pytest.raises(actions.PortfolioIsWrong):
        actions.write_sheet(kept, by=activity.owner)

    activity.refresh_from_db()
    assert activity.title == "ชื่อจากหน้าเว็บ"
    assert Sheet.objects.get().written_at is None


def test_a_workbook_runs_no_formula() -> None:
    drive = make.drive()
    make.activity(drive, title="=HYPERLINK(1)")

    told = queries.portfolio(drive, workbook(drive), "แผน.xlsx", sender=make.officer(drive.agency))

    assert told.same == 1


# ── months, calendar, paper ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", ["months", "table", "calendar", "money", "approval"])
def test_the_whole_plan_takes_the_same_queries_for_one_and_for_many(
    browse: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
    name: str,
) -> None:
    drive = make.drive()
    ana = planned(drive).owner
    actions.decide(actions.send(drive, note="", by=ana), approves=True, reason="", by=ana)
    client, address = browse(ana), reverse(f"plans:{name}", args=[drive.pk])
    client.get(address)
    keeping.forget()
    with django_assert_max_num_queries(24) as few:
        client.get(address)

    for _n in range(12):
        make.activity(drive, by=ana)

    with django_assert_num_queries(len(few)):
        assert client.get(address).status_code == 200


def test_the_months_tell_every_activity_in_the_drawing_and_in_the_table(browse: Browse) -> None:
    drive = make.drive()
    activity = planned(drive)

    page = browse(activity.owner).get(reverse("plans:months", args=[drive.pk])).content.decode()

    assert page.count(activity.title) >= 3
    assert "ส่งรายงาน (เสร็จแล้ว)" in page


def test_the_plan_prints_on_a3_with_all_its_activities(browse: Browse) -> None:
    drive = make.drive()
    activity = planned(drive)

    answer = browse(activity.owner).get(reverse("plans:months-paper", args=[drive.pk]))

    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    assert [round(side) for side in document[0].get_size()] == [1191, 842]
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert activity.title.split("รุ่น")[0] in text


def test_the_calendar_of_a_month_tells_what_begins_and_what_is_due(browse: Browse) -> None:
    drive = make.drive()
    activity = planned(drive)
    address = reverse("plans:calendar", args=[drive.pk])

    march = browse(activity.owner).get(f"{address}?month=2026-03").content.decode()

    assert "มีนาคม 2569" in march
    assert "หมุดหมายเสร็จแล้ว" in march
    assert "ส่งรายงาน" not in browse(activity.owner).get(f"{address}?month=2025-12").content.decode()


def test_a_calendar_program_fetches_the_plan_from_a_secret_address(browse: Browse, client: Client) -> None:
    drive = make.drive()
    activity = planned(drive)
    ana = activity.owner
    page = browse(ana).post(reverse("plans:feed", args=[drive.pk]), {}).content.decode()
    address = page.split('id="feed">')[1].split("<")[0]

    answer = client.get(address)
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")

    assert [str(one["summary"]) for one in events] == [activity.title, f"✓ ส่งรายงาน – {activity.title}"]
    assert events[0].decoded("dtstart") == activity.starts_on
    Person.objects.filter(pk=ana.pk).update(is_active=False)
    assert client.get(address).status_code == 404
    assert client.get(reverse("plans:feed-file", args=["made-up"])).status_code == 404


# ── table ──────────────────────────────────────────────────────────────────────────────────
def test_a_row_is_changed_in_the_table_with_and_without_htmx(browse: Browse) -> None:
    activity = make.activity(make.drive())
    address = reverse("plans:row", args=[activity.pk])
    typed = {
        "title": "ชื่อใหม่",
        "starts_on": "1/10/2568",
        "ends_on": "31/3/2569",
        "owner": activity.owner_id,
        "budget": "๙๐๐",
    }

    plain = browse(activity.owner).post(address, {**typed, "version": 1})
    htmx = browse(activity.owner).post(
        address, {**typed, "title": "ชื่อใหม่กว่า", "version": 2}, headers={"HX-Request": "true"}
    )
    stale = browse(activity.owner).post(address, {**typed, "version": 1, "title": "ของคนช้า"})

    assert plain.status_code == 302
    assert htmx.content.decode().startswith(f'<tr id="row-{activity.pk}"')
    assert stale.status_code == 409
    assert "ของคนช้า" in stale.content.decode()
    activity.refresh_from_db()
    assert (activity.title, activity.budget) == ("ชื่อใหม่กว่า", 900)


# ── approval ───────────────────────────────────────────────────────────────────────────────
def test_the_head_approves_a_frozen_plan_and_later_changes_are_told(browse: Browse) -> None:
    drive = make.drive()
    activity = planned(drive)
    head = make.person(Role.HEAD, drive.agency)
    browse(activity.owner).post(reverse("plans:approval", args=[drive.pk]), {"note": "ขออนุมัติแผน"})
    version = PlanVersion.objects.get()

    browse(head).post(reverse("plans:decide", args=[version.pk]), {"approve": "1"})
    actions.change(activity, seen=activity.version, by=activity.owner, kpis=[], issues=[], title="ชื่อหลังอนุมัติ")

    version.refresh_from_db()
    assert (version.decision, version.decided_by) == ("approved", head)
    assert rules.fingerprint(version.rows) == version.sha256
    page = browse(activity.owner).get(reverse("plans:approval", args=[drive.pk])).content.decode()
    assert "ชื่อหลังอนุมัติ" in page
    assert version.rows[0]["title"] in page


def test_a_plan_goes_back_only_with_a_reason_and_is_decided_once(browse: Browse) -> None:
    drive = make.drive()
    activity = make.activity(drive)
    head = make.person(Role.HEAD, drive.agency)
    version = actions.send(drive, note="", by=activity.owner)
    address = reverse("plans:decide", args=[version.pk])

    silent = browse(head).post(address, {"return": "1"})
    told = browse(head).post(address, {"return": "1", "reason": "เพิ่มกิจกรรมด้านที่ 3"})

    assert silent.status_code == 422
    assert told.status_code == 302
    with pytest.raises(actions.DecidedAlready):
        actions.decide(version, approves=True, reason="", by=head)


def test_nothing_is_sent_twice_nor_empty_nor_unchanged() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    with pytest.raises(actions.CannotBeSent, match="ยังไม่มีกิจกรรม"):
        actions.send(drive, note="", by=ana)
    make.activity(drive, by=ana)
    version = actions.send(drive, note="", by=ana)

    with pytest.raises(actions.CannotBeSent, match="รอหัวหน้า"):
        actions.send(drive, note="", by=ana)
    actions.decide(version, approves=True, reason="", by=ana)
    with pytest.raises(actions.CannotBeSent, match="ไม่เปลี่ยน"):
        actions.send(drive, note="", by=ana)


def test_a_coordinator_reads_the_plan_and_cannot_send_or_decide(browse: Browse) -> None:
    drive = make.drive()
    activity = make.activity(drive)
    version = actions.send(drive, note="", by=activity.owner)
    dan = make.person(Role.COORDINATOR, drive.agency)

    assert browse(dan).get(reverse("plans:version", args=[version.pk])).status_code == 200
    assert browse(dan).post(reverse("plans:decide", args=[version.pk]), {"approve": "1"}).status_code == 403
    assert browse(dan).post(reverse("plans:approval", args=[drive.pk]), {}).status_code == 403
