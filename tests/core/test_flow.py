from itertools import combinations
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from janya.core.charts import Box, Flow, FlowWords, Tie, on_paper
from janya.core.charts.flow import ROOM, settle
from janya.core.charts.lettering import measure

SVG = "{http://www.w3.org/2000/svg}"
WORDS = FlowWords(("ข้อ", "ความเสี่ยง", "ประเด็น"), "ขั้น", "รายการ", "ค่า", "เชื่อมต่อไปยัง", "ยังไม่มี")
TITLE = "กำหนดคุณลักษณะพัสดุเอื้อผู้เสนอราคาบางรายโดยไม่เปิดการแข่งขันอย่างเป็นธรรม"


def flow(boxes: list[Box], ties: list[Tie]) -> Flow:
    return Flow("เส้นทาง", "คำอธิบาย", boxes=tuple(boxes), ties=tuple(ties), words=WORDS)


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    titles = st.sampled_from([TITLE, "สั้น", "<b>&", TITLE * 3])
    boxes = [
        Box(
            f"{at}-{n}",
            at,
            draw(titles),
            called=draw(st.sampled_from(["", "R-2569-001"])),
            figure=draw(st.sampled_from(["", "12"])),
            note=draw(st.sampled_from(["", "สูง 12/25"])),
            loose=draw(st.sampled_from(["", "ยังไม่มีตัวชี้วัด"])),
            href=draw(st.sampled_from(["", "/risks/1/"])),
        )
        for at in range(3)
        for n in range(draw(st.integers(0, 5)))
    ]
    pairs = [(one.key, two.key) for one, two in combinations(boxes, 2) if one.column < two.column]
    ties = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return flow(boxes, [Tie(*pair) for pair in ties])


@given(flows())
def test_boxes_of_a_column_never_lie_over_one_another_and_stay_in_the_picture(chart: Flow) -> None:
    root = ET.fromstring(chart.svg(ROOM))  # noqa: S314 – drawn by us
    _x, _y, wide, tall = (float(part) for part in root.attrib["viewBox"].split())
    frames = [
        tuple(float(one.attrib[name]) for name in ("x", "y", "width", "height"))
        for one in root.iter(f"{SVG}rect")
        if one.attrib.get("rx") == "6"
    ]

    assert len(frames) == len(chart.boxes)
    for x, y, across, deep in frames:
        assert x >= 0
        assert x + across <= wide + 0.1
        assert y >= 0
        assert y + deep <= tall
    for (x, y, _a, deep), (other_x, other_y, _b, other_deep) in combinations(frames, 2):
        assert x != other_x or y + deep <= other_y or other_y + other_deep <= y


@given(flows())
def test_every_link_is_drawn_and_everything_stands_in_the_table(chart: Flow) -> None:
    root = ET.fromstring(chart.svg(ROOM))  # noqa: S314 – drawn by us
    curves = [one for one in root.iter(f"{SVG}path") if "C" in one.attrib["d"]]

    assert len(curves) == len(chart.ties)
    assert len(chart.table().rows) == len(chart.boxes)
    assert root.find(f"{SVG}title") is not None
    assert root.attrib["role"] == ("group" if chart.has_links else "img")


def test_titles_stay_inside_their_boxes() -> None:
    chart = flow([Box("a", 0, TITLE * 3, href="/x/")], [])
    root = ET.fromstring(chart.svg(ROOM))  # noqa: S314 – drawn by us
    frame = next(one for one in root.iter(f"{SVG}rect") if one.attrib.get("rx") == "6")

    lines = [line for line in root.iter(f"{SVG}tspan") if line.text and line.text[:5] in TITLE * 3]

    assert 1 < len(lines) <= 4
    assert all(measure(line.text or "", 14) <= float(frame.attrib["width"]) - 14 for line in lines)


def test_the_thing_that_was_asked_for_is_current_and_a_way_past_a_column_is_broken() -> None:
    boxes = [Box("a", 0, "ก", href="/a/"), Box("c", 2, "ค", href="/c/", chosen=True)]
    drawn = flow(boxes, [Tie("a", "c")]).svg(ROOM)

    assert 'aria-current="true"' in drawn
    assert "stroke-dasharray" in drawn
    assert "ยังไม่มี" in drawn  # of the column between


def test_on_paper_its_words_are_text() -> None:
    drawing = on_paper(flow([Box("a", 0, "ที่หนึ่ง", called="R-1", loose="ขาด")], []))

    assert {"R-1", "ที่หนึ่ง", "ขาด"} <= {one["words"] for one in drawing["texts"]}
    assert "<text" not in drawing["svg"]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 20)), max_size=5))
def test_boxes_settle_in_their_order_between_top_and_bottom(wishes: list[tuple[float, float]]) -> None:
    wanted, deep = [wish for wish, _deep in wishes], [room for _wish, room in wishes]

    tops = settle(wanted, deep, 0, 100)

    assert all(top >= 0 for top in tops)
    assert all(top + room <= 100 + 1e-6 for top, room in zip(tops, deep, strict=True))
    ends = [top + room for top, room in zip(tops, deep, strict=True)]
    assert all(end <= top + 1e-6 for end, top in zip(ends, tops[1:], strict=False))
