"""Laws of lights and loose ends."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from janya.plans import rules

DAYS = st.dates(date(2025, 10, 1), date(2026, 9, 30))
YEAR = (date(2025, 10, 1), date(2026, 9, 30))
ORDER = [rules.Light.RED, rules.Light.AMBER, rules.Light.GREEN]


@given(DAYS, DAYS, DAYS, st.integers(0, 100), st.integers(0, 100))
def test_more_progress_never_makes_a_light_worse(a: date, b: date, today: date, less: int, more: int) -> None:
    start, end = sorted((a, b))
    less, more = sorted((less, more))

    lights = [rules.light(percent, starts_on=start, ends_on=end, today=today) for percent in (less, more)]

    if rules.Light.GREY not in lights:
        assert ORDER.index(lights[0]) <= ORDER.index(lights[1])


@given(DAYS, DAYS, DAYS)
def test_the_planned_percentage_grows_from_nought_to_a_hundred(a: date, b: date, today: date) -> None:
    start, end = sorted((a, b))

    planned = rules.planned_percent(start, end, today)

    assert 0 <= planned <= 100
    assert planned <= rules.planned_percent(start, end, today + timedelta(days=1))
    assert rules.planned_percent(start, end, end) == 100


def activity(pk: int, **facts: object) -> rules.ActivityFacts:
    base = {
        "title": f"กิจกรรม {pk}",
        "owner": pk,
        "owner_name": "ก",
        "starts_on": YEAR[0],
        "ends_on": YEAR[1],
        "kpis": {1},
    }
    return rules.ActivityFacts(pk=pk, **{**base, **facts})  # type: ignore[arg-type]


def kinds(*activities: rules.ActivityFacts, kpis: list[rules.KpiFacts] | None = None) -> list[rules.Kind]:
    every = [rules.KpiFacts(1, "ตัวชี้วัด", YEAR[1])] if kpis is None else kpis
    return [one.kind for one in rules.loose_ends([], every, activities, year=YEAR)]


def test_a_whole_plan_has_no_loose_end() -> None:
    assert kinds(activity(1)) == []


def test_each_kind_of_loose_end_is_named() -> None:
    early = [rules.KpiFacts(1, "ตัวชี้วัด", date(2026, 3, 31))]

    assert kinds() == [rules.Kind.KPI_WITHOUT_ACTIVITY]
    assert kinds(activity(1), activity(2, kpis=set())) == [rules.Kind.ACTIVITY_WITHOUT_KPI]
    assert kinds(activity(1), kpis=early) == [rules.Kind.ENDS_AFTER_KPI]
    assert kinds(activity(1, ends_on=date(2026, 10, 1)), kpis=[rules.KpiFacts(1, "", date(2026, 10, 1))]) == [
        rules.Kind.OUTSIDE_THE_YEAR
    ]
    assert kinds(*[activity(n, owner=9) for n in range(4)]) == [rules.Kind.TOO_MANY_AT_ONCE]
    assert kinds(*[activity(n, owner=9) for n in range(3)]) == []
