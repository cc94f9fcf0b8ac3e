"""Writing a questionnaire: sections, questions, conditions, copies and editions, and what is wanting before it opens."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from janya.core.models import HasChanged
from janya.journal.models import Entry
from janya.norms.models import ItemMapping
from janya.people.models import Person
from janya.surveys import actions, composition, queries, rules
from janya.surveys.actions import ChoiceFacts, GroupFacts, QuestionFacts
from janya.surveys.models import Choice, Invitation, Question, Section, Survey
from tests import make

pytestmark = pytest.mark.django_db


class Desk:
    """A draft of one's own, and an officer who writes in it."""

    def __init__(self, **facts: Any) -> None:
        self.drive = make.drive(items=2)
        self.ana: Person = make.officer(self.drive.agency)
        self.survey = actions.prepare_own(
            self.drive,
            by=self.ana,
            **{
                "title": "แบบของเรา",
                "opens_on": make.TODAY,
                "closes_on": make.TODAY + timedelta(days=20),
                "groups": {make.stakeholders(): 10},
                **facts,
            },
        )
        self.section = self.survey.sections.get()

    @property
    def now(self) -> dict[str, Any]:
        return {"seen": Survey.objects.get(pk=self.survey.pk).version, "by": self.ana}

    def add(
        self, kind: str, text: str, *choices: str, section: Section | None = None, **facts: Any
    ) -> Question:
        made = actions.add_question(
            section or self.section,
            QuestionFacts(kind, text, choices=[ChoiceFacts(one) for one in choices], **facts),
            **self.now,
        )
        return Question.objects.select_related("survey").get(pk=made.pk)

    def order(self) -> list[str]:
        return [one.text for one in self.survey.questions.order_by("position")]

    def change(self, question: Question, choices: list[ChoiceFacts], **facts: Any) -> None:
        found = Question.objects.select_related("survey").get(pk=question.pk)
        actions.change_question(
            found,
            QuestionFacts(facts.pop("kind", found.kind), found.text, choices=choices, **facts),
            **self.now,
        )


# ── sections and order ─────────────────────────────────────────────────────────────────────
def test_questions_stand_in_the_order_of_their_sections() -> None:
    desk = Desk()
    second = actions.add_section(desk.survey, title="ส่วนที่สอง", introduction="", **desk.now)
    desk.add("rating", "ค", section=second)
    desk.add("rating", "ก")
    desk.add("rating", "ข")
    assert desk.order() == ["ก", "ข", "ค"]

    actions.move_section(second, up=True, **desk.now)

    assert desk.order() == ["ค", "ก", "ข"]
    assert [one.position for one in desk.survey.questions.order_by("position")] == [0, 1, 2]
    assert [one.title for one in desk.survey.sections.all()] == ["ส่วนที่สอง", "คำถาม"]


def test_a_question_moves_within_its_section_and_over_its_edge() -> None:
    desk = Desk()
    second = actions.add_section(desk.survey, title="ส่วนที่สอง", introduction="", **desk.now)
    desk.add("rating", "ก")
    last = desk.add("rating", "ข")
    desk.add("rating", "ค", section=second)

    def moved(*, up: bool) -> tuple[list[str], str]:
        question = Question.objects.select_related("survey").get(pk=last.pk)
        actions.move_question(question, up=up, **desk.now)
        kept = Question.objects.select_related("section").get(pk=last.pk)
        return desk.order(), kept.section.title if kept.section else ""

    assert moved(up=True) == (["ข", "ก", "ค"], "คำถาม")
    assert moved(up=False) == (["ก", "ข", "ค"], "คำถาม")
    assert moved(up=False) == (["ก", "ข", "ค"], "ส่วนที่สอง")
    assert moved(up=False) == (["ก", "ค", "ข"], "ส่วนที่สอง")
    assert moved(up=False) == (["ก", "ค", "ข"], "ส่วนที่สอง")


def test_a_section_that_goes_gives_its_questions_to_its_neighbour_or_takes_them_along() -> None:
    desk = Desk()
    second = actions.add_section(desk.survey, title="ส่วนที่สอง", introduction="", **desk.now)
    third = actions.add_section(desk.survey, title="ส่วนที่สาม", introduction="", **desk.now)
    for section, text in ((desk.section, "ก"), (second, "ข"), (third, "ค")):
        desk.add("rating", text, section=section)

    actions.remove_section(second, keep_questions=True, **desk.now)
    assert [(one.title, one.position, one.questions.count()) for one in desk.survey.sections.all()] == [
        ("คำถาม", 0, 2),
        ("ส่วนที่สาม", 1, 1),
    ]

    actions.remove_section(third, keep_questions=False, **desk.now)
    assert desk.order() == ["ก", "ข"]


def test_older_drafts_without_sections_get_one_for_each_item() -> None:
    drive = make.drive(items=2)
    ana = make.officer(drive.agency)
    survey = make.survey(drive, is_open=False, by=ana)
    survey.questions.update(section=None)
    survey.sections.all().delete()

    actions.add_section(survey, seen=1, title="เพิ่ม", introduction="", by=ana)

    assert [one.questions.count() for one in survey.sections.all()] == [1, 1, 0]
    assert not survey.questions.filter(section=None).exists()


# ── conditions ─────────────────────────────────────────────────────────────────────────────
def resting() -> tuple[Desk, Question, Question]:
    desk = Desk()
    base = desk.add("single", "เคยใช้หรือไม่", "เคย", "ไม่เคย", "จำไม่ได้")
    after = desk.add("rating", "พอใจเพียงใด", asked_if=base, asked_if_answer="13")
    return desk, base, after


def test_a_question_never_comes_before_the_one_it_rests_on() -> None:
    desk, base, after = resting()

    for question, up in ((after, True), (base, False)):
        found = Question.objects.select_related("survey").get(pk=question.pk)
        with pytest.raises(actions.RestsOnIt, match="จึงต้องอยู่หลังข้อนั้น"):
            actions.move_question(found, up=up, **desk.now)

    assert desk.order() == ["เคยใช้หรือไม่", "พอใจเพียงใด"]
    assert [one.position for one in desk.survey.questions.order_by("position")] == [0, 1]


def test_a_section_does_not_pass_one_that_rests_on_it() -> None:
    desk, base, _after = resting()
    second = actions.add_section(desk.survey, title="สอง", introduction="", **desk.now)
    desk.add("text", "เพราะเหตุใด", section=second, asked_if=base, asked_if_answer="2")

    with pytest.raises(actions.RestsOnIt):
        actions.move_section(second, up=True, **desk.now)

    assert [one.title for one in desk.survey.sections.all()] == ["คำถาม", "สอง"]


def test_conditions_follow_their_choices_when_these_move() -> None:
    desk, base, after = resting()

    desk.change(
        base, [ChoiceFacts("จำไม่ได้", 2), ChoiceFacts("บ่อย"), ChoiceFacts("เคย", 0), ChoiceFacts("ไม่เคย", 1)]
    )

    after.refresh_from_db()
    assert after.asked_if_answer == "13"
    assert queries.answer_words(Question.objects.get(pk=base.pk), after.asked_if_answer) == ["จำไม่ได้", "เคย"]


def test_a_choice_or_a_kind_on_which_another_question_rests_stays() -> None:
    desk, base, after = resting()

    with pytest.raises(actions.RestsOnIt, match="ถามเมื่อเลือกตัวเลือกที่ท่านลบ"):
        desk.change(base, [ChoiceFacts("เคย", 0), ChoiceFacts("ไม่เคย", 1)])
    with pytest.raises(actions.RestsOnIt, match="จึงเปลี่ยนรูปแบบไม่ได้"):
        desk.change(base, [], kind="text")

    after.refresh_from_db()
    assert (base.choices.count(), after.asked_if_answer) == (3, "13")


def test_what_rested_on_a_removed_question_is_asked_of_everybody() -> None:
    desk, base, after = resting()

    actions.remove_question(base, **desk.now)

    after.refresh_from_db()
    assert (after.asked_if, after.asked_if_answer, after.position) == (None, "", 0)


def test_only_earlier_questions_with_codes_can_be_rested_on() -> None:
    desk = Desk()
    for kind, text in (("text", "ก"), ("single", "ข"), ("paired", "ค"), ("multiple", "ง"), ("rating", "จ")):
        desk.add(kind, text, *(("หนึ่ง", "สอง") if kind in {"single", "multiple"} else ()))
    last = desk.survey.questions.get(text="จ")

    assert [one.text for one in composition.bases_for(desk.survey, last, None)] == ["ข", "ง"]
    assert [one.text for one in composition.bases_for(desk.survey, None, desk.section)] == ["ข", "ง", "จ"]


@given(st.data())
def test_codes_that_move_and_move_back_are_as_before(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, rules.MOST_CHOICES))
    order = data.draw(st.permutations(range(count)))
    codes = "".join(sorted(data.draw(st.sets(st.sampled_from(rules.CODES[:count])))))
    there = dict(enumerate(order))
    back = {to: at for at, to in there.items()}

    assert rules.moved(rules.moved(codes, there), back) == codes


# ── two editors, and what is frozen ────────────────────────────────────────────────────────
def test_every_change_of_a_draft_is_one_version_and_one_line() -> None:
    desk = Desk()
    base = desk.add("single", "ก", "หนึ่ง", "สอง")
    copied = actions.copy_question(base, **desk.now)
    actions.change_section(desk.section, title="ใหม่", introduction="คำชี้แจง", **desk.now)

    assert [one.text for one in copied.choices.all()] == ["หนึ่ง", "สอง"]
    assert Survey.objects.get().version == 4
    assert [one.deed for one in Entry.objects.order_by("number")] == ["surveys.prepared"] + [
        "surveys.changed"
    ] * 3


def test_the_second_of_two_writers_is_told() -> None:
    desk = Desk()
    desk.add("rating", "ก")

    with pytest.raises(HasChanged):
        actions.add_section(desk.survey, seen=1, title="สาย", introduction="", by=desk.ana)

    assert desk.survey.sections.count() == 1


def test_an_opened_questionnaire_is_not_written_in() -> None:
    desk = Desk()
    question = desk.add("rating", "ก")
    actions.open_survey(desk.survey, by=desk.ana)

    with pytest.raises(actions.IsFrozen):
        actions.remove_question(question, **desk.now)
    with pytest.raises(actions.IsFrozen):
        actions.set_groups(desk.survey, [], **desk.now)

    assert desk.order() == ["ก"]


def test_an_opened_survey_without_answers_becomes_a_draft_again_and_one_with_answers_does_not() -> None:
    desk = Desk()
    desk.add("rating", "ก", required=False)
    actions.open_survey(desk.survey, by=desk.ana)
    actions.back_to_draft(desk.survey, by=desk.ana)
    assert Survey.objects.get().state == Survey.State.DRAFT

    actions.open_survey(desk.survey, by=desk.ana)
    group = desk.survey.groups.get()
    actions.answer(group, answers="5", number=actions.new_number(group), on=make.TODAY)

    with pytest.raises(actions.HasAnswers, match="ทำเป็นฉบับใหม่"):
        actions.back_to_draft(desk.survey, by=desk.ana)
    assert Survey.objects.get().state == Survey.State.OPEN


def test_an_answer_to_questions_that_changed_meanwhile_is_not_kept() -> None:
    desk = Desk()
    desk.add("rating", "ก")
    actions.open_survey(desk.survey, by=desk.ana)
    group = Survey.objects.get().groups.select_related("survey").get()
    actions.back_to_draft(desk.survey, by=desk.ana)
    Survey.objects.get().claim(Survey.objects.get().version)
    actions.open_survey(desk.survey, by=desk.ana)

    with pytest.raises(actions.AnswerIsWrong):
        actions.answer(group, answers="5", number=actions.new_number(group), on=make.TODAY)

    assert not composition.has_answers(desk.survey)


def test_not_knowing_is_refused_where_it_is_not_offered() -> None:
    desk = Desk()
    desk.add("rating", "ก", may_not_know=False)
    actions.open_survey(desk.survey, by=desk.ana)
    group = desk.survey.groups.get()

    with pytest.raises(actions.AnswerIsWrong):
        actions.answer(group, answers="?", number=actions.new_number(group), on=make.TODAY)


# ── before opening ─────────────────────────────────────────────────────────────────────────
def test_what_is_wanting_is_told_with_the_page_that_mends_it() -> None:
    desk = Desk(groups={make.stakeholders(): 0})
    assert composition.wanting(desk.survey)[0].text == "แบบสำรวจยังไม่มีคำถาม"
    desk.add("single", "เลือก", "หนึ่ง")
    empty = actions.add_section(desk.survey, title="ว่าง", introduction="", **desk.now)

    told = composition.wanting(desk.survey)

    assert [one.text for one in told] == [
        "คำถามที่ 1 มีตัวเลือกไม่ถึง 2 ตัวเลือก",
        "ส่วน “ว่าง” ยังไม่มีคำถาม",
        f"กลุ่ม “{desk.survey.groups.get().group}” ยังไม่มีจำนวนเป้าหมาย",
    ]
    assert told[1].href == f"/surveys/sections/{empty.pk}/"
    with pytest.raises(actions.IsNotReady, match="มีตัวเลือกไม่ถึง"):
        actions.open_survey(desk.survey, by=desk.ana)
    assert Survey.objects.get().state == Survey.State.DRAFT


def test_a_questionnaire_that_is_too_wide_does_not_open() -> None:
    desk = Desk()
    first = desk.add("multiple", "เลือก", *(f"ตัวเลือก {n}" for n in range(30)))
    many = [
        Question(survey=desk.survey, section=desk.section, position=n, kind="multiple", text=f"ข้อ {n}")
        for n in range(1, 68)
    ]
    Question.objects.bulk_create(many)
    Choice.objects.bulk_create(
        Choice(question=one, position=n, text=str(n)) for one in many for n in range(30)
    )

    [told] = composition.wanting(desk.survey)

    assert first.choices.count() == 30
    assert "2,040 จากไม่เกิน 2,000" in told.text


def test_what_is_wanting_is_asked_as_often_for_one_question_as_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    desk = Desk()
    for n in range(6):
        desk.add("single", f"ข้อ {n}", "หนึ่ง", "สอง")

    with django_assert_num_queries(4):
        assert composition.wanting(desk.survey) == []


# ── groups ─────────────────────────────────────────────────────────────────────────────────
def test_a_group_is_asked_by_unit_and_links_that_stay_are_kept() -> None:
    desk = Desk()
    whole = desk.survey.groups.get()
    units = [make.unit(desk.drive.agency) for _n in range(2)]

    rows = [GroupFacts(whole.group, 12), *(GroupFacts(whole.group, 8, unit) for unit in units)]
    actions.set_groups(desk.survey, rows, **desk.now)
    actions.set_groups(desk.survey, rows[:2], **desk.now)

    kept = list(desk.survey.groups.order_by("pk"))
    assert [(one.unit, one.target) for one in kept] == [(None, 12), (units[0], 8)]
    assert kept[0].token == whole.token
    assert len({one.token for one in kept}) == 2


def test_a_group_whose_members_hold_links_is_not_struck_off() -> None:
    desk = Desk()
    group = desk.survey.groups.get()
    Invitation.objects.create(group=group, token_hash="x")

    with pytest.raises(actions.WasInvited):
        actions.set_groups(desk.survey, [GroupFacts(make.stakeholders(), 5)], **desk.now)

    assert desk.survey.groups.get() == group


def test_the_size_of_a_group_is_known_from_the_staff_list_only_for_civil_servants() -> None:
    agency = make.agency()
    top = make.unit(agency)
    below = make.unit(agency, parent=top)
    for unit in (top, below, below, None):
        make.person(None, agency, unit=unit)
    servants, other = make.stakeholders(), make.stakeholders()
    servants.key = composition.STAFF

    staff = composition.Staff.of(agency)

    assert [staff.known_in(servants, unit) for unit in (None, top, below)] == [4, 3, 2]
    assert staff.known_in(other, top) is None


# ── copies and editions ────────────────────────────────────────────────────────────────────
def test_a_copy_has_questions_choices_conditions_and_groups_of_its_own() -> None:
    desk, base, _after = resting()
    actions.change(
        desk.survey,
        title="เดิม",
        introduction="",
        opens_on=make.TODAY,
        closes_on=make.TODAY,
        by_page=True,
        **desk.now,
    )
    unit = make.unit(desk.drive.agency)
    group = desk.survey.groups.get()
    actions.set_groups(desk.survey, [GroupFacts(group.group, 7, unit)], **desk.now)
    source = Survey.objects.get()

    made = actions.copy(
        source, desk.drive, title="ใหม่", opens_on=make.TODAY, closes_on=make.TODAY, by=desk.ana
    )

    first, second = made.questions.order_by("position")
    assert [one.text for one in first.choices.all()] == ["เคย", "ไม่เคย", "จำไม่ได้"]
    assert (second.asked_if, second.asked_if_answer, first.copied_from) == (first, "13", base)
    assert [(one.unit, one.target) for one in made.groups.all()] == [(unit, 7)]
    assert made.groups.get().token != source.groups.get().token
    assert (made.kind, made.by_page, made.state, made.edition) == ("own", True, "draft", 1)
    assert composition.changes_between(source, made) == []


def test_items_of_another_code_become_those_into_which_they_went() -> None:
    before = make.drive(items=3)
    now = make.drive(before.agency, year=2570, items=3)
    ana = make.officer(before.agency)
    old = [make.item(before, n) for n in (1, 2, 3)]
    new = [make.item(now, n) for n in (1, 2, 3)]
    for was, to, weight in ((old[0], new[1], "0.4"), (old[0], new[2], "0.6"), (old[1], new[0], "1")):
        ItemMapping.objects.create(key=f"{was}{to}", from_item=was, to_item=to, weight=Decimal(weight))
    source = make.survey(before, by=ana)

    made = actions.copy(source, now, title="ปีนี้", opens_on=make.TODAY, closes_on=make.TODAY, by=ana)

    asked = list(made.questions.select_related("item", "section").order_by("position"))
    assert [one.item for one in asked] == [new[2], new[0], None]
    assert [one.section.title[:6] for one in asked if one.section] == ["ข้อ 3 ", "ข้อ 1 ", "ข้อ 3 "]
    assert made.compared_with == source


def test_a_new_edition_closes_the_old_one_and_tells_what_changed() -> None:
    desk, base, after = resting()
    actions.open_survey(desk.survey, by=desk.ana)
    old = Survey.objects.get()

    made = actions.new_edition(old, by=desk.ana, on=make.TODAY)
    first, second = made.questions.order_by("position")
    desk.survey = made
    desk.section = made.sections.get()
    desk.add("text", "เพิ่ม")
    desk.change(first, [ChoiceFacts("เคย", 0), ChoiceFacts("ไม่เคย", 1), ChoiceFacts("ลืม", 2)])
    again = actions.new_edition(old, by=desk.ana, on=make.TODAY)

    old.refresh_from_db()
    assert (old.state, made.state, made.edition, again.edition) == ("closed", "draft", 2, 3)
    told = composition.changes_between(old, made)
    assert [(one.what, one.text) for one in told] == [
        ("changed", "เคยใช้หรือไม่"),
        ("changed", "พอใจเพียงใด"),
        ("added", "เพิ่ม"),
    ]
    assert ("ตัวเลือก", "เคย / ไม่เคย / จำไม่ได้", "เคย / ไม่เคย / ลืม") in told[0].lines
    assert (base.pk, after.pk) == (first.copied_from_id, second.copied_from_id)


def test_a_draft_has_no_new_edition() -> None:
    desk = Desk()

    with pytest.raises(actions.WasNotOpened):
        actions.new_edition(desk.survey, by=desk.ana, on=make.TODAY)

    assert Survey.objects.count() == 1


def test_a_question_that_moved_and_one_that_went_are_told() -> None:
    desk = Desk()
    for text in "กขค":
        desk.add("rating", text)
    made = actions.copy(
        desk.survey, desk.drive, title="ใหม่", opens_on=make.TODAY, closes_on=make.TODAY, by=desk.ana
    )
    desk.survey = made
    last = made.questions.select_related("survey").get(text="ค")
    actions.move_question(last, up=True, **desk.now)
    actions.remove_question(made.questions.select_related("survey").get(text="ก"), **desk.now)

    told = composition.changes_between(made.copied_from or made, made)

    assert [one.what for one in told] == ["moved", "removed"]


# ── answers written down and read ──────────────────────────────────────────────────────────
def one_question() -> st.SearchStrategy[rules.Asked]:
    kinds = st.sampled_from(["paired", "rating", "single", "multiple", "ranking", "text"])
    return st.builds(rules.Asked, kinds, st.integers(2, 8), st.booleans(), st.booleans())


@st.composite
def answered(draw: st.DrawFn) -> tuple[rules.Asked, tuple[str, ...]]:
    asked = draw(one_question())
    level = st.sampled_from(list("12345") + (["?"] if asked.may_not_know else []))
    codes = rules.CODES[: asked.choices]
    unknown: list[tuple[str, ...]] = [("?",)] if asked.may_not_know else []
    given: tuple[str, ...]
    match asked.kind:
        case "paired":
            given = draw(st.tuples(level | st.just(""), level | st.just("")).filter(any) | st.just(()))
        case "rating":
            given = draw(st.tuples(level) | st.just(()))
        case "single":
            given = draw(st.sampled_from([(), *unknown, *((code,) for code in codes)]))
        case "multiple":
            some = draw(st.sets(st.sampled_from(codes)))
            given = draw(st.sampled_from([tuple(sorted(some)), *unknown]))
        case "ranking":
            given = draw(st.sampled_from([(), tuple(draw(st.permutations(codes))), *unknown]))
        case _text:
            given = ()
    return asked, given


@given(st.lists(answered(), max_size=12))
def test_what_was_chosen_is_read_as_it_was_written(
    answers: list[tuple[rules.Asked, tuple[str, ...]]],
) -> None:
    questions = [asked for asked, _given in answers]
    chosen = [given for _asked, given in answers]

    written = rules.encode(questions, chosen)

    assert rules.decode(questions, written) == chosen
    assert len(written) == sum(rules.width_of(one.kind, one.choices) for one in questions)


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        (rules.Asked("rating"), ("6",)),
        (rules.Asked("rating"), ("12",)),
        (rules.Asked("rating", may_not_know=False), ("?",)),
        (rules.Asked("single", 3), ("4",)),
        (rules.Asked("multiple", 3), ("1", "4")),
        (rules.Asked("ranking", 3), ("1", "2", "2")),
        (rules.Asked("paired"), ("5",)),
        (rules.Asked("text"), ("ก",)),
    ],
)
def test_what_a_question_does_not_offer_is_not_written(asked: rules.Asked, chosen: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="is no answer"):
        rules.encode_one(asked, chosen)


@given(st.integers(0, 5_000_000), st.floats(0.01, 0.2))
def test_a_sample_is_never_larger_than_its_people_and_grows_with_them(people: int, error: float) -> None:
    size = rules.sample_size(people, error=error)

    assert 0 <= size <= people
    assert size <= rules.sample_size(people + 1, error=error)
    assert size <= 1 / (error * error) + 1
