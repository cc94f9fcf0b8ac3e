"""Preparing, opening and closing are journaled; an answer leaves nothing but its digits."""

import hashlib
from datetime import date, timedelta

import pytest
from django.core import signing
from django.db import connection

from janya.core import catalogue as files
from janya.core.models import HasChanged
from janya.journal.models import Entry
from janya.norms import catalogue as norms
from janya.norms.models import Code, CodeItem
from janya.surveys import actions, catalogue
from janya.surveys.models import BankStatement, Remark, Response, SpentForm, StakeholderGroup, Survey, Waiting
from tests import make

pytestmark = pytest.mark.django_db
WHOLE = "53445?"


def bank(item: CodeItem, *texts: str) -> None:
    for number, text in enumerate(texts, 1):
        BankStatement.objects.create(
            key=f"{item.key}.{number}", code=item.code, item=item, number=number, text=text
        )


def kept() -> tuple[int, int, int]:
    return Response.objects.count(), SpentForm.objects.count(), Remark.objects.count()


# ── preparing ──────────────────────────────────────────────────────────────────────────────
def test_the_catalogue_gives_groups_and_statements_and_giving_them_again_changes_nothing() -> None:
    kinds = files.read_folder(files.folder())
    norms.load(kinds)

    first, again = catalogue.load(kinds), catalogue.load(kinds)

    assert StakeholderGroup.objects.filter(key="executives", inside=True, agency=None).exists()
    assert BankStatement.objects.get(key="2564.1.1").item == CodeItem.objects.get(key="2564.1")
    assert {done.changed + done.kept for done in first.values()} == {0}
    assert {(done.new, done.changed) for done in again.values()} == {(0, 0)}
    assert Code.objects.count() == 2


def test_a_survey_takes_the_ready_statements_and_makes_one_where_there_is_none() -> None:
    drive = make.drive(items=2)
    bank(make.item(drive, 1), "ไม่รับของขวัญ", "ไม่ใช้รถหลวงส่วนตัว")
    own = CodeItem.objects.create(
        key="own", code=drive.code, agency=drive.agency, number=9, slug="own", title="รักษาความลับ"
    )
    group = make.stakeholders()
    ana = make.officer(drive.agency)

    survey = actions.prepare(
        drive,
        title="แบบสำรวจ",
        opens_on=make.TODAY,
        closes_on=make.TODAY,
        groups={group: 30},
        by=ana,
    )

    told = list(survey.questions.values_list("position", "item__number", "text"))
    assert [row[:2] for row in told] == [(0, 1), (1, 1), (2, 2), (3, 9)]
    assert [told[0][2], told[1][2]] == ["ไม่รับของขวัญ", "ไม่ใช้รถหลวงส่วนตัว"]
    assert own.title in told[3][2]
    assert [(one.group, one.target, len(one.token)) for one in survey.groups.all()] == [(group, 30, 22)]
    assert survey.state == Survey.State.DRAFT


def test_another_years_code_and_another_agencys_item_stay_out() -> None:
    drive, other = make.drive(items=1), make.drive(items=1)
    bank(make.item(other), "ข้อความของประมวลอื่น")
    CodeItem.objects.create(key="x", code=drive.code, agency=other.agency, number=8, slug="x", title="อื่น")

    survey = make.survey(drive)

    assert [one.item for one in survey.questions.all()] == [make.item(drive)]


def test_preparing_opening_and_closing_are_journaled() -> None:
    ana = make.officer((drive := make.drive()).agency)

    survey = make.survey(drive, by=ana)
    actions.close_survey(survey, by=ana)

    told = [(one.deed, one.by_id, one.agency_id) for one in Entry.objects.order_by("number")]
    assert told == [
        (deed, ana.pk, drive.agency_id) for deed in ("surveys.prepared", "surveys.opened", "surveys.closed")
    ]


def test_opening_and_closing_twice_is_one_line_each() -> None:
    ana = make.officer((drive := make.drive()).agency)
    survey = make.survey(drive, by=ana)

    actions.open_survey(survey, by=ana)
    actions.close_survey(survey, by=ana)
    actions.close_survey(survey, by=ana)

    told = [one.deed for one in Entry.objects.order_by("number")]
    assert told == ["surveys.prepared", "surveys.opened", "surveys.closed"]


def test_a_survey_whose_days_are_past_does_not_open() -> None:
    survey = make.survey(make.drive(), is_open=False)
    ana = make.officer(survey.drive.agency)

    with pytest.raises(actions.IsOver, match="กำหนดวันปิดรับใหม่"):
        actions.open_survey(survey, by=ana, on=survey.closes_on + timedelta(days=1))

    assert Survey.objects.get().state == Survey.State.DRAFT


def test_a_draft_has_nothing_to_close_or_to_extend() -> None:
    survey = make.survey(make.drive(), is_open=False)
    ana = make.officer(survey.drive.agency)

    with pytest.raises(actions.WasNotOpened, match="ยังไม่เคยเปิดรับคำตอบ"):
        actions.close_survey(survey, by=ana)
    with pytest.raises(actions.WasNotOpened):
        actions.extend(survey, seen=1, closes_on=survey.closes_on, by=ana)

    kept = Survey.objects.get()
    assert (kept.state, kept.version) == (Survey.State.DRAFT, 1)


def test_a_closed_survey_takes_answers_until_another_day_by_the_same_links() -> None:
    survey = make.survey(make.drive())
    ana = make.officer(survey.drive.agency)
    actions.close_survey(survey, by=ana)
    late = survey.closes_on + timedelta(days=7)

    actions.extend(survey, seen=1, closes_on=late, by=ana)

    group = survey.groups.select_related("survey").get()
    assert actions.answer(group, answers=WHOLE, number=actions.new_number(group), on=late)
    assert Entry.objects.latest("number").deed == "surveys.extended"
    with pytest.raises(HasChanged):
        actions.extend(survey, seen=1, closes_on=late, by=ana)


def test_a_draft_changes_and_keeps_the_links_of_groups_that_stay() -> None:
    drive = make.drive()
    stays, goes, comes = (make.stakeholders() for _n in range(3))
    survey = make.survey(drive, groups={stays: 5, goes: 5}, is_open=False)
    token = survey.groups.get(group=stays).token

    ana = make.officer(drive.agency)
    facts = {"title": "ใหม่", "introduction": "", "opens_on": make.TODAY, "closes_on": make.TODAY}
    actions.change(survey, seen=1, by=ana, **facts)  # type: ignore[arg-type]
    rows = [actions.GroupFacts(stays, 9), actions.GroupFacts(comes, 4)]
    actions.set_groups(survey, rows, seen=2, by=ana)

    survey.refresh_from_db()
    assert (survey.title, survey.version) == ("ใหม่", 3)
    assert {(one.group, one.target) for one in survey.groups.all()} == {(stays, 9), (comes, 4)}
    assert survey.groups.get(group=stays).token == token


def test_a_survey_that_was_opened_meanwhile_is_not_changed() -> None:
    drive = make.drive()
    seen = make.survey(drive, is_open=False)
    ana = make.officer(drive.agency)
    facts = {
        "title": "ใหม่",
        "introduction": "",
        "opens_on": make.TODAY,
        "closes_on": make.TODAY,
    }
    actions.open_survey(Survey.objects.get(), by=ana)

    with pytest.raises(actions.IsFrozen, match="เปิดรับคำตอบแล้ว"):
        actions.change(seen, seen=1, by=ana, **facts)  # type: ignore[arg-type]

    survey = Survey.objects.get()
    assert (survey.state, survey.version, survey.groups.count()) == (Survey.State.OPEN, 1, 1)


def test_the_second_of_two_editors_is_told() -> None:
    drive = make.drive()
    survey = make.survey(drive, is_open=False)
    ana = make.officer(drive.agency)
    facts = {"introduction": "", "opens_on": make.TODAY, "closes_on": make.TODAY}
    actions.change(survey, seen=1, by=ana, title="ก่อน", **facts)  # type: ignore[arg-type]

    with pytest.raises(HasChanged):
        actions.change(survey, seen=1, by=ana, title="หลัง", **facts)  # type: ignore[arg-type]

    assert Survey.objects.get().title == "ก่อน"


# ── answering ──────────────────────────────────────────────────────────────────────────────
def test_an_answer_is_digits_and_leaves_no_line_in_the_journal() -> None:
    group = make.survey(make.drive()).groups.get()
    number = actions.new_number(group)
    before = Entry.objects.count()

    is_new = actions.answer(group, answers=WHOLE, number=number, remark=" ขอบคุณ ", on=make.TODAY)

    response, spent, remark = Response.objects.get(), SpentForm.objects.get(), Remark.objects.get()
    assert is_new
    assert (response.group, response.answers) == (group, WHOLE)
    assert spent.number_hash == hashlib.sha256(number.encode()).hexdigest()
    assert remark.text == "ขอบคุณ"
    assert remark.pk != response.pk
    assert Entry.objects.count() == before


def test_a_response_has_no_column_for_a_person_a_time_or_a_form() -> None:
    assert {one.name for one in Response._meta.get_fields()} == {"id", "survey", "group", "answers"}
    assert {one.name for one in Remark._meta.get_fields()} == {"id", "survey", "question", "group", "text"}
    assert {one.name for one in SpentForm._meta.get_fields()} == {"survey", "number_hash"}
    assert {one.name for one in Waiting._meta.get_fields()} == {"id", "group", "sealed"}


def test_rows_of_answers_do_not_keep_the_order_in_which_they_came() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such tables (decision 0006)")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE 'surveys%%' AND sql LIKE '%%WITHOUT ROWID%%'"
        )

        assert {name for (name,) in cursor.fetchall()} == {
            "surveys_response",
            "surveys_remark",
            "surveys_spentform",
            "surveys_waiting",
            "surveys_invitation",
            "surveys_unfinished",
        }


def test_a_form_sent_twice_counts_once() -> None:
    group = make.survey(make.drive()).groups.get()
    number = actions.new_number(group)

    told = [
        actions.answer(group, answers=answers, number=number, remark="ซ้ำ", on=make.TODAY)
        for answers in (WHOLE, "111111")
    ]

    assert told == [True, False]
    assert kept() == (1, 1, 1)
    assert Response.objects.get().answers == WHOLE


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (make.TODAY - timedelta(days=1), "ยังไม่เปิดรับคำตอบ"),
        (date(2026, 3, 11), "ปิดรับคำตอบแล้ว"),
    ],
)
def test_before_and_after_its_days_a_survey_takes_no_answer(day: date, sentence: str) -> None:
    group = make.survey(make.drive()).groups.get()

    with pytest.raises(actions.SurveyIsNotOpen, match=sentence):
        actions.answer(group, answers=WHOLE, number=actions.new_number(group), on=day)

    assert kept() == (0, 0, 0)


def test_a_survey_closed_while_somebody_answers_takes_no_answer() -> None:
    survey = make.survey(make.drive())
    group = survey.groups.select_related("survey").get()
    number = actions.new_number(group)
    actions.close_survey(Survey.objects.get(), by=make.officer(survey.drive.agency))

    with pytest.raises(actions.SurveyIsNotOpen, match="ปิดรับคำตอบแล้ว"):
        actions.answer(group, answers=WHOLE, number=number, on=make.TODAY)

    assert kept() == (0, 0, 0)


def test_a_draft_takes_no_answer() -> None:
    group = make.survey(make.drive(), is_open=False).groups.get()

    with pytest.raises(actions.SurveyIsNotOpen, match="ยังไม่เปิดรับคำตอบ"):
        actions.answer(group, answers=WHOLE, number=actions.new_number(group), on=make.TODAY)


@pytest.mark.parametrize("answers", ["634450", "5344-3", "53445", WHOLE + "55", "", "534450", "000000"])
def test_levels_off_the_scale_gaps_and_answers_of_another_length_are_refused(answers: str) -> None:
    group = make.survey(make.drive()).groups.get()

    with pytest.raises(actions.AnswerIsWrong, match="ยังไม่ได้บันทึกคำตอบ"):
        actions.answer(group, answers=answers, number=actions.new_number(group), on=make.TODAY)

    assert kept() == (0, 0, 0)


def test_a_number_that_was_invented_or_belongs_to_another_group_is_refused() -> None:
    drive = make.drive()
    survey = make.survey(drive, groups={make.stakeholders(): 5, make.stakeholders(): 5})
    group, other = survey.groups.all()
    forged = ["", "1", signing.dumps([group.pk, "x"], salt="other"), actions.new_number(other)]

    for number in forged:
        with pytest.raises(actions.AnswerIsWrong):
            actions.answer(group, answers=WHOLE, number=number, on=make.TODAY)

    assert kept() == (0, 0, 0)
