from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import deeds
from .rules import Link

if TYPE_CHECKING:
    from janya.people.models import Agency


class JournalIsAppendOnly(Exception):
    """A journal line is never changed or removed."""


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, agency: "Agency") -> Self:
        return self.filter(agency_id=agency.pk)

    def about(self, thing: models.Model) -> Self:
        return self.filter(thing=thing._meta.label_lower, thing_id=str(thing.pk))

    def update(self, **_values: Any) -> NoReturn:
        raise JournalIsAppendOnly

    def delete(self) -> NoReturn:
        raise JournalIsAppendOnly


class Entry(models.Model):
    """One line: who did what to which thing, when. No foreign keys: the line outlives what it tells of."""

    number = models.PositiveBigIntegerField(_("ลำดับ"), unique=True)
    at = models.DateTimeField(_("เมื่อ"))
    deed = models.CharField(_("การกระทำ"), max_length=80)
    agency_id = models.PositiveBigIntegerField(null=True)
    by_id = models.PositiveBigIntegerField(null=True)
    by_name = models.CharField(_("โดย"), max_length=200, blank=True)
    thing = models.CharField(max_length=80, blank=True)
    thing_id = models.CharField(max_length=40, blank=True)
    label = models.CharField(_("เรื่อง"), max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["agency_id", "-number"], name="journal_of_agency"),
            models.Index(fields=["thing", "thing_id"], name="journal_about_thing"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise JournalIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise JournalIsAppendOnly

    @property
    def sentence(self) -> str:
        """The deed in words."""
        return deeds.sentence(self.deed)

    @property
    def told(self) -> dict[str, object]:
        """All that the chain covers."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "deed": self.deed,
            "agency": self.agency_id,
            "by": self.by_id,
            "by_name": self.by_name,
            "thing": self.thing,
            "thing_id": self.thing_id,
            "label": self.label,
            "facts": self.facts,
        }

    @property
    def link(self) -> Link:
        return Link(self.number, self.told, self.previous, self.digest)
