"""What a plan keeps, refuses and remembers."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.files.actions import FileIsRefused
from janya.journal.models import Entry
from janya.people.rules import Role
from janya.plans import actions, queries, rules
from janya.plans.models import Activity
from tests import make

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def facts(activity: Activity, **changes: Any) -> dict[str, Any]:
    names = ("title", "area", "method", "starts_on", "ends_on", "unit", "owner", "budget")
    return {**{name: getattr(activity, name) for name in names}, "kpis": [], "issues": [], **changes}


def test_an_activity_gets_the_next_number_and_a_line_in_the_journal() -> None:
    drive = make.drive()

    made = [make.activity(drive), make.activity(drive)]

    assert [one.number for one in made] == [1, 2]
    assert Entry.objects.first().deed == "plans.added"  # type: ignore[union-attr]


def test_a_report_moves_the_activity_and_an_older_one_is_refused() -> None:
    activity = make.activity(make.drive())
    ana = activity.owner

    actions.report(activity, on=date(2026, 2, 1), percent=40, spent=Decimal(1000), note="จัดแล้ว 2 รุ่น", by=ana)

    activity.refresh_from_db()
    assert (activity.percent, activity.spent) == (40, 1000)
    with pytest.raises(actions.ReportIsOlder):
        actions.report(activity, on=date(2026, 1, 1), percent=20, spent=Decimal(0), note="", by=ana)


def test_the_second_of_two_editors_is_refused() -> None:
    activity = make.activity(make.drive())
    ana = activity.owner
    actions.change(activity, seen=1, by=ana, **facts(activity, title="ชื่อใหม่"))

    with pytest.raises(HasChanged):
        actions.change(Activity.objects.get(pk=activity.pk), seen=1, by=ana, **facts(activity, title="อีกชื่อ"))


def test_what_was_reported_on_is_cancelled_and_not_removed() -> None:
    activity = make.activity(make.drive())
    ana = activity.owner
    actions.report(activity, on=make.TODAY, percent=10, spent=Decimal(0), note="เริ่ม", by=ana)

    with pytest.raises(actions.CannotBeRemoved):
        actions.remove(activity, by=ana)
    actions.cancel(activity, reason="งบประมาณถูกตัด", by=ana, on=make.TODAY)

    assert queries.row(activity, make.TODAY).cancelled
    actions.remove(make.activity(activity.drive), by=ana)
    assert Activity.objects.count() == 1


def test_the_same_file_is_kept_once_and_a_page_in_disguise_is_refused() -> None:
    drive = make.drive()
    one, two = make.activity(drive), make.activity(drive)

    first = actions.prove(one, upload=SimpleUploadedFile("รายงาน.pdf", PDF), title="", by=one.owner)
    again = actions.prove(one, upload=SimpleUploadedFile("สำเนา.pdf", PDF), title="", by=one.owner)
    other = actions.prove(two, upload=SimpleUploadedFile("รายงาน.pdf", PDF), title="", by=two.owner)

    assert first == again
    assert first.evidence == other.evidence
    assert first.evidence.title == "รายงาน.pdf"
    with pytest.raises(FileIsRefused):
        actions.prove(
            one, upload=SimpleUploadedFile("../../x.pdf", b"<html><script>1</script>"), title="", by=one.owner
        )


def test_the_check_names_what_hangs_loose_and_the_steps_follow() -> None:
    drive: Drive = make.drive()
    assert [one.text for one in queries.step_state_7(drive, make.TODAY).missing] == ["ยังไม่มีกิจกรรมในแผน"]
    kpi = make.kpi(drive, due_on=date(2026, 6, 30))
    assert [one.kind for one in queries.check(drive)] == [rules.Kind.KPI_WITHOUT_ACTIVITY]

    activity = make.activity(drive, kpis=[kpi], ends_on=date(2026, 6, 30))

    assert queries.check(drive) == []
    assert queries.step_state_7(drive, make.TODAY).share == 1
    late = date(2026, 8, 1)
    assert any("ล่าช้า" in one.text for one in queries.step_state_8(drive, late).missing)
    actions.report(activity, on=late, percent=100, spent=Decimal(0), note="เสร็จ", by=activity.owner)
    actions.prove(activity, upload=SimpleUploadedFile("a.pdf", PDF), title="", by=activity.owner)
    make.reading(kpi, 5, as_of=date(2026, 6, 1))
    actions.evaluate(drive, summary="ครบ", lessons="", carried="", score=None, by=activity.owner, on=late)
    assert queries.step_state_8(drive, late).share == 1


def test_a_coordinator_reports_for_the_unit_and_what_is_below_only() -> None:
    drive = make.drive()
    top, other = make.unit(drive.agency), make.unit(drive.agency)
    below = make.unit(drive.agency, parent=top)
    cora = make.person(Role.COORDINATOR, drive.agency, unit=top)

    answers = [queries.may_report(cora, make.activity(drive, unit=unit)) for unit in (top, below, other)]

    assert answers == [True, True, False]
