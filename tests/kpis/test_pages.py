from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from janya.core import thai
from janya.drives.models import Drive
from janya.issues.models import Issue
from janya.kpis.models import Kpi, Reading
from janya.people.models import Person
from janya.people.queries import called
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


def this_year() -> Drive:
    return make.drive(year=thai.fiscal_year(timezone.localdate()))


def typed(drive: Drive, issue: Issue, owner: Person, **changes: Any) -> dict[str, Any]:
    """What an officer types into the form."""
    facts = make.kpi_facts(drive)
    levels = {f"level_{number}": str(level) for number, level in enumerate(facts.pop("levels"), 1)}
    plain = {name: str(value) for name, value in facts.items() if name != "due_on"}
    due = {"due_on": thai.typed_date(thai.fiscal_year_span(drive.fiscal_year)[1])}
    return {**plain, **due, **levels, "issues": [issue.pk], "owner": called(owner), **changes}


def pages_of(kpi: Kpi, reading: Reading) -> list[str]:
    return [
        reverse("kpis:list", args=[kpi.drive_id]),
        reverse("kpis:add", args=[kpi.drive_id]),
        *(
            reverse(f"kpis:{name}", args=[kpi.pk])
            for name in ("show", "change", "remove", "reading", "measure")
        ),
        reverse("kpis:correct", args=[reading.pk]),
    ]


def today_reading(kpi: Kpi, value: object) -> Reading:
    return make.reading(kpi, value, timezone.localdate())


def test_a_stranger_finds_nothing_and_a_viewer_may_only_look(browse: Browse) -> None:
    drive = this_year()
    kpi = make.kpi(drive)
    pages = pages_of(kpi, today_reading(kpi, 70))
    stranger, auditor = browse(make.officer(make.agency())), browse(make.person(Role.AUDITOR, drive.agency))

    assert [stranger.get(page).status_code for page in pages] == [404] * 8
    assert [stranger.post(page).status_code for page in pages if page != pages[0]] == [404] * 7
    assert [auditor.get(page).status_code for page in pages] == [200, 403, 200, 403, 403, 403, 403, 403]
    assert [auditor.post(page).status_code for page in pages[3:]] == [403] * 5


def test_a_coordinator_records_and_does_not_define(browse: Browse) -> None:
    drive = this_year()
    kpi = make.kpi(drive)
    pages = pages_of(kpi, today_reading(kpi, 70))
    coordinator = browse(make.person(Role.COORDINATOR, drive.agency))

    assert [coordinator.get(page).status_code for page in pages] == [200, 403, 200, 403, 403, 200, 302, 200]


def test_nothing_is_written_in_a_closed_year(browse: Browse) -> None:
    drive = this_year()
    kpi = make.kpi(drive)
    pages = pages_of(kpi, today_reading(kpi, 70))
    Drive.objects.update(state=Drive.State.CLOSED)
    ana = browse(kpi.owner)

    assert [ana.get(page).status_code for page in pages] == [200, 403, 200, 403, 403, 403, 403, 403]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_add_keeps_a_concrete_kpi(browse: Browse, headers: dict[str, str]) -> None:
    drive = this_year()
    ana = make.officer(drive.agency)
    facts = typed(drive, make.issue(drive), ana, target="๙๐", weight="๓๐.๕")

    answer = browse(ana).post(reverse("kpis:add", args=[drive.pk]), facts, headers=headers)

    kpi = Kpi.objects.get()
    assert (kpi.target, kpi.weight, kpi.thresholds[0]) == (Decimal(90), Decimal("30.5"), "60")
    assert answer.headers.get("HX-Redirect" if headers else "Location") == kpi.get_absolute_url()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_add_tells_field_by_field_why_and_keeps_what_was_typed(
    browse: Browse, headers: dict[str, str]
) -> None:
    drive = this_year()
    ana = make.officer(drive.agency)
    facts = typed(
        drive,
        make.issue(drive),
        ana,
        name="บุคลากรมีจริยธรรมดีขึ้น",
        formula="",
        target="50",
        level_4="70",
        due_on="1/1/2560",
    )

    answer = browse(ana).post(reverse("kpis:add", args=[drive.pk]), facts, headers=headers)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "formula", "target", "level_4", "due_on"}
    words = answer.content.decode()
    assert "วัดไม่ได้" in words
    assert "บุคลากรมีจริยธรรมดีขึ้น" in words
    assert "1/1/2560" in words
    assert ("<html" in words) == (not headers)
    assert not Kpi.objects.exists()


def test_levels_are_proposed_and_everything_typed_is_kept(browse: Browse) -> None:
    drive = this_year()
    ana = make.officer(drive.agency)
    blank = {f"level_{number}": "" for number in range(1, 6)}
    facts = typed(drive, make.issue(drive), ana, **blank, baseline="60", target="100", due_on="", propose="1")

    answer = browse(ana).post(reverse("kpis:add", args=[drive.pk]), facts)

    form = answer.context["form"]
    assert (answer.status_code, form.errors) == (200, {})
    assert [field.value() for field in form.level_fields] == ["60", "70", "80", "90", "100"]
    assert facts["name"] in answer.content.decode()


def test_a_proposal_needs_a_target(browse: Browse) -> None:
    drive = this_year()
    ana = make.officer(drive.agency)
    facts = typed(drive, make.issue(drive), ana, target="มาก", name="", propose="1")

    answer = browse(ana).post(reverse("kpis:add", args=[drive.pk]), facts)

    assert set(answer.context["form"].errors) == {"target"}


def test_a_new_kpi_begins_with_the_issue_or_the_figure_of_the_link(browse: Browse) -> None:
    drive = this_year()
    issue = make.issue(drive)
    make.kpi(drive, weight=Decimal(70))
    ana = browse(make.officer(drive.agency))
    address = reverse("kpis:add", args=[drive.pk])

    first = ana.get(f"{address}?issue={issue.pk}").context["form"].initial
    second = ana.get(f"{address}?metric=acknowledged").context["form"].initial

    assert (first["issues"], first["weight"]) == ([issue.pk], Decimal(30))
    assert (second["metric"], second["unit"], second["direction"]) == ("acknowledged", "ร้อยละ", "more")


def test_issues_and_owners_of_other_agencies_are_no_choice(browse: Browse) -> None:
    drive, other = this_year(), this_year()
    ana = make.officer(drive.agency)
    facts = typed(drive, make.issue(other), make.officer(other.agency))

    answer = browse(ana).post(reverse("kpis:add", args=[drive.pk]), facts)

    assert set(answer.context["form"].errors) == {"issues", "owner"}


def test_the_second_of_two_editors_sees_what_changed_and_keeps_the_own_words(browse: Browse) -> None:
    drive = this_year()
    kpi = make.kpi(drive)
    issue = kpi.issues.get()
    address = reverse("kpis:change", args=[kpi.pk])
    ana = browse(kpi.owner)
    ana.post(address, typed(drive, issue, kpi.owner, version="1", target="80"))

    answer = ana.post(
        address, typed(drive, issue, kpi.owner, version="1", name="จำนวนเรื่องร้องเรียน", target="100")
    )

    assert answer.status_code == 409
    told = {one.label: (one.theirs, one.yours) for one in answer.context["differences"]}
    assert told["ค่าเป้าหมาย"] == ("80", "100")
    assert "จำนวนเรื่องร้องเรียน" in answer.content.decode()
    again = typed(
        drive, issue, kpi.owner, version=answer.context["form"].data["version"], name="จำนวนเรื่องร้องเรียน"
    )
    assert ana.post(address, again).status_code == 302
    assert Kpi.objects.get().name == "จำนวนเรื่องร้องเรียน"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_reading_takes_thai_digits(browse: Browse, headers: dict[str, str]) -> None:
    kpi = make.kpi(this_year())
    day = thai.to_thai_digits(thai.typed_date(timezone.localdate()))

    browse(kpi.owner).post(
        reverse("kpis:reading", args=[kpi.pk]), {"value": "๘๕.๕", "as_of": day}, headers=headers
    )

    assert [(one.value, one.as_of) for one in Reading.objects.all()] == [
        (Decimal("85.5"), timezone.localdate())
    ]


@pytest.mark.parametrize("days", [1, -400])
def test_a_reading_is_of_a_day_of_the_year_that_has_come(browse: Browse, days: int) -> None:
    kpi = make.kpi(this_year())
    day = thai.typed_date(timezone.localdate() + timedelta(days=days))

    answer = browse(kpi.owner).post(reverse("kpis:reading", args=[kpi.pk]), {"value": "5", "as_of": day})

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"as_of"})


def test_a_second_reading_of_a_day_is_sent_to_the_correction(browse: Browse) -> None:
    kpi = make.kpi(this_year())
    today_reading(kpi, 70)
    facts = {"value": "71", "as_of": thai.typed_date(timezone.localdate())}

    answer = browse(kpi.owner).post(reverse("kpis:reading", args=[kpi.pk]), facts)

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"as_of"})


def test_correct_asks_for_a_reason_and_the_page_shows_both(browse: Browse) -> None:
    kpi = make.kpi(this_year())
    wrong = today_reading(kpi, 700)
    ana = browse(kpi.owner)
    address = reverse("kpis:correct", args=[wrong.pk])
    facts = {"value": "70", "as_of": thai.typed_date(wrong.as_of)}

    refused = ana.post(address, {**facts, "reason": ""})
    ana.post(address, {**facts, "reason": "พิมพ์เกินหนึ่งหลัก"})

    words = ana.get(kpi.get_absolute_url()).content.decode()
    assert set(refused.context["form"].errors) == {"reason"}
    assert "<del>700</del>" in words
    assert "พิมพ์เกินหนึ่งหลัก" in words
    assert ana.post(address, {**facts, "reason": "อีกครั้ง"}).status_code == 422


def test_measure_only_by_post(browse: Browse) -> None:
    drive = this_year()
    kpi = make.kpi(drive, metric="acknowledged")
    ana = browse(kpi.owner)
    address = reverse("kpis:measure", args=[kpi.pk])

    ana.get(address)
    before = Reading.objects.count()
    answer = ana.post(address)

    assert (before, Reading.objects.get().value, answer.status_code) == (0, Decimal(0), 302)


def test_measure_without_figures_says_so(browse: Browse) -> None:
    kpi = make.kpi(this_year(), metric="survey_gap", unit="คะแนน", direction="less", baseline=None, target=Decimal(0),
                   levels=[Decimal(level) for level in (4, 3, 2, 1, 0)])  # fmt: skip

    answer = browse(kpi.owner).post(reverse("kpis:measure", args=[kpi.pk]), follow=True)

    assert "ระบบยังไม่มีข้อมูลสำหรับวัด" in answer.content.decode()


def test_remove_asks_first_and_refuses_a_measured_kpi(browse: Browse) -> None:
    kpi = make.kpi(this_year())
    ana = browse(kpi.owner)
    address = reverse("kpis:remove", args=[kpi.pk])
    today_reading(kpi, 70)

    measured = ana.post(address)
    Reading.objects.all().delete()
    asked = ana.get(address)
    ana.post(address)

    assert (measured.status_code, asked.status_code, Kpi.objects.count()) == (422, 200, 0)


def test_the_list_names_what_is_missing(browse: Browse) -> None:
    drive = this_year()
    ana = browse(make.officer(drive.agency))
    address = reverse("kpis:list", args=[drive.pk])
    empty = ana.get(address).content.decode()
    lonely = make.issue(drive, "ประเด็นที่ไม่มีตัวชี้วัด")
    make.kpi(drive, weight=Decimal(40))

    words = ana.get(address).content.decode()

    assert "ยังไม่มีประเด็นให้กำหนดตัวชี้วัด" in empty
    assert f"{reverse('kpis:add', args=[drive.pk])}?issue={lonely.pk}" in words
    assert "รวมกันได้ 40 ต้องเท่ากับ 100" in words


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_list_asks_as_often_for_ten_kpis_as_for_one(browse: Browse) -> None:
    drive = this_year()
    ana = browse(make.officer(drive.agency))
    address = reverse("kpis:list", args=[drive.pk])
    today_reading(make.kpi(drive), 70)
    ana.get(address)
    one = queries_of(ana, address)
    for number in range(9):
        today_reading(make.kpi(drive), 70 + number)
        make.issue(drive)

    assert queries_of(ana, address) == one


def test_the_page_asks_as_often_for_ten_readings_as_for_one(browse: Browse) -> None:
    kpi = make.kpi(this_year())
    ana = browse(kpi.owner)
    first = thai.fiscal_year_span(kpi.drive.fiscal_year)[0]
    make.reading(kpi, 61, first)
    ana.get(kpi.get_absolute_url())
    one = queries_of(ana, kpi.get_absolute_url())
    for number in range(1, 10):
        make.reading(kpi, 61 + number, first + timedelta(days=number))

    assert queries_of(ana, kpi.get_absolute_url()) == one


def test_dates_of_the_next_year_wait() -> None:
    """The year's own day stands in the form; after the year it is its last day."""
    from janya.kpis.views.indicators import day_of

    drive = make.drive(year=2569)

    assert [day_of(drive, day) for day in (date(2026, 2, 1), date(2027, 2, 1))] == [
        date(2026, 2, 1),
        date(2026, 9, 30),
    ]
