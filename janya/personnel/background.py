"""The long parts of an import, done by the worker: read the file, look through the rows, write them whole or not at all."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from janya.core import sheets, thai
from janya.core.sheets import SheetIsWrong
from janya.jobs.models import Job
from janya.jobs.work import Progress, WorkRefuses, work
from janya.journal import actions as journal
from janya.people import letters
from janya.people.actions import path_of
from janya.people.models import Agency, Appointment, Invitation, Person, Unit
from janya.people.rules import Role

from . import rules, staging
from .models import Intake, Kind, Line, Trace
from .planning import Change, Names, Plan, Planner, Present
from .pouring import pour, put
from .reading import Draft, squeezed

CHUNK = 2_000  # rows written between two signs of life
STALE = _("รายชื่อในระบบเปลี่ยนไปหลังจากตรวจไฟล์ จึงยังไม่ได้บันทึก กรุณาตรวจไฟล์อีกครั้งแล้วยืนยันใหม่")
T = TypeVar("T")


def the(job: Job) -> Intake:
    found = Intake.objects.select_related("agency", "by").get(pk=job.facts["intake"])
    found.job = job  # whoever began it may not have noted it yet
    return found


# ── read ───────────────────────────────────────────────────────────────────────────────────
@work("personnel.read")
def read(job: Job, progress: Progress) -> None:
    """From the file to rows; the file itself goes."""
    intake = the(job)
    progress.step(0, 0, _("กำลังอ่านไฟล์"))
    known = [spelling for spellings in rules.SPELLINGS.values() for spelling in spellings]
    with transaction.atomic():
        intake.pieces.all().delete()
        try:
            grid = sheets.read(staging.upload_of(intake), name=intake.name, known=known)
            with transaction.atomic():
                about = staging.stage(intake, grid, lambda count: progress.step(count))
            if not about["rows"]:
                raise SheetIsWrong(_("ไม่พบแถวข้อมูลใต้หัวตาราง กรุณาตรวจไฟล์"))
        except SheetIsWrong as wrong:
            staging.forget(intake)
            intake.state, intake.why, intake.finished_at = (
                Intake.State.REFUSED,
                str(wrong)[:500],
                timezone.now(),
            )
        else:
            intake.about, intake.state = about, Intake.State.ASKING
            intake.uploads.all().delete()
        intake.save()
        progress.finish(say=intake.why or _("อ่านไฟล์แล้ว กรุณาตอบคำถามก่อนตรวจ"), url=intake.get_absolute_url())


# ── look through ───────────────────────────────────────────────────────────────────────────
@work("personnel.check")
def check(job: Job, progress: Progress) -> None:
    """What the file would do, as lines to be shown; nothing of it is done."""
    intake = the(job)
    total = int(intake.about["rows"])
    progress.step(0, total * 2, _("กำลังตรวจทีละแถว"))
    plan = Planner(intake, timezone.localdate(), lambda done: progress.step(done)).plan()
    with transaction.atomic():
        intake.lines.all().delete()
        for done, part in enumerate(chunks(lines_of(intake, plan), CHUNK)):
            progress.step(total + min(done * CHUNK, total), 0, _("กำลังเตรียมผลการตรวจ"))
            pour(Line, LINE, part)
        intake.counts, intake.digest, intake.state = told(plan), plan.digest(), Intake.State.READY
        intake.save()
        progress.finish(say=_("ตรวจแล้ว กรุณาดูผลก่อนยืนยัน"), url=intake.get_absolute_url())


def told(plan: Plan) -> dict[str, Any]:
    """The numbers, and what is new besides persons, for the page."""
    units = [" › ".join(path) for path in plan.units.new] if plan.units else []
    homes = plan.homes or sorted(plan.unknown_homes, key=lambda name: -plan.unknown_homes[name])
    return {**plan.counts(), "new_units": units[:200], "home_names": homes[:50]}


LINE = ("intake", "kind", "row", "label", "notes", "person_id")


def lines_of(intake: Intake, plan: Plan) -> Iterator[tuple[Any, ...]]:
    assert plan.names
    names = plan.names

    def line(
        kind: Kind, row: int | None, label: str, notes: list[Any], person: int | None = None
    ) -> tuple[Any, ...]:
        return intake.pk, kind.value, row, label[:400], notes, person

    wrong: dict[int, list[list[str]]] = {}
    for fault in plan.faults:
        wrong.setdefault(fault.row, []).append([fault.column, fault.why])
    yield from (line(Kind.WRONG, row, plan.wrong.get(row, ""), notes) for row, notes in wrong.items())
    for draft in plan.new:
        yield line(Kind.NEW, draft.row, draft.label, [about(draft, names)])
    for change in plan.changed:
        held = change.held
        notes = [
            [name, names.shown(name, getattr(held, name)), names.shown(name, value)]
            for name, value in change.fields.items()
        ]
        yield line(Kind.CHANGED, change.draft.row, held.name, notes, held.pk)
    for held, why in plan.gone:
        yield line(Kind.GONE, None, held.name, [why, True], held.pk)
    for held, why in plan.kept:
        yield line(Kind.GONE, None, held.name, [why, False], held.pk)
    for draft, why in plan.skipped:
        yield line(Kind.SKIPPED, draft.row, draft.label, [why])


def about(draft: Draft, names: Names) -> str:
    """Position, level and unit of somebody new, in a line."""
    wanted = ("position_title", "position_level", "unit", "home_agency", "email", "external_id")
    return " · ".join(names.shown(name, draft.facts[name]) for name in wanted if name in draft.facts)


# ── write ──────────────────────────────────────────────────────────────────────────────────
@work("personnel.write")
def write(job: Job, progress: Progress) -> None:
    """All that was shown, in one transaction. What differs from what was shown is not written."""
    intake, today = the(job), timezone.localdate()
    total = int(intake.about["rows"])
    progress.step(0, total * 2, _("กำลังตรวจอีกครั้งก่อนบันทึก"))
    plan = Planner(intake, today, lambda done: progress.step(done)).plan()
    if plan.faults or plan.digest() != intake.digest:
        raise WorkRefuses(STALE)
    try:
        with transaction.atomic():
            Writing(intake, plan, job, progress).all()
    except IntegrityError:
        raise WorkRefuses(STALE) from None


class Writing:
    def __init__(self, intake: Intake, plan: Plan, job: Job, progress: Progress) -> None:
        self.intake, self.agency, self.plan, self.progress = intake, intake.agency, plan, progress
        self.by, self.today = job.by, timezone.localdate()
        self.numbers: dict[str, dict[int, int]] = {"unit": {}, "home_agency": {}}
        self.trail = hashlib.sha256()
        self.done = self.total = int(intake.about["rows"])

    def all(self) -> None:
        Agency.objects.select_for_update().get(pk=self.agency.pk)
        kept = Intake.objects.select_for_update().get(pk=self.intake.pk)
        if kept.state != Intake.State.WRITING or kept.digest != self.intake.digest:
            raise WorkRefuses(STALE)
        assert self.plan.present
        if Present(self.agency, locked=True).mark != self.plan.present.mark:
            raise WorkRefuses(STALE)
        self.homes()
        self.units()
        self.see_off()
        self.change()
        self.add()
        self.end()

    def step(self, more: int) -> None:
        self.done += more
        self.progress.step(min(self.done, self.total * 2), 0, _("กำลังบันทึกรายชื่อ"))

    # what persons refer to
    def homes(self) -> None:
        for number, name in enumerate(self.plan.homes, start=1):
            key = f"own-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
            made, _new = Agency.objects.get_or_create(
                key=key,
                defaults={"name": name, "kind": Agency.Kind.DEPARTMENT, "edited_at": timezone.now()},
            )
            self.numbers["home_agency"][-number] = made.pk

    def units(self) -> None:
        """New units level by level; the order of the plan has parents before their children."""
        assert self.plan.units
        every = self.plan.units
        for number, path in enumerate(every.new, start=1):
            above = every.paths[tuple(squeezed(name) for name in path[:-1])] if path[1:] else None
            parent = Unit.objects.get(pk=self.real("unit", above)) if above is not None else None
            made = Unit.objects.create(agency=self.agency, name=path[-1], parent=parent, depth=len(path) - 1)
            made.path = path_of(made, parent)
            made.save(update_fields=["path"])
            self.numbers["unit"][-number] = made.pk

    def real(self, name: str, value: Any) -> Any:
        """The number that a unit or agency got which was new in the plan."""
        if name in self.numbers and value is not None and value < 0:
            return self.numbers[name][value]
        return value

    # persons
    def add(self) -> None:
        """New persons carry a mark in the place of a password until the others have been told of them."""
        mark = UNUSABLE_PASSWORD_PREFIX + get_random_string(40)
        for part in chunks(self.plan.new, CHUNK):
            pour(Person, (*NEW, *TOLD), (self.row_of(draft, mark) for draft in part))
            self.step(len(part))
        made = Person.objects.filter(password=mark).order_by("pk").values_list("pk", "email")
        added = list(made.iterator(chunk_size=5_000)) if self.plan.new else []
        self.make_officials(pk for pk, email in added if email)
        self.trace(Kind.NEW, ((pk, "") for pk, _email in added))

    def row_of(self, draft: Draft, mark: str) -> tuple[Any, ...]:
        facts = draft.facts
        told = (self.real(name, facts.get(name, BLANK.get(name))) for name in TOLD)
        return mark, True, self.agency.pk, order_of(*draft.name), *told

    def change(self) -> None:
        moved = [change for change in self.plan.changed if "email" in change.fields]
        for part in chunks(moved, CHUNK):  # first let go of: two may swap addresses
            Person.objects.filter(pk__in=[change.held.pk for change in part]).update(email=None)
        groups: dict[tuple[str, ...], list[Change]] = {}
        for change in self.plan.changed:
            groups.setdefault(tuple(change.fields), []).append(change)
        for fields, changes in groups.items():
            renames = bool({"first_name", "last_name"} & set(fields))
            for part in chunks(changes, CHUNK):
                put(
                    Person,
                    (*fields, "order") if renames else fields,
                    (self.change_of(one, renames) for one in part),
                )
                self.trace(Kind.CHANGED, ((one.held.pk, ",".join(fields)) for one in part))
                self.step(len(part))
        present = self.plan.present
        assert present
        self.make_officials(
            change.held.pk
            for change in self.plan.changed
            if (change.fields.get("email") or change.held.email) and change.held.pk not in present.officials
        )
        self.tell_of_addresses(moved)

    def change_of(self, change: Change, renames: bool) -> tuple[Any, ...]:
        told = [self.real(name, value) for name, value in change.fields.items()]
        if renames:
            now = {**change.held._asdict(), **change.fields}
            told.append(order_of(now["first_name"], now["last_name"]))
        return *told, change.held.pk

    def see_off(self) -> None:
        """As people.leave does it for one: roles here end, invitations are withdrawn, the place of work is left."""
        elsewhere = self.plan.present.elsewhere if self.plan.present else set()
        for part in chunks([held.pk for held, _why in self.plan.gone], CHUNK):
            held = Appointment.objects.present().filter(agency=self.agency, person__in=part)
            held.update(ended_on=self.today)
            waiting = Invitation.objects.filter(agency=self.agency, person__in=part)
            waiting.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
            gone = Person.objects.filter(pk__in=part)
            gone.filter(pk__in=[pk for pk in part if pk in elsewhere]).update(workplace=None, unit=None)
            gone.filter(~Q(workplace=None)).update(workplace=None, unit=None, is_active=False)
            self.trace(Kind.GONE, ((pk, "workplace") for pk in part))
            self.step(len(part))

    def make_officials(self, persons: Iterable[int]) -> None:
        """Who works here and can be reached studies and acknowledges here."""
        for part in chunks(persons, CHUNK):
            rows = ((pk, self.agency.pk, Role.OFFICIAL.value, self.today) for pk in part)
            pour(Appointment, ("person", "agency", "role", "since"), rows)

    def tell_of_addresses(self, changes: list[Change]) -> None:
        signing_in = Person.objects.able_to_sign_in()
        for part in chunks(changes, 500):
            old = {change.held.pk: change.held.email for change in part if change.held.email}
            for person in signing_in.filter(pk__in=old):
                transaction.on_commit(partial(letters.tell_of_new_email, old[person.pk], person))

    # the end
    def trace(self, kind: Kind, rows: Iterable[tuple[int, str]]) -> None:
        told = [(self.intake.pk, person, kind.value, fields) for person, fields in rows]
        self.trail.update(
            "".join(f"{kind} {person} {fields}\n" for _intake, person, kind, fields in told).encode()
        )
        pour(Trace, ("intake", "person", "kind", "fields"), told)

    def end(self) -> None:
        intake, counts = self.intake, self.plan.counts()
        staging.forget(intake)
        intake.state, intake.finished_at = Intake.State.DONE, timezone.now()
        intake.counts, intake.trail = counts, self.trail.hexdigest()
        intake.save()
        written = {
            name: counts[name] for name in ("new", "changed", "gone", "same", "skipped", "units", "homes")
        }
        journal.record(
            "personnel.imported", intake, by=self.by, sha256=intake.sha256, trail=intake.trail, **written
        )
        self.progress.finish(say=_("นำเข้ารายชื่อแล้ว"), url=intake.get_absolute_url())


NEW = ("password", "is_active", "workplace", "order")
TOLD = tuple(name for name in rules.FIELDS_OF_PERSON if name not in NEW)
BLANK = dict.fromkeys(("external_id", "prename", "position_title"), "")


def order_of(first_name: str, last_name: str) -> str:
    """What people.DictionaryOrderField would keep."""
    return thai.sort_key(f"{first_name} {last_name}")[0]


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    some = iter(rows)
    while part := list(islice(some, size)):
        yield part
