"""The yearly report as a paper, from made-up facts: full, empty, typed full of markup, of very long words."""

import json
import time
from collections.abc import Iterator
from io import BytesIO
from types import NoneType, UnionType
from typing import Any, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import pytest
import typst
from pypdf import PdfReader

from janya.core import documents
from janya.reports import queries
from janya.reports.actions import SUMMARY, TEMPLATE
from janya.reports.shape import Annual
from tests import make
from tests.core import annual_sample as sample
from tests.reports.words import words_of

MARKUP = '#evil[x] *y* $z$ \\ #import "/x.typ": * @ref <label> `raw` // ]['
LONGEST = "ประชาธิปไตยอันมีพระมหากษัตริย์ทรงเป็นประมุข" * 6
CODES = {"level", "light", "chart", "charts", "key"}  # words that the template looks up, and drawings


def made(facts: Annual) -> bytes:
    return documents.render(TEMPLATE, dict(facts), as_of=sample.YEAR_END)


def pages(content: bytes) -> int:
    return len(PdfReader(BytesIO(content)).pages)


def typed(value: Any, text: str) -> Any:
    """The same facts with another text wherever a person may have typed one."""
    if isinstance(value, dict):
        return {name: one if name in CODES else typed(one, text) for name, one in value.items()}
    if isinstance(value, list):
        return [typed(one, text) for one in value]
    return text if isinstance(value, str) and not value.replace(".", "").isdecimal() else value


def misfits(value: Any, hint: Any, at: str = "annual") -> Iterator[str]:
    """Where a value is not of its shape."""
    if get_origin(hint) is NotRequired:
        hint = get_args(hint)[0]
    if is_typeddict(hint):
        hints = get_type_hints(hint, include_extras=True)
        needed = {name for name, one in hints.items() if get_origin(one) is not NotRequired}
        if not isinstance(value, dict):
            yield f"{at} is no {hint.__name__}"
            return
        yield from (f"{at}.{name} is missing" for name in sorted(needed - value.keys()))
        yield from (f"{at}.{name} is unknown" for name in sorted(value.keys() - hints.keys()))
        for name in sorted(hints.keys() & value.keys()):
            yield from misfits(value[name], hints[name], f"{at}.{name}")
    elif get_origin(hint) is list:
        for place, one in enumerate(value):
            yield from misfits(one, get_args(hint)[0], f"{at}[{place}]")
    elif isinstance(hint, UnionType):
        others = [one for one in get_args(hint) if one is not NoneType]
        if value is not None:
            yield from misfits(value, others[0], at)
    elif not isinstance(value, (int, float) if hint is float else hint):
        yield f"{at} is {type(value).__name__}, not {hint.__name__}"


@pytest.mark.django_db
@pytest.mark.parametrize("full", [False, True])
def test_what_is_gathered_has_the_shape_that_is_printed(full: bool) -> None:
    drive = make.drive()
    if full:
        by = make.officer(drive.agency)
        issue = make.issue(drive, by=by, risks=[make.risk(drive, by=by)])
        make.reading(make.kpi(drive, by=by, issues=[issue]), 85, by=by)
        make.activity(drive, by=by)
        survey = make.survey(drive, by=by)
        make.responses(survey.groups.get(), 12)
        make.closed(survey, by=by)

    assert list(misfits(queries.annual(drive, sample.YEAR_END), Annual)) == []


def test_the_shape_tells_what_does_not_fit() -> None:
    wrong: dict[str, Any] = dict(sample.annual(1))
    wrong["year"] = "2569"
    wrong["risks"] = {**wrong["risks"], "rows": [{}], "more": 1}
    del wrong["plan"]

    told = list(misfits(wrong, Annual))

    assert "annual.plan is missing" in told
    assert "annual.risks.more is unknown" in told
    assert "annual.risks.rows[0].title is missing" in told
    assert "annual.year is str, not int" in told


def test_the_sample_has_the_shape() -> None:
    assert list(misfits(sample.annual(), Annual)) == []
    assert list(misfits(sample.empty(), Annual)) == []


def test_a_full_year_is_a_paper_of_some_twenty_pages() -> None:
    content = made(sample.annual())

    assert 15 <= pages(content) <= 24
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content


@pytest.mark.parametrize("full", [True, False])
def test_the_summary_is_one_page_tagged_with_words_for_every_picture(full: bool) -> None:
    facts = sample.annual() if full else sample.empty()

    content = documents.render(SUMMARY, dict(facts), as_of=sample.YEAR_END)

    assert pages(content) == 1
    assert content.count(b"/S/Figure") == (4 if full else 1)
    assert content.count(b"/Alt(") + content.count(b"/Alt<") >= (4 if full else 1)
    assert ("กิจกรรมเสร็จ๐จาก๖กิจกรรม" in "".join(words_of(content).split())) == full


def test_a_summary_of_long_words_is_one_page_still() -> None:
    facts = sample.annual()
    facts["overview"]["messages"] = [{"text": LONGEST[:200], "key": "risks"} for _n in range(6)]

    assert pages(documents.render(SUMMARY, dict(facts), as_of=sample.YEAR_END)) == 1


@pytest.mark.parametrize("template", [TEMPLATE, SUMMARY])
def test_the_paper_says_its_language_title_and_standards(template: str) -> None:
    content = documents.render(template, dict(sample.annual()), as_of=sample.YEAR_END)

    for mark in (
        b"/StructTreeRoot",
        b"/MarkInfo<</Marked true",
        b"/Lang(th)",
        b"/DisplayDocTitle true",
        b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
        b"<pdfuaid:part>1</pdfuaid:part>",
        b"<dc:title>",
        b"<dc:language>",
    ):
        assert mark in content


def test_every_picture_of_the_report_has_words() -> None:
    content = documents.render(TEMPLATE, dict(sample.annual()), as_of=sample.YEAR_END)

    pictures = content.count(b"/S/Figure")
    assert pictures >= 7
    assert content.count(b"/Alt(") + content.count(b"/Alt<") >= pictures


def test_an_empty_year_is_a_paper_of_one_page_a_chapter() -> None:
    assert pages(made(sample.empty())) == 14


EMPTY_ONES = [
    ("study", "units"),
    ("risks", "rows"),
    ("survey", "groups"),
    ("survey", "rows"),
    ("issues", "criteria"),
    ("issues", "ranked"),
    ("issues", "turned_down"),
    ("kpis", "rows"),
    ("plan", "rows"),
    ("plan", "evidence"),
    ("plan", "loose"),
]


@pytest.mark.parametrize(("chapter", "rows"), EMPTY_ONES)
def test_any_list_may_be_empty(chapter: str, rows: str) -> None:
    facts: dict[str, Any] = dict(sample.annual(3))
    facts[chapter] = {**facts[chapter], rows: []}

    assert documents.render(TEMPLATE, facts).startswith(b"%PDF-")


def test_what_need_not_be_told_may_be_left_out() -> None:
    facts = sample.annual(3)
    for risk in facts["risks"]["rows"]:
        for name in ("likelihood", "impact", "residual_likelihood", "residual_impact"):
            del risk[name]  # type: ignore[misc]
    for kpi in facts["kpis"]["rows"]:
        del kpi["definition"]
    facts["year_end"] = None

    assert made(facts).startswith(b"%PDF-")


@pytest.mark.parametrize("text", [MARKUP, LONGEST, "", " ", "\n\n"])
def test_whatever_was_typed_becomes_a_paper(text: str) -> None:
    facts: Annual = typed(sample.annual(3), text)

    assert made(facts).startswith(b"%PDF-")


def test_markup_stands_as_it_was_typed() -> None:
    facts = sample.annual(1)
    facts["risks"]["rows"][0]["title"] = "#strong[q] *xyz* $z$"

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(made(facts))).pages)

    assert "#strong[q] *xyz* $z$" in text


def test_more_than_ten_items_stand_in_more_than_one_table() -> None:
    facts = sample.annual(1)
    facts["survey"]["rows"] = [sample.item_gap(n % 6) for n in range(23)]

    assert made(facts).startswith(b"%PDF-")


def test_thirty_of_everything_are_set_within_a_second() -> None:
    facts = sample.annual(30)
    made(facts)
    facts["survey"]["answered"] += 1

    began = time.process_time()
    content = made(facts)

    assert (
        time.process_time() - began < 3
    )  # 0.4 s on two quiet cores, all threads counted; room for a busy machine
    assert 25 <= pages(content) <= 50


# ── what official.typ writes ───────────────────────────────────────────────────────────────
WRITTEN = [
    ('th("R-2569-004")', "R-๒๕๖๙-๐๐๔"),
    ("th(2569)", "๒๕๖๙"),
    ("th(none)", "–"),
    ("number(0)", "๐"),
    ("number(999)", "๙๙๙"),
    ("number(1000)", "๑,๐๐๐"),
    ("number(1234567.5, places: 2)", "๑,๒๓๔,๕๖๗.๕๐"),
    ("number(-1234.567, places: 2)", "−๑,๒๓๔.๕๗"),
    ("number(3, places: 2)", "๓.๐๐"),
    ("number(98.6486, places: 1)", "๙๘.๖"),
    ("number(none)", "–"),
    ('number("0.6", places: 2)', "๐.๖๐"),
    ('amount("12345.50")', "๑๒,๓๔๕.๕๐"),
    ('amount("-1200")', "−๑,๒๐๐"),
    ('narrow("1234.5")', "๑,\u200b๒๓๔.\u200b๕"),
    ('amount("")', "–"),
    ("amount(none)", "–"),
    ('amount("ไม่มี")', "ไม่มี"),
    ('long-date("2026-09-30")', "๓๐ กันยายน ๒๕๖๙"),
    ('long-date("2026-02-05T09:00:00+07:00")', "๕ กุมภาพันธ์ ๒๕๖๙"),
    ("long-date(none)", "–"),
]


def test_figures_and_days_are_written_as_officials_do() -> None:
    words = ", ".join(expression for expression, _told in WRITTEN)
    source = f'#import "/core/typst/official.typ": *\n#metadata(({words},)) <told>'

    compiler = typst.Compiler(source.encode(), root=str(documents.PACKAGE), ignore_system_fonts=True)

    told = json.loads(compiler.query("<told>", field="value", one=True))

    assert told == [told for _expression, told in WRITTEN]
