"""The pictures of the register: moves, the course of one risk, units in stacks."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janya.core.charts import (
    Band,
    Course,
    CourseWords,
    Move,
    Moves,
    MoveWords,
    Stack,
    Stacks,
    StackWords,
    Stand,
)

BANDS = (
    Band("low", "ต่ำ", 1, 3),
    Band("moderate", "ปานกลาง", 4, 9),
    Band("high", "สูง", 10, 16),
    Band("critical", "สูงมาก", 17, 25),
)
WORDS = ("น้อยมาก", "น้อย", "ปานกลาง", "สูง", "สูงมาก")
MOVE_WORDS = MoveWords(
    "โอกาส", "ผลกระทบ", "เส้นทาง", "โดยการควบคุม", "ตามแผน", "จาก", "ไป", "จำนวน", "คงเดิม", "อีก %s เส้นทาง"
)
COURSE_WORDS = CourseWords("วัน", "ก่อน", "หลัง", "ระดับ", "หมายเหตุ", "เป้าหมาย", "วันนี้", "ไม่มี")
cell = st.tuples(st.integers(1, 5), st.integers(1, 5))


def moves(*found: Move, plan: tuple[Move, ...] = ()) -> Moves:
    return Moves("ภาพ", "คำอธิบาย", WORDS, WORDS, BANDS, found, plan, MOVE_WORDS)


@given(st.lists(st.tuples(cell, cell, st.integers(1, 999)), max_size=40))
def test_moves_are_drawn_whatever_they_are_and_the_table_has_them_all(
    found: list[tuple[tuple[int, int], tuple[int, int], int]],
) -> None:
    chart = moves(*(Move(*one) for one in found))

    drawn = str(chart)

    assert drawn.count("<svg") == 2
    assert len(chart.table().rows) == len(found)
    assert "nan" not in drawn


def test_many_moves_stay_readable_only_the_heaviest_are_arrows() -> None:
    chart = moves(*(Move((5, n % 5 + 1), (n // 5 + 1, 1), 20 - n, f"/risks/?{n}") for n in range(20)))

    drawn = chart.svg()

    assert len(re.findall("<a ", drawn)) == 8
    assert "อีก 12 เส้นทาง" in drawn


def test_what_stays_where_it_is_stands_in_its_cell() -> None:
    drawn = moves(Move((3, 3), (3, 3), 4)).svg()

    assert "คงเดิม 4" in drawn
    assert "<a " not in drawn


@pytest.mark.parametrize("target", [None, 4])
def test_the_course_shows_every_assessment_and_the_target(target: int | None) -> None:
    stands = [Stand(date(2026, n, 1), 16, 16 - n, f"1/{n}") for n in range(1, 6)]
    chart = Course("ภาพ", "คำอธิบาย", stands, BANDS, date(2026, 6, 1), COURSE_WORDS, target)

    drawn, table = str(chart), chart.table()

    assert drawn.count("<circle") >= 20
    assert ("เป้าหมาย 4" in drawn) is bool(target)
    assert len(table.rows) == 5 + bool(target)


def test_a_course_of_one_day_and_of_none_is_drawn_too() -> None:
    today = date(2026, 2, 1)

    one = Course("ก", "ข", [Stand(today, 25, 1, "วันนี้")], BANDS, today, COURSE_WORDS)
    none = Course("ก", "ข", [], BANDS, today, COURSE_WORDS)

    assert "nan" not in str(one)
    assert "ไม่มี" in str(none)


def test_stacks_tell_counts_by_level_in_picture_and_table() -> None:
    parts = (("critical", "สูงมาก"), ("low", "ต่ำ"))
    chart = Stacks(
        "ก",
        "ข",
        parts,
        [Stack("กอง", {"critical": 2, "low": 1}, "/x/"), Stack("ศูนย์", {})],
        StackWords("หน่วย", "รวม", "ไม่มี"),
    )

    drawn, table = str(chart), chart.table()

    assert table.rows == (("กอง", "2", "1", "3"), ("ศูนย์", "0", "0", "0"))
    assert "กอง: สูงมาก 2, ต่ำ 1, รวม 3" in drawn
    assert "ไม่มี" in str(Stacks("ก", "ข", parts, [], StackWords("หน่วย", "รวม", "ไม่มี")))
