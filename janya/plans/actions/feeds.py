"""Addresses from which a calendar program fetches the plan."""

from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction

from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.people.models import Person

from ..models import Feed


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(drive: Drive, *, only_mine: bool, by: Person) -> str:
    """Make an address of a person's own and give its token, once; the one before ends."""
    token = token_urlsafe(24)
    Feed.objects.update_or_create(
        person=by, drive=drive, defaults={"digest": digest_of(token), "only_mine": only_mine}
    )
    journal.record("plans.feed-made", drive, by=by, only_mine=only_mine)
    return token


@transaction.atomic
def end_feed(drive: Drive, *, by: Person) -> None:
    if Feed.objects.filter(person=by, drive=drive).delete()[0]:
        journal.record("plans.feed-ended", drive, by=by)
