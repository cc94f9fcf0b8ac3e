"""The `janya` command, each word run as a person would: in a process and a folder of its own."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"


def janya(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "janya", *words],
        env={**env, "JANYA_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, made once."""
    made = tmp_path_factory.mktemp("demo")
    answer = janya(made, "demo")
    assert answer.returncode == 0, answer.stderr
    assert "officer@demo.janya.example" in answer.stdout
    return made


@pytest.mark.parametrize("word", ["", "serve", "demo", "load", "report", "doctor"])
def test_each_word_tells_how_it_is_used(tmp_path: Path, word: str) -> None:
    answer = janya(tmp_path, *([word] if word else []), "--help")

    assert answer.returncode == 0
    assert answer.stdout.startswith(f"usage: janya {word}".rstrip())


def test_the_report_is_written_without_a_server_and_is_the_same_every_time(
    home: Path, tmp_path: Path
) -> None:
    words = ("report", "--agency", "DEMO", "--year", year_of(home), "--as-of", "22 พ.ย. 2569")

    for name in ("one.pdf", "two.pdf"):
        answer = janya(home, *words, "--to", str(tmp_path / name))
        assert answer.returncode == 0, answer.stderr

    one, two = ((tmp_path / name).read_bytes() for name in ("one.pdf", "two.pdf"))
    assert one.startswith(b"%PDF-")
    assert one == two


def year_of(home: Path) -> str:
    with sqlite3.connect(home / "janya.sqlite3") as database:
        return str(database.execute("SELECT MIN(fiscal_year) FROM drives_drive").fetchone()[0])


def test_an_agency_or_a_day_that_is_none_is_told(home: Path, tmp_path: Path) -> None:
    to = str(tmp_path / "x.pdf")

    unknown = janya(home, "report", "--agency", "ไม่มี", "--year", "2569", "--to", to)
    wrong = janya(
        home, "report", "--agency", "DEMO", "--year", year_of(home), "--to", to, "--as-of", "31/02/2569"
    )

    assert unknown.returncode == wrong.returncode == 1
    assert "--agency DEMO" in unknown.stdout
    assert not Path(to).exists()
    assert wrong.stdout.strip()


def test_the_demonstration_is_made_once(home: Path) -> None:
    answer = janya(home, "demo")

    assert answer.returncode == 0
    assert "has been made" not in answer.stdout


def test_the_doctor_finds_a_sound_home_sound(home: Path) -> None:
    answer = janya(home, "doctor", "--journal", "--files")

    assert answer.returncode == 0, answer.stdout
    assert "WRONG" not in answer.stdout


def test_the_doctor_says_what_to_do_about_a_database_without_tables(tmp_path: Path) -> None:
    answer = janya(tmp_path, "doctor")

    assert answer.returncode == 1
    assert "janya manage migrate" in answer.stdout


def test_the_doctor_finds_a_line_that_was_changed_outside(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "home"
    copy.mkdir(mode=0o700)
    with sqlite3.connect(home / "janya.sqlite3") as source, sqlite3.connect(copy / "janya.sqlite3") as target:
        source.backup(target)
        for (trigger,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            target.execute(f'DROP TRIGGER "{trigger}"')
        target.execute("UPDATE journal_entry SET by_name = 'ผู้อื่น' WHERE number = 7")

    answer = janya(copy, "doctor", "--journal")

    assert answer.returncode == 1
    assert "line 7" in answer.stdout


def test_a_catalogue_with_a_wrong_line_is_refused_by_file_line_and_field(home: Path, tmp_path: Path) -> None:
    for path in CATALOGUE.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if path.name == "risk_bands.yaml":
            text = text.replace("ceiling: 9", "ceiling: เก้า", 1)
        (tmp_path / path.name).write_text(text, encoding="utf-8")

    answer = janya(home, "load", "--folder", str(tmp_path))

    assert answer.returncode == 1
    assert "risk_bands.yaml" in answer.stdout
    assert "บรรทัด" in answer.stdout
    assert "ceiling" in answer.stdout
