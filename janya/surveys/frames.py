"""Who could be asked (the frame of a sample), and drawing from it again to show that nobody was picked."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from janya.people.models import Agency, Person, PositionLevel, Unit

from . import lots
from .models import Invitation, Lot, SurveyGroup


def people_of(
    agency: Agency, *, unit: Unit | None, level: PositionLevel | None, home: Agency | None
) -> Mapping[int, int | None]:
    """Person → unit of those who work here, fit and have an e-mail; one query. A unit holds the units below it."""
    found = Person.objects.working_in(agency).exclude(Q(email=None) | Q(email=""))
    if unit:
        found = found.filter(Q(unit=unit) | Q(unit__path__startswith=f"{unit.path}", unit__agency=agency))
    if level:
        found = found.filter(position_level=level)
    if home:
        found = found.filter(home_agency=home)
    return dict(found.order_by().values_list("pk", "unit"))


def chosen_of(frame: Mapping[int, int | None], method: str, size: int, seed: str) -> list[int]:
    """Those of the frame whom this method draws under this seed; the same every time."""
    if method == Lot.Method.ALL:
        return sorted(frame)
    if method == Lot.Method.SIMPLE:
        return lots.drawn(frame, size, seed)
    units: dict[int | None, list[int]] = {}
    for person, unit in frame.items():
        units.setdefault(unit, []).append(person)
    return lots.drawn_by_unit(units, size, seed)


def drawn_again(lot: Lot) -> list[int]:
    return chosen_of(dict(lot.people), lot.method, lot.size, lot.seed)


def is_fair(lot: Lot) -> bool:
    """Whether drawing again from the kept frame gives just those who were invited; two queries.

    Persons who were forgotten after closing, or whose letter could not be sent, may be wanting.
    """
    frame = {person for person, _unit in lot.people}
    if lots.mark_of(frame) != lot.frame_mark:
        return False
    drawn = set(drawn_again(lot))
    invited = set(
        Invitation.objects.filter(group=lot.group_id).exclude(person=None).values_list("person", flat=True)
    )
    later = _of_other_lots(lot)
    return len(drawn) == lot.size and (invited & frame) - later <= drawn


def _of_other_lots(lot: Lot) -> set[int]:
    others = Lot.objects.filter(group=lot.group_id).exclude(pk=lot.pk)
    return {person for other in others for person in drawn_again(other)}


def addresses_invited(group: SurveyGroup) -> set[str]:
    """Every address that this survey has asked already, of persons too; one query."""
    rows = Invitation.objects.filter(group__survey=group.survey_id).values_list("email", "person__email")
    return {(own or of_person or "").lower() for own, of_person in rows} - {""}


@dataclass(frozen=True, slots=True)
class Counts:
    fit: int
    invited: int

    @property
    def left(self) -> int:
        return self.fit - self.invited


def counts(group: SurveyGroup, frame: Mapping[int, int | None]) -> Counts:
    """How many fit, and how many of these this survey has asked already; one query."""
    asked = Invitation.objects.filter(group__survey=group.survey_id).exclude(person=None)
    return Counts(len(frame), len(set(asked.values_list("person", flat=True)) & set(frame)))
