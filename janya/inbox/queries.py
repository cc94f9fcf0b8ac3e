from django.http import HttpRequest

from janya.people.models import Person

from .models import Choice, Notice, NoticeQuerySet


def notices(person: Person) -> NoticeQuerySet:
    return Notice.objects.of(person).in_order()


def unread_count(request: HttpRequest) -> int:
    """How many notices the person who asks has not read; counted once a request."""
    found: int | None = getattr(request, "unread_notices", None)
    if found is None:
        found = Notice.objects.filter(person=request.user.pk).unread().count()
        request.unread_notices = found  # type: ignore[attr-defined]
    return found


def choice_of(person: Person) -> Choice:
    return Choice.objects.filter(person=person).first() or Choice(person=person)
