"""The words of the `janya` command: in this process, and as an operator types them in a home of their own."""

import hashlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from pytest_django import Settings

from janya import commands
from janya.__main__ import main
from janya.core import catalogue
from janya.core.documents import PACKAGE
from janya.core.thai import fiscal_year
from janya.drives.models import Drive
from janya.files.models import StoredFile
from janya.home import demonstration as demonstrations
from janya.home import demonstration_facts, loading
from janya.home import queries as years
from janya.jobs.models import Job
from janya.journal import actions as journal
from janya.journal import queries as journal_queries
from janya.journal.models import Entry
from janya.norms.models import CodeItem
from janya.plans import actions as plans
from janya.reports import actions as reports
from tests import make
from tests.files.samples import PDF

WORDS = ["serve", "work", "demo", "load", "report", "doctor"]
YEAR = fiscal_year(timezone.localdate())
Told = subprocess.CompletedProcess[str]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home that nobody else on the machine can read."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    with override_settings(HOME=folder, STATIC_ROOT=folder / "static"):
        yield folder


def janya(home: Path, *words: str | Path) -> Told:
    """What the command says in a process of its own, with SQLite in that home."""
    known = {
        name: value for name, value in os.environ.items() if not name.startswith(("JANYA_", "DATABASE_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "janya", *map(str, words)],
        check=False,
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        env={**known, "JANYA_HOME": str(home)},
    )


def quietly(*words: str | Path) -> int:
    return main([str(word) for word in words])


# ── what is said to whoever asks ───────────────────────────────────────────────────────────
@pytest.mark.parametrize("word", WORDS)
def test_every_word_explains_itself(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([word, "--help"])

    assert left.value.code == 0
    assert f"usage: janya {word}" in capsys.readouterr().out


def test_the_command_lists_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])

    told = capsys.readouterr().out
    assert left.value.code == 0
    assert all(word in told for word in [*WORDS, "manage"])


def test_after_manage_every_word_is_djangos(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manage", "--help"]) == 0
    assert main(["manage", "check", "--fail-level", "WARNING"]) == 0

    told = capsys.readouterr().out
    assert "janya manage help <subcommand>" in told
    assert "no issues" in told


@pytest.mark.parametrize(
    "given", [[], ["nothing"], ["report"], ["report", "--agency", "76"], ["serve", "--port", "x"]]
)
def test_a_word_that_is_none_ends_with_two(given: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(given)

    assert left.value.code == 2


# ── report ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
@pytest.mark.parametrize("is_named", [False, True])
def test_the_report_is_written_where_it_is_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], is_named: bool
) -> None:
    drive = make.drive()
    word = drive.agency.name if is_named else drive.agency.key
    to = tmp_path / "รายงาน" / "๒๕๖๙.pdf"

    code = quietly("report", "--agency", word, "--year", "2569", "--to", to, "--as-of", "๓๐ ก.ย. ๒๕๖๙")

    content = to.read_bytes()
    assert code == 0
    assert content == reports.annual_pdf(drive, as_of=date(2026, 9, 30), by=None)
    assert hashlib.sha256(content).hexdigest() in capsys.readouterr().out
    first = Entry.objects.order_by("number").first()
    assert first is not None
    assert (first.deed, first.by_id, first.agency_id) == ("reports.made", None, drive.agency_id)


@pytest.mark.django_db
def test_an_agency_or_a_year_that_is_none_is_answered_with_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = quietly("report", "--agency", "99", "--year", "2569", "--to", tmp_path / "x.pdf")
    nothing = capsys.readouterr().out
    drive = make.drive(make.agency("จังหวัดเพชรบุรี"))
    codes = [
        quietly("report", "--agency", word, "--year", year, "--to", tmp_path / "x.pdf")
        for word, year in (("99", "2569"), (drive.agency.key, "2568"))
    ]

    told = capsys.readouterr().out
    assert [first, *codes] == [1, 1, 1]
    assert "There is none yet." in nothing
    assert told.count(f"--agency {drive.agency.key} --year 2569   (จังหวัดเพชรบุรี)") == 2
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("as_of", "sentence"), [("31/02/2569", "ไม่มีวันที่ 31 กุมภาพันธ์"), ("29/02/2569", "28 วัน"), ("วันนี้", "วันที่")]
)
def test_a_day_that_is_none_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], as_of: str, sentence: str
) -> None:
    agency = make.drive().agency

    code = quietly(
        "report", "--agency", agency.key, "--year", "2569", "--to", tmp_path / "x.pdf", "--as-of", as_of
    )

    assert code == 1
    assert sentence in capsys.readouterr().out
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.django_db
def test_a_place_where_nothing_can_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agency = make.drive().agency

    code = quietly("report", "--agency", agency.key, "--year", "2569", "--to", tmp_path)

    assert code == 1
    assert str(tmp_path) in capsys.readouterr().out


@pytest.mark.django_db
def test_a_report_that_cannot_be_made_tells_the_operator_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = make.drive().agency
    monkeypatch.setattr(reports, "TEMPLATE", "core/typst/memo.typ")  # which wants other facts

    code = quietly("report", "--agency", agency.key, "--year", "2569", "--to", tmp_path / "x.pdf")

    told = capsys.readouterr().out
    assert code == 1
    assert "จัดทำเอกสารไม่สำเร็จ" in told
    assert "dictionary does not contain key" in told


# ── load ───────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue that came with Janya."""
    return Path(shutil.copytree(catalogue.folder(), tmp_path / "catalogue"))


@pytest.mark.django_db
def test_another_folder_is_loaded_and_says_what_became_of_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loading.load()
    CodeItem.objects.filter(key="2564.2").update(gist="ของเจ้าหน้าที่", edited_at=timezone.now())
    codes = folder / "codes.yaml"
    item = CodeItem.objects.get(key="2564.1")
    codes.write_text(codes.read_text(encoding="utf-8").replace(item.slug, "another-slug"), encoding="utf-8")

    code = quietly("load", "--folder", folder)

    told = capsys.readouterr().out
    assert code == 0
    assert "code_items: 0 new, 1 changed, 1 kept as people edited them" in told
    assert CodeItem.objects.get(key="2564.1").slug == "another-slug"
    assert CodeItem.objects.get(key="2564.2").gist == "ของเจ้าหน้าที่"


@pytest.mark.django_db
def test_a_wrong_line_is_named_by_file_line_and_field_and_nothing_is_loaded(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    holidays = folder / "holidays.yaml"
    lines = holidays.read_text(encoding="utf-8").splitlines()
    wrong = next(n for n, line in enumerate(lines) if line.lstrip(" -").startswith("date:"))
    lines[wrong] = lines[wrong].split(":")[0] + ": 2026-02-30"
    holidays.write_text("\n".join(lines), encoding="utf-8")

    code = quietly("load", "--folder", folder)

    assert code == 1
    assert f'catalogue/holidays.yaml บรรทัด {wrong + 1} ช่อง "date"' in capsys.readouterr().out
    assert not CodeItem.objects.exists()


@pytest.mark.django_db
def test_a_folder_without_all_files_says_which_are_missing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "steps.yaml").unlink()
    (folder / "ministries.yaml").unlink()

    codes = [quietly("load", "--folder", folder), quietly("load", "--folder", folder / "nowhere")]

    told = capsys.readouterr().out.splitlines()
    assert codes == [1, 1]
    assert ["ministries.yaml" in told[0], "steps.yaml" in told[1]] == [True, True]
    assert len(told) == 2 + len(catalogue.SHAPES)
    assert all("ไม่พบไฟล์นี้" in line for line in told)


# ── doctor ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_a_sound_home_is_well(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal.record("people.began", by=None)

    code = quietly("doctor", "--journal", "--files")

    told = capsys.readouterr().out.splitlines()
    assert code == 0
    assert {line[:7] for line in told} == {"ok     "}
    abouts = [line[8:].split(":")[0] for line in told]
    assert abouts == [
        *(
            "Python",
            "settings",
            "disk",
            "database",
            "migrations",
            "documents",
            "mail",
            "worker",
            "journal",
            "files",
        ),
    ]


@pytest.mark.django_db
def test_a_home_that_others_can_read_is_warned_of_and_still_runs(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.chmod(0o755)

    code = quietly("doctor")

    assert code == 0
    assert f"→ chmod 700 {home}" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_home_where_nothing_can_be_written_is_wrong(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with override_settings(HOME=home / "nowhere"):
        assert quietly("doctor") == 1

    assert "WRONG   folder" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_changed_line_of_the_journal_is_found(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [journal.record(f"people.{deed}", by=None) for deed in ("began", "invited", "left")]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER journal_entry_refuses_update")
        else:
            cursor.execute("DROP TRIGGER journal_entry_refuses ON journal_entry")
        cursor.execute("UPDATE journal_entry SET by_name = 'ผู้อื่น' WHERE number = %s", [lines[1].number])

    code = quietly("doctor", "--journal")

    assert code == 1
    assert f"WRONG   journal: the chain breaks at line {lines[1].number}" in capsys.readouterr().out
    assert quietly("doctor") == 0


@pytest.mark.django_db
def test_a_changed_file_is_found(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    activity = make.activity(make.drive())
    plans.prove(activity, upload=SimpleUploadedFile("a.pdf", PDF), title="", by=activity.owner)
    path = StoredFile.objects.get().path
    path.chmod(0o600)
    path.write_bytes(PDF + b"more")

    assert quietly("doctor", "--files") == 1

    assert "WRONG   files" in capsys.readouterr().out


# ── demo ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_the_demonstration_shows_one_year_that_is_done_and_one_that_runs(
    home: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MEDIA_ROOT = home / "files"

    code = quietly("demo")

    told = capsys.readouterr().out
    running, finished = Drive.objects.order_by("-fiscal_year")
    today = timezone.localdate()
    shares = [
        [(one.number, round(one.share, 2)) for one in years.states(drive, today)]
        for drive in (finished, running)
    ]
    assert code == 0
    assert all(f"{one.mail}@{demonstrations.HOST}" in told for one in demonstration_facts.ACCOUNTS)
    assert (finished.fiscal_year, finished.state) == (YEAR - 1, Drive.State.CLOSED)
    assert (running.fiscal_year, running.state) == (YEAR, Drive.State.RUNNING)
    assert [number for number, _share in shares[0]] == [*range(1, 9)]
    assert [one for one in shares[0] if one[1] < 0.9] == []
    assert any(0 < share < 1 for _number, share in shares[1])
    assert journal_queries.verify() == []
    assert quietly("demo", "--quiet") == 0
    assert Drive.objects.count() == 2


@pytest.mark.django_db
def test_where_somebody_works_already_no_demonstration_is_made(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agency = make.drive().agency

    code = quietly("demo")

    assert code == 0
    assert "has been made" not in capsys.readouterr().out
    assert [one.agency for one in Drive.objects.all()] == [agency]


# ── a home of its own, from nothing ────────────────────────────────────────────────────────
def test_in_an_empty_home_the_doctor_tells_what_is_missing_and_nothing_else_breaks(tmp_path: Path) -> None:
    doctor = janya(tmp_path, "doctor")
    report = janya(tmp_path, "report", "--agency", "76", "--year", "2569", "--to", tmp_path / "x.pdf")
    load = janya(tmp_path, "load")

    assert (doctor.returncode, report.returncode, load.returncode) == (1, 1, 1)
    assert "WRONG   migrations" in doctor.stdout
    assert "janya manage migrate" in doctor.stdout
    assert "janya manage migrate" in report.stdout == load.stdout
    assert [doctor.stderr, report.stderr, load.stderr] == ["", "", ""]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home that `janya demo` makes."""
    made = tmp_path_factory.mktemp("demonstration")
    told = janya(made, "demo")
    assert (told.returncode, told.stderr) == (0, "")
    assert "officer@demo.janya.example" in told.stdout
    return made


def dumped(home: Path) -> str:
    with sqlite3.connect(home / "janya.sqlite3") as database:
        text = "\n".join(database.iterdump())
    database.close()
    return hashlib.sha256(text.encode()).hexdigest()


def test_making_the_demonstration_twice_changes_nothing(demonstration: Path) -> None:
    before = dumped(demonstration)

    again = janya(demonstration, "demo", "--quiet")

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert dumped(demonstration) == before


def test_the_demonstration_is_sound(demonstration: Path) -> None:
    told = janya(demonstration, "doctor", "--journal", "--files")

    assert (told.returncode, told.stderr) == (0, "")
    assert "WRONG" not in told.stdout
    assert "every line stands as it was written" in told.stdout
    assert "every stored file has its hash" in told.stdout


def test_the_report_of_the_finished_year_is_a_tagged_thai_paper_and_the_same_again(
    demonstration: Path, tmp_path: Path
) -> None:
    words = ("report", "--agency", "DEMO", "--year", YEAR - 1, "--as-of", f"{YEAR - 544}-09-30", "--to")
    files = [tmp_path / "first.pdf", tmp_path / "again.pdf"]

    told = [janya(demonstration, *map(str, words), file) for file in files]

    assert [(one.returncode, one.stderr) for one in told] == [(0, "")] * 2
    assert files[0].read_bytes() == files[1].read_bytes()
    paper = PdfReader(files[0])
    root = paper.trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject)
    marks = root["/MarkInfo"]
    assert isinstance(marks, DictionaryObject)
    assert 12 <= len(paper.pages) <= 40
    assert str(root["/Lang"]).startswith("th")
    assert marks["/Marked"]
    assert "/StructTreeRoot" in root


def test_a_demonstration_with_a_changed_line_is_found_out(demonstration: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(demonstration, copy)
    with sqlite3.connect(copy / "janya.sqlite3") as database:
        database.execute("DROP TRIGGER journal_entry_refuses_update")
        database.execute("UPDATE journal_entry SET deed = 'risks.closed' WHERE number = 7")
    database.close()

    told = janya(copy, "doctor", "--journal")

    assert told.returncode == 1
    assert "the chain breaks at line 7" in told.stdout


def test_preparing_again_reads_nothing_twice(home: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    commands.prepare()
    monkeypatch.setattr(loading, "load", lambda: pytest.fail("the catalogue was loaded again"))

    commands.prepare()

    assert (home / "static").is_dir()
    assert (home / "prepared").read_text().count("=") == 2


# ── serve and its worker ───────────────────────────────────────────────────────────────────
def children(process: int) -> dict[int, str]:
    """The process's children: number → command line."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return {int(pid): Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in found}


def worker_of(server: "subprocess.Popen[str]", *, but: int = 0) -> int:
    """The worker beside this server, as soon as there is one."""
    for _turn in range(200):
        for pid, words in children(server.pid).items():
            if " work " in words and pid != but:
                return pid
        time.sleep(0.1)
    raise AssertionError("no worker came")


@contextmanager
def serving(home: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    known = {
        name: value for name, value in os.environ.items() if not name.startswith(("JANYA_", "DATABASE_"))
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with subprocess.Popen(
        [sys.executable, "-m", "janya", "serve", "--workers", "1", "--port", port, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=PACKAGE.parent,
        env={**known, "JANYA_HOME": str(home)},
    ) as server:
        assert server.stdout
        try:
            while not server.stdout.readline().startswith("Janya is ready"):
                assert server.poll() is None
            yield server
        finally:
            server.kill()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which only the server has been."""
    return tmp_path_factory.mktemp("served")


def test_the_server_starts_its_worker_again_and_takes_it_along(served: Path) -> None:
    with serving(served) as server:
        first = worker_of(server)
        os.kill(first, signal.SIGKILL)
        second = worker_of(server, but=first)
        server.terminate()
        server.wait(timeout=20)

        assert server.returncode == 0
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_a_server_that_is_told_so_starts_no_worker(served: Path) -> None:
    with serving(served, "--no-worker") as server:
        time.sleep(2)

        assert [words for words in children(server.pid).values() if " work " in words] == []
        server.terminate()
        server.wait(timeout=20)


def test_before_the_database_is_ready_the_worker_says_what_to_do(tmp_path: Path) -> None:
    told = janya(tmp_path, "work")

    assert (told.returncode, told.stderr) == (1, "")
    assert "janya manage migrate" in told.stdout


@pytest.mark.django_db
def test_the_doctor_warns_of_work_that_nobody_does(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Job.objects.create(kind="test.wait", title="รอ")

    code = quietly("doctor")

    told = capsys.readouterr().out
    assert code == 0
    assert "warning worker: none at work, 1 jobs wait, 0 were interrupted" in told
    assert "janya work" in told
