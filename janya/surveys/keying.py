"""A paper form as digits: one small field a question (two for a pair), read into the same sheet as the public page.

0 or nothing: not answered. 9: does not know (99 where there are nine choices or more).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from janya.core import thai

from . import rules
from .answer_sheet import AnswerSheet
from .queries import QuestionAsked, Questionnaire

REMARK = "kremark"


@dataclass(frozen=True, slots=True)
class Slot:
    """A field of the page on which forms are keyed in."""

    name: str
    number: int  # of the question, as it stands on paper
    question: str
    side: str  # which half of a pair
    hint: str
    pattern: str  # what may stand in it when it is whole
    size: int  # characters after which the next field comes by itself; 0: never
    is_text: bool = False
    typed: str = ""
    wrong: str = ""


def unknown_of(choices: int) -> str:
    """What stands for "does not know" beside so many choices.

    >>> unknown_of(0), unknown_of(8), unknown_of(9)
    ('9', '9', '99')
    """
    return "9" if choices < 9 else "99"


def slots(
    asked: Questionnaire, data: Mapping[str, str] | None = None, wrong: Mapping[str, str] | None = None
) -> list[Slot]:
    data, wrong = data or {}, wrong or {}
    return [
        Slot(
            name,
            number,
            one.text,
            side,
            *_shape(one),
            is_text=one.kind == rules.TEXT,
            typed=data.get(name, ""),
            wrong=wrong.get(name, ""),
        )
        for number, one in enumerate(asked.questions, start=1)
        for name, side in _names(one)
    ]


def _names(one: QuestionAsked) -> list[tuple[str, str]]:
    if one.kind == rules.PAIRED:
        return [(f"kd{one.pk}", _("พึงประสงค์")), (f"kp{one.pk}", _("เป็นอยู่จริง"))]
    return [(f"k{one.pk}", "")]


def _shape(one: QuestionAsked) -> tuple[str, str, int]:
    """Hint, pattern and size of a field."""
    many, unknown = one.rule.choices, unknown_of(one.rule.choices)
    also = f"|{unknown}" if one.rule.may_not_know else ""
    match one.kind:
        case rules.PAIRED | rules.RATING:
            return "1–5", f"[0-5]{also}", 1
        case rules.SINGLE if many < 10:
            return f"1–{many}", f"[0-{many}]{also}", 1 if many < 9 else 0
        case rules.SINGLE:
            return f"1–{many}", f"[0-9]{{1,2}}{also}", 0
        case rules.MULTIPLE if many < 10:
            return _("เช่น 13"), f"0|[1-{many}]{{1,{many}}}{also}", 0
        case rules.RANKING if many < 10:
            return _("ลำดับของแต่ละข้อ %(size)s หลัก") % {"size": many}, f"0|[1-{many}]{{{many}}}{also}", many
        case rules.TEXT:
            return _("ข้อความ"), "", 0
        case _many:
            return _("คั่นด้วยเว้นวรรค"), "", 0


def sheet_of(asked: Questionnaire, data: Mapping[str, str]) -> tuple[AnswerSheet, dict[str, str]]:
    """The sheet that these digits fill, and what is wrong with which field."""
    fields, wrong = QueryDict(mutable=True), {}
    for one in asked.questions:
        for name, _side in _names(one):
            typed = thai.to_arabic_digits(str(data.get(name, ""))).strip()
            if one.kind == rules.TEXT:
                fields[f"t{one.pk}"] = str(data.get(name, ""))
                continue
            try:
                for key, values in _fields(one, name, typed):
                    fields.setlist(key, values)
            except ValueError:
                wrong[name] = _wrong(one)
    fields["remark"] = str(data.get(REMARK, ""))
    sheet = AnswerSheet(asked, fields)
    for place, why in sheet.wrong.items():
        one = asked.questions[place]
        wrong.setdefault(_names(one)[0][0], why if one.kind == rules.TEXT else _wrong(one))
    return sheet, wrong


def _wrong(one: QuestionAsked) -> str:
    hint, _pattern, _size = _shape(one)
    words = {"hint": hint, "unknown": unknown_of(one.rule.choices)}
    if one.rule.may_not_know:
        return _("ใส่ %(hint)s หรือ %(unknown)s หากตอบว่าไม่ทราบ หรือ 0 หากไม่ได้ตอบ") % words
    return _("ใส่ %(hint)s หรือ 0 หากไม่ได้ตอบ") % words


def _fields(one: QuestionAsked, name: str, typed: str) -> Iterator[tuple[str, list[str]]]:
    """Fields of the public page for what was keyed. Raises ValueError."""
    many = one.rule.choices
    knows_not = typed == unknown_of(many)
    if knows_not and not one.rule.may_not_know:
        raise ValueError
    if typed.strip("0 ") == "" and typed not in {"00", "000"}:
        return
    match one.kind:
        case rules.PAIRED:
            yield f"{name[1]}{one.pk}", [rules.UNKNOWN if knows_not else _level(typed)]
        case rules.RATING:
            yield f"a{one.pk}", [rules.UNKNOWN if knows_not else _level(typed)]
        case rules.SINGLE:
            yield f"a{one.pk}", [rules.UNKNOWN if knows_not else _code(typed, many)]
        case rules.MULTIPLE:
            chosen = [rules.UNKNOWN] if knows_not else [_code(part, many) for part in _parts(typed, many)]
            if len(set(chosen)) != len(chosen):
                raise ValueError
            yield f"c{one.pk}", chosen
        case rules.RANKING:
            ranks = [rules.UNKNOWN] * many if knows_not else [_code(p, many) for p in _parts(typed, many)]
            if len(ranks) != many:
                raise ValueError
            for n, rank in enumerate(ranks, start=1):
                yield f"r{one.pk}-{n}", [rank]


def _level(typed: str) -> str:
    if typed not in set("12345"):
        raise ValueError
    return typed


def _code(typed: str, many: int) -> str:
    if not typed.isascii() or not typed.isdecimal() or not 1 <= int(typed[:4]) <= many:
        raise ValueError
    return rules.CODES[int(typed) - 1]


def _parts(typed: str, many: int) -> list[str]:
    words = typed.replace(",", " ").split()
    return list(typed.replace(" ", "").replace(",", "")) if many < 10 else words
