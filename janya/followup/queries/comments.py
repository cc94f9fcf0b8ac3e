"""What is said on an activity."""

from dataclasses import dataclass

from django.utils import timezone

from janya.drives.models import Drive
from janya.people.models import Appointment, Person
from janya.people.rules import Duty, Role
from janya.plans.models import Activity
from janya.plans.queries import Beside

from .. import rules
from ..models import Comment


@dataclass(frozen=True, slots=True)
class Said:
    """One comment as one person sees it."""

    comment: Comment
    may_reword: bool
    may_remove: bool


@dataclass(frozen=True, slots=True)
class Comments:
    said: list[Said]
    activity: Activity
    may_comment: bool


def may_comment(person: Person, activity: Activity) -> bool:
    """Whoever follows up or decides in the agency, and the owner, while the year runs."""
    agency = activity.drive.agency_id
    carries = person.may(Duty.FOLLOW_UP, agency) or person.may(Duty.DECIDE, agency)
    owns = activity.owner_id == person.pk and person.may(Duty.VIEW, agency)
    return activity.drive.state == Drive.State.RUNNING and (carries or owns)


def may_reword(person: Person, comment: Comment, may_write: bool) -> bool:
    return (
        may_write
        and comment.by_id == person.pk
        and comment.removed_at is None
        and rules.may_reword(comment.at, timezone.now())
    )


def comments(activity: Activity, person: Person) -> Comments:
    """All comments on an activity, the oldest first; one query."""
    writes = may_comment(person, activity)
    said = [
        Said(
            one,
            may_reword(person, one, writes),
            writes and one.by_id == person.pk and one.removed_at is None,
        )
        for one in activity.comments.select_related("by")
    ]
    return Comments(said, activity, writes)


def comments_beside(activity: Activity, person: Person) -> Beside:
    return Beside("followup/comments.html", comments(activity, person))


def readers(activity: Activity) -> list[Person]:
    """Whom a comment concerns: the owner, who coordinates the unit or one above it, who commented before; three queries."""
    found = {activity.owner_id: activity.owner}
    if activity.unit:
        held = Appointment.objects.present().filter(agency=activity.drive.agency_id, role=Role.COORDINATOR)
        for one in held.select_related("person", "unit"):
            if one.unit and activity.unit.path.startswith(one.unit.path):
                found[one.person_id] = one.person
    for comment in activity.comments.filter(removed_at=None).select_related("by"):
        found[comment.by_id] = comment.by
    present = Appointment.objects.present().filter(agency=activity.drive.agency_id, person__in=found)
    belong = set(present.values_list("person", flat=True))
    return [one for pk, one in found.items() if one.is_active and pk in belong]
