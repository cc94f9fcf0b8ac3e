"""Question by question: levels, shares, reliability, knowledge."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.surveys import rules as asking
from janya.surveys.models import Survey
from janya.surveys.queries import QuestionAsked

from .. import rules
from .results import Results, Whole, counted, results


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """The figures of one question, over all or in one part; a suppressed row carries none."""

    question: QuestionAsked
    n: int | None
    suppressed: bool
    levels: rules.Levels | None = None  # of a rating
    desired: rules.Levels | None = None
    perceived: rules.Levels | None = None
    gap: rules.Gap | None = None
    shares: tuple[tuple[str, float], ...] = ()
    right: float | None = None  # percent, in a question of knowledge


@dataclass(frozen=True, slots=True)
class Reliability:
    name: str
    questions: int
    n: int
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """Knowledge from 0 to 100 over all respondents."""

    n: int
    mean: float
    values: dict[float, int]
    items: tuple[tuple[str, float], ...]  # label of the item, share right in percent


def questions(found: Results, part: str | None = None) -> list[QuestionRow]:
    """Every question but those answered in words, over all or in one part."""
    if found.whole is None:
        return []
    return [
        _question(found.whole, place, part)
        for place, one in enumerate(found.whole.asked.questions)
        if one.kind != asking.TEXT
    ]


def _question(whole: Whole, place: int, part: str | None) -> QuestionRow:
    one = whole.asked.questions[place]
    away, total_away = whole.hidden_of_question(place)
    if total_away if part is None else part in away:
        return QuestionRow(one, None, suppressed=True)
    counts = whole.sums[part]["q"].get(str(place), {})
    if one.kind == asking.PAIRED:
        desired, perceived = (rules.levels_of(rules.side_of(counts, side)) for side in (0, 1))
        pairs = {
            rules.Pair(float(text[0]), float(text[1])): n
            for text, n in counts.items()
            if set(text) <= set(rules.LEVELS)
        }
        gap = rules.gap_of(pairs)
        return QuestionRow(one, gap.n if gap else 0, False, desired=desired, perceived=perceived, gap=gap)
    if one.kind == asking.RATING:
        levels = rules.levels_of(counts)
        return QuestionRow(one, levels.n if levels else 0, False, levels=levels)
    found = rules.shares_of(one.kind, counts, len(one.choices))
    if found is None:
        return QuestionRow(one, 0, False)
    n, shares = found
    return QuestionRow(
        one,
        n,
        False,
        shares=tuple(zip(one.choices, shares, strict=True)),
        right=_right(counts, one.right) if one.right else None,
    )


def _right(counts: Mapping[str, int], right: int) -> float | None:
    """Share of right answers in percent; who does not know is not right."""
    asked = sum(n for text, n in counts.items() if text != asking.UNANSWERED)
    return counts.get(asking.CODES[right - 1], 0) * 100 / asked if asked else None


def reliability(found: Results) -> list[Reliability]:
    """Cronbach's alpha of the whole questionnaire by side and of each item with several questions; five respondents or more."""
    if found.whole is None:
        return []
    names = {
        "desired": _("ระดับที่พึงประสงค์ ทุกข้อ"),
        "perceived": _("ระดับที่เป็นอยู่ ทุกข้อ"),
        "rating": _("ข้อความให้คะแนน ทุกข้อ"),
    }
    items = found.whole.items()
    told = []
    for name, spread in found.whole.sums[None]["sets"].items():
        side, _dot, item = name.partition(".")
        if item and int(item) not in items:
            continue
        label = (
            names.get(name) or f"{items[int(item)]} · {_('พึงประสงค์') if side == 'desired' else _('เป็นอยู่')}"
        )
        n = spread[1]
        told.append(
            Reliability(label, spread[0], n, rules.alpha_of(spread) if n >= asking.SMALLEST_CELL else None)
        )
    return sorted(told, key=lambda one: (one.name not in names.values(),))


def score(found: Results) -> Score | None:
    """Knowledge over all respondents; None where nothing of knowledge was asked or too few answered."""
    if found.whole is None:
        return None
    values = rules.scores_of(found.whole.sums[None]["score"])
    n = sum(values.values())
    if n < asking.SMALLEST_CELL or found.whole.hidden_of(rules.KNOWLEDGE)[1]:
        return None
    by_item: dict[str, list[float]] = {}
    for one in questions(found):
        if one.right is not None:
            by_item.setdefault(one.question.item or one.question.text, []).append(one.right)
    return Score(
        n,
        sum(value * count for value, count in values.items()) / n,
        values,
        tuple((label, sum(shares) / len(shares)) for label, shares in by_item.items()),
    )


def score_of_part(found: Results, part: str) -> tuple[int, float] | None:
    """n and mean score of one part; None where it is hidden: fewer than five, or another part would follow from it."""
    if found.whole is None:
        return None
    away, _total = found.whole.hidden_of(rules.KNOWLEDGE)
    values = rules.scores_of(found.whole.sums[part]["score"])
    n = sum(values.values())
    if part in away or not n:
        return None
    return n, sum(value * count for value, count in values.items()) / n


def awareness(drive: Drive) -> Score | None:
    """Knowledge in the latest awareness survey of the drive that was counted."""
    survey = counted(drive, Survey.Kind.AWARENESS).first()
    return score(results(survey)) if survey else None
