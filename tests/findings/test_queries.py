"""What a survey says after closing, what stays hidden, comparison, scores, and what other rooms ask for."""

import pytest
from pytest_django import DjangoAssertNumQueries

from janya.findings import actions, queries
from janya.findings.models import Tally
from janya.norms.models import CodeItem, ItemMapping
from janya.people.models import Unit
from janya.surveys import actions as surveys
from janya.surveys.models import Choice, Question, Remark, Response, Survey, SurveyGroup
from tests import make

pytestmark = pytest.mark.django_db


def test_gaps_are_told_over_all_and_by_group() -> None:
    drive = make.drive(items=2)
    near, far = make.stakeholders("ผู้บริหาร"), make.stakeholders("ประชาชน", inside=False)
    survey = make.survey(drive, groups={near: 10, far: 20})
    make.responses(survey.groups.get(group=near), 5, "5450")
    make.responses(survey.groups.get(group=far), 10, "5243")

    found = queries.results(make.closed(survey))

    assert [(one.name, one.answered, one.target) for one in found.groups] == [
        ("ผู้บริหาร", 5, 10),
        ("ประชาชน", 10, 20),
    ]
    first, second = (make.item(drive, number).pk for number in (1, 2))
    told = [(row.item_id, row.group, row.n, row.gap and round(row.gap, 2)) for row in found.rows]
    assert told == [
        (first, None, 15, 2.33),
        (first, "ผู้บริหาร", 5, 1.0),
        (first, "ประชาชน", 10, 3.0),
        (second, None, 10, 1.0),
        (second, "ผู้บริหาร", 0, None),
        (second, "ประชาชน", 10, 1.0),
    ]


def test_a_small_group_carries_no_figure_and_takes_another_with_it() -> None:
    small, middle, large = (make.stakeholders(f"กลุ่ม {n}") for n in range(3))
    survey = make.survey(make.drive(items=1), groups={small: 5, middle: 10, large: 20})
    for group, count in ((small, 4), (middle, 9), (large, 30)):
        make.responses(survey.groups.get(group=group), count, "52")

    total, *rows = queries.results(make.closed(survey)).rows

    assert (total.n, total.suppressed) == (43, False)
    assert [(row.n, row.gap, row.low, row.suppressed) for row in rows] == [
        (None, None, None, True),
        (None, None, None, True),
        (30, 3.0, 3.0, False),
    ]


def test_the_total_goes_when_it_is_of_fewer_than_five() -> None:
    survey = make.survey(make.drive(items=1))
    make.responses(survey.groups.get(), 4, "52")

    assert {row.suppressed for row in queries.results(make.closed(survey)).rows} == {True}
    assert queries.item_gaps(survey.drive) == {}


def test_the_gaps_of_items_come_from_the_latest_survey_that_has_answers() -> None:
    drive = make.drive(items=1)
    answered = make.survey(drive)
    make.responses(answered.groups.get(), 6, "53")
    make.closed(answered)
    make.survey(drive)
    make.survey(drive, is_open=False)

    found = queries.item_gaps(drive)

    assert [(item, row.n, row.gap, row.group) for item, row in found.items()] == [
        (make.item(drive).pk, 6, 2.0, None)
    ]


def test_results_ask_as_often_for_one_answer_as_for_fifty(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one, fifty = make.survey(make.drive()), make.survey(make.drive(items=7))
    make.responses(one.groups.get(), 1)
    make.responses(fifty.groups.get(), 50)

    for survey in (make.closed(one), make.closed(fifty)):
        with django_assert_num_queries(2):
            queries.results(survey)
        with django_assert_num_queries(1):
            queries.results(survey)


def test_answers_of_an_own_item_are_told_too() -> None:
    drive = make.drive(items=1)
    own = CodeItem.objects.create(
        key="own", code=drive.code, agency=drive.agency, number=9, slug="own", title="รักษาความลับ"
    )
    survey = make.survey(drive)
    make.responses(survey.groups.get(), 5, "5350")

    assert [(row.item_id, row.n) for row in queries.results(make.closed(survey)).overall] == [
        (make.item(drive).pk, 5),
        (own.pk, 0),
    ]


# ── closing, and closing again ─────────────────────────────────────────────────────────────
def test_while_a_survey_was_never_closed_there_are_counts_and_no_figures() -> None:
    survey = make.survey(make.drive())
    make.responses(survey.groups.get(), 20)

    found = queries.results(survey)

    assert (found.answered, found.counted, found.rows) == (20, None, [])
    assert queries.item_gaps(survey.drive) == {}


def test_a_group_that_grew_by_one_to_four_keeps_its_figures_and_by_five_gets_new_ones() -> None:
    drive = make.drive(items=1)
    survey = make.survey(drive)
    ana = make.officer(drive.agency)
    told = []
    for more, answers in ((10, "53"), (4, "51"), (1, "51")):
        surveys.open_survey(survey, by=ana)
        make.responses(survey.groups.get(), more, answers)
        told.append([(row.n, row.perceived) for row in queries.results(survey).overall])
        surveys.close_survey(survey, by=ana)
        told.append([(row.n, round(row.perceived or 0, 3)) for row in queries.results(survey).overall])

    assert told == [[], [(10, 3.0)], [(10, 3.0)], [(10, 3.0)], [(10, 3.0)], [(15, 2.333)]]
    assert queries.results(survey).answered == 15


def test_a_large_survey_is_counted_in_the_background(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    survey = make.survey(make.drive(items=1))
    make.responses(survey.groups.get(), 8)
    monkeypatch.setattr(actions, "AT_ONCE", 5)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        make.closed(survey)

    assert queries.results(survey).counted == 8


# ── groups and units ───────────────────────────────────────────────────────────────────────
def test_groups_are_summed_over_units_and_units_over_groups() -> None:
    drive = make.drive(items=1)
    survey = make.survey(drive, groups={make.stakeholders("ผู้บริหาร"): 5, make.stakeholders("เจ้าหน้าที่"): 5})
    units = [make.unit(drive.agency, name) for name in ("กองคลัง", "กองช่าง")]
    first, second = survey.groups.all()
    SurveyGroup.objects.filter(pk=first.pk).update(unit=units[0])
    SurveyGroup.objects.filter(pk=second.pk).update(unit=units[0])
    third = SurveyGroup.objects.create(
        survey=survey, group=second.group, unit=units[1], token="third", target=9
    )
    for group, count, answers in ((first, 6, "51"), (second, 7, "52"), (third, 8, "53")):
        make.responses(group, count, answers)

    found = queries.results(make.closed(survey))

    told = {row.group: (row.n, row.perceived and round(row.perceived, 2)) for row in found.rows}
    assert told == {
        None: (21, 2.1),
        "ผู้บริหาร": (6, 1.0),
        "เจ้าหน้าที่": (15, 2.53),
        "กองคลัง": (13, 1.54),
        "กองช่าง": (8, 3.0),
    }
    assert [(one.name, one.answered) for one in found.by_group] == [("ผู้บริหาร", 6), ("เจ้าหน้าที่", 15)]


def test_a_unit_that_would_tell_a_hidden_group_is_hidden_with_it() -> None:
    drive = make.drive(items=1)
    groups = {make.stakeholders(f"กลุ่ม {n}"): 5 for n in range(3)}
    survey = make.survey(drive, groups=groups)
    near, far = (make.unit(drive.agency, name) for name in ("ใกล้", "ไกล"))
    for group, unit, count in zip(survey.groups.all(), (near, far, far), (3, 20, 30), strict=True):
        SurveyGroup.objects.filter(pk=group.pk).update(unit=unit)
        make.responses(group, count, "51")

    found = queries.results(make.closed(survey))

    shown = {row.group for row in found.rows if not row.suppressed}
    assert shown == {None, "กลุ่ม 2"}


# ── questions, knowledge, texts ────────────────────────────────────────────────────────────
def knowing(drive: object, right: int, wrong: int, year_kind: str = Survey.Kind.AWARENESS) -> Survey:
    """One question of knowledge (the second choice is right) and one rating."""
    survey: Survey = make.survey(drive, is_open=False)  # type: ignore[arg-type]
    Survey.objects.filter(pk=survey.pk).update(kind=year_kind)
    survey.kind = year_kind
    survey.questions.all().delete()
    survey.sections.all().delete()
    item = make.item(survey.drive)
    asked = Question.objects.create(survey=survey, position=0, kind="single", text="ข้อใดถูก", item=item)
    for place in range(3):
        Choice.objects.create(question=asked, position=place, text=f"ตัวเลือก {place}", is_right=place == 1)
    Question.objects.create(survey=survey, position=1, kind="rating", text="เห็นด้วยเพียงใด")
    surveys.open_survey(survey, by=make.officer(survey.drive.agency))
    make.responses(survey.groups.get(), right, "25")
    make.responses(survey.groups.get(), wrong, "?3")
    return make.closed(survey)  # type: ignore[no-any-return]


def test_knowledge_is_scored_and_a_rating_described() -> None:
    drive = make.drive()
    found = queries.results(knowing(drive, 6, 2))

    score = queries.score(found)
    single, rating = queries.questions(found)

    assert score is not None
    assert (score.n, score.mean, score.items) == (8, 75.0, ((make.item(drive).short, 75.0),))
    assert (single.n, single.right, [share for _choice, share in single.shares]) == (
        6,
        75.0,
        [0.0, 100.0, 0.0],
    )
    assert rating.levels is not None
    assert (rating.levels.mean, rating.levels.top_box, rating.levels.counts) == (4.5, 75.0, (0, 0, 2, 0, 6))
    assert queries.awareness(drive) == score


def test_too_few_have_no_score() -> None:
    found = queries.results(knowing(make.drive(), 3, 1))

    assert queries.score(found) is None
    assert {row.suppressed for row in queries.questions(found)} == {True}


def test_knowledge_before_and_after_is_compared() -> None:
    drive = make.drive()
    before, after = knowing(drive, 10, 30), knowing(drive, 30, 10)
    after.compared_with = before

    told = queries.score_compared(queries.results(after), queries.results(before))

    assert queries.earlier(after) == before
    assert told is not None
    assert (told.before.mean, told.now.mean, told.change.difference, told.change.is_sure) == (
        25.0,
        75.0,
        50.0,
        True,
    )


def test_texts_stand_beside_their_group_only_where_it_is_shown() -> None:
    small, middle, large = (make.stakeholders(name) for name in ("เล็ก", "กลาง", "ใหญ่"))
    survey = make.survey(make.drive(items=1), groups={small: 5, middle: 5, large: 5})
    for group, count in ((small, 2), (middle, 6), (large, 9)):
        asked = survey.groups.get(group=group)
        make.responses(asked, count)
        Remark.objects.create(survey=survey, group=asked, text=f"จาก{group.name}")

    [told] = queries.texts(survey, queries.results(make.closed(survey)))

    assert {text: group for group, text in told.texts} == {"จากเล็ก": "", "จากกลาง": "", "จากใหญ่": "ใหญ่"}


# ── last year ──────────────────────────────────────────────────────────────────────────────
def test_last_years_survey_is_compared_item_by_item_through_the_mapping_of_codes() -> None:
    agency = make.agency()
    old, new = make.drive(agency, year=2568, items=2), make.drive(agency, year=2569, items=1)
    for of, answers in ((old, "5253"), (new, "54")):
        survey = make.survey(of)
        make.responses(survey.groups.get(), 20, answers)
        make.closed(survey)
    ItemMapping.objects.create(key="a", from_item=make.item(old, 2), to_item=make.item(new, 1), weight="0.6")
    ItemMapping.objects.create(key="b", from_item=make.item(old, 1), to_item=make.item(new, 1), weight="0.4")
    last, now = Survey.objects.get(drive=old), Survey.objects.get(drive=new)

    [row] = queries.compared(queries.results(now), queries.results(last), now, last)

    assert queries.earlier(now) == last
    assert (row.before, row.now, row.change.difference, row.gap_change.difference) == (3.0, 4.0, 1.0, -1.0)


def test_the_page_reads_tallies_only() -> None:
    survey = make.survey(make.drive(items=1))
    make.responses(survey.groups.get(), 9)
    make.closed(survey)
    first = queries.results(survey).overall
    Response.objects.all().delete()

    assert queries.results(survey).overall == first
    assert Tally.objects.get().n == 9
    assert Unit.objects.count() == 0
