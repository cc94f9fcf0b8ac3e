"""A scanner of the place looks at every file before it is kept."""

import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from janya.files import scanning
from janya.files.actions import FileIsRefused
from janya.files.models import StoredFile

from .test_actions import store

pytestmark = pytest.mark.django_db
SCANNER = """
import sys
sys.exit(1 if b"EICAR" in open(sys.argv[-1], "rb").read() else 0)
"""


@pytest.fixture
def scanner(settings: Settings, tmp_path: Path) -> Path:
    program = tmp_path / "a scanner.py"
    program.write_text(SCANNER)
    settings.SCAN = f"'{sys.executable}' '{program}'"
    return program


def test_what_the_scanner_finds_is_refused_and_no_byte_is_left(
    scanner: Path, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(FileIsRefused, match="ไวรัส"):
        store(b"EICAR", "แฟ้ม.txt")

    left = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert left == []
    assert store("สะอาด".encode(), "แฟ้ม.txt").pk
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("program", ["/no/such/scanner", f"{sys.executable} -c 'raise SystemExit(2)'"])
def test_nothing_is_kept_when_nobody_could_look(settings: Settings, program: str) -> None:
    settings.SCAN = program

    with pytest.raises(FileIsRefused, match="ตรวจไวรัสไม่ได้"):
        store("สะอาด".encode(), "แฟ้ม.txt")


def test_a_scanner_that_never_ends_is_not_waited_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.SCAN = f"{sys.executable} -c 'import time; time.sleep(30)'"
    monkeypatch.setattr(scanning, "SECONDS", 0.2)

    assert "ตรวจไวรัสไม่ได้" in scanning.why_not(tmp_path)
