"""Whether a file is the very one that was signed: by the command, by upload, by the address of its QR code."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from janya.__main__ import main
from janya.files.models import StoredFile
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.rules import Role
from janya.reports import actions, queries, verification
from janya.reports.models import SignedReport
from janya.reports.rules import Verdict
from tests import make
from tests.reports.test_signing import head_of, signed

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def content_of(report: SignedReport) -> bytes:
    content = queries.signed_bytes(report)
    assert content is not None
    return content


def told(content: bytes) -> verification.Checked:
    return verification.check([content[:100], content[100:]], SignedReport.objects.all())


def test_the_signed_file_is_told_from_all_others() -> None:
    report = signed(make.drive())
    content = content_of(report)

    assert told(content).verdict == Verdict.SIGNED
    assert told(content).report == report
    assert told(actions.draft_pdf(report.submission)).verdict == Verdict.DRAFT
    assert told(b"%PDF-1.7").verdict == Verdict.UNKNOWN
    assert told(b"").verdict == Verdict.UNKNOWN


@pytest.mark.parametrize("place", [0.001, 0.3, 0.6, 0.999])
def test_one_changed_byte_is_found_and_the_file_still_tells_which_report_it_claims_to_be(
    place: float,
) -> None:
    report = signed(make.drive())
    content = bytearray(content_of(report))
    content[int(len(content) * place)] ^= 1

    found = told(bytes(content))

    assert found.verdict == Verdict.CHANGED
    assert found.report == report
    assert not found.stands


def test_a_byte_that_is_added_or_missing_is_found_too() -> None:
    content = content_of(signed(make.drive()))

    assert told(content + b"\n").verdict == Verdict.CHANGED
    assert told(content[:-1]).verdict == Verdict.CHANGED


def test_a_seal_that_nobody_gave_out_claims_nothing() -> None:
    assert told(b"%PDF janya:signed:00000000000000000000").verdict == Verdict.UNKNOWN


def test_a_report_that_was_corrected_is_still_the_one_that_was_signed() -> None:
    drive = make.drive()
    head = head_of(drive)
    old = signed(drive, head)
    new = signed(drive, head, why="แก้")

    found = told(content_of(old))

    assert found.verdict == Verdict.REPLACED
    assert found.stands
    assert found.report is not None
    assert found.report.newer == new


# ── the command ────────────────────────────────────────────────────────────────────────────
def test_the_command_tells_in_thai_and_english_and_by_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drive = make.drive()
    report = signed(drive)
    content = content_of(report)
    files = {
        "signed": content,
        "changed": content.replace(b"%%EOF", b"%%E0F"),
        "draft": actions.draft_pdf(report.submission),
        "other": b"hello",
    }
    for name, one in files.items():
        (tmp_path / name).write_bytes(one)

    codes, said = {}, {}
    for name in files:
        codes[name] = main(["report", "--verify", str(tmp_path / name)])
        said[name] = capsys.readouterr().out

    assert codes == {"signed": 0, "changed": 1, "draft": 1, "other": 1}
    assert "รายงานเลขที่ ๑/๒๕๖๙" in said["signed"]
    assert "ลงนามโดย" in said["signed"]
    assert "๒๓ พฤศจิกายน ๒๕๖๙" in said["signed"]
    assert "This is the signed report no. 1/2569" in said["signed"]
    assert report.sha256 in said["signed"]
    assert "อ้างว่าเป็นรายงานเลขที่ ๑/๒๕๖๙" in said["changed"]
    assert "a draft" in said["draft"]
    assert "none of the signed reports" in said["other"]


def test_the_command_tells_that_a_report_was_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drive = make.drive()
    head = head_of(drive)
    old = signed(drive, head)
    signed(drive, head, why="แก้")
    (tmp_path / "old.pdf").write_bytes(content_of(old))

    code = main(["report", "--verify", str(tmp_path / "old.pdf")])

    assert code == 0
    assert "ฉบับแก้ไขเลขที่ ๒/๒๕๖๙" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--verify", str(tmp_path / "none.pdf")]) == 1
    assert "none.pdf" in capsys.readouterr().out


# ── the pages ──────────────────────────────────────────────────────────────────────────────
def upload(client: Client, content: bytes) -> str:
    file = SimpleUploadedFile("รายงาน.pdf", content, "application/pdf")
    return client.post(reverse("reports:check"), {"file": file}).content.decode()


def test_an_upload_is_judged_and_nothing_is_kept(browse: Browse) -> None:
    report = signed(make.drive())
    client = browse(make.person(Role.AUDITOR, report.agency))
    content = content_of(report)
    before = (StoredFile.objects.count(), Entry.objects.count())

    assert "เป็นฉบับที่ลงนามจริง ไม่ถูกแก้ไข" in upload(client, content)
    assert "ถูกแก้ไข ไม่ใช่ฉบับที่ลงนาม" in upload(client, content + b" ")
    assert "เป็นร่างที่ยังไม่ได้ลงนาม" in upload(client, actions.draft_pdf(report.submission))
    assert "ไม่พบแฟ้มนี้" in upload(client, b"x")
    assert (StoredFile.objects.count(), Entry.objects.count()) == before


def test_an_empty_upload_is_refused(browse: Browse) -> None:
    client = browse(make.officer(make.agency()))

    empty = client.post(reverse("reports:check"), {"file": SimpleUploadedFile("a.pdf", b"")})
    none = client.post(reverse("reports:check"))

    assert (empty.status_code, none.status_code) == (422, 422)
    assert "ไฟล์ว่างเปล่า" in empty.content.decode()


def test_an_officer_of_another_agency_is_told_nothing(browse: Browse) -> None:
    report = signed(make.drive())
    client = browse(make.officer(make.agency()))

    page = upload(client, content_of(report))

    assert "ไม่พบแฟ้มนี้" in page
    assert report.signer_name not in page
    assert client.get(reverse("reports:verify", args=[report.seal])).status_code == 404


def test_whoever_has_not_signed_in_comes_to_sign_in(client: Client) -> None:
    report = signed(make.drive())

    answers = [
        client.get(reverse("reports:verify", args=[report.seal])),
        client.get(reverse("reports:check")),
    ]

    assert [one.status_code for one in answers] == [302, 302]
