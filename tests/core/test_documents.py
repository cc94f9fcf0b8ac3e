"""Documents by Typst: same facts, same bytes; nothing in the facts is markup."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from janya.core import documents
from janya.core.documents import DocumentCannotBeMade

EVIDENCE = "home/typst/evidence.typ"
MEMO = "core/typst/memo.typ"
MARKUP = '#evil[x] *y* _i_ $z$ \\ = หัวเรื่อง #import "/x.typ": * @ref <label> `raw` // \u200b ]['
DAY = date(2026, 9, 30)


def facts(**changes: object) -> dict[str, object]:
    return {
        "agency": "จังหวัดตัวอย่าง",
        "title": "ประชุมคณะกรรมการ",
        "note": "เสร็จแล้ว",
        "on": DAY,
        **changes,
    }


def test_a_pdf_is_tagged_archivable_and_dated_as_told() -> None:
    content = documents.render(EVIDENCE, facts(), as_of=DAY)

    made = PdfReader(BytesIO(content))
    assert len(made.pages) == 1
    assert b"/Marked true" in content
    assert made.metadata is not None
    assert made.metadata.title == "ประชุมคณะกรรมการ"
    assert made.metadata.creation_date is not None
    assert made.metadata.creation_date.date() == DAY
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content


def test_only_the_fonts_that_came_with_janya_are_in_it() -> None:
    content = documents.render(EVIDENCE, facts(), as_of=DAY)

    objects = PdfReader(BytesIO(content)).pages[0]._get_fonts()
    fonts = {name for names in objects for name in names}
    assert fonts
    assert all("Sarabun" in font for font in fonts)


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF-"), ("png", b"\x89PNG"), ("svg", b"<svg")])
def test_every_form_is_made_from_one_template(form: documents.Form, start: bytes) -> None:
    made = documents.render(EVIDENCE, facts(), form=form)

    assert made.startswith(start)


def test_a_memo_is_made() -> None:
    memo: dict[str, object] = {
        "office": "สำนักงานจังหวัด โทร. 0 3242 0000",
        "number": "พบ 0017.1/123",
        "on": DAY,
        "subject": "รายงานผล",
        "salutation": "เรียน ผู้ว่าราชการจังหวัด",
        "paragraphs": ["ด้วยจังหวัดได้ดำเนินการ 8 ขั้นตอน", MARKUP],
        "signer": "นายสมชาย ใจดี",
        "position": "หัวหน้ากลุ่มงาน",
    }

    made = documents.render(MEMO, memo, as_of=DAY)

    assert len(PdfReader(BytesIO(made)).pages) == 1


def test_the_same_facts_give_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys, hashlib; from datetime import date; from janya.core import documents;"
        "sys.stdout.write(hashlib.sha256(documents.render('home/typst/evidence.typ', {'agency': 'ก',"
        "'title': 'ข', 'note': 'ค', 'on': '2026-09-30'}, as_of=date(2026, 9, 30))).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "random"}

    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            cwd=documents.PACKAGE.parent,
            env={**environment, "TZ": zone},
        ).stdout
        for zone in ("UTC", "Asia/Bangkok")
    ]

    assert len(told[0]) == 64
    assert told[0] == told[1]


def test_threads_do_not_mix_their_facts() -> None:
    wanted = [facts(note=f"ผลที่ {n}") for n in range(8)]
    alone = [documents.render(EVIDENCE, one, form="svg") for one in wanted]

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda one: documents.render(EVIDENCE, one, form="svg"), wanted))

    assert together == alone
    assert len(set(alone)) == 8


@settings(max_examples=40)
@given(st.text(alphabet=st.sampled_from("#*_$\\[]{}()<>@`/=-+~\"' \nกน้ำa1"), max_size=40))
def test_any_text_is_text(text: str) -> None:
    made = documents.render(EVIDENCE, facts(note=text), form="svg")

    assert made.startswith(b"<svg")


def test_markup_in_a_fact_stands_as_written() -> None:
    """What is bold as markup would be a glyph of another font: the plain words and theirs with stars differ."""
    starred = PdfReader(BytesIO(documents.render(EVIDENCE, facts(note="abc *xyz* #strong[q]"))))

    assert "*xyz* #strong[q]" in starred.pages[0].extract_text()


def test_what_no_font_can_write_is_a_square_and_the_document_is_made() -> None:
    made = documents.render(EVIDENCE, facts(note="good 👍🏽 中文\x0b\x00 end \ue000 \\u0000"))

    assert "good □ □ end □ \\u0000" in " ".join(PdfReader(BytesIO(made)).pages[0].extract_text().split())


def test_every_character_that_is_let_through_can_be_written() -> None:
    writable = "".join(chr(c) for c in range(0x20, 0x30000) if not documents.UNWRITABLE.match(chr(c)))

    assert len(writable) > 1000
    assert documents.render(EVIDENCE, facts(note=writable))


def test_a_template_without_its_facts_says_so_in_thai() -> None:
    with pytest.raises(DocumentCannotBeMade) as failed:
        documents.render(EVIDENCE, {})

    assert str(failed.value).startswith("จัดทำเอกสารไม่สำเร็จ")
    assert "title" in failed.value.detail


@pytest.mark.parametrize("template", ["core/typst/none.typ", "../pyproject.toml"])
def test_no_template_no_document(template: str) -> None:
    with pytest.raises(DocumentCannotBeMade):
        documents.render(template, {})


def test_a_document_is_made_after_one_that_failed() -> None:
    with pytest.raises(DocumentCannotBeMade):
        documents.render(EVIDENCE, {})

    assert documents.render(EVIDENCE, facts()).startswith(b"%PDF-")


def test_the_check_makes_a_page() -> None:
    documents.check()


def test_templates_come_with_the_package() -> None:
    found = {path.relative_to(documents.PACKAGE).as_posix() for path in documents.PACKAGE.rglob("*.typ")}

    assert {EVIDENCE, MEMO, "reports/typst/annual.typ", "core/typst/official.typ"} <= found
    assert all("@preview" not in (documents.PACKAGE / path).read_text() for path in found)
    assert Path(documents.FONTS).is_dir()
