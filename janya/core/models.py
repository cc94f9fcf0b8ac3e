"""Shapes that several rooms' tables share; no table of its own."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class CatalogueEntry(models.Model):
    """A row that came from `catalogue/*.yaml` or was added by people.

    `edited_at` tells that people changed it: loading the files again leaves such a row alone.
    """

    key = models.CharField(_("รหัสอ้างอิง"), max_length=80)
    source = models.TextField(_("แหล่งที่มา"), blank=True)
    verified = models.BooleanField(_("ตรวจยืนยันกับต้นฉบับแล้ว"), default=False)
    edited_at = models.DateTimeField(_("แก้ไขโดยผู้ใช้เมื่อ"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def sync(
        cls, rows: Iterable[Mapping[str, Any]], *, by: tuple[str, ...] = ("key",), **fixed: Any
    ) -> "Synced":
        """Bring the table to what the files say, but for rows that people changed.

        `by` names the fields that identify a row; `fixed` values hold for every row.
        """
        known: dict[tuple[Any, ...], CatalogueEntry] = {
            tuple(getattr(found, name) for name in by): found
            for found in cls._default_manager.filter(**fixed)
        }
        new: list[CatalogueEntry] = []
        changed: list[CatalogueEntry] = []
        kept = 0
        names: set[str] = set()
        for row in rows:
            facts = {**row, **fixed}
            names |= facts.keys()
            found = known.get(tuple(facts[name] for name in by))
            if found is None:
                new.append(cls(**facts))
            elif found.edited_at is not None:
                kept += 1
            elif any(getattr(found, name) != value for name, value in facts.items()):
                for name, value in facts.items():
                    setattr(found, name, value)
                changed.append(found)
        cls._default_manager.bulk_create(new)
        if changed:
            cls._default_manager.bulk_update(changed, sorted(names - set(by)))
        return Synced(len(new), len(changed), kept)


class Synced(NamedTuple):
    """How many rows were new, changed, and kept because people had edited them."""

    new: int
    changed: int
    kept: int


class Versioned(models.Model):
    """A row that two people may edit at once: the version tells the second that it has changed."""

    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def claim(self, seen: int) -> bool:
        """Take the next version if `seen` is still the present one; False tells that somebody was first."""
        taken = type(self)._default_manager.filter(pk=self.pk, version=seen).update(version=seen + 1)
        if taken:
            self.version = seen + 1
        return bool(taken)


class HasChanged(Exception):
    """Somebody else saved this row since it was read."""
