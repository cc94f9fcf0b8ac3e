"""Comments on activities: said, reworded while young, taken away with a trace."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.inbox import actions as inbox
from janya.journal import actions as journal
from janya.people.models import Person
from janya.plans.models import Activity

from .. import queries, rules
from ..models import Comment


class TooLateToReword(Exception):
    """A comment may be reworded for some minutes only."""

    def __str__(self) -> str:
        return _("แก้ไขความเห็นได้ภายใน %(minutes)s นาทีหลังส่ง กรุณาเขียนความเห็นใหม่") % {
            "minutes": rules.EDIT_MINUTES
        }


@transaction.atomic
def comment(activity: Activity, *, text: str, by: Person) -> Comment:
    """Say something, and tell whom it concerns. The notice does not repeat what was said."""
    made = Comment.objects.create(activity=activity, text=text, by=by)
    inbox.tell(
        [one for one in queries.readers(activity) if one.pk != by.pk],
        "comment",
        _("%(by)s ให้ความเห็นในกิจกรรม “%(title)s”") % {"by": by, "title": activity.title[:300]},
        f"{activity.get_absolute_url()}#comments",
        agency=activity.drive.agency,
        once=f"comment:{made.pk}",
    )
    journal.record("followup.commented", activity, by=by, comment=made.pk)
    return made


@transaction.atomic
def reword(one: Comment, *, text: str, by: Person) -> Comment:
    """Change one's own words while they are young. Raises TooLateToReword."""
    found = Comment.objects.select_for_update().get(pk=one.pk)
    if found.removed_at or not rules.may_reword(found.at, timezone.now()):
        raise TooLateToReword
    found.text, found.changed_at = text, timezone.now()
    found.save(update_fields=["text", "changed_at"])
    journal.record("followup.comment-changed", one.activity, by=by, comment=one.pk)
    return found


@transaction.atomic
def take_away(one: Comment, *, by: Person) -> None:
    """Remove one's own words; that there was a comment stays."""
    Comment.objects.filter(pk=one.pk, removed_at=None).update(text="", removed_at=timezone.now())
    journal.record("followup.comment-removed", one.activity, by=by, comment=one.pk)
