"""What a file would do to the people of an agency: a pure function of its rows, the answers, and who is there now."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from janya.core import thai
from janya.core.sheets import Fault
from janya.people.models import Agency, Appointment, Person, PersonQuerySet, PositionLevel, StaffKind
from janya.people.rules import Role

from .models import Intake
from .reading import Draft, Reader, UnitIsUnclear, Units
from .rules import FIELDS_OF_PERSON, Field, Scheme
from .staging import rows_of

ASKED_AT_ONCE = 900  # e-mails in one question to the database


class Held(NamedTuple):
    """A person as the database has him."""

    pk: int
    external_id: str
    prename: str
    first_name: str
    last_name: str
    staff_kind: int | None
    position_title: str
    position_level: int | None
    unit: int | None
    home_agency: int | None
    workplace: int | None
    email: str | None
    started_on: date | None
    post_since: date | None
    is_active: bool

    @property
    def name_alone(self) -> tuple[str, str]:
        return self.first_name, self.last_name

    @property
    def name(self) -> str:
        return f"{self.prename}{self.first_name} {self.last_name}"


COLUMNS = ("pk", *FIELDS_OF_PERSON)


# ── who is there ───────────────────────────────────────────────────────────────────────────
def those_who_left(agency: Agency) -> list[int]:
    """Who works nowhere, and belonged here or held a role here; simple questions, which any planner answers well."""
    nowhere = Person.objects.get_queryset().filter(workplace=None)
    home = nowhere.filter(home_agency=agency).values_list("pk", flat=True)
    held = nowhere.filter(appointments__agency=agency).values_list("pk", flat=True)
    return sorted({*home.order_by(), *held.order_by()})


class Present:
    """The people whom rows may mean, and by what they are found."""

    def __init__(self, agency: Agency, *, locked: bool = False) -> None:
        self.agency = agency
        self.digest = hashlib.sha256()
        self.locked = locked
        self.people: dict[int, Held] = {}
        self.protected: set[int] = set()  # who holds a role here beside that of every official
        self.officials: set[int] = set()
        self.elsewhere: set[int] = set()  # who holds a role in another agency
        roles = Appointment.objects.present().order_by("pk")
        others = roles.exclude(agency=agency)
        self.meet(Person.objects.get_queryset().filter(workplace=agency))
        self.note_elsewhere(others.filter(person__workplace=agency))
        left = those_who_left(agency)
        for start in range(0, len(left), ASKED_AT_ONCE):
            part = left[start : start + ASKED_AT_ONCE]
            self.meet(Person.objects.get_queryset().filter(pk__in=part))
            self.note_elsewhere(others.filter(person__in=part))
        for person, role in roles.filter(agency=agency).values_list("person", "role").iterator():
            self.digest.update(f"{person} {role}".encode())
            (self.officials if role == Role.OFFICIAL else self.protected).add(person)
        self.units = Units(agency)
        self.digest.update(repr((sorted(self.elsewhere), sorted(self.units.told.items()))).encode())
        self.mark = self.digest.hexdigest()
        self.by_id: dict[str, list[Held]] = defaultdict(list)
        self.by_email: dict[str, Held] = {}
        self.by_name: dict[tuple[str, str], list[Held]] = defaultdict(list)
        for held in self.people.values():
            self.know(held)

    def meet(self, found: PersonQuerySet) -> None:
        found = found.order_by("pk").select_for_update(of=("self",)) if self.locked else found.order_by("pk")
        for row in found.values_list(*COLUMNS).iterator(chunk_size=5_000):
            held = Held._make(row)
            self.people[held.pk] = held
            self.digest.update(repr(row).encode())

    def note_elsewhere(self, found: "QuerySet[Appointment]") -> None:
        self.elsewhere |= set(found.order_by().values_list("person", flat=True))

    def know(self, held: Held) -> None:
        self.people[held.pk] = held
        if held.external_id:
            self.by_id[held.external_id.casefold()].append(held)
        if held.email:
            self.by_email[held.email.lower()] = held
        self.by_name[held.first_name, held.last_name].append(held)

    def strangers(self, emails: Iterable[str]) -> set[str]:
        """E-mails of people elsewhere. Who works nowhere and holds no role may be taken in, and is known from now on."""
        taken: set[str] = set()
        asked = [one for one in emails if one not in self.by_email]
        for start in range(0, len(asked), ASKED_AT_ONCE):
            part = asked[start : start + ASKED_AT_ONCE]
            found = Person.objects.get_queryset().filter(email__in=part)
            busy = set(
                Appointment.objects.present()
                .filter(person__in=found.values("pk"))
                .values_list("person", flat=True)
            )
            for row in found.values_list(*COLUMNS):
                held = Held._make(row)
                if held.workplace is None and held.pk not in busy:
                    self.know(held)
                else:
                    taken.add((held.email or "").lower())
        return taken


# ── what a file would do ───────────────────────────────────────────────────────────────────
@dataclass(slots=True)
class Change:
    draft: Draft
    held: Held
    fields: dict[str, Any]  # what differs, with its new value


@dataclass
class Plan:
    """Everything that would be written, and everything that stands in the way."""

    new: list[Draft] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    gone: list[tuple[Held, str]] = field(default_factory=list)  # why
    kept: list[tuple[Held, str]] = field(default_factory=list)  # gone, but kept: why
    skipped: list[tuple[Draft, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    wrong: dict[int, str] = field(default_factory=dict)  # row: who it is, as far as it can be read
    units: Units | None = None
    homes: list[str] = field(default_factory=list)
    unknown_homes: dict[str, int] = field(default_factory=dict)
    names: "Names | None" = None
    present: Present | None = None
    renamed: int = 0

    @property
    def does_something(self) -> bool:
        return bool(self.new or self.changed or self.gone)

    @property
    def wrong_rows(self) -> int:
        return len(self.wrong)

    def counts(self) -> dict[str, Any]:
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "same": self.same,
            "gone": len(self.gone),
            "kept": len(self.kept),
            "skipped": len(self.skipped),
            "wrong": self.wrong_rows,
            "faults": len(self.faults),
            "units": len(self.units.new) if self.units else 0,
            "homes": len(self.homes),
            "unknown_homes": sum(self.unknown_homes.values()),
            "renamed": self.renamed,
        }

    def digest(self) -> str:
        """Of all that would be written: what was shown is what is written, or nothing is."""
        found = hashlib.sha256()
        for draft in self.new:
            found.update(repr(sorted(draft.facts.items())).encode())
        for change in self.changed:
            found.update(f"{change.held.pk} {sorted(change.fields.items())!r}".encode())
        found.update(repr([held.pk for held, _why in self.gone]).encode())
        found.update(repr((self.units.new if self.units else (), self.homes, len(self.faults))).encode())
        return found.hexdigest()


class Planner:
    def __init__(self, intake: Intake, today: date, step: Callable[[int], None] = lambda _done: None) -> None:
        answers = intake.answers
        self.intake, self.agency, self.step = intake, intake.agency, step
        self.columns = {Field(name): at for name, at in answers["columns"].items()}
        self.reader = Reader(
            intake.agency,
            columns=self.columns,
            headers=intake.about["headers"],
            scheme=Scheme(answers["scheme"]) if answers.get("scheme") else None,
            unworked=intake.about.get("unworked", ()),
            adds_homes=answers.get("homes") == "add",
            today=today,
        )
        self.leaves = answers.get("gone") == Intake.Gone.LEAVE

    def plan(self) -> Plan:
        drafts = list(self.drafts())
        present = Present(self.agency)
        plan = Plan(units=present.units, present=present)
        self.put_units(drafts, present.units)
        self.refuse_twice(drafts, "external_id", Field.EXTERNAL_ID)
        self.refuse_twice(drafts, "email", Field.EMAIL)
        strangers = present.strangers(
            dict.fromkeys(draft.facts["email"] for draft in drafts if "email" in draft.facts)
        )
        self.match(drafts, present, strangers, plan)
        self.see_off(present, plan)
        plan.faults = sorted(self.reader.faults, key=lambda one: one.row)
        plan.wrong = {draft.row: draft.label for draft in drafts if draft.is_wrong}
        plan.homes, plan.unknown_homes = self.reader.homes.new, self.reader.homes.unknown
        plan.names = Names(plan, self.reader)
        return plan

    def drafts(self) -> Iterator[Draft]:
        for count, (row, cells) in enumerate(rows_of(self.intake), start=1):
            yield self.reader.draft(row, cells)
            if not count % 1_000:
                self.step(count)

    def fault(self, draft: Draft, column: Field, why: str) -> None:
        at = self.columns.get(column)
        self.reader.faults.append(Fault(draft.row, self.reader.headers[at] if at is not None else "", why))
        draft.is_wrong = True

    def put_units(self, drafts: Sequence[Draft], units: Units) -> None:
        """Longer paths first: a single name may mean a unit that another row places."""
        asked: dict[tuple[str, ...], list[Draft]] = defaultdict(list)
        for draft in drafts:
            if "unit" in draft.facts and not draft.leaves:
                asked[draft.facts["unit"]].append(draft)
            else:
                draft.facts.pop("unit", None)
        column = next(
            (one for one in (Field.UNIT, Field.SECTION, Field.DIVISION) if one in self.columns), Field.UNIT
        )
        for path in sorted(asked, key=len, reverse=True):
            try:
                number = units.resolve(path)
            except UnitIsUnclear:
                why = _("มีหน่วยงานชื่อ “%(name)s” หลายแห่ง กรุณาเขียนให้ครบ เช่น สำนัก > กลุ่ม") % {"name": path[0]}
                for draft in asked[path]:
                    self.fault(draft, column, why)
                    del draft.facts["unit"]
            else:
                for draft in asked[path]:
                    draft.facts["unit"] = number

    def refuse_twice(self, drafts: Sequence[Draft], name: str, column: Field) -> None:
        seen: dict[str, int] = {}
        for draft in drafts:
            value = draft.facts.get(name)
            if value is None:
                continue
            first = seen.setdefault(value.casefold(), draft.row)
            if first != draft.row:
                self.fault(draft, column, _("ซ้ำกับแถวที่ %(row)s") % {"row": first})

    # who is meant
    def match(self, drafts: Sequence[Draft], present: Present, strangers: set[str], plan: Plan) -> None:
        self.met: dict[int, int] = {}  # person: the row that means him
        self.unmatched: dict[tuple[Any, ...], int] = {}
        self.addresses = {
            draft.facts["external_id"].casefold(): draft.facts["email"]
            for draft in drafts
            if "external_id" in draft.facts and "email" in draft.facts
        }
        sure = [self.who(draft, present, strangers) for draft in drafts]
        for draft, held in zip(drafts, sure, strict=True):
            if held:
                self.meet(draft, held)
        self.sure = set(self.met)
        self.twice = Counter(draft.name for draft, held in zip(drafts, sure, strict=True) if held is None)
        for draft, found in zip(drafts, sure, strict=True):
            held = found
            if held is None and not draft.is_wrong and (held := self.by_name(draft, present)):
                self.meet(draft, held)
            if not draft.is_wrong:
                self.place(draft, held, present, plan)

    def meet(self, draft: Draft, held: Held) -> None:
        first = self.met.setdefault(held.pk, draft.row)
        if first != draft.row and not draft.is_wrong:
            self.fault(draft, self.name_column, _("เป็นบุคคลเดียวกับแถวที่ %(row)s") % {"row": first})

    def place(self, draft: Draft, held: Held | None, present: Present, plan: Plan) -> None:
        if held is None:
            self.add(draft, plan)
        elif not draft.leaves:
            self.compare(draft, held, present, plan)
        elif held.workplace == self.agency.pk:
            self.leave(held, draft.leaves, present, plan)
        else:
            plan.skipped.append((draft, draft.leaves))

    @property
    def name_column(self) -> Field:
        return Field.FULL_NAME if Field.FULL_NAME in self.columns else Field.FIRST_NAME

    def who(self, draft: Draft, present: Present, strangers: set[str]) -> Held | None:
        """Who is meant by number of staff, else by e-mail; what contradicts itself is told."""
        number, email = draft.facts.get("external_id", ""), draft.facts.get("email", "")
        if email in strangers:
            self.fault(draft, Field.EMAIL, _("มีผู้ใช้อีเมลนี้แล้วในส่วนราชการอื่น กรุณาตรวจอีเมล"))
            return None
        by_email = present.by_email.get(email) if email else None
        if number and (found := present.by_id.get(number.casefold())):
            if len(found) > 1:
                self.fault(draft, Field.EXTERNAL_ID, _("มีหลายคนใช้รหัสนี้อยู่ในระบบ กรุณาแก้ไขในระบบก่อน"))
                return None
            if by_email and by_email.pk != found[0].pk and not self.lets_go_of(by_email, email):
                why = _("รหัสเป็นของ %(one)s แต่อีเมลเป็นของ %(other)s กรุณาตรวจว่าแถวนี้คือผู้ใด")
                self.fault(draft, Field.EMAIL, why % {"one": found[0].name, "other": by_email.name})
                return None
            return found[0]
        if number and by_email and by_email.external_id and by_email.name_alone != draft.name:
            why = _("อีเมลนี้เป็นของ %(one)s รหัส %(number)s กรุณาตรวจว่าแถวนี้คือผู้ใด")
            self.fault(draft, Field.EMAIL, why % {"one": by_email.name, "number": by_email.external_id})
            return None
        return by_email

    def lets_go_of(self, held: Held, email: str) -> bool:
        """Whether another row gives the owner of an address another one."""
        return bool(self.addresses.get(held.external_id.casefold(), email) != email)

    def by_name(self, draft: Draft, present: Present) -> Held | None:
        """Who is meant by name, and where several are so named, by position too; nobody whom another row means surely."""
        namesakes = [one for one in present.by_name.get(draft.name, ()) if one.pk not in self.sure]
        if draft.facts.get("external_id"):  # whoever has another number is another person
            namesakes = [one for one in namesakes if not one.external_id]
        if not namesakes:
            return None
        if len(namesakes) == 1 and self.twice[draft.name] == 1:
            return namesakes[0]
        title = draft.facts.get("position_title")
        same = [one for one in namesakes if title and one.position_title == title]
        if len(same) == 1:
            return same[0]
        why = _("มีผู้ชื่อนี้มากกว่าหนึ่งคน จึงไม่ทราบว่าหมายถึงผู้ใด กรุณาเพิ่มรหัสบุคลากรหรืออีเมล")
        self.fault(draft, self.name_column, why)
        return None

    # what becomes of him
    def add(self, draft: Draft, plan: Plan) -> None:
        if draft.leaves:
            plan.skipped.append((draft, draft.leaves))
            return
        facts = draft.facts
        if not facts.get("external_id") and not facts.get("email"):
            key = (*draft.name, facts.get("position_title"))
            first = self.unmatched.setdefault(key, draft.row)
            if first != draft.row:
                why = _("ชื่อและตำแหน่งซ้ำกับแถวที่ %(row)s หากเป็นคนละคน กรุณาเพิ่มรหัสบุคลากรหรืออีเมล")
                self.fault(draft, self.name_column, why % {"row": first})
                return
        if "home_agency" not in facts and self.agency.kind != Agency.Kind.PROVINCE:
            facts["home_agency"] = self.agency.pk
        plan.new.append(draft)

    def compare(self, draft: Draft, held: Held, present: Present, plan: Plan) -> None:
        told = {**draft.facts, "workplace": self.agency.pk, "is_active": True}
        fields = {
            name: told[name]
            for name in FIELDS_OF_PERSON
            if name in told and told[name] != getattr(held, name)
        }
        if "email" in fields and held.email and held.pk in present.elsewhere:
            self.fault(draft, Field.EMAIL, _("แก้อีเมลของผู้นี้ด้วยการนำเข้าไม่ได้ เพราะมีบทบาทในส่วนราชการอื่นด้วย"))
        elif fields:
            plan.renamed += "first_name" in fields and "last_name" in fields
            plan.changed.append(Change(draft, held, fields))
        else:
            plan.same += 1

    def leave(self, held: Held, why: str, present: Present, plan: Plan) -> None:
        if held.pk in present.protected:
            plan.kept.append((held, _("มีบทบาทในระบบ กรุณาสิ้นสุดบทบาทและบันทึกการพ้นเป็นรายบุคคล")))
        else:
            plan.gone.append((held, why))

    def see_off(self, present: Present, plan: Plan) -> None:
        """Those who work here and stand nowhere in the file."""
        why = _("ไม่มีชื่อในไฟล์")
        for held in present.people.values():
            if held.workplace == self.agency.pk and held.is_active and held.pk not in self.met:
                if self.leaves:
                    self.leave(held, why, present, plan)
                else:
                    plan.kept.append((held, why))


# ── how it is told ─────────────────────────────────────────────────────────────────────────
class Names:
    """Values as a person reads them."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        self.units = plan.units
        self.homes = reader.homes.names
        self.levels = {one.pk: str(one) for one in PositionLevel.objects.all()}
        self.kinds = dict(StaffKind.objects.values_list("pk", "name"))

    def shown(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return "–"
        if name == "unit" and self.units:
            return " › ".join(self.units.told.get(value, ()))
        if name == "position_level":
            return self.levels.get(value, "")
        if name == "staff_kind":
            return str(self.kinds.get(value, ""))
        if name in {"home_agency", "workplace"}:
            return self.homes.get(value, "")
        if isinstance(value, bool):
            return _("ใช่") if value else _("ไม่ใช่")
        return thai.short_date(value) if isinstance(value, date) else str(value)
