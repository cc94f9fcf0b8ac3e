"""Read models of those who write a questionnaire: what is wanting, what rests on what, what differs between editions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.people.models import Agency, Person, Unit

from . import rules
from .models import Invitation, Question, Response, Section, StakeholderGroup, Survey, Waiting
from .queries import answer_words


@dataclass(frozen=True, slots=True)
class Wanting:
    """What stands in the way of opening, and the page that mends it."""

    text: str
    href: str


def has_answers(survey: Survey) -> bool:
    """Whether anybody has answered; an answer that waits sealed counts, and so does a spent link."""
    return (
        Response.objects.filter(survey=survey).exists()
        or Waiting.objects.filter(group__survey=survey).exists()
        or Invitation.objects.filter(group__survey=survey, is_used=True).exists()
    )


def wanting(survey: Survey) -> list[Wanting]:
    """What must be mended before a draft may open; four queries."""
    questions = list(survey.questions.prefetch_related("choices").order_by("position"))
    found = _wanting_questions(survey, questions)
    filled = {one.section_id for one in questions}
    found += [
        Wanting(
            _("ส่วน “%(section)s” ยังไม่มีคำถาม") % {"section": one.title},
            reverse("surveys:section", args=[one.pk]),
        )
        for one in survey.sections.all()
        if one.pk not in filled
    ]
    return found + _wanting_groups(survey)


def _wanting_questions(survey: Survey, questions: Sequence[Question]) -> list[Wanting]:
    build = reverse("surveys:build", args=[survey.pk])
    if not questions:
        return [Wanting(_("แบบสำรวจยังไม่มีคำถาม"), build)]
    found = []
    for number, one in enumerate(questions, start=1):
        mend = reverse("surveys:question", args=[one.pk])
        choices = list(one.choices.all())
        if not one.text.strip():
            found.append(Wanting(_("คำถามที่ %(n)s ไม่มีข้อความ") % {"n": number}, mend))
        if one.kind in WITH_CHOICES and len(choices) < 2:
            found.append(Wanting(_("คำถามที่ %(n)s มีตัวเลือกไม่ถึง 2 ตัวเลือก") % {"n": number}, mend))
        if any(not choice.text.strip() for choice in choices):
            found.append(Wanting(_("คำถามที่ %(n)s มีตัวเลือกที่ไม่มีข้อความ") % {"n": number}, mend))
        if one.asked_if_id and not one.asked_if_answer:
            found.append(Wanting(_("คำถามที่ %(n)s ยังไม่ได้ระบุคำตอบที่เป็นเงื่อนไข") % {"n": number}, mend))
    width = width_of(questions)
    if width > rules.WIDEST:
        found.append(
            Wanting(
                _(
                    "คำถามและตัวเลือกมากเกินไป (%(width)s จากไม่เกิน %(most)s หน่วย) กรุณาลดตัวเลือกหรือแบ่งเป็นสองแบบสำรวจ"
                )
                % {"width": f"{width:,}", "most": f"{rules.WIDEST:,}"},
                build,
            )
        )
    return found


def _wanting_groups(survey: Survey) -> list[Wanting]:
    mend = reverse("surveys:groups", args=[survey.pk])
    groups = list(survey.groups.select_related("group", "unit"))
    if not groups:
        return [Wanting(_("ยังไม่ได้เลือกกลุ่มผู้ตอบ"), mend)]
    return [
        Wanting(_("กลุ่ม “%(group)s” ยังไม่มีจำนวนเป้าหมาย") % {"group": str(one)}, mend)
        for one in groups
        if not one.target
    ]


WITH_CHOICES = {rules.SINGLE, rules.MULTIPLE, rules.RANKING}


def width_of(questions: Sequence[Question]) -> int:
    """How many characters an answer to these questions takes; choices must be prefetched."""
    return sum(rules.width_of(one.kind, len(one.choices.all())) for one in questions)


# ── what a condition may rest on ───────────────────────────────────────────────────────────
def bases_for(survey: Survey, question: Question | None, section: Section | None) -> list[Question]:
    """Questions on whose answer this one may rest: earlier ones, of the kinds that have codes.

    A new question comes at the end of its section.
    """
    order = list(survey.questions.prefetch_related("choices").order_by("position"))
    if question is not None:
        at = next((place for place, one in enumerate(order) if one.pk == question.pk), len(order))
    else:
        before = (
            set(survey.sections.filter(position__lte=section.position).values_list("pk", flat=True))
            if section
            else set()
        )
        at = sum(one.section_id in before or one.section_id is None for one in order)
    return [order[place] for place in rules.may_rest_on([one.kind for one in order], at)]


# ── what can be copied ─────────────────────────────────────────────────────────────────────
def earlier_surveys(agency: Agency | int) -> list[Survey]:
    """All surveys of an agency that have a question, the newest year first."""
    return list(
        Survey.objects.filter(drive__agency=agency, questions__isnull=False)
        .select_related("drive__code")
        .distinct()
        .order_by("-drive__fiscal_year", "-pk")
    )


# ── what differs between editions ──────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Change:
    """One question that was added, removed, changed or moved; `lines` tell the facts before and after."""

    what: str
    text: str
    lines: tuple[tuple[str, str, str], ...] = ()


def changes_between(before: Survey, after: Survey) -> list[Change]:
    """How a copied questionnaire differs from the one it was copied from, in the order of the newer; six queries."""
    old = _lines_of(before)
    new = _lines_of(after)
    origin = {one.pk: one.copied_from_id for one, _facts in new.values() if one.copied_from_id in old}
    came = {was: pk for pk, was in origin.items()}
    stayed = [pk for pk in new if pk in origin]
    in_old_order = [came[pk] for pk in old if pk in came]
    steady = {
        stayed[one.a + n]
        for one in SequenceMatcher(a=stayed, b=in_old_order, autojunk=False).get_matching_blocks()
        for n in range(one.size)
    }
    found = []
    for pk, (question, facts) in new.items():
        if pk not in origin:
            found.append(Change("added", question.text))
            continue
        was = old[origin[pk] or 0][1]
        lines = tuple(
            (name, was.get(name, ""), facts.get(name, ""))
            for name in facts | was
            if was.get(name, "") != facts.get(name, "")
        )
        if lines:
            found.append(Change("changed", question.text, lines))
        if pk not in steady:
            found.append(Change("moved", question.text))
    return found + [Change("removed", one.text) for pk, (one, _facts) in old.items() if pk not in came]


def _lines_of(survey: Survey) -> dict[int, tuple[Question, dict[str, str]]]:
    """The facts of each question as they are told, by the question's key, in order."""
    found = list(
        survey.questions.select_related("item", "section").prefetch_related("choices").order_by("position")
    )
    by_key = {one.pk: one for one in found}
    told = {}
    for one in found:
        base = by_key.get(one.asked_if_id or 0)
        told[one.pk] = (
            one,
            {
                _("คำถาม"): one.text,
                _("รูปแบบคำถาม"): one.get_kind_display(),
                _("คำอธิบาย"): one.help,
                _("ส่วน"): one.section.title if one.section else "",
                _("ข้อของประมวล"): one.item.short if one.item else "",
                _("ต้องตอบ"): _("ต้องตอบ") if one.required else _("ไม่บังคับ"),
                _("มีตัวเลือก “ไม่ทราบ/ไม่ตอบ”"): _("มี") if one.may_not_know else _("ไม่มี"),
                _("ความหมายของ 1"): one.lowest,
                _("ความหมายของ 5"): one.highest,
                _("ตัวเลือก"): " / ".join(
                    f"{choice.text} ✓" if choice.is_right else choice.text for choice in one.choices.all()
                ),
                _("ถามเมื่อ"): f"{base.text}: {', '.join(answer_words(base, one.asked_if_answer))}"
                if base
                else "",
            },
        )
    return told


# ── people who could be asked ──────────────────────────────────────────────────────────────
STAFF = "civil_servants"  # the one group of the catalogue whose size the staff list tells


@dataclass(frozen=True, slots=True)
class Staff:
    """How many work in an agency, by the path of their unit."""

    by_path: Mapping[str, int]

    @classmethod
    def of(cls, agency: Agency) -> "Staff":
        """One query."""
        counted = Person.objects.working_in(agency).order_by().values("unit__path").annotate(n=Count("pk"))
        return cls({path or "": n for path, n in counted.values_list("unit__path", "n")})

    def known_in(self, group: StakeholderGroup, unit: Unit | None) -> int | None:
        """How many people a row of groups speaks of, a unit with what lies below it; None where nobody here knows."""
        if group.key != STAFF:
            return None
        return sum(n for path, n in self.by_path.items() if unit is None or path.startswith(unit.path))
