from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janya.core import catalogue
from janya.core.shapes import CatalogueIsWrong, Fault

KINDS = """\
catalogue: risk_kinds
version: "2569.1"
entries:
  - key: gifts
    name: การรับของขวัญ
    description: การรับของขวัญจากผู้มาติดต่อ
    source: ประมวลจริยธรรม
    verified: false
"""

BAND = """\
  - key: default.{level}
    scale_set: default
    level: {level}
    name: ระดับ
    floor: {floor}
    ceiling: {ceiling}
    response: ทบทวน
    source: แบบของหน่วยงาน
    verified: false
"""


def written(folder: Path, text: str, name: str = "risk_kinds.yaml") -> Path:
    path = folder / "catalogue" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def banded(*limits: tuple[int, int]) -> str:
    levels = ("low", "moderate", "high", "critical")
    return 'catalogue: risk_bands\nversion: "1"\nentries:\n' + "".join(
        BAND.format(level=level, floor=floor, ceiling=ceiling)
        for level, (floor, ceiling) in zip(levels, limits, strict=False)
    )


def faults(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(CatalogueIsWrong) as wrong:
        catalogue.read(path)
    assert {fault.file for fault in wrong.value.faults} == {f"catalogue/{path.name}"}
    assert all(fault.problem for fault in wrong.value.faults)
    return [(fault.line, fault.field) for fault in wrong.value.faults]


def test_the_shipped_folder_is_sound() -> None:
    found = catalogue.read_folder(catalogue.folder())

    assert set(found) == {path.stem for path in catalogue.folder().glob("*.yaml")}
    assert all(one.entries and one.version for one in found.values())


def test_the_shipped_folder_holds_what_the_law_counts() -> None:
    found = catalogue.read_folder(catalogue.folder())

    assert len(found["ministries"].entries) == 20
    assert Counter(agency["kind"] for agency in found["agencies"].entries)["province"] == 76
    assert len(found["position_levels"].entries) == 13
    assert [(band["floor"], band["ceiling"]) for band in found["risk_bands"].entries] == [
        (1, 3),
        (4, 9),
        (10, 16),
        (17, 25),
    ]
    assert Counter(question["code"] for question in found["expectation_questions"].entries) == {
        "2552": 10,
        "2564": 7,
    }


def test_a_sound_file_gives_plain_values(tmp_path: Path) -> None:
    path = written(tmp_path, KINDS)

    found = catalogue.read(path)

    assert (found.kind, found.version) == ("risk_kinds", "2569.1")
    assert found.entries == [
        {
            "key": "gifts",
            "name": "การรับของขวัญ",
            "description": "การรับของขวัญจากผู้มาติดต่อ",
            "source": "ประมวลจริยธรรม",
            "verified": False,
        }
    ]
    assert found.lines["entries[0].description"] == 6


def test_text_stays_as_it_is_written(tmp_path: Path) -> None:
    path = written(tmp_path, KINDS.replace("gifts", "2552.10").replace("การรับของขวัญ\n", "no\n"))

    found = catalogue.read(path)

    assert (found.entries[0]["key"], found.entries[0]["name"]) == ("2552.10", "no")


def test_a_fault_says_where_it_is_and_what_to_do(tmp_path: Path) -> None:
    path = written(tmp_path, banded((1, 3), (4, 30)), "risk_bands.yaml")

    with pytest.raises(CatalogueIsWrong) as wrong:
        catalogue.read(path)

    assert str(wrong.value) == (
        'catalogue/risk_bands.yaml บรรทัด 18 ช่อง "ceiling": '
        "ต้องเป็นจำนวนเต็ม ตั้งแต่ 1 ถึง 25 เขียนด้วยเลขอารบิกโดยไม่ใส่เครื่องหมายคำพูด (พบ 30)"
    )


def test_all_faults_of_a_file_are_told_together(tmp_path: Path) -> None:
    text = (
        KINDS.replace("name: การรับของขวัญ", "name:")
        .replace("verified: false", "verified: maybe")
        .replace("    source: ประมวลจริยธรรม\n", "")
        .replace("description:", "descripton:")
    )

    found = faults(written(tmp_path, text))

    assert found == [(4, "description"), (4, "source"), (5, "name"), (6, "descripton"), (7, "verified")]


@pytest.mark.parametrize(
    ("before", "after", "line", "field"),
    [
        ("    verified: false\n", "", 4, "verified"),
        ("    source: ประมวลจริยธรรม\n", "", 4, "source"),
        ("verified: false", 'verified: "false"', 8, "verified"),
        ("name: การรับของขวัญ", "name: [ของขวัญ, เงิน]", 5, "name"),
        ("name: การรับของขวัญ", 'name: "  "', 5, "name"),
        ("key: gifts", f"key: {'ก' * 81}", 4, "key"),
        ("    name:", "    color: แดง\n    name:", 5, "color"),
        ("    name:", "    key: again\n    name:", 5, "key"),
        ("catalogue: risk_kinds", "catalogue: risk_kind", 1, "catalogue"),
        ('version: "2569.1"\n', "", 1, "version"),
    ],
)
def test_a_wrong_line_is_found(tmp_path: Path, before: str, after: str, line: int, field: str) -> None:
    path = written(tmp_path, KINDS.replace(before, after))

    assert faults(path) == [(line, field)]


def test_a_key_stands_once(tmp_path: Path) -> None:
    again = KINDS + KINDS.split("entries:\n")[1]

    assert faults(written(tmp_path, again)) == [(9, "key")]


def test_a_missing_list_of_entries_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, 'catalogue: risk_kinds\nversion: "1"\n')

    assert faults(path) == [(1, "entries")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (KINDS.replace("name: การรับของขวัญ", "name: การรับ: ของขวัญ"), 5),
        (KINDS.replace("    name:", "\tname:"), 5),
        (KINDS.replace("name: การรับของขวัญ", "name: \x07"), 5),
        ("", 1),
        ("- ไม่ใช่กลุ่มช่อง\n", 1),
    ],
)
def test_what_is_not_yaml_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    assert faults(written(tmp_path, text)) == [(line, "")]


def test_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, KINDS)
    path.write_bytes(KINDS.encode("cp874"))

    assert faults(path) == [(5, "")]


def test_what_windows_notepad_saves_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, KINDS)
    path.write_bytes(KINDS.replace("\n", "\r\n").encode("utf-8-sig"))

    assert catalogue.read(path).entries[0]["key"] == "gifts"


@pytest.mark.parametrize("day", ["2569-01-01", "2026-02-30", "1 ม.ค. 2569"])
def test_a_day_is_a_day_of_the_common_era(tmp_path: Path, day: str) -> None:
    text = (
        'catalogue: holidays\nversion: "1"\nentries:\n'
        f"  - {{key: a, date: {day}, name: วันหยุด, source: ประกาศ, verified: true}}\n"
    )

    assert faults(written(tmp_path, text, "holidays.yaml")) == [(4, "date")]


def test_a_hole_between_bands_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, banded((1, 3), (5, 9), (10, 16), (17, 25)), "risk_bands.yaml")

    assert faults(path) == [(17, "floor")]


def test_an_overlap_of_bands_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, banded((1, 3), (4, 10), (10, 16), (17, 25)), "risk_bands.yaml")

    assert faults(path) == [(26, "floor")]


def test_bands_end_at_the_highest_score(tmp_path: Path) -> None:
    path = written(tmp_path, banded((1, 3), (4, 9), (10, 16), (17, 24)), "risk_bands.yaml")

    assert faults(path) == [(36, "ceiling")]


SCORES = st.integers(1, 25)


@given(
    st.lists(st.tuples(SCORES, SCORES).filter(lambda limits: limits[0] <= limits[1]), min_size=1, max_size=6)
)
def test_bands_are_right_exactly_when_every_score_has_one(limits: list[tuple[int, int]]) -> None:
    bands = [{"scale_set": "a", "floor": floor, "ceiling": ceiling} for floor, ceiling in limits]

    found = catalogue.wrong_bands(bands)

    homes = [sum(floor <= score <= ceiling for floor, ceiling in limits) for score in range(1, 26)]
    assert (found == []) == (set(homes) == {1})


@given(st.sets(st.integers(1, 24)), st.randoms())
def test_any_cutting_of_the_scores_is_a_band_table(cuts: set[int], order: Any) -> None:
    edges = [0, *sorted(cuts), 25]
    bands = [{"scale_set": "a", "floor": low + 1, "ceiling": high} for low, high in pairwise(edges)]
    order.shuffle(bands)

    assert catalogue.wrong_bands(bands) == []


def test_a_scale_has_each_level_once_on_both_axes() -> None:
    scales = [
        {"key": f"{axis}.{level}", "scale_set": "a", "axis": axis, "level": level}
        for axis in ("likelihood", "impact")
        for level in range(1, 6)
    ]

    assert catalogue.wrong_scales(scales) == []
    assert [found.entry for found in catalogue.wrong_scales([*scales, scales[3]])] == [10]
    assert [found.entry for found in catalogue.wrong_scales(scales[1:])] == [0]
    assert [found.entry for found in catalogue.wrong_scales(scales[:5])] == [0]


def test_what_an_item_passes_on_sums_to_one() -> None:
    def mapping(item: int, weight: str) -> dict[str, Any]:
        return {"from_code": "2552", "from_item": item, "to_code": "2564", "weight": Decimal(weight)}

    found = catalogue.wrong_mapping_weights([mapping(1, "1"), mapping(2, "0.7"), mapping(2, "0.2")])

    assert [(one.entry, one.field) for one in found] == [(1, "weight")]


def test_criteria_sum_to_a_hundred() -> None:
    assert catalogue.wrong_criteria_weights([{"weight": 60}, {"weight": 40}]) == []
    assert catalogue.wrong_criteria_weights([{"weight": 60}, {"weight": 41}]) != []


def test_a_folder_tells_the_faults_of_all_its_files_and_the_names_that_lead_nowhere(tmp_path: Path) -> None:
    written(tmp_path, KINDS.replace("verified: false", "verified: no"))
    written(
        tmp_path,
        'catalogue: ministries\nversion: "1"\nentries:\n'
        "  - {key: มท, name: กระทรวงมหาดไทย, name_en: Interior, source: กฎหมาย, verified: true}\n",
        "ministries.yaml",
    )
    written(
        tmp_path,
        'catalogue: agencies\nversion: "1"\nentries:\n'
        "  - {key: D01, kind: department, name: กรมที่ดิน, name_en: Lands, letter_code: มท,\n"
        "     ministry: มม, head_title: อธิบดี, source: กฎหมาย, verified: true}\n",
        "agencies.yaml",
    )

    with pytest.raises(CatalogueIsWrong) as wrong:
        catalogue.read_folder(tmp_path / "catalogue")

    assert [(fault.file, fault.line, fault.field) for fault in wrong.value.faults] == [
        ("catalogue/risk_kinds.yaml", 8, "verified"),
        ("catalogue/agencies.yaml", 5, "ministry"),
    ]


def test_a_file_is_named_after_its_kind(tmp_path: Path) -> None:
    written(tmp_path, KINDS, "gifts.yaml")

    with pytest.raises(CatalogueIsWrong) as wrong:
        catalogue.read_folder(tmp_path / "catalogue")

    assert [(fault.line, fault.field) for fault in wrong.value.faults] == [(1, "catalogue")]


def test_a_fault_without_a_field_names_the_line_only() -> None:
    assert str(Fault("catalogue/steps.yaml", 3, "", "ไฟล์ว่าง")) == "catalogue/steps.yaml บรรทัด 3: ไฟล์ว่าง"


MAPPING = """\
catalogue: code_mappings
version: "1"
entries:
  - key: a
    from_code: "2552"
    from_item: 1
    to_code: "2564"
    to_item: 3
    weight: {weight}
    source: ข้อเสนอ
    verified: false
"""


def test_a_weight_is_kept_exactly(tmp_path: Path) -> None:
    path = written(tmp_path, MAPPING.format(weight="1.0"), "code_mappings.yaml")

    assert catalogue.read(path).entries[0]["weight"] == Decimal("1.0")


@pytest.mark.parametrize("weight", ["0.12345", "1.5", '"1"', "๑", "-1", "หนึ่ง"])
def test_a_weight_is_a_number_of_the_range_in_arabic_digits(tmp_path: Path, weight: str) -> None:
    path = written(tmp_path, MAPPING.format(weight=weight), "code_mappings.yaml")

    assert faults(path) == [(9, "weight")]


SUGGESTION = """\
catalogue: activities
version: "1"
entries:
  - key: A1.1
    area: 1
    number: 1
    title: ทำแผน
    guidance: ร่วมกันทำ
    suggested_kpi:
      name: จำนวนแผน
      unit: แผน
      direction: up
    evidence:
      - แผน
      - แผน
    tool: document
    code_items: [1, 11, สอง]
    months: [10, 13]
    source: แนวทาง
    verified: true
"""


def test_faults_inside_groups_and_lists_are_found(tmp_path: Path) -> None:
    path = written(tmp_path, SUGGESTION, "activities.yaml")

    assert faults(path) == [
        (10, "suggested_kpi.target"),
        (12, "suggested_kpi.direction"),
        (15, "evidence[1]"),
        (17, "code_items[2]"),
        (18, "months[1]"),
    ]
