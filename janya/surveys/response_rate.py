"""How many have answered, group by group and unit by unit, while a survey runs; never who, and never of a few."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from . import lots, rules
from .models import Batch, Invitation, Response, Survey, SurveyGroup, Waiting

STEP = rules.SMALLEST_CELL


@dataclass(frozen=True, slots=True)
class Rate:
    """One group (of one unit) of a survey. Where a count would point at a few, `is_vague`: it is told in steps of five."""

    group: SurveyGroup
    name: str
    answered: int
    target: int
    needed: int  # answers a day until closing
    invited: int
    used: int
    unsent: int
    is_vague: bool

    @property
    def at_least(self) -> int:
        return self.answered - self.answered % STEP

    @property
    def is_few(self) -> bool:
        return self.is_vague and self.answered < STEP

    @property
    def percent(self) -> float:
        count = self.at_least if self.is_vague else self.answered
        return min(100.0, count * 100 / self.target) if self.target else 0.0

    @property
    def left(self) -> int:
        """Letters that were sent and not answered."""
        return self.invited - self.unsent - self.used


@dataclass(frozen=True, slots=True)
class Rates:
    rows: list[Rate]
    days: int  # that are left, today included

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.rows)

    @property
    def is_vague(self) -> bool:
        return any(one.is_vague for one in self.rows)

    @property
    def at_least(self) -> int:
        return self.answered - self.answered % STEP

    @property
    def target(self) -> int:
        return sum(one.target for one in self.rows)

    @property
    def percent(self) -> float:
        return min(100.0, self.answered * 100 / self.target) if self.target else 0.0

    @property
    def needed(self) -> int:
        return sum(one.needed for one in self.rows)

    @property
    def invited(self) -> int:
        return sum(one.invited for one in self.rows)

    @property
    def left(self) -> int:
        return sum(one.left for one in self.rows)

    @property
    def left_is_vague(self) -> bool:
        sent = sum(one.invited - one.unsent for one in self.rows)
        return lots.tells_too_much(self.left, sent)


def rates(survey: Survey, on: date, *, only: SurveyGroup | None = None) -> Rates:
    """The rate of every group, or of one; four queries whatever the number of groups and answers."""
    groups = survey.groups.select_related("group", "unit").order_by("group__pk", "unit__path", "pk")
    if only:
        groups = groups.filter(pk=only.pk)
    answered = _counts(Response.objects.filter(survey=survey), only)
    waiting = _counts(Waiting.objects.filter(group__survey=survey), only)
    days = (survey.closes_on - on).days + 1 if survey.phase(on) == rules.Phase.TAKING else 0
    asked = _invitations(survey, only)
    return Rates(
        [
            _rate(one, answered.get(one.pk, 0) + waiting.get(one.pk, 0), days, *asked.get(one.pk, (0, 0, 0)))
            for one in groups
        ],
        days,
    )


def _rate(group: SurveyGroup, answered: int, days: int, invited: int, used: int, unsent: int) -> Rate:
    vague = lots.tells_too_much(used, invited)
    told = answered - answered % STEP if vague else answered
    needed = lots.needed_a_day(told, group.target, days) if days else 0
    return Rate(group, str(group), answered, group.target, needed, invited, used, unsent, vague)


def _counts(rows: "QuerySet[Response] | QuerySet[Waiting]", only: SurveyGroup | None) -> dict[int, int]:
    found = rows.filter(group=only) if only else rows
    return dict(found.order_by().values_list("group").annotate(n=Count("*")))


def _invitations(survey: Survey, only: SurveyGroup | None) -> dict[int, tuple[int, int, int]]:
    """Invited, used and unsent of each group."""
    found = Invitation.objects.filter(group__survey=survey)
    if only:
        found = found.filter(group=only)
    rows = (
        found.order_by()
        .values_list("group")
        .annotate(
            n=Count("*"),
            used=Count("pk", filter=Q(is_used=True)),
            unsent=Count("pk", filter=Q(is_used=False, sent_on=None)),
        )
    )
    return {group: (n, used, unsent) for group, n, used, unsent in rows}


def waiting_reminders(group: SurveyGroup) -> bool:
    """Whether a round of reminders was begun and not finished."""
    return Invitation.objects.filter(
        group=group, is_used=False, sent_on__isnull=False, reminded__lt=group.reminders
    ).exists()


def keyed(group: SurveyGroup) -> int:
    return sum(Batch.objects.filter(group=group).values_list("keyed", flat=True))
