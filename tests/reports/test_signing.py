"""The report before the head: submitted, sent back, signed, corrected; and what is kept of it for good."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from janya.drives import actions as drives
from janya.drives.models import Drive
from janya.files import queries as files
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.rules import Role
from janya.reports import actions, queries
from janya.reports.models import SignedReport, Submission
from tests import make
from tests.reports.words import words_of

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
DAY = date(2026, 9, 30)
AT = datetime(2026, 11, 23, 3, 5, tzinfo=UTC)
NEXT_YEAR = datetime(2026, 12, 31, 18, 0, tzinfo=UTC)  # one in the morning of 1 January in Thailand
State = Submission.State


def head_of(drive: Drive) -> Person:
    return make.person(
        Role.HEAD, drive.agency, first_name="เกรียงไกร", last_name="สุจริตกุล", position_title="ผู้ว่าราชการจังหวัด"
    )


def submitted(drive: Drive, **facts: object) -> Submission:
    officer = make.officer(drive.agency)
    return actions.submit(drive, as_of=DAY, by=officer, at=AT, **facts)  # type: ignore[arg-type]


def signed(drive: Drive, by: Person | None = None, at: datetime = AT, **facts: object) -> SignedReport:
    submission = submitted(drive, **facts)
    name = "เกรียงไกร สุจริตกุล"
    return actions.sign(
        submission, typed_name=name, by=by or head_of(drive), at=at, address=lambda s: f"https://x/{s}/"
    )


# ── the actions ────────────────────────────────────────────────────────────────────────────
def test_what_is_submitted_stands_still() -> None:
    drive = make.drive()
    submission = submitted(drive)
    make.risk(drive)

    submission.refresh_from_db()

    assert submission.facts["risks"]["count"] == 0
    assert queries.annual(drive, DAY)["risks"]["count"] == 1
    assert submission.facts["figures"][0]["source"]["taken_at"] == "2026-11-23T10:05:00+07:00"


def test_a_signed_report_has_its_number_signer_and_day_and_no_watermark() -> None:
    drive = make.drive()

    report = signed(drive)

    content = queries.signed_bytes(report)
    assert content is not None
    words = words_of(content)
    assert (report.number, report.year, report.version) == (1, 2569, 1)
    assert "๑/๒๕๖๙" in words
    assert "เกรียงไกร สุจริตกุล" in words
    assert "ผู้ว่าราชการจังหวัด" in words
    assert "ลงนามบนจอเมื่อ ๒๓ พฤศจิกายน ๒๕๖๙ เวลา ๑๐.๐๕ น." in " ".join(words.split())
    assert report.code in words
    assert f"janya:signed:{report.seal}".encode() in content
    assert b"janya:draft" not in content
    assert b"janya:draft" in actions.draft_pdf(report.submission)


def test_the_bytes_are_kept_as_they_were_signed() -> None:
    drive = make.drive()
    report = signed(drive)

    first = queries.signed_bytes(report)
    make.risk(drive)

    assert first == queries.signed_bytes(SignedReport.objects.get())
    assert list(files.damaged()) == []


def test_bytes_that_were_changed_in_the_store_are_not_handed_out() -> None:
    report = signed(make.drive())
    path = report.file.path
    content = path.read_bytes()
    path.write_bytes(content[:-10] + b"x" + content[-9:])

    assert queries.signed_bytes(report) is None
    path.unlink()
    assert queries.signed_bytes(report) is None


def test_numbers_run_in_the_agency_and_begin_anew_with_the_calendar_year() -> None:
    agency = make.agency()
    one, two = make.drive(agency, 2568), make.drive(agency, 2569)
    head = head_of(one)

    found = [
        signed(one, head).spoken_number,
        signed(two, head, why="แก้").spoken_number,
        signed(two, head, NEXT_YEAR, why="แก้").spoken_number,
        signed(make.drive()).spoken_number,
    ]

    assert found == ["1/2569", "2/2569", "1/2570", "1/2569"]


def test_a_correction_names_what_it_replaces_and_the_old_one_stays() -> None:
    drive = make.drive()
    head = head_of(drive)
    old = signed(drive, head)
    kept = queries.signed_bytes(old)

    new = signed(drive, head, why="แก้ไขจำนวนผู้ลงนาม")

    old.refresh_from_db()
    words = words_of(queries.signed_bytes(new) or b"")
    assert (new.version, new.replaces, new.why) == (2, old, "แก้ไขจำนวนผู้ลงนาม")
    assert old.is_replaced
    assert not new.is_replaced
    assert "ใช้แทนรายงานเลขที่ ๑/๒๕๖๙" in words
    assert "แก้ไขจำนวนผู้ลงนาม" in words
    assert queries.signed_bytes(old) == kept


def test_a_wrong_name_signs_nothing() -> None:
    submission = submitted(make.drive())

    with pytest.raises(actions.CannotSign, match="เกรียงไกร สุจริตกุล"):
        actions.sign(submission, typed_name="คนอื่น", by=head_of(submission.drive), at=AT)

    assert not SignedReport.objects.exists()


def test_an_incomplete_year_is_signed_with_a_reason_only_and_the_reason_stands_in_the_paper() -> None:
    submission = submitted(make.drive(), missing=["ขั้นตอนที่ 3: ยังไม่ได้สำรวจ"])
    head = head_of(submission.drive)
    name = head.get_full_name()

    with pytest.raises(actions.CannotSign, match="เหตุผล"):
        actions.sign(submission, typed_name=name, by=head, at=AT, incomplete="  ")
    report = actions.sign(submission, typed_name=name, by=head, at=AT, incomplete="เลื่อนการสำรวจ")

    assert report.incomplete == "เลื่อนการสำรวจ"
    assert "เลื่อนการสำรวจ" in words_of(queries.signed_bytes(report) or b"")


def test_one_report_of_a_year_waits_at_a_time() -> None:
    drive = make.drive()
    submitted(drive)

    with pytest.raises(actions.WaitsAlready):
        submitted(drive)

    assert Submission.objects.count() == 1


def test_what_is_decided_is_decided_once() -> None:
    submission = submitted(make.drive())
    head = head_of(submission.drive)
    actions.send_back(submission, comment="ตรวจงบอีกครั้ง", by=head, at=AT)

    with pytest.raises(actions.IsDecided):
        actions.sign(submission, typed_name=head.get_full_name(), by=head, at=AT)
    with pytest.raises(actions.IsDecided):
        actions.withdraw(submission, by=submission.submitted_by, at=AT)

    assert not SignedReport.objects.exists()
    assert submission.state == State.RETURNED


def test_every_deed_has_its_line_and_no_words_of_people_in_it() -> None:
    drive = make.drive()
    head = head_of(drive)
    actions.send_back(submitted(drive, note="ลับ"), comment="ลับ", by=head, at=AT)
    actions.withdraw(submitted(drive), by=head, at=AT)
    report = signed(drive, head)

    lines = Entry.objects.filter(deed__startswith="reports.").order_by("number")

    assert [one.deed for one in lines] == [
        "reports.submitted",
        "reports.returned",
        "reports.submitted",
        "reports.withdrawn",
        "reports.submitted",
        "reports.signed",
    ]
    assert lines[5].facts["sha256"] == report.sha256
    assert not any("ลับ" in str(one.facts) for one in lines)


# ── the pages ──────────────────────────────────────────────────────────────────────────────
def test_the_walk_from_submission_to_the_signed_file(browse: Browse) -> None:
    drive = make.drive()
    officer, head = browse(make.officer(drive.agency)), browse(head_of(drive))

    first = officer.post(
        reverse("reports:submit", args=[drive.pk]),
        {"as_of": "๓๐ ก.ย. ๒๕๖๙", "note": "เพื่อโปรดพิจารณา", "incomplete": "เริ่มใช้ระบบกลางปี"},
    )
    submission = Submission.objects.get()
    page = head.get(submission.get_absolute_url()).content.decode()
    done = head.post(
        reverse("reports:sign", args=[submission.pk]),
        {"incomplete": "เริ่มใช้ระบบกลางปี", "typed_name": "เกรียงไกร สุจริตกุล", "confirmed": "on"},
    )
    report = SignedReport.objects.get()
    file = officer.get(reverse("reports:signed-pdf", args=[report.pk]))

    assert first.headers["Location"] == submission.get_absolute_url()
    assert "ลงนามรายงาน" in page
    assert "เริ่มใช้ระบบกลางปี" in page
    assert "ขั้นตอนที่ 1" in page
    assert done.headers["Location"] == report.get_absolute_url()
    assert file.content == queries.signed_bytes(report)
    assert "1/25" in officer.get(reverse("reports:annual", args=[drive.pk])).content.decode()
    assert report.code in officer.get(report.get_absolute_url()).content.decode()
    assert report.code in officer.get(reverse("reports:verify", args=[report.seal])).content.decode()
    assert reverse("reports:verify", args=[report.seal]) in words_of(file.content).replace("\r\n", "")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"typed_name": "คนอื่น", "confirmed": "on", "incomplete": "เพราะ"}, "ชื่อที่พิมพ์ไม่ตรง"),
        ({"typed_name": "เกรียงไกร สุจริตกุล", "incomplete": "เพราะ"}, "กรุณาทำเครื่องหมายยืนยัน"),
        ({"typed_name": "เกรียงไกร สุจริตกุล", "confirmed": "on", "incomplete": ""}, "กรุณาระบุเหตุผลที่ลงนาม"),
    ],
)
def test_a_signature_that_is_refused_keeps_what_was_typed(
    browse: Browse, typed: dict[str, str], told: str
) -> None:
    submission = submitted(make.drive(), missing=["ขั้นตอนที่ 3: ยังไม่ได้สำรวจ"])

    answer = browse(head_of(submission.drive)).post(reverse("reports:sign", args=[submission.pk]), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert typed["typed_name"] in page
    assert typed["incomplete"] in page
    assert not SignedReport.objects.exists()


def test_the_head_sends_back_with_words_only(browse: Browse) -> None:
    submission = submitted(make.drive())
    drive = submission.drive
    head, officer = browse(head_of(drive)), browse(submission.submitted_by)
    address = reverse("reports:send-back", args=[submission.pk])

    refused = head.post(address, {"comment": " "})
    head.post(address, {"comment": "ขอให้ตรวจงบประมาณ"})
    again = head.post(address, {"comment": "อีกครั้ง"})

    assert refused.status_code == 422
    assert again.status_code == 409
    assert "มีผู้ดำเนินการไปแล้ว" in again.content.decode()
    assert "ขอให้ตรวจงบประมาณ" in officer.get(reverse("reports:annual", args=[drive.pk])).content.decode()
    assert "ขอให้ตรวจงบประมาณ" in officer.get(submission.get_absolute_url()).content.decode()


def test_a_second_submission_is_told_of_the_first(browse: Browse) -> None:
    drive = make.drive()
    submitted(drive)
    officer = browse(make.officer(drive.agency))

    answer = officer.post(
        reverse("reports:submit", args=[drive.pk]), {"as_of": "30/9/2568", "incomplete": "ยังไม่ครบเพราะเพิ่งเริ่ม"}
    )

    assert answer.status_code == 409
    assert "รอลงนามอยู่แล้ว" in answer.content.decode()
    assert "ยังไม่ครบเพราะเพิ่งเริ่ม" in answer.content.decode()


def test_a_correction_asks_why(browse: Browse) -> None:
    drive = make.drive()
    signed(drive)
    officer = browse(make.officer(drive.agency))
    address = reverse("reports:submit", args=[drive.pk])

    refused = officer.post(address, {"as_of": "30/9/2568", "incomplete": "ก"})

    assert refused.status_code == 422
    assert "เหตุผลที่ออกฉบับแก้ไข" in refused.content.decode()
    assert officer.post(address, {"as_of": "30/9/2568", "incomplete": "ก", "why": "ข"}).status_code == 302


def test_a_day_to_come_is_refused(browse: Browse) -> None:
    drive = make.drive()

    answer = browse(make.officer(drive.agency)).post(
        reverse("reports:submit", args=[drive.pk]), {"as_of": "1/1/2600", "incomplete": "ก"}
    )

    assert answer.status_code == 422
    assert "ต้องไม่หลังวันนี้" in answer.content.decode()


def test_the_officer_withdraws_and_may_submit_again(browse: Browse) -> None:
    submission = submitted(make.drive())
    officer = browse(submission.submitted_by)

    officer.post(reverse("reports:withdraw", args=[submission.pk]))

    submission.refresh_from_db()
    assert submission.state == State.WITHDRAWN
    assert submitted(submission.drive).state == State.WAITING


def test_a_report_of_a_closed_year_is_signed_too(browse: Browse) -> None:
    submission = submitted(make.drive())
    drives.close_year(submission.drive, by=submission.submitted_by, on=DAY)
    head = head_of(submission.drive)

    browse(head).post(
        reverse("reports:sign", args=[submission.pk]), {"typed_name": head.get_full_name(), "confirmed": "on"}
    )

    assert SignedReport.objects.count() == 1


@pytest.mark.parametrize("role", [Role.OFFICER, Role.EXECUTIVE, Role.AUDITOR, Role.COORDINATOR])
def test_nobody_but_the_head_signs_or_sends_back(browse: Browse, role: Role) -> None:
    submission = submitted(make.drive())
    person = make.person(role, submission.drive.agency)
    client = browse(person)
    typed = {"typed_name": person.get_full_name(), "confirmed": "on", "comment": "ก"}

    answers = [
        client.post(reverse(f"reports:{page}", args=[submission.pk]), typed).status_code
        for page in ("sign", "send-back")
    ]

    assert answers == [403, 403]
    assert "ลงนามรายงาน" not in client.get(submission.get_absolute_url()).content.decode()
    assert client.get(reverse("reports:submission-pdf", args=[submission.pk])).content.startswith(b"%PDF-")


def test_a_damaged_file_is_told_and_not_handed_out(browse: Browse) -> None:
    report = signed(make.drive())
    report.file.path.write_bytes(b"%PDF-")

    answer = browse(make.officer(report.drive.agency)).get(reverse("reports:signed-pdf", args=[report.pk]))

    assert answer.status_code == 500
    assert "ไม่ตรงกับฉบับที่ลงนาม" in answer.content.decode()
