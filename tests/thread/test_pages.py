import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import openpyxl
import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from janya.core.keeping import forget
from janya.drives.models import Drive
from janya.issues.models import Issue
from janya.norms.models import ItemMapping
from janya.people.models import Person
from janya.people.rules import Role
from janya.risks.models import Risk
from tests import make
from tests.thread.year import many_risks, whole_thread

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


def pages_of(drive: Drive) -> list[str]:
    """Every page of the thread of a whole year."""
    made = whole_thread(drive)
    return [
        *(
            reverse(f"thread:{name}", args=[drive.pk])
            for name in ("year", "loose", "years", "sheet", "paper")
        ),
        reverse("thread:item", args=[drive.pk, make.item(drive).pk]),
        *(reverse(f"thread:{name}", args=[one.pk]) for name, one in made.items()),
    ]


def test_a_stranger_finds_nothing_and_who_may_look_sees_every_page(browse: Browse) -> None:
    drive = make.drive(items=1)
    pages = pages_of(drive)
    stranger = browse(make.officer(make.agency()))
    official = browse(make.person(Role.OFFICIAL, drive.agency))

    assert [stranger.get(page).status_code for page in pages] == [404] * len(pages)
    assert [official.get(page).status_code for page in pages] == [404] * len(pages)
    for role in (Role.OFFICER, Role.AUDITOR, Role.COORDINATOR):
        client = browse(make.person(role, drive.agency))
        assert [client.get(page).status_code for page in pages] == [200] * len(pages)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_year_shows_each_item_with_counts_and_what_hangs_loose(
    browse: Browse, headers: dict[str, str]
) -> None:
    drive = make.drive(items=2)
    whole_thread(drive)

    said = browse(make.officer(drive.agency)).get(reverse("thread:year", args=[drive.pk]), headers=headers)
    text = said.content.decode()

    assert "ข้าราชการต้องประพฤติตามข้อที่ 1" in text
    assert "1/2" in text
    assert "ข้อของประมวลที่ยังไม่มีความเสี่ยง และยังไม่บันทึกว่าพิจารณาแล้วไม่พบ" in text
    assert reverse("risks:review-item", args=[drive.pk, make.item(drive, 2).pk]) in text


def test_only_those_who_may_change_are_led_to_the_page_that_mends(browse: Browse) -> None:
    drive = make.drive(items=1)
    kpi = make.kpi(drive, issues=[make.issue(drive)])
    here = reverse("thread:loose", args=[drive.pk])
    reading, samples = reverse("kpis:reading", args=[kpi.pk]), reverse("plans:samples", args=[drive.pk])

    def offered(role: Role) -> list[bool]:
        text = browse(make.person(role, drive.agency)).get(here).content.decode()
        return [reading in text, samples in text]

    assert [offered(role) for role in (Role.OFFICER, Role.COORDINATOR, Role.AUDITOR)] == [
        [True, True],
        [True, False],
        [False, False],
    ]
    Drive.objects.update(state=Drive.State.CLOSED)
    assert offered(Role.OFFICER) == [False, False]


def test_loose_ends_are_narrowed_to_a_kind_and_paged(browse: Browse) -> None:
    drive = make.drive(items=1)
    for _n in range(27):
        make.issue(drive)
    client = browse(make.officer(drive.agency))
    here = reverse("thread:loose", args=[drive.pk])

    narrowed = client.get(here, {"kind": "issue-without-kpi"})

    assert narrowed.context["count"] == 28
    assert (len(narrowed.context["ends"]), narrowed.context["rows"].paginator.count) == (25, 27)
    assert client.get(here, {"kind": "nonsense"}).context["ends"] == []


def test_loose_ends_are_narrowed_to_the_thread_of_an_item(browse: Browse) -> None:
    drive = make.drive(items=2)
    for _n in range(7):
        make.issue(drive)
    client = browse(make.officer(drive.agency))
    first, second = (make.item(drive, n).pk for n in (1, 2))
    here = reverse("thread:loose", args=[drive.pk])

    assert [client.get(here, {"item": pk}).context["count"] for pk in (first, second, "x")] == [8, 1, 9]
    said = client.get(reverse("thread:item", args=[drive.pk, first])).content.decode()
    assert f"{here}?item={first}" in said


def test_every_link_of_the_chain_opens_the_thread_with_itself_marked(browse: Browse) -> None:
    drive = make.drive(items=2)
    made = whole_thread(drive)
    make.risk(drive, items=[make.item(drive, 2)], title="ความเสี่ยงของข้ออื่น")
    client = browse(make.officer(drive.agency))

    for name, one in made.items():
        text = client.get(reverse(f"thread:{name}", args=[one.pk])).content.decode()
        assert 'aria-current="true"' in text
        assert made["risk"].title in text
        assert "ความเสี่ยงของข้ออื่น" not in text
        assert one.get_absolute_url() in text
        assert reverse(f"thread:{name}", args=[one.pk]) in client.get(one.get_absolute_url()).content.decode()


def test_the_item_is_drawn_with_numbers_and_read_as_nested_lists(browse: Browse) -> None:
    drive = make.drive(items=1)
    made = whole_thread(drive)
    here = reverse("thread:item", args=[drive.pk, make.item(drive).pk])

    said = browse(make.officer(drive.agency)).get(here)
    text = said.content.decode()

    assert text.count("<svg") >= 1
    assert 'role="group"' in text
    assert [f">{number}</text>" in text for number in ("12", "1.20", "ที่ 1", "3/5", "100%")] == [True] * 5
    for stage in ("risk", "issue", "kpi", "activity", "evidence"):
        listed = browse(made["kpi"].owner).get(here, {"stage": stage}).context["listed"]
        assert [one.node.ref.pk for one in listed] == [made[stage].pk]
    assert said.context["percent"] == 100


def test_many_boxes_of_a_column_are_told_as_so_many_more(browse: Browse) -> None:
    drive = make.drive(items=1)
    made = whole_thread(drive)
    many_risks(drive, made["risk"], 20)
    client = browse(make.officer(drive.agency))
    here = reverse("thread:item", args=[drive.pk, make.item(drive).pk])

    said = client.get(here, {"stage": "risk"})

    assert "อีก 16 รายการ" in said.content.decode()
    assert len(said.context["chart"].boxes) < 20
    assert said.context["rows"].paginator.count == 21


def test_what_is_no_part_of_the_thread_says_so(browse: Browse) -> None:
    drive = make.drive(items=1)
    issue = make.issue(drive, decision=Issue.Decision.TURNED_DOWN, reason="ติดตามในทะเบียน")
    client = browse(make.officer(drive.agency))

    said = client.get(reverse("thread:issue", args=[issue.pk]))

    assert said.status_code == 200
    assert "ไม่อยู่ในเส้นทางของปี" in said.content.decode()
    assert client.get(reverse("thread:item", args=[drive.pk, 10**6])).status_code == 404


def test_pages_cost_as_many_queries_with_one_risk_and_with_many(browse: Browse) -> None:
    drive = make.drive(items=1)
    made = whole_thread(drive)
    client = browse(make.officer(drive.agency))
    pages = [
        reverse("thread:year", args=[drive.pk]),
        reverse("thread:loose", args=[drive.pk]),
        reverse("thread:item", args=[drive.pk, make.item(drive).pk]),
        reverse("thread:kpi", args=[made["kpi"].pk]),
    ]

    def cost() -> list[int]:
        found = []
        for address in pages:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found.append(len(asked))
        return found

    few = cost()
    many_risks(drive, made["risk"], 50)
    forget()
    assert cost() == few
    assert max(few) <= 9


def test_last_year_stands_beside_with_the_items_it_came_from(browse: Browse) -> None:
    last = make.drive(year=2568, items=1)
    whole_thread(last)
    drive = make.drive(last.agency, year=2569, items=1)
    whole_thread(drive)
    ItemMapping.objects.create(
        key="m", from_item=make.item(last), to_item=make.item(drive), weight=Decimal(1)
    )

    said = browse(make.officer(drive.agency)).get(reverse("thread:years", args=[drive.pk]))
    text = said.content.decode()

    assert "มาจากข้อเดิม 1" in text
    assert [one.title for one in said.context["charts"]] == [
        "ความเสี่ยงระดับสูงขึ้นไป ปี 2568 และปี 2569",
        "ช่องว่างความคาดหวัง ปี 2568 และปี 2569",
        "ระดับเฉลี่ยของตัวชี้วัด ปี 2568 และปี 2569",
    ]
    assert "เท่าเดิม" in text
    shown = browse(make.officer(drive.agency)).get(
        reverse("thread:item", args=[drive.pk, make.item(drive).pk])
    )
    assert reverse("thread:item", args=[last.pk, make.item(last).pk]) in shown.content.decode()


def test_a_first_year_says_that_there_is_nothing_to_compare(browse: Browse) -> None:
    drive = make.drive(items=1)

    said = browse(make.officer(drive.agency)).get(reverse("thread:years", args=[drive.pk]))

    assert "ยังไม่มีปีก่อนให้เทียบ" in said.content.decode()


def test_excel_has_a_row_for_each_way_and_runs_no_formula(browse: Browse) -> None:
    drive = make.drive(items=1)
    made = whole_thread(drive)
    Risk.objects.update(title="=HYPERLINK(1)")

    said = browse(make.officer(drive.agency)).get(reverse("thread:sheet", args=[drive.pk]))
    book = openpyxl.load_workbook(io.BytesIO(said.content))

    assert book.sheetnames == ["เส้นทาง", "จุดที่ยังไม่เชื่อมกัน", "สรุปรายข้อ"]
    rows = list(book["เส้นทาง"].iter_rows(min_row=2))
    assert len(rows) == 2  # through the risk, and through the gap
    first = [cell.value for cell in rows[0]]
    assert first[0] == 1
    assert first[2] == made["risk"].reference
    assert str(first[3]).endswith("=HYPERLINK(1)")
    assert rows[0][3].data_type == "s"
    assert first[8] == made["kpi"].name
    assert first[13] == made["evidence"].reference
    assert not first[15]


def test_the_pdf_has_a_page_for_each_item_with_its_words_as_text(browse: Browse) -> None:
    drive = make.drive(items=2)
    whole_thread(drive)

    said = browse(make.officer(drive.agency)).get(reverse("thread:paper", args=[drive.pk]))
    document = pypdfium2.PdfDocument(said.content)
    text = [page.get_textpage().get_text_range() for page in document]

    assert said["Content-Type"] == "application/pdf"
    assert len(text) == 3
    assert "R-๒๕๖๙-๐๐๑" in text[1].replace(" ", "")
    assert drive.opened_on < date(2026, 10, 1)
