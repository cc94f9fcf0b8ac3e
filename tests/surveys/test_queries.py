"""How far step 3 is."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from janya.surveys import actions, queries
from janya.surveys.models import Response
from tests import make

pytestmark = pytest.mark.django_db


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
