"""Every Thai word on a page has its English translation, with the same places for numbers and names."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "janya/locale/en/LC_MESSAGES/django.po"
PLACES = re.compile(r"%\(\w+\)[.0-9]*[a-z]|%[a-z]|{\w*}")
QUOTED = re.compile(r"“[^”]*”")
THAI = re.compile(r"[\u0e01-\u0e5b]")


@pytest.fixture(scope="module")
def english() -> polib.POFile:
    if not ENGLISH.exists():
        pytest.skip(f"{ENGLISH.relative_to(ROOT)} is not there yet: make messages begins it")
    return polib.pofile(str(ENGLISH))


def test_every_word_on_the_pages_is_in_the_english_file(english: polib.POFile, tmp_path: Path) -> None:
    if not shutil.which("xgettext"):
        pytest.skip("xgettext is not installed (apt install gettext): words are not collected")
    copy = tmp_path / "janya"
    shutil.copytree(
        ROOT / "janya", copy, ignore=shutil.ignore_patterns("static", "__pycache__", "migrations")
    )
    (copy / "locale/en/LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "--locale",
            "en",
            "--no-obsolete",
            "--verbosity",
            "0",
        ],
        cwd=copy,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        check=True,
    )
    collected = polib.pofile(str(copy / "locale/en/LC_MESSAGES/django.po"))
    translated = {(entry.msgctxt, entry.msgid) for entry in english if entry.translated()}

    wanting = [
        f"{entry.occurrences[0][0] if entry.occurrences else ''}: {entry.msgid}"
        for entry in collected
        if THAI.search(entry.msgid) and (entry.msgctxt, entry.msgid) not in translated
    ]

    assert wanting == [], f"{len(wanting)} without English (make messages):\n" + "\n".join(wanting)


def test_a_translation_keeps_every_place_for_a_number_or_name(english: polib.POFile) -> None:
    lost = [
        entry.msgid
        for entry in english
        for translation in [entry.msgstr, *entry.msgstr_plural.values()]
        if translation and set(PLACES.findall(translation)) != set(PLACES.findall(entry.msgid))
    ]

    assert lost == [], "\n" + "\n".join(lost)


def test_english_has_no_thai_left_in_it(english: polib.POFile) -> None:
    left = [
        entry.msgid
        for entry in english
        if THAI.search(QUOTED.sub("", entry.msgstr))
        and entry.msgid != entry.msgstr  # words to be typed are quoted
    ]

    assert left == [], "\n" + "\n".join(left)


def test_the_compiled_english_says_what_the_file_says(english: polib.POFile) -> None:
    binary = ENGLISH.with_suffix(".mo")
    assert binary.exists(), "make messages compiles it"
    compiled = polib.mofile(str(binary))

    assert {(one.msgctxt, one.msgid): one.msgstr for one in compiled} == {
        (one.msgctxt, one.msgid): one.msgstr for one in english if one.translated() and not one.obsolete
    }
