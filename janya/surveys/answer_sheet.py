"""What a respondent sent in, read question by question; what is wanting or wrong is told and nothing typed is lost.

A questionnaire of eighty fields as a Django form costs more than storing the answer; this reads the same fields plainly.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from . import rules
from .queries import QuestionAsked, Questionnaire, SectionAsked

LONGEST_TEXT = 2000
LEVELS = tuple(str(level) for level in range(rules.LOWEST, rules.HIGHEST + 1))


@dataclass(slots=True)
class Choice:
    value: str
    word: str
    chosen: bool


@dataclass(slots=True)
class Row:
    """One row of buttons, or one list to choose a rank from."""

    name: str
    legend: str
    choices: list[Choice]


@dataclass(slots=True)
class Shown:
    """A question as it stands on the page, with what was chosen and what is wrong."""

    question: QuestionAsked
    rows: list[Row]
    text: str = ""
    wrong: str = ""


@dataclass(slots=True)
class AnswerSheet:
    """`data` None: nothing was sent yet. Names of fields: d/p paired, a one choice or level, c several, r-n rank, t text."""

    questionnaire: Questionnaire
    data: Mapping[str, Any] | None = None
    wrong: dict[int, str] = field(default_factory=dict)  # by place of the question
    general: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    remark: str = ""
    number: str = ""

    def __post_init__(self) -> None:
        if self.data is None:
            self.answers = [rules.nothing(one.kind, one.rule.choices) for one in self.questionnaire.questions]
            return
        self.number = str(self.data.get("number", ""))[:400]
        self.remark = str(self.data.get("remark", "")).replace("\x00", "").strip()
        self.answers = [self._read(place, one) for place, one in enumerate(self.questionnaire.questions)]

    # ── reading ────────────────────────────────────────────────────────────────────────────
    def _read(self, place: int, one: QuestionAsked) -> str:
        match one.kind:
            case rules.PAIRED:
                given = [self._given(f"d{one.pk}"), self._given(f"p{one.pk}")]
            case rules.MULTIPLE:
                given = self._several(f"c{one.pk}")
            case rules.RANKING:
                given = self._ranks(place, one)
            case rules.TEXT:
                self.texts[place] = self._text(place, f"t{one.pk}")
                return ""
            case _one_choice:
                given = [self._given(f"a{one.pk}")]
        try:
            return rules.encode_one(one.rule, given)
        except ValueError:
            self.wrong.setdefault(place, _("กรุณาเลือกจากตัวเลือกที่มี"))
            return rules.nothing(one.kind, one.rule.choices)

    def _given(self, name: str) -> str:
        assert self.data is not None
        return str(self.data.get(name, ""))

    def _several(self, name: str) -> list[str]:
        assert self.data is not None
        given = self.data.getlist(name) if hasattr(self.data, "getlist") else self.data.get(name, [])
        return [one for one in given if one]

    def _ranks(self, place: int, one: QuestionAsked) -> list[str]:
        ranks = [self._given(f"r{one.pk}-{n}") for n in range(1, one.rule.choices + 1)]
        if rules.UNKNOWN in ranks:
            return [rules.UNKNOWN]
        if any(ranks) and "" in ranks:
            self.wrong[place] = _("กรุณาเลือกลำดับให้ครบทุกตัวเลือก")
            return []
        if any(ranks) and len(set(ranks)) < len(ranks):
            twice = sorted({rank for rank in ranks if ranks.count(rank) > 1})
            self.wrong[place] = _("มีลำดับที่ซ้ำกัน (%(ranks)s) กรุณาให้แต่ละตัวเลือกมีลำดับต่างกัน") % {
                "ranks": ", ".join(str(rules.CODES.find(rank) + 1) for rank in twice)
            }
            return []
        return ranks

    def _text(self, place: int, name: str) -> str:
        given = self._given(name).replace("\x00", "").strip()
        if len(given) > LONGEST_TEXT:
            self.wrong[place] = _("ข้อความยาวเกิน %(most)s ตัวอักษร กรุณาย่อ") % {"most": f"{LONGEST_TEXT:,}"}
        return given

    # ── judging ────────────────────────────────────────────────────────────────────────────
    def is_whole(self, places: Collection[int] | None = None) -> bool:
        """Judge what was sent, or the questions at these places; then `wrong` and `general` tell what is to be mended."""
        if self.data is None:
            return False
        known = {one.pk for one in self.questionnaire.questions}
        for name in self.data:
            head = name[1:].partition("-")[0]
            if name[:1] in "dpacrt" and head.isdecimal() and int(head) not in known:
                self.general.append(str(NotOfThisSurvey()))
                break
        judged = range(len(self.answers)) if places is None else places
        asked = rules.are_asked(self.questionnaire.rules, self.answers)
        self.wrong = {place: why for place, why in self.wrong.items() if asked[place] and place in judged}
        for place in rules.wanting(self.questionnaire.rules, self.answers):
            if place in judged:
                self.wrong.setdefault(place, self._wanting(self.questionnaire.questions[place]))
        for place, text in self.texts.items():
            is_wanted = asked[place] and self.questionnaire.questions[place].rule.required
            if is_wanted and place in judged and not text:
                self.wrong.setdefault(place, _("กรุณาพิมพ์คำตอบ"))
        if len(self.remark) > LONGEST_TEXT:
            self.general.append(
                _("กรุณาแก้ไขข้อเสนอแนะในช่องท้ายแบบ ให้ยาวไม่เกิน %(most)s ตัวอักษร") % {"most": f"{LONGEST_TEXT:,}"}
            )
        return not self.wrong and not self.general

    def _wanting(self, one: QuestionAsked) -> str:
        if one.rule.may_not_know and one.kind in {rules.PAIRED, rules.RATING}:
            return _("กรุณาเลือกระดับ หรือเลือก “ไม่ทราบ/ไม่ตอบ”")
        if one.kind in {rules.PAIRED, rules.RATING}:
            return _("กรุณาเลือกระดับ")
        return _("กรุณาตอบคำถามนี้")

    def let_be(self) -> None:
        """Tell nothing that is wrong: the respondent only looks back, or keeps the answers for later."""
        self.wrong.clear()
        self.general.clear()

    @property
    def written(self) -> str:
        return "".join(rules.only_asked(self.questionnaire.rules, self.answers))

    @property
    def asked_texts(self) -> dict[int, str]:
        """Texts by the question's key, of questions that were asked."""
        asked = rules.are_asked(self.questionnaire.rules, self.answers)
        return {
            self.questionnaire.questions[place].pk: text
            for place, text in self.texts.items()
            if text and asked[place]
        }

    # ── telling ────────────────────────────────────────────────────────────────────────────
    def carried(self, shown: Collection[int]) -> list[tuple[str, str]]:
        """Fields of the questions that are not on the page, as they were sent, for hidden inputs."""
        if self.data is None or not hasattr(self.data, "lists"):
            return []
        away = {one.pk for place, one in enumerate(self.questionnaire.questions) if place not in shown}
        found = []
        for name, values in self.data.lists():
            head = name[1:].partition("-")[0]
            if name[:1] in "dpacrt" and head.isascii() and head.isdecimal() and int(head) in away:
                found += [(name, value) for value in values if value]
        return found

    def told(self) -> Iterator[tuple[SectionAsked, list[tuple[QuestionAsked, str]]]]:
        """Every question that was asked with its answer in words, section by section."""
        asked = rules.are_asked(self.questionnaire.rules, self.answers)
        place = {one.pk: at for at, one in enumerate(self.questionnaire.questions)}
        for section in self.questionnaire.sections:
            rows = [
                (one, self._in_words(place[one.pk], one)) for one in section.questions if asked[place[one.pk]]
            ]
            yield section, rows

    def _in_words(self, place: int, one: QuestionAsked) -> str:
        if one.kind == rules.TEXT:
            return self.texts.get(place, "")
        given = rules.decode_one(one.rule, self.answers[place])
        unknown = _("ไม่ทราบ/ไม่ตอบ")
        match one.kind:
            case rules.PAIRED:
                wished, found = (
                    (unknown if mark == rules.UNKNOWN else mark or "–") for mark in given or ("", "")
                )
                return (
                    _("ที่พึงประสงค์ %(wished)s ที่เป็นอยู่ %(found)s") % {"wished": wished, "found": found}
                    if given
                    else ""
                )
            case rules.RATING:
                return "".join(unknown if mark == rules.UNKNOWN else mark for mark in given)
            case rules.RANKING if given != (rules.UNKNOWN,):
                order = sorted(
                    zip(given, one.choices, strict=False), key=lambda pair: rules.CODES.find(pair[0])
                )
                return " · ".join(f"{n}. {word}" for n, (_rank, word) in enumerate(order, start=1))
        return ", ".join(
            unknown if mark == rules.UNKNOWN else one.choices[rules.CODES.find(mark)] for mark in given
        )

    # ── showing ────────────────────────────────────────────────────────────────────────────
    def shown(self, place: int, one: QuestionAsked) -> Shown:
        """A question as it stands on the page."""
        answer = self.answers[place]
        rows: list[Row] = []
        match one.kind:
            case rules.PAIRED:
                legends = (_("ระดับที่พึงประสงค์"), _("ระดับที่เป็นอยู่จริง"))
                rows = [
                    Row(f"{side}{one.pk}", legend, self._levels(one, chosen))
                    for side, legend, chosen in zip("dp", legends, answer, strict=True)
                ]
            case rules.RATING:
                rows = [Row(f"a{one.pk}", one.text, self._levels(one, answer))]
            case rules.SINGLE:
                rows = [Row(f"a{one.pk}", one.text, self._words(one, answer))]
            case rules.MULTIPLE:
                rows = [Row(f"c{one.pk}", one.text, self._words(one, answer))]
            case rules.RANKING:
                rows = [
                    Row(f"r{one.pk}-{n}", word, self._places(one, n, answer[n - 1]))
                    for n, word in enumerate(one.choices, start=1)
                ]
        return Shown(one, rows, self.texts.get(place, ""), self.wrong.get(place, ""))

    def _levels(self, one: QuestionAsked, chosen: str) -> list[Choice]:
        return [Choice(level, level, level == chosen) for level in LEVELS] + self._unknown(one, chosen)

    def _words(self, one: QuestionAsked, answer: str) -> list[Choice]:
        codes = rules.CODES[: one.rule.choices]
        if one.kind == rules.MULTIPLE:
            marks = {code: mark == rules.CHOSEN for code, mark in zip(codes, answer, strict=True)}
        else:
            marks = {code: code == answer for code in codes}
        return [
            Choice(code, word, marks[code]) for code, word in zip(codes, one.choices, strict=True)
        ] + self._unknown(one, answer[:1])

    def _places(self, one: QuestionAsked, n: int, answer: str) -> list[Choice]:
        typed = self._given(f"r{one.pk}-{n}") if self.data is not None else answer
        return [
            Choice(code, str(rank), code == typed)
            for rank, code in enumerate(rules.CODES[: one.rule.choices], start=1)
        ] + self._unknown(one, typed)

    def _unknown(self, one: QuestionAsked, chosen: str) -> list[Choice]:
        if not one.rule.may_not_know:
            return []
        return [Choice(rules.UNKNOWN, _("ไม่ทราบ/ไม่ตอบ"), chosen == rules.UNKNOWN)]

    @property
    def unanswered(self) -> int:
        return len(self.wrong)

    @property
    def first_wrong(self) -> QuestionAsked | None:
        return self.questionnaire.questions[min(self.wrong)] if self.wrong else None

    @property
    def answered_percent(self) -> float:
        asked = sum(rules.are_asked(self.questionnaire.rules, self.answers))
        return (asked - len(self.wrong)) * 100 / asked if asked else 100.0


class NotOfThisSurvey(Exception):
    """Fields that no page of this survey has."""

    def __str__(self) -> str:
        return _("แบบที่ส่งมาไม่ตรงกับข้อคำถามของแบบสำรวจ จึงยังไม่ได้บันทึกคำตอบ กรุณากดส่งคำตอบอีกครั้ง")
