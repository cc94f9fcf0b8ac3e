"""Documents made in a process of their own: the same bytes, the same refusals, and no process or memory that stays."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import gettext_lazy as _

from janya.core import documents
from janya.core.documents import DocumentCannotBeMade

EVIDENCE = "home/typst/evidence.typ"
DAY = date(2026, 9, 30)
FACTS = {"agency": "จังหวัดตัวอย่าง", "title": "ประชุม *คณะกรรมการ*", "note": _("เสร็จแล้ว"), "on": DAY}


@pytest.mark.parametrize("form", ["pdf", "svg", "png"])
def test_the_press_makes_what_the_program_itself_makes(form: documents.Form) -> None:
    assert documents.press(EVIDENCE, FACTS, form=form, as_of=DAY) == documents.render(
        EVIDENCE, FACTS, form=form, as_of=DAY
    )


def test_a_template_without_its_facts_says_so_as_the_program_itself_does() -> None:
    with pytest.raises(DocumentCannotBeMade) as failed:
        documents.press(EVIDENCE, {})

    assert str(failed.value).startswith("จัดทำเอกสารไม่สำเร็จ")
    assert "title" in failed.value.detail


@pytest.mark.parametrize("template", ["core/typst/none.typ", "../pyproject.toml"])
def test_no_template_no_document(template: str) -> None:
    with pytest.raises(DocumentCannotBeMade):
        documents.press(template, {})


def test_what_takes_too_long_is_given_up_and_its_process_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LONGEST", 0.01)

    with pytest.raises(DocumentCannotBeMade) as late:
        documents.press(EVIDENCE, FACTS)

    assert "within" in late.value.detail
    assert children() == []


def test_many_at_once_are_each_made(monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(
            threads.map(
                lambda n: documents.press(EVIDENCE, {**FACTS, "note": f"ผลที่ {n}"}, form="svg"), range(5)
            )
        )

    assert len(set(made)) == 5
    assert children() == []


def test_a_process_that_made_documents_can_press_after_a_fork() -> None:
    """Typst's own threads do not outlive a fork; a press is a fresh process, so it does."""
    code = (
        "import os, sys; from janya.core import documents;"
        "facts = {'agency': 'ก', 'title': 'ข', 'note': 'ค', 'on': '2026-09-30'};"
        "documents.render('home/typst/evidence.typ', facts);"
        "child = os.fork();"
        "made = documents.press('home/typst/evidence.typ', facts);"
        "sys.exit(os.waitpid(child, 0)[1] if child else not made.startswith(b'%PDF-'))"
    )

    told = subprocess.run([sys.executable, "-c", code], check=False, cwd=documents.PACKAGE.parent, timeout=60)

    assert told.returncode == 0


def test_the_press_needs_no_django() -> None:
    code = "import sys, janya.core.press; sys.exit('django' in sys.modules)"

    assert (
        subprocess.run([sys.executable, "-c", code], check=False, cwd=documents.PACKAGE.parent).returncode
        == 0
    )


def children() -> list[str]:
    return Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
