"""Closing a second time: what came since the last closing is told where it is nobody or enough people, and else waits.

A block is what is told together or not at all: an item with its paired questions, all questions of knowledge with their
score, any other question by itself, and sets of like questions over the whole questionnaire.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from janya.surveys.rules import PAIRED, RATING, SMALLEST_CELL, TEXT, UNANSWERED

from .counting import Measured
from .figures import LEVELS, shares_of

ANSWERS, KNOWLEDGE = "answers", "knowledge"
Measures = list[int]


def blocks_of(questions: Sequence[Measured]) -> dict[str, list[int]]:
    """Sort the places of questions into blocks.

    Source: docs/findings.md: figures that follow from each other are told together.

    >>> blocks_of([Measured(0, 2, "paired", item=7), Measured(2, 1, "single", 3, right=2), Measured(3, 1, "rating")])
    {'item 7': [0], 'knowledge': [1], 'question 2': [2]}
    """
    found: dict[str, list[int]] = {}
    for place, one in enumerate(questions):
        if one.kind == PAIRED and one.item is not None:
            name = f"item {one.item}"
        else:
            name = KNOWLEDGE if one.right else f"question {place}"
        if one.width:
            found.setdefault(name, []).append(place)
    return found


def usable(counts: Mapping[str, int], kind: str, choices: int = 0, right: int | None = None) -> Measures:
    """How many respondents each figure of a question rests on: of a paired one each side and both, of knowledge who answered and who was asked.

    Source: mission row S3: no figure of fewer than five.

    >>> usable({"53": 2, "5?": 1}, "paired"), usable({"1": 4, "?": 3}, "single", 2, right=1)
    ([3, 2, 2], [4, 7])
    """
    if kind == PAIRED:
        sides = [sum(n for text, n in counts.items() if text[side] in LEVELS) for side in (0, 1)]
        return [*sides, sum(n for text, n in counts.items() if set(text) <= set(LEVELS))]
    if kind == RATING:
        return [sum(n for text, n in counts.items() if text in LEVELS)]
    shares = shares_of(kind, counts, choices) if counts and kind != TEXT else None
    answered = [shares[0] if shares else 0]
    return [*answered, sum(n for text, n in counts.items() if text != UNANSWERED)] if right else answered


def measures_of(counts: Mapping[str, Any], questions: Sequence[Measured]) -> dict[str, Measures]:
    """How many respondents the figures of each block rest on, in one group's tally.

    Source: `usable`; an item rests on whole pairs too, knowledge on whoever was asked anything.

    >>> from janya.findings.rules import tally
    >>> asked = [Measured(0, 2, "paired", item=7)]
    >>> measures_of(tally(["53", "5?"], asked), asked)
    {'answers': [2], 'item 7': [2, 1, 1, 1]}
    """
    found = {ANSWERS: [counts["n"]]}
    for block, places in blocks_of(questions).items():
        measures: Measures = []
        for place in places:
            one = questions[place]
            measures += usable(counts["q"].get(str(place), {}), one.kind, one.choices, one.right)
        if block == KNOWLEDGE:
            measures.append(sum(row[2] for row in counts["score"]))
        elif questions[places[0]].kind == PAIRED and questions[places[0]].item is not None:
            measures.append(sum(row[2] for row in counts["items"].get(str(questions[places[0]].item), ())))
        found[block] = measures
    return found


def carried(
    before: Mapping[str, Any],
    now: dict[str, Any],
    questions: Sequence[Measured],
    told: Set[str],
    *,
    smallest: int = SMALLEST_CELL,
) -> dict[str, Any]:
    """The tally of one group that may stand after a further closing: blocks that were `told` keep what they had where what came is of too few.

    `first` keeps how many each block rested on when it was first told: what was hidden then stays hidden, else the later
    sums less the former ones would be the answers of the few.

    Source: decision 0015.

    >>> from janya.findings.rules import tally
    >>> asked = [Measured(0, 1, "rating")]
    >>> [carried(tally("555555", asked), tally("555555" + "1" * n, asked), asked, {"question 0"})["q"]["0"] for n in (4, 5)]
    [{'5': 6}, {'5': 6, '1': 5}]
    """
    found = {**now, "q": dict(now["q"]), "items": dict(now["items"]), "sets": dict(now["sets"])}
    former, measured = measures_of(before, questions), measures_of(now, questions)
    first = before.get("first", former)
    found["first"] = {block: (first if block in told else measured)[block] for block in measured}
    waiting = {block for block in told if _few(former[block], measured[block], smallest)}
    if ANSWERS in waiting:
        found["n"] = before["n"]
    if KNOWLEDGE in waiting:
        found["score"] = before["score"]
    for block, places in blocks_of(questions).items():
        if block in waiting:
            for place in places:
                found["q"][str(place)] = before["q"].get(str(place), {})
            if block.startswith("item "):
                item = block.removeprefix("item ")
                found["items"][item] = before["items"].get(item, [])
    for name, row in before["sets"].items():
        item = name.partition(".")[2]
        if f"item {item}" in waiting or _few([row[1]], [now["sets"][name][1]], smallest):
            found["sets"][name] = row
    return found


def _few(before: Measures, now: Measures, smallest: int) -> bool:
    """Whether some figure would change by the answers of too few."""
    return any(0 < abs(new - old) < smallest for old, new in zip(before, now, strict=True))


def told_before(tallies: Iterable[Mapping[str, Any]], questions: Sequence[Measured]) -> set[str]:
    """The blocks of which something may have been told: with fewer respondents than five all and everything was hidden.

    Source: `hidden_parts`.

    >>> from janya.findings.rules import tally
    >>> asked = [Measured(0, 1, "rating")]
    >>> told_before([tally("55?", asked), tally("55", asked)], asked)
    {'answers'}
    """
    sums: dict[str, Measures] = {}
    for one in tallies:
        for block, measures in measures_of(one, questions).items():
            before = sums.get(block, [0] * len(measures))
            sums[block] = [a + b for a, b in zip(before, measures, strict=True)]
    return {block for block, measures in sums.items() if max(measures) >= SMALLEST_CELL}
