"""From all that is told, over several closings and in every file, nothing about fewer than five people can be worked out.

Everybody answers a question whose answer names his cell and the closing before which he came, so that what a
published count rests on can be read from the count itself. What an outsider can work out by adding and taking sums from
each other is the row space of what is published; nothing in it may rest on fewer than five people.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from janya.findings import queries, rules
from janya.findings.models import Tally
from janya.findings.rules import Measured, Part
from janya.people.models import Person
from janya.surveys import actions as surveys
from janya.surveys.models import Survey, SurveyGroup
from janya.surveys.queries import Questionnaire
from janya.surveys.rules import CODES, SMALLEST_CELL
from tests import make

Place = tuple[int, int]  # group, unit
Coming = list[dict[Place, int]]  # how many come to each cell before each closing
Row = Mapping[str, int]  # how many of each sort of people a published figure rests on

FEW = st.integers(0, 13)
GRIDS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=6, unique=True)
WIDE = len(CODES)


@st.composite
def comings(draw: st.DrawFn) -> Coming:
    grid = draw(GRIDS)
    return [{place: draw(FEW) for place in grid} for _closing in range(draw(st.integers(1, 3)))]


def parts_of(grid: list[Place], *, units: bool) -> list[Part]:
    found = []
    for axis, kind in enumerate(("group", "unit") if units else ("group",)):
        for n in sorted({place[axis] for place in grid}):
            cells = frozenset(cell for cell, place in enumerate(grid) if place[axis] == n)
            found.append(Part(f"{kind[0]}{n}", kind, cells))
    return found


def closings(
    coming: Coming, questions: list[Measured], skips: int, *, units: bool
) -> Iterator[queries.Whole]:
    """What stands after each closing; every `skips`-th of those who come leaves all but the first question out."""
    grid = sorted(coming[0])
    parts = parts_of(grid, units=units)
    texts: dict[int, list[str]] = {cell: [] for cell in range(len(grid))}
    tallies: dict[int, dict[str, Any]] = {cell: rules.tally([], questions) for cell in texts}
    for closing, come in enumerate(coming):
        told = rules.told_before(tallies.values(), questions) if closing else set[str]()
        for cell, place in enumerate(grid):
            code = CODES[closing * len(grid) + cell]
            texts[cell] += [
                code + ("0" if skips and n % skips == 0 else code) * (len(questions) - 1)
                for n in range(come[place])
            ]
            now = rules.tally(texts[cell], questions)
            tallies[cell] = rules.carried(tallies[cell], now, questions, told)
        cells: dict[int, Mapping[str, Any]] = dict(tallies)
        sums: dict[str | None, Mapping[str, Any]] = {
            part.key: rules.added(cells[cell] for cell in part.cells) for part in parts
        }
        sums[None] = rules.added(cells.values())
        yield queries.Whole(Questionnaire((), (), ()), cells, parts, sums, questions)


def published(told: list[queries.Whole], place: int) -> list[Row]:
    found = []
    for whole in told:
        away, total_away = whole.hidden_of_question(place)
        keys = [part.key for part in whole.parts if part.key not in away]
        found += [
            {code: n for code, n in whole.sums[key]["q"][str(place)].items() if code != "0"}
            for key in [*keys, *([] if total_away else [None])]
        ]
    return [row for row in found if any(row.values())]


def can_be_worked_out(rows: list[Row], people: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Sorts of people, fewer than five together, about whom some sum of published figures tells something."""
    sorts = sorted(people)
    if not rows:
        return []
    known = np.array([[float(bool(row.get(sort))) for sort in sorts] for row in rows])
    rank = np.linalg.matrix_rank(known)
    few = [sort for sort in sorts if people[sort] < SMALLEST_CELL]
    found = []
    for size in range(1, SMALLEST_CELL):
        for chosen in combinations(few, size):
            if sum(people[sort] for sort in chosen) < SMALLEST_CELL:
                each = np.array([[float(sort == one) for sort in sorts] for one in chosen])
                if np.linalg.matrix_rank(np.vstack([known, each])) < rank + size:
                    found.append(chosen)
    return found


def people_of(coming: Coming, skips: int, *, second: bool) -> dict[str, int]:
    grid = sorted(coming[0])
    found = {}
    for closing, come in enumerate(coming):
        for cell, place in enumerate(grid):
            left_out = len(range(0, come[place], skips)) if second and skips else 0
            if come[place] - left_out:
                found[CODES[closing * len(grid) + cell]] = come[place] - left_out
    return found


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(comings(), st.sampled_from([0, 2, 3]), st.booleans())
def test_nothing_about_fewer_than_five_can_be_worked_out(coming: Coming, skips: int, units: bool) -> None:
    apart = [Measured(0, 1, "single", WIDE), Measured(1, 1, "single", WIDE)]
    told = list(closings(coming, apart, skips, units=units))

    for place in (0, 1):
        people = people_of(coming, skips, second=place == 1)
        assert can_be_worked_out(published(told, place), people) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(comings(), st.sampled_from([2, 3]), st.booleans())
def test_questions_that_make_one_score_are_told_together(coming: Coming, skips: int, units: bool) -> None:
    knowledge = [Measured(0, 1, "single", WIDE, right=1), Measured(1, 1, "single", WIDE, right=2)]
    told = list(closings(coming, knowledge, skips, units=units))

    for place in (0, 1):
        people = people_of(coming, skips, second=place == 1)
        assert can_be_worked_out(published(told, place), people) == []
    for whole in told:
        assert whole.hidden_of_question(0) == whole.hidden_of_question(1) == whole.hidden_of("knowledge")


@settings(max_examples=200, deadline=None)
@given(comings(), st.booleans())
def test_where_all_come_in_fives_nobody_is_left_out(coming: Coming, units: bool) -> None:
    coming = [{place: count and count + 4 for place, count in come.items()} for come in coming]
    *_former, last = list(closings(coming, [Measured(0, 1, "single", WIDE)], 0, units=units))

    assert last.sums[None]["q"]["0"] == people_of(coming, 0, second=False)
    assert last.hidden_of_question(0) == (set(), False)


def shown_of(whole: queries.Whole, part: str) -> int:
    away, total_away = whole.hidden_of_question(0)
    if total_away if part == "" else part in away:
        return 0
    return sum(whole.sums[part or None]["q"]["0"].values())


@pytest.mark.parametrize(
    ("sizes", "then"),
    [
        # the few of a group that came later wait until they are five
        (((20, 9, 0), (0, 0, 3), (0, 0, 2)), [(29, 20, 9, 0), (29, 20, 9, 0), (34, 20, 9, 5)]),
        # what stood beside a hidden group stays hidden, or taking it from the former total would tell the few
        (((20, 9, 3), (0, 0, 17)), [(32, 20, 0, 0), (49, 20, 0, 0)]),
        # nothing was told yet: the second closing judges all
        (((2, 1, 0), (30, 20, 9)), [(0, 0, 0, 0), (62, 32, 21, 9)]),
    ],
)
def test_closing_again_does_not_tell_the_few(
    sizes: tuple[tuple[int, ...], ...], then: list[tuple[int, ...]]
) -> None:
    coming = [{(group, 0): n for group, n in enumerate(row)} for row in sizes]
    told = closings(coming, [Measured(0, 1, "single", WIDE)], 0, units=False)

    assert [tuple(shown_of(one, part) for part in ("", "g0", "g1", "g2")) for one in told] == then


def test_a_cell_that_is_no_part_is_guarded_too() -> None:
    """Unit 0 less group 1 would be the two of group 0 in unit 0, though every group and unit is large."""
    sizes = {(0, 0): 2, (0, 1): 30, (1, 0): 20, (2, 1): 40}
    [whole] = closings([sizes], [Measured(0, 1, "single", WIDE)], 0, units=True)

    assert can_be_worked_out(published([whole], 0), people_of([sizes], 0, second=False)) == []
    assert not all(shown_of(whole, part) for part in ("g0", "g1", "u0", "u1"))
    assert shown_of(whole, "") == 92


# ── the files themselves ───────────────────────────────────────────────────────────────────
Browse = Callable[[Person], Client]
Told = dict[str, bool]  # by the name of the part (or of all): whether its figures stand there


def told_in_excel(content: bytes) -> list[Told]:
    """Line by line of every sheet with figures: which parts are told."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    by_item: dict[str, Told] = {}
    for name, part, n, *_rest in book["รายข้อ"].iter_rows(min_row=2, values_only=True):
        by_item.setdefault(str(name), {})[str(part)] = n != "–*"
    heads, *rows = book["ข้อและคำถามแยกตามกลุ่ม"].iter_rows(values_only=True)
    shaded = [
        {str(head): cell != "–*" for head, cell in zip(heads[3:], row[3:], strict=True)} for row in rows
    ]
    return [*by_item.values(), *shaded]


def told_in_csv(content: bytes) -> list[Told]:
    found: dict[str, Told] = {}
    for row in list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]:
        found.setdefault(row[0], {})[row[1]] = row[3] != "–*"
    return list(found.values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "coming",
    [
        [{(0, 0): 3, (1, 0): 20, (2, 1): 30}],
        [{(0, 0): 3, (1, 0): 9, (2, 1): 30}, {(0, 0): 17, (1, 0): 0, (2, 1): 6}],
        [{(0, 0): 20, (0, 1): 9, (1, 1): 0}, {(0, 0): 0, (0, 1): 2, (1, 1): 3}],
        [{(0, 0): 2, (0, 1): 30, (1, 0): 20, (2, 1): 40}, {(0, 0): 8, (0, 1): 5, (1, 0): 4, (2, 1): 0}],
    ],
)
def test_successive_files_together_tell_nothing_of_the_few(browse: Browse, coming: Coming) -> None:
    grid = sorted(coming[0])
    drive = make.drive(items=2)
    groups = {n: make.stakeholders(f"กลุ่ม {n}") for n in sorted({place[0] for place in grid})}
    units = {n: make.unit(drive.agency, f"กอง {n}") for n in sorted({place[1] for place in grid})}
    survey: Survey = make.survey(drive, groups=dict.fromkeys(groups.values(), 9))
    survey.groups.all().delete()
    cells = {
        (group, unit): SurveyGroup.objects.create(
            survey=survey, group=groups[group], unit=units[unit], token=f"t{group}{unit}", target=9
        )
        for group, unit in grid
    }
    officer = make.officer(drive.agency)
    client = browse(officer)
    names = {"ทุกกลุ่ม": set(grid)}
    names |= {groups[n].name: {place for place in grid if place[0] == n} for n in groups}
    names |= {units[n].name: {place for place in grid if place[1] == n} for n in units}
    people: dict[str, int] = {}  # by closing and cell
    rows: list[Row] = []
    for closing, come in enumerate(coming):
        if closing:
            surveys.open_survey(survey, by=officer)
        for place, count in come.items():
            make.responses(cells[place], count, "5251")
            if count:
                people[f"{closing} {place}"] = count
        surveys.close_survey(survey, by=officer)
        files = {
            kind: client.get(reverse(f"findings:export-{kind}", args=[survey.pk])).content
            for kind in ("xlsx", "csv")
        }
        nobody = dict.fromkeys(names, True)  # a part in which nobody answered has no line in the CSV
        lines = [*told_in_excel(files["xlsx"]), *({**nobody, **one} for one in told_in_csv(files["csv"]))]
        assert all(line == lines[0] for line in lines)  # everybody answered everything: all hide the same
        counted = dict(Tally.objects.values_list("group_id", "n"))
        rows += [
            {
                f"{before} {place}": coming[before][place]
                for place in names[name]
                for before in range(closing + 1)
                if sum(come[place] for come in coming[: before + 1]) <= counted[cells[place].pk]
            }
            for name, is_told in lines[0].items()
            if is_told
        ]

    assert rows
    assert can_be_worked_out([row for row in rows if any(row.values())], people) == []
