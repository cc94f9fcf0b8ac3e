"""Units and persons as tables of people name them: a unit by its path or its own name, a person as the system calls one."""

from collections import Counter
from collections.abc import Mapping

from django.utils.translation import gettext as _

from janya.core import search
from janya.core.sheets import tidy

from .models import Agency, Person, PersonQuerySet, Unit
from .queries import called, just_called

BETWEEN = " › "


def unit_paths(agency: Agency) -> dict[int, str]:
    """Every unit by number, with the units that it belongs to before it; one query."""
    units = {unit.pk: unit for unit in Unit.objects.of(agency)}
    found = {}
    for unit in units.values():
        names, at = [unit.name], unit
        while at.parent_id:
            at = units[at.parent_id]
            names.append(at.name)
        found[unit.pk] = tidy(BETWEEN.join(reversed(names)))
    return found


def units_by_name(paths: Mapping[int, str]) -> dict[str, int]:
    """Units by their whole path, and by their own name where only one is called so; names are folded."""
    last = Counter(search.fold(path.rpartition(BETWEEN)[2]) for path in paths.values())
    named = {search.fold(path.rpartition(BETWEEN)[2]): pk for pk, path in paths.items()}
    found = {name: pk for name, pk in named.items() if last[name] == 1}
    return found | {search.fold(path): pk for pk, path in paths.items()}


def written(person: Person) -> str:
    """A person as a cell tells one, so that it is found again."""
    return tidy(called(person))


class People:
    """Finds the persons that cells name; each name is asked for once."""

    def __init__(self, listed: PersonQuerySet, known: Mapping[str, Person] | None = None) -> None:
        self.listed = listed
        self.found: dict[str, Person | str] = dict(known or {})

    def named(self, typed: str) -> Person | None:
        """The person of this name, None for an empty cell. Raises ValueError with a sentence."""
        if not typed:
            return None
        if typed not in self.found:
            self.found[typed] = self._look(typed)
        known = self.found[typed]
        if isinstance(known, str):
            raise ValueError(known)
        return known

    def _look(self, typed: str) -> Person | str:
        some = list(just_called(self.listed, typed)[:2]) or list(self.listed.named_like(typed)[:2])
        if not some:
            return _("ไม่พบ “%(name)s” ในส่วนราชการ กรุณาใช้ชื่อพร้อมรหัสในวงเล็บตามไฟล์ที่ส่งออก") % {"name": typed}
        if len(some) > 1:
            return _("มีหลายคนที่ชื่อ “%(name)s” กรุณาเติมรหัสบุคลากรในวงเล็บ") % {"name": typed}
        return some[0]
