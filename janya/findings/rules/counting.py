"""Counting responses once, when a survey closes, for all figures; counts of groups add up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from janya.surveys.rules import CODES, PAIRED, RATING, UNANSWERED

from .figures import LEVELS, Pair, pair_in


@dataclass(frozen=True, slots=True)
class Measured:
    """One question as the counts need it: where it stands in a response, what it is, what it belongs to."""

    start: int
    width: int
    kind: str
    choices: int = 0
    item: int | None = None
    right: int | None = None  # place of the right choice, from 1


def tally(texts: Sequence[str], questions: Sequence[Measured]) -> dict[str, Any]:
    """Count responses once for all figures; tallies of two groups add up by `added`.

    n: responses; q: per question how often each answer occurs (ranking and multiple too); items: per code item how
    often each pair of a respondent's mean desired and mean perceived level occurs, as [desired, perceived, count];
    sets: per set of like questions what Cronbach's alpha needs; score: how often so many right of so many asked occur.

    Source: the project's own storage; mission row S3.

    >>> found = tally(["53", "5?"], [Measured(0, 2, "paired", item=7)])
    >>> found["n"], found["q"], found["items"]
    (2, {'0': {'53': 1, '5?': 1}}, {'7': [[5.0, 3.0, 1]]})
    """
    found: dict[str, Any] = {"n": len(texts), "q": {}, "items": {}, "sets": {}, "score": []}
    for place, one in enumerate(questions):
        if one.width:
            cut = itemgetter(slice(one.start, one.start + one.width))
            found["q"][str(place)] = dict(Counter(map(cut, texts)))
    by_item: dict[int, list[Measured]] = {}
    for one in questions:
        if one.kind == PAIRED and one.item is not None:
            by_item.setdefault(one.item, []).append(one)
    for item, paired in by_item.items():
        digits = _digits(texts, paired)
        pairs: Counter[Pair] = Counter()
        for text, count in digits.items():
            if (pair := pair_in(text)) is not None:
                pairs[pair] += count
        found["items"][str(item)] = [[pair.desired, pair.perceived, count] for pair, count in pairs.items()]
        if len(paired) > 1:
            for side, name in enumerate(("desired", "perceived")):
                found["sets"][f"{name}.{item}"] = _spread(_sides(digits, side), len(paired))
    for name, columns in _whole_sets(questions).items():
        if len(columns) > 1:
            side_of_all = itemgetter(*columns)
            found["sets"][name] = _spread(Counter(map("".join, map(side_of_all, texts))), len(columns))
    knowledge = [one for one in questions if one.right]
    if knowledge:
        found["score"] = _scores(texts, knowledge)
    return found


def _digits(texts: Sequence[str], paired: Sequence[Measured]) -> Counter[str]:
    cut = itemgetter(*(slice(one.start, one.start + 2) for one in paired))
    if len(paired) == 1:
        return Counter(map(cut, texts))
    return Counter({"".join(parts): count for parts, count in Counter(map(cut, texts)).items()})


def _sides(digits: Mapping[str, int], side: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for text, count in digits.items():
        found[text[side::2]] += count
    return found


def _whole_sets(questions: Sequence[Measured]) -> dict[str, list[int]]:
    paired = [one for one in questions if one.kind == PAIRED]
    return {
        "desired": [one.start for one in paired],
        "perceived": [one.start + 1 for one in paired],
        "rating": [one.start for one in questions if one.kind == RATING],
    }


def _spread(texts: Mapping[str, int], width: int) -> list[Any]:
    """[questions, complete respondents, sum of totals, sum of squared totals, sums, sums of squares] of whole rows."""
    n = total = squares = 0
    sums, sums_of_squares = [0] * width, [0] * width
    for text, count in texts.items():
        if not set(text) <= set(LEVELS):
            continue
        levels = [ord(mark) - 48 for mark in text]
        whole = sum(levels)
        n += count
        total += whole * count
        squares += whole * whole * count
        for place, level in enumerate(levels):
            sums[place] += level * count
            sums_of_squares[place] += level * level * count
    return [width, n, total, squares, sums, sums_of_squares]


def _scores(texts: Sequence[str], knowledge: Sequence[Measured]) -> list[list[int]]:
    cut = itemgetter(*(one.start for one in knowledge))
    right = [CODES[(one.right or 1) - 1] for one in knowledge]
    found: Counter[tuple[int, int]] = Counter()
    for marks, count in Counter(map(cut, texts)).items():
        asked = sum(mark != UNANSWERED for mark in marks)
        if asked:
            found[sum(mark == wanted for mark, wanted in zip(marks, right, strict=True)), asked] += count
    return [[hits, asked, count] for (hits, asked), count in sorted(found.items())]


def added(tallies: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Add tallies of several groups of one survey.

    Source: `tally`; counts and sums add up.

    >>> one = tally(["53"], [Measured(0, 2, "paired", item=7)])
    >>> added([one, one])["q"], added([one, one])["items"], added([])["n"]
    ({'0': {'53': 2}}, {'7': [[5.0, 3.0, 2]]}, 0)
    """
    n = 0
    questions: dict[str, Counter[str]] = {}
    items: dict[str, Counter[tuple[float, float]]] = {}
    sets: dict[str, list[Any]] = {}
    score: Counter[tuple[int, int]] = Counter()
    for one in tallies:
        n += one["n"]
        for place, counts in one["q"].items():
            questions.setdefault(place, Counter()).update(counts)
        for item, pairs in one["items"].items():
            kept = items.setdefault(item, Counter())
            for desired, perceived, count in pairs:
                kept[desired, perceived] += count
        for name, row in one["sets"].items():
            sets[name] = row if name not in sets else _sum_of(sets[name], row)
        for hits, asked, count in one["score"]:
            score[hits, asked] += count
    return {
        "n": n,
        "q": {place: dict(counts) for place, counts in questions.items()},
        "items": {item: [[d, p, count] for (d, p), count in pairs.items()] for item, pairs in items.items()},
        "sets": sets,
        "score": [[hits, asked, count] for (hits, asked), count in sorted(score.items())],
    }


def _sum_of(one: Sequence[Any], other: Sequence[Any]) -> list[Any]:
    return [
        one[0],
        one[1] + other[1],
        one[2] + other[2],
        one[3] + other[3],
        [a + b for a, b in zip(one[4], other[4], strict=True)],
        [a + b for a, b in zip(one[5], other[5], strict=True)],
    ]
