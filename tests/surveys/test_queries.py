"""Results, what other rooms ask for, and how far step 3 is."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from janya.norms.models import CodeItem
from janya.surveys import actions, queries
from janya.surveys.models import Response
from tests import make

pytestmark = pytest.mark.django_db


def test_gaps_are_told_over_all_and_by_group() -> None:
    drive = make.drive(items=2)
    near, far = make.stakeholders("ผู้บริหาร"), make.stakeholders("ประชาชน", inside=False)
    survey = make.survey(drive, groups={near: 10, far: 20})
    make.responses(survey.groups.get(group=near), 5, "5450")
    make.responses(survey.groups.get(group=far), 10, "5243")

    found = queries.results(survey)

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

    total, *rows = queries.results(survey).rows

    assert (total.n, total.suppressed) == (43, False)
    assert [(row.n, row.gap, row.low, row.suppressed) for row in rows] == [
        (None, None, None, True),
        (None, None, None, True),
        (30, 3.0, 3.0, False),
    ]


def test_the_total_goes_when_it_is_of_fewer_than_five() -> None:
    survey = make.survey(make.drive(items=1))
    make.responses(survey.groups.get(), 4, "52")

    assert {row.suppressed for row in queries.results(survey).rows} == {True}
    assert queries.item_gaps(survey.drive) == {}


def test_the_gaps_of_items_come_from_the_latest_survey_that_has_answers() -> None:
    drive = make.drive(items=1)
    answered = make.survey(drive)
    make.responses(answered.groups.get(), 6, "53")
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

    for survey in (one, fifty):
        with django_assert_num_queries(4):
            queries.results(survey)


def test_answers_of_an_own_item_are_told_too() -> None:
    drive = make.drive(items=1)
    own = CodeItem.objects.create(
        key="own", code=drive.code, agency=drive.agency, number=9, slug="own", title="รักษาความลับ"
    )
    survey = make.survey(drive)
    make.responses(survey.groups.get(), 5, "5350")

    assert [(row.item_id, row.n) for row in queries.results(survey).overall] == [
        (make.item(drive).pk, 5),
        (own.pk, 0),
    ]


def test_step_three_grows_with_the_survey() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    told = [queries.step_state(drive, make.TODAY)]
    survey = make.survey(drive, groups={make.stakeholders(): 20, make.stakeholders(): 3}, is_open=False)
    told.append(queries.step_state(drive, make.TODAY))
    actions.open_survey(survey, by=ana)
    told.append(queries.step_state(drive, make.TODAY))
    first, second = survey.groups.all()
    make.responses(first, 5)
    told.append(queries.step_state(drive, make.TODAY))
    make.responses(second, 3)
    actions.close_survey(survey, by=ana)
    told.append(queries.step_state(drive, make.TODAY))

    assert [(one.done, one.total, len(one.missing)) for one in told] == [
        (0, 1, 1),
        (1, 5, 1),
        (2, 5, 3),
        (3, 5, 2),
        (5, 5, 0),
    ]
    assert all(one.href.startswith("/") and one.text for state in told for one in state.missing)


def test_a_survey_closed_too_early_says_which_group_is_missing() -> None:
    survey = make.survey(make.drive(), groups={make.stakeholders("ผู้รับบริการ"): 20})
    make.responses(survey.groups.get(), 2)
    actions.close_survey(survey, by=make.officer(survey.drive.agency))

    found = queries.step_state(survey.drive, make.TODAY)

    assert (found.done, found.total) == (3, 4)
    assert [one.text for one in found.missing] == ["ผู้รับบริการ ตอบแล้ว 2 จากเป้าหมาย 20"]


def test_an_open_survey_whose_days_are_past_asks_to_be_closed_or_extended() -> None:
    survey = make.survey(make.drive())
    late = survey.closes_on + timedelta(days=1)

    now, then = (queries.step_state(survey.drive, day).missing[-1].text for day in (make.TODAY, late))

    assert "ยังเปิดรับคำตอบอยู่" in now
    assert "ขยายเวลา" in then


def test_step_three_asks_at_most_four_times(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    survey = make.survey(make.drive())
    make.responses(survey.groups.get(), 50)

    with django_assert_num_queries(2):
        queries.step_state(survey.drive, make.TODAY)

    assert Response.objects.count() == 50
