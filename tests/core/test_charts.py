import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.template import Context, Engine
from hypothesis import given
from hypothesis import strategies as st

from janya.core import charts, documents
from janya.core.charts import (
    Band,
    Bar,
    Bars,
    Chart,
    Dumbbell,
    HeatMap,
    Pair,
    RingStep,
    StepRing,
    Table,
    on_paper,
    page,
)
from janya.core.charts.lettering import is_mark, measure, wrap
from janya.core.charts.svg import PAINTS
from janya.core.thai import to_thai_digits

CORE = Path(charts.__file__).parents[1]
CSS = (CORE / "static/janya/charts.css").read_text(encoding="utf-8")
SVG = "{http://www.w3.org/2000/svg}"
NASTY = """<script>alert("1")</script> & 'ที่' น้ำ\x00\ud800"""

LONG = "ศูนย์เทคโนโลยีสารสนเทศและการสื่อสารเพื่อการบริหารราชการส่วนภูมิภาค"

BANDS = [
    Band("low", "ต่ำ", 1, 3),
    Band("moderate", "ปานกลาง", 4, 9),
    Band("high", "สูง", 10, 16),
    Band("critical", "สูงมาก", 17, 25),
]
SCALE = ["น้อยมาก", "น้อย", "ปานกลาง", "สูง", "สูงมาก"]


def heat_map(title: str = "แผนที่", **changes: Any) -> HeatMap:
    facts: dict[str, Any] = {
        "likelihood_words": SCALE,
        "impact_words": SCALE,
        "bands": BANDS,
        "counts": {(4, 5): 37, (1, 1): 2, (2, 2): 0},
        "words": page.heat_words(),
    }
    return HeatMap(title, "ความเสี่ยง 39 รายการ", **facts | changes)


def bars(title: str = "แท่ง", text: str = "กอง", value: Any = 5, **changes: Any) -> Bars:
    rows = [Bar(text, value, text, "/units/1/"), Bar(text, None), Bar("สำนัก", 3)]
    return Bars(title, text, rows, page.bar_words(), **changes)


def dumbbell(title: str = "ช่องว่าง", text: str = "ข้อ", value: Any = 3.5, **changes: Any) -> Dumbbell:
    rows = [
        Pair(text, value, 4.5, 0.5, value),
        Pair(text, suppressed=True),
        Pair("ข้อ 3", 1, 5, href="/items/3/"),
    ]
    return Dumbbell(title, text, rows, page.dumbbell_words(), **changes)


def ring(title: str = "วงปี", text: str = "ศึกษาประมวล", value: Any = 0.5, **changes: Any) -> StepRing:
    states = ["done", "running", "late", "empty", text]
    steps = [RingStep(at, text, value, state, f"/steps/{at}/") for at, state in enumerate(states, 1)]
    return StepRing(title, text, steps, page.ring_words(), **changes)


EVERY: list[Callable[..., Chart]] = [heat_map, bars, dumbbell, ring]
every_chart = pytest.mark.parametrize("make", EVERY)
texts = st.text(max_size=60) | st.text("กขคงนมรล ัิ่้์ำาะเแโใไๆฯ<&\"' a1", max_size=60)
numbers = st.floats() | st.integers() | st.decimals(allow_nan=False) | st.none() | st.just(Decimal("NaN"))


def parse(markup: str) -> ET.Element:
    return ET.fromstring(markup)  # noqa: S314 — our own drawing


def said(markup: str) -> str:
    return " ".join(parse(markup).itertext())


# ── what every chart keeps ─────────────────────────────────────────────────────────────────


@every_chart
def test_text_is_escaped_and_never_becomes_markup(make: Callable[..., Chart]) -> None:
    chart = make(NASTY)

    drawing = parse(chart.svg())

    assert drawing.findtext(f"{SVG}title") == """<script>alert("1")</script> & 'ที่' น้ำ"""
    assert "<script" not in str(chart)
    assert "\x00" not in str(chart)


@every_chart
def test_a_drawing_carries_no_style_no_script_and_its_own_colours(make: Callable[..., Chart]) -> None:
    drawing = parse(make().svg())

    tags = {element.tag.removeprefix(SVG) for element in drawing.iter()}
    names = {name for element in drawing.iter() for name in element.attrib}
    assert tags <= {"svg", "title", "desc", "g", "a", "rect", "circle", "polygon", "path", "text", "tspan"}
    assert not {name for name in names if name == "style" or name.startswith("on")}
    assert drawing.get("font-family") == "Sarabun"
    for element in drawing.iter():
        for name in ("fill", "stroke"):
            assert element.get(name, "none") in {*PAINTS.values(), "none"}


@every_chart
def test_a_drawing_names_itself(make: Callable[..., Chart]) -> None:
    drawing = parse(make().svg())

    title, desc = drawing[0], drawing[1]
    assert drawing.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert drawing.get("role") in {"img", "group"}


@every_chart
def test_two_charts_on_a_page_share_no_id(make: Callable[..., Chart]) -> None:
    markup = f"{make('ก')}{make('ข')}{make('ก', prefix='other')}"

    ids = re.findall(r' id="([^"]+)"', markup)

    assert len(ids) == len(set(ids)) == 12


@every_chart
def test_the_same_facts_give_the_same_drawing(make: Callable[..., Chart]) -> None:
    assert make().svg() == make().svg()
    assert str(make()) == str(make())


@given(text=texts, value=numbers)
def test_whatever_is_told_the_drawing_is_well_formed_and_the_table_whole(text: str, value: Any) -> None:
    for make, rows in ((bars, 3), (dumbbell, 3), (ring, 5)):
        chart = make(text, text=text, value=value)

        for width in (320, 600):
            assert "nan" not in re.sub(r">[^<]*<", "><", chart.svg(width))
            parse(chart.svg(width))
        parse(str(chart))

        table = chart.table()
        assert len(table.rows) == rows
        assert {len(row) for row in table.rows} == {len(table.head)}


@given(
    words=st.lists(texts, max_size=7),
    counts=st.dictionaries(st.tuples(st.integers(1, 5), st.integers(1, 5)), st.integers(0, 10**9)),
    bands=st.lists(st.builds(Band, texts, texts, st.integers(0, 30), st.integers(0, 30)), max_size=6),
)
def test_whatever_the_scales_the_heat_map_is_well_formed_and_its_table_whole(
    words: list[str], counts: dict[tuple[int, int], int], bands: list[Band]
) -> None:
    chart = heat_map(likelihood_words=words, impact_words=words, counts=counts, bands=bands)

    drawings = [parse(chart.svg(width)) for width in (320, 600)]

    assert all(len(drawing.findall(f".//{SVG}rect")) >= 25 for drawing in drawings)
    assert len(chart.table().rows) == sum(1 for count in counts.values() if count)


@pytest.mark.parametrize("width", [320, 600])
@every_chart
def test_letters_are_large_enough_on_a_telephone_and_stay_inside(
    make: Callable[..., Chart], width: int
) -> None:
    chart = make() if make is heat_map else make(text=LONG)

    drawing = parse(chart.svg(width))

    smallest = min(float(text.get("font-size", 0)) for text in drawing.iter(f"{SVG}text"))
    room = (
        286 if width == 320 else 496
    )  # a card at 360 px; the narrowest place where the wide drawing is shown
    assert smallest * room / width > 13
    for line in drawing.iter(f"{SVG}tspan"):
        assert -1 <= float(line.get("x", 0)) <= width


@every_chart
def test_a_document_sets_the_words_of_a_chart_itself(make: Callable[..., Chart]) -> None:
    chart = make(NASTY)
    whole = [line for text in parse(chart.svg()).iter(f"{SVG}text") for line in text.itertext()]

    drawing = on_paper(chart, said=to_thai_digits)

    assert [one["words"] for one in drawing["texts"]] == [to_thai_digits(line) for line in whole]
    assert not [*parse(drawing["svg"]).iter(f"{SVG}text")]
    for one in drawing["texts"]:
        assert -1 <= one["x"] <= drawing["width"] + 1
        assert 0 < one["y"] <= drawing["height"]
        assert one["anchor"] in {"start", "middle", "end"}
        assert re.fullmatch("#[0-9a-f]{6}", one["fill"])


@every_chart
@pytest.mark.parametrize("text", ["น้ำในตู้ ฐานะของผู้ปฏิบัติ ญูฎุ ป่าปู่ฝี่ฟ้", "ยิ้ม 😀 中文"])
def test_every_word_in_a_chart_may_go_to_the_archive(make: Callable[..., Chart], text: str) -> None:
    """PDF/A refuses a letter without its character, which Thai marks had when the drawing held them."""
    chart = make(text, **({} if make is heat_map else {"text": text}))

    register = {"chart": on_paper(chart), "chart_alt": chart.description, "rows": [], "levels": []}
    counts = dict.fromkeys(("late", "untargeted", "awaiting"), 0)
    words = dict.fromkeys(("agency", "code", "bands", "filters"), "")
    head = {"year": 2569, "paper": "a4", "as_of": "2026-09-30", "demonstration": False}

    made = documents.render("risks/typst/register.typ", {**register, **counts, **words, **head})

    assert b"<pdfaid:part>2</pdfaid:part>" in made


# ── each chart ─────────────────────────────────────────────────────────────────────────────


def test_the_heat_map_shows_counts_scores_and_levels() -> None:
    chart = heat_map(hrefs={(4, 5): "/risks/?l=4&i=5"}, selected=(4, 5))

    drawing = parse(chart.svg())

    linked = drawing.findall(f"{SVG}a")
    assert [(a.get("href"), a.get("aria-current")) for a in linked] == [("/risks/?l=4&i=5", "true")]
    assert list(linked[0].itertext()) == ["37", "20"]
    assert linked[0].get("aria-label") == "โอกาส 4 สูง, ผลกระทบ 5 สูงมาก, ระดับ สูงมาก, จำนวนรายการ 37"
    assert drawing.get("role") == "group"
    assert {"สูงมาก 17–25", "ปานกลาง 4–9"} <= set(drawing.itertext())
    assert chart.table() == Table(
        "แผนที่",
        ("โอกาส", "ผลกระทบ", "คะแนน", "ระดับ", "จำนวนรายการ"),
        (("4 สูง", "5 สูงมาก", "20", "สูงมาก", "37"), ("1 น้อยมาก", "1 น้อยมาก", "1", "ต่ำ", "2")),
        frozenset({2, 4}),
    )


def test_the_heat_map_colours_by_the_band_of_the_score() -> None:
    one = [Band("high", "เฝ้าระวัง", 1, 25)]

    fills = {rect.get("fill") for rect in parse(heat_map(bands=one).svg()).iter(f"{SVG}rect")}

    assert fills == {PAINTS["high"]}


def test_the_heat_map_goes_up_with_likelihood_and_right_with_impact() -> None:
    drawing = parse(heat_map(counts={(5, 1): 111, (1, 5): 999}).svg())

    at = {
        text.text: (float(text.get("x", 0)), float(text.get("y", 0))) for text in drawing.iter(f"{SVG}text")
    }

    assert at["111"][0] < at["999"][0]
    assert at["111"][1] < at["999"][1]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "//evil.example/", "https://evil.example/", "/\\evil.example"]
)
def test_a_chart_leads_to_pages_of_this_site_only(href: str) -> None:
    drawing = parse(heat_map(hrefs={(4, 5): href}).svg())

    assert drawing.findall(f"{SVG}a") == []


def test_a_bar_is_as_long_as_its_value_and_says_it() -> None:
    rows = [Bar("กองคลัง", 50, "5 จาก 10 คน"), Bar("กองกฎหมาย", None)]
    chart = Bars("ร้อยละ", "", rows, page.bar_words("หน่วยงาน", "ร้อยละ"), unit="%", maximum=100, target=80)

    boxes = [float(rect.get("width", 0)) for rect in parse(chart.svg()).iter(f"{SVG}rect")]

    assert boxes == [pytest.approx(boxes[0]), pytest.approx(boxes[0] / 2, abs=0.01), pytest.approx(boxes[0])]
    assert "50%" in said(chart.svg())
    assert "เป้าหมาย 80%" in said(chart.svg())
    assert chart.table() == Table(
        "ร้อยละ (เป้าหมาย 80%)",
        ("หน่วยงาน", "ร้อยละ", "หมายเหตุ"),
        (("กองคลัง", "50%", "5 จาก 10 คน"), ("กองกฎหมาย", "ยังไม่มีข้อมูล", "")),
        frozenset({1}),
    )


def test_a_suppressed_row_says_so_and_shows_no_figure() -> None:
    rows = [Pair("ข้อ 1", 3.25, 4.5, 1.0, 1.5), Pair("ข้อ 2", 1.11, 2.22, 3.33, 4.44, suppressed=True)]
    chart = Dumbbell("ช่องว่าง", "", rows, page.dumbbell_words("ข้อ"))

    markup = chart.svg()

    assert "ช่องว่าง +1.25 (1.00 ถึง 1.50)" in said(markup)
    assert not re.search("1.11|2.22|3.33|4.44", said(markup))
    assert [row[1:] for row in chart.table().rows] == [
        ("3.25", "4.50", "+1.25", "1.00 ถึง 1.50"),
        ("ไม่แสดงผล เนื่องจากมีผู้ตอบน้อยกว่าจำนวนขั้นต่ำ", "", "", ""),
    ]


def test_perceived_and_desired_have_different_shapes() -> None:
    drawing = parse(Dumbbell("ช่องว่าง", "", [Pair("ข้อ 1", 2, 4)], page.dumbbell_words()).svg())

    assert len(drawing.findall(f".//{SVG}circle")) == len(drawing.findall(f".//{SVG}polygon")) == 3


def test_the_ring_tells_the_whole_and_each_state_in_words() -> None:
    steps = [
        RingStep(1, "ศึกษา", 1, "done"),
        RingStep(2, "วิเคราะห์", 0.25, "late"),
        RingStep(3, "แผน", 0, "empty"),
    ]
    chart = StepRing("วงปี", "", steps, page.ring_words())

    words = said(chart.svg())

    assert all(part in words for part in ("42%", "เสร็จสิ้น 100%", "ล่าช้า 25%", "ยังไม่เริ่ม 0%"))
    assert chart.table().rows[1] == ("2", "วิเคราะห์", "25%", "ล่าช้า")
    assert "ล่าช้า" not in said(StepRing("วงปี", "", steps, page.ring_words(), listed=False).svg())


@pytest.mark.parametrize(
    "chart",
    [
        Bars("ก", "ข", [], page.bar_words()),
        Dumbbell("ก", "ข", [], page.dumbbell_words()),
        StepRing("ก", "ข", [], page.ring_words()),
        heat_map(counts={}),
    ],
)
def test_a_chart_of_nothing_can_be_drawn(chart: Chart) -> None:
    assert parse(chart.svg()).get("role") == "img"
    assert chart.table().rows == ()


# ── where lines break ──────────────────────────────────────────────────────────────────────


@given(texts, st.floats(1, 300), st.booleans())
def test_wrap_loses_nothing_and_never_parts_a_mark_from_its_letter(
    text: str, width: float, bold: bool
) -> None:
    lines = wrap(text, width, 16, bold=bold)

    assert "".join("".join(lines).split()) == "".join(charts.svg.clean(text).split())
    for before, after in pairwise(lines):
        assert not is_mark(after[0])
        assert after[0] not in "ะาำๅๆฯ"
        assert (
            before[-1] not in "เแโใไ" or f"{before[-1]} " in text
        )  # a vowel that was written apart stays apart


@given(texts, st.floats(40, 300), st.integers(1, 4))
def test_wrap_keeps_to_the_number_of_lines(text: str, width: float, most: int) -> None:
    lines = wrap(text, width, 16, most=most)

    assert 1 <= len(lines) <= most
    assert lines[-1].endswith("…") or lines == wrap(text, width, 16)


def test_lines_fit_when_they_can() -> None:
    lines = wrap("มีจิตสำนึกและความรับผิดชอบต่อหน้าที่ เสียสละ ปฏิบัติหน้าที่ด้วยความรวดเร็ว", 200, 16)

    assert all(measure(line, 16) <= 200 for line in lines)
    assert lines == ["มีจิตสำนึกและความรับผิดชอบ", "ต่อหน้าที่ เสียสละ ปฏิบัติหน้าที่", "ด้วยความรวดเร็ว"]


# ── the page ───────────────────────────────────────────────────────────────────────────────


@every_chart
def test_the_page_shows_picture_title_and_table(make: Callable[..., Chart]) -> None:
    engine = Engine(
        dirs=[str(CORE / "templates")],
        builtins=["django.templatetags.i18n"],
        libraries={"cache": "django.templatetags.cache"},
    )

    html = engine.get_template("core/chart.html").render(Context({"chart": make(NASTY)}))

    assert html.count("<svg ") == 2
    assert "<script" not in html
    assert "&lt;svg" not in html
    assert html.count('scope="row"') == len(make().table().rows)


# ── colours ────────────────────────────────────────────────────────────────────────────────


def themes() -> dict[str, dict[str, str]]:
    """The three blocks of variables in charts.css, in their order."""
    blocks = [dict(re.findall(r"--chart-([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r"\{([^{}]*)\}", CSS)]  # fmt: skip
    light, dark, paper = [block for block in blocks if block]
    return {"light": light, "dark": dark, "print": paper}


def luminance(color: str) -> float:
    """Relative luminance. Source: WCAG 2.2, definition of relative luminance."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio. Source: WCAG 2.2, definition of contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_document_and_page_have_the_same_light_colours() -> None:
    assert themes()["light"] == themes()["print"] == PAINTS
    assert themes()["dark"].keys() == PAINTS.keys()


def test_every_colour_has_its_classes() -> None:
    for name in PAINTS:
        assert f".chart-svg .f-{name} {{ fill: var(--chart-{name}); }}" in CSS
        assert f".chart-svg .s-{name} {{ stroke: var(--chart-{name}); }}" in CSS


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("letters", "ground"),
    [("ink", "card"), ("soft", "card"), ("navy", "card"), ("target", "card"), ("ink", "faint")]
    + [(f"on-{name}", name) for name in ("low", "moderate", "high", "critical", "done", "late", "navy")],
)
def test_letters_can_be_read(theme: str, letters: str, ground: str) -> None:
    paint = themes()[theme]

    assert contrast(paint[letters], paint[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("shape", ["navy", "gold", "target", "done", "late", "empty", "soft"])
def test_shapes_stand_out_from_the_card(theme: str, shape: str) -> None:
    paint = themes()[theme]

    assert contrast(paint[shape], paint["card"]) >= 3


# ── a table shaded by value ────────────────────────────────────────────────────────────────
SHADES = (CORE / "static/janya/findings.css").read_text(encoding="utf-8")


def heat_table(*cells: charts.HeatCell, **more: Any) -> charts.HeatTable:
    return charts.HeatTable(
        "ช่องว่าง",
        [f"กลุ่ม {n}" for n, _cell in enumerate(cells)],
        [charts.HeatRow(NASTY, cells, **more)],
        charts.HeatScale((0.5, 1.0)),
        charts.HeatTableWords("ข้อ", "ไม่แสดง", "ไม่มีผู้ตอบ", "ยิ่งเข้ม ช่องว่างยิ่งกว้าง"),
    )


def test_a_heat_table_is_a_table_with_heads_whose_cells_say_what_their_shade_says() -> None:
    shown, hidden, nobody = (
        charts.HeatCell(0.996, ("5 คน",)),
        charts.HeatCell(suppressed=True),
        charts.HeatCell(),
    )

    root = ET.fromstring(str(heat_table(shown, hidden, nobody, under="หมวดหนึ่ง")))  # noqa: S314 - our own

    assert [(head.get("scope"), head.text) for head in root.iter("th")][:4] == [
        ("col", "ข้อ"),
        ("col", "กลุ่ม 0"),
        ("col", "กลุ่ม 1"),
        ("col", "กลุ่ม 2"),
    ]
    assert [head.get("colspan") for head in root.iter("th") if head.get("scope") == "rowgroup"] == ["4"]
    assert [" ".join(cell.itertext()) for cell in root.iter("td")] == ["1.00 5 คน", "ไม่แสดง", "– ไม่มีผู้ตอบ"]
    assert [cell.get("class") for cell in root.iter("td")] == ["num heat-2", "num heat-hidden", "num"]
    assert [shade.text for shade in root.iter("li")] == ["< 0.50", "0.50–0.99", "≥ 1.00", "ไม่แสดง"]


@given(st.floats(-5, 5) | st.none() | st.just(float("nan")))
def test_a_suppressed_cell_tells_nothing_of_its_value(value: float | None) -> None:
    hidden = charts.HeatCell(value, ("9 คน",), suppressed=True)

    assert str(heat_table(hidden)) == str(heat_table(charts.HeatCell(suppressed=True)))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_letters_on_every_shade_can_be_read(theme: str) -> None:
    house = (CORE / "static/janya/janya.css").read_text(encoding="utf-8")
    ink, soft = (
        re.search(rf"\[data-bs-theme={theme}\] {{.*?--{name}: (#\w{{6}})", house, re.DOTALL)
        for name in ("ink", "ink-soft")
    )
    block = re.search(rf"\[data-bs-theme={theme}\] {{(.*?)}}", SHADES, re.DOTALL)
    assert ink
    assert soft
    assert block
    shades = dict(re.findall(r"--heat-(\w+): (#\w{6})", block[1]))

    assert shades.keys() == {"1", "2", "3", "4", "line"}
    assert min(contrast(ink[1], shades[step]) for step in "1234") >= 4.5
    assert contrast(soft[1], shades["line"]) >= 4.5
    between = [contrast(shades[one], shades[other]) for one, other in pairwise("1234")]
    assert min(between) > 1.08
