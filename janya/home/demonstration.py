"""Makes the demonstration agency: one finished and one running year, through the same actions that people use."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from janya.codes import actions as codes
from janya.codes import queries as code_queries
from janya.codes.models import Acknowledgement, Reading
from janya.codes.signing import actions as signing
from janya.codes.signing import queries as signing_queries
from janya.codes.signing import reminders
from janya.codes.study.models import QuizQuestion, QuizResult
from janya.core import documents, thai
from janya.drives import actions as drives
from janya.drives.models import Drive
from janya.evidence.models import Evidence
from janya.findings import queries as findings
from janya.issues import actions as issues
from janya.issues import queries as issue_queries
from janya.issues.models import Issue, PriorityCriterion
from janya.journal import actions as journal
from janya.kpis import actions as kpis
from janya.kpis.models import Kpi
from janya.norms.models import Code, CodeItem
from janya.people import actions as people
from janya.people.models import ROLES, Agency, Appointment, Person, PositionLevel, StaffKind, Unit
from janya.people.rules import Role
from janya.plans import actions as plans
from janya.plans.models import Proof, SampleActivity
from janya.risks import actions as risks
from janya.risks.models import Risk, RiskKind
from janya.risks.rules import ControlFacts
from janya.surveys import actions as surveys
from janya.surveys.models import Response, StakeholderGroup, Survey

from . import demonstration_evaluation as evaluation
from . import demonstration_facts as facts
from . import demonstration_paper as paper
from .demonstration_followup import follow
from .demonstration_plan import deepen
from .demonstration_reports import sign_report
from .demonstration_strategy import write_strategy

KEY = "DEMO"
HOST = "demo.janya.example"
UNUSABLE = make_password(None)


def accounts() -> list[str]:
    """Who can sign in to the demonstration, a line each."""
    if not Agency.objects.filter(key=KEY).exists():
        return []
    lines = [f"  {f'{one.mail}@{HOST}':<34} {ROLES[Role(one.role)]}" for one in facts.ACCOUNTS]
    return [f"Demonstration accounts (password {facts.PASSWORD}):", *lines]


def make(*, on: date) -> bool:
    """Make it in an empty database; False when somebody works here already."""
    if Agency.objects.joined().exists():
        return False
    with transaction.atomic():
        Demonstration(on).make()
    return True


class Demonstration:
    """Keeps what the parts of the making share; the same day always makes the same agency."""

    def __init__(self, on: date) -> None:
        self.today = on
        self.year = thai.fiscal_year(on)
        self.chance = random.Random(2570)  # noqa: S311 – believable figures, no secret
        self.people: dict[str, Person] = {}
        self.units: list[Unit] = []

    def make(self) -> None:
        self.agency = Agency.objects.create(
            key=KEY,
            kind=Agency.Kind.PROVINCE,
            name=facts.AGENCY,
            name_en="Demonstration Province",
            letter_code="ตย",
            head_title="ผู้ว่าราชการจังหวัด",
            joined_on=self.today,
            is_demonstration=True,
            source="หน่วยงานสาธิต",
        )
        self.make_units()
        self.make_accounts()
        self.make_staff()
        self.code = Code.objects.get(key="2564")
        self.items = {item.number: item for item in CodeItem.objects.of(self.code)}
        finished = self.open(self.year - 1)
        self.finish(finished)
        follow(finished, people=self.people, today=self.today)
        running = self.open(self.year)
        self.run(running)

    def open(self, year: int) -> Drive:
        start, _end = thai.fiscal_year_span(year)
        return drives.open_year(self.agency, fiscal_year=year, code=self.code, by=self.officer, on=start)

    @property
    def officer(self) -> Person:
        return self.people["officer"]

    # ── people ─────────────────────────────────────────────────────────────────────────────
    def make_units(self) -> None:
        for name, _home, _count, below in facts.UNITS:
            unit = people.add_unit(self.agency, name=name, parent=None, by=None)
            self.units.append(unit)
            for one in below:
                people.add_unit(self.agency, name=one, parent=unit, by=None)

    def make_accounts(self) -> None:
        levels = {level.key: level for level in PositionLevel.objects.all()}
        password = make_password(facts.PASSWORD)
        kind = StaffKind.objects.get(key="civil_servant")
        for one in facts.ACCOUNTS:
            inside = one.unit >= 0
            person = Person(
                email=f"{one.mail}@{HOST}",
                prename=one.prename,
                first_name=one.first_name,
                last_name=one.last_name,
                position_title=one.title,
                position_level=levels.get(one.level),
                staff_kind=kind if inside else None,
                workplace=self.agency if inside else None,
                home_agency=self.agency if inside else None,
                unit=self.units[one.unit] if inside else None,
                password=password,
            )
            person.save()
            self.people[one.mail] = person
            unit = self.units[one.unit] if one.role == Role.COORDINATOR else None
            Appointment.objects.create(
                person=person, agency=self.agency, role=one.role, unit=unit, since=self.today
            )
            if inside and one.role != Role.OFFICIAL:
                Appointment.objects.create(
                    person=person, agency=self.agency, role=Role.OFFICIAL, since=self.today
                )
        journal.record("people.demonstrated", self.agency, by=None)

    def make_staff(self) -> None:
        levels = {level.key: level for level in PositionLevel.objects.all()}
        homes = {agency.key: agency for agency in Agency.objects.filter(kind=Agency.Kind.DEPARTMENT)}
        kinds = {kind.key: kind for kind in StaffKind.objects.all()}
        staff = []
        for unit, (_name, home, count, _below) in zip(self.units, facts.UNITS, strict=True):
            places = [unit, *unit.children.all()]
            for n in range(count):
                title, level = facts.POSTS[(n + unit.pk) % len(facts.POSTS)]
                woman = self.chance.random() < 0.56
                names = facts.WOMEN if woman else facts.MEN
                employee = n and n % 5 == 0
                staff.append(
                    Person(
                        prename=self.chance.choice(["นาง", "นางสาว"]) if woman else "นาย",
                        first_name=self.chance.choice(names),
                        last_name=self.chance.choice(facts.SURNAMES),
                        position_title="พนักงานบันทึกข้อมูล" if employee else title,
                        position_level=None if employee else levels[level],
                        staff_kind=kinds["government_employee" if employee else "civil_servant"],
                        home_agency=homes.get(home, self.agency),
                        workplace=self.agency,
                        unit=places[n % len(places)],
                        external_id=f"D{unit.pk:02d}{n:03d}",
                        password=UNUSABLE,
                    )
                )
        Person.objects.bulk_create(staff)

    # ── the steps ──────────────────────────────────────────────────────────────────────────
    def day(self, drive: Drive, month: int, day: int) -> date:
        """A day of the drive's fiscal year; in the running year never after today."""
        return date(drive.fiscal_year - 543 - (month >= 10), month, day)

    def past(self, drive: Drive, month: int, day: int) -> date:
        return min(self.day(drive, month, day), self.today)

    def study(self, drive: Drive, share: float) -> None:
        """`share` of the staff read everything and sign; the rest read some items."""
        start = self.day(drive, 10, 15)
        span = max(1, (min(self.day(drive, 8, 20), self.today) - start).days)
        readings, signed = [], []
        seen = signing_queries.sight(drive)
        for person in Person.objects.working_in(self.agency).select_related("unit").order_by("pk"):
            on = start + timedelta(days=int(span * self.chance.random() ** 2))
            at = moment(on, self.chance)
            whole = self.chance.random() < share
            items = (
                list(self.items.values())
                if whole
                else list(self.items.values())[: self.chance.randrange(0, 4)]
            )
            readings += [Reading(drive=drive, person=person, item=item, read_at=at) for item in items]
            if whole:
                text = codes.text_to_sign(drive, person)
                signed.append(
                    Acknowledgement(
                        **signing.facts_of(seen, person, text=text, signed_at=at),
                        typed_name=f"{person.first_name} {person.last_name}",
                    )
                )
        Reading.objects.bulk_create(readings)
        QuizResult.objects.bulk_create(self.tries(readings))
        Acknowledgement.objects.bulk_create(signed)
        journal.record("codes.demonstrated", drive, by=None, readings=len(readings), signed=len(signed))

    def tries(self, readings: list[Reading]) -> Iterator[QuizResult]:
        """Most of those who read an item have answered its questions too."""
        chance = random.Random(len(readings))  # noqa: S311 – beside the other figures, which stay as they are
        asked = Counter(QuizQuestion.objects.values_list("item", flat=True))
        for one in readings:
            if (of := asked[one.item_id]) and chance.random() < 0.95:
                right = of if chance.random() < 0.95 else chance.randrange(of)
                at = one.read_at + timedelta(minutes=chance.randrange(2, 30))
                yield QuizResult(
                    drive=one.drive,
                    person=one.person,
                    item=one.item,
                    right=right,
                    asked=of,
                    at=at,
                    best_right=right,
                    best_asked=of,
                    passed_at=at if right == of else None,
                )

    def ask_to_sign(self, drive: Drive) -> None:
        """The due date, forms that came back on paper, and officials who are asked again after a change of post."""
        reminders.set_term(
            drive,
            due_on=self.day(drive, 3, 31),
            is_on=False,
            address=f"https://{HOST}/",
            by=self.officer,
        )
        on = self.past(drive, 11, 3)
        moved = Person.objects.filter(acknowledgements__drive=drive, email=None).order_by("pk")[:3]
        Person.objects.filter(pk__in=[one.pk for one in moved]).update(
            post_since=max(self.today - timedelta(days=2), on)
        )
        unsigned = code_queries.staff(drive, signed=False).filter(email=None, post_since=None).order_by("pk")
        paper.bring_forms(
            drive, list(unsigned[:5]), signed_on=on, by=self.officer, at=moment(on, self.chance)
        )

    def register(self, drive: Drive, *, finished: bool) -> list[Risk]:
        kinds = {kind.key: kind for kind in RiskKind.objects.filter(agency=None)}
        owners = [
            self.officer,
            self.people["coordinator"],
            self.people["coordinator2"],
            self.people["executive"],
        ]
        before = Risk.objects.filter(drive__agency=self.agency).exclude(drive=drive)
        earlier = {risk.title: risk for risk in before.select_related("drive")}
        made = []
        for n, (one, plan) in enumerate(zip(facts.RISKS, facts.RISK_PLANS, strict=True)):
            left = one.before if finished else one.finished
            owner = owners[n % len(owners)]
            texts = one.controls.split("\n")
            effects = (plan.effects + ("unknown",) * len(texts))[: len(texts)]
            old = earlier.get(one.title)
            risk = risks.add(
                drive,
                by=self.officer,
                on=self.past(drive, 10, 20),
                why=f"ยกมาจาก {old.reference} ตามผลประเมินล่าสุดของปีก่อน" if old else "",
                carried_from=old,
                title=one.title,
                cause=one.cause,
                event=one.event,
                consequence=one.consequence,
                kind=kinds[one.kind],
                process=plan.process,
                unit=self.units[one.unit],
                other_units=[self.units[plan.other]] if plan.other is not None else [],
                items=[self.items[number] for number in one.items],
                controls=[
                    ControlFacts(text, effect, owner.pk if effect != "unknown" else None)
                    for text, effect in zip(texts, effects, strict=True)
                ],
                response=plan.response,
                likelihood=one.before[0],
                impact=one.before[1],
                residual_likelihood=left[0],
                residual_impact=left[1],
                owner=owner,
            )
            self.judge(risk, one, plan, finished=finished)
            made.append(risk)
        judged = {number for one in facts.RISKS for number in one.items}
        for number in sorted(self.items.keys() - judged) if finished else ():
            risks.review_item(
                drive, self.items[number], reason=facts.NO_RISK, by=self.officer, on=self.past(drive, 11, 25)
            )
        return made

    def judge(self, risk: Risk, one: facts.RiskFacts, plan: facts.RiskPlan, *, finished: bool) -> None:
        """The assessment of the year, the target of the risk, and who accepts it."""
        drive, on = risk.drive, self.past(risk.drive, 11, 20)
        left = one.finished if finished else one.running
        risks.assess(
            risk,
            seen=risk.version,
            why="ประเมินร่วมกับหน่วยงานโดยนับการควบคุมที่ทำอยู่จริง",
            by=self.officer,
            on=on,
            likelihood=one.before[0],
            impact=one.before[1],
            residual_likelihood=left[0],
            residual_impact=left[1],
            review_on=self.today + timedelta(plan.review) if plan.review and not finished else None,
        )
        if plan.target and not finished:
            risks.change(
                risk,
                seen=risk.version,
                by=self.officer,
                on=on,
                target_likelihood=plan.target[0],
                target_impact=plan.target[1],
                target_on=self.day(drive, 9, 30),
            )
        if plan.accepted:
            risks.accept(
                risk,
                seen=risk.version,
                accepted_by=self.people["head"],
                reason=plan.accepted,
                accepted_on=on,
                by=self.officer,
            )

    def ask(self, drive: Drive, *, finished: bool) -> Survey:
        """The expectation survey, answered group by group around the levels of the facts."""
        groups = {group.key: group for group in StakeholderGroup.objects.filter(agency=None)}
        opens, closes = self.past(drive, 11, 1), self.day(drive, 12, 25)
        survey = surveys.prepare(
            drive,
            title=f"แบบสำรวจความคาดหวังต่อจริยธรรมของข้าราชการ ปี {drive.fiscal_year}",
            introduction="โปรดตอบตามความเห็นของท่าน ระบบไม่บันทึกชื่อ อีเมล หรือที่อยู่ของเครื่อง",
            opens_on=opens,
            closes_on=closes,
            groups={groups[key]: target for key, target, _done, _now in facts.GROUPS},
            by=self.officer,
        )
        surveys.open_survey(survey, by=self.officer)
        statements = list(survey.questions.select_related("item").order_by("position"))
        answers = []
        for group in survey.groups.select_related("group"):
            _key, _target, done, now = next(row for row in facts.GROUPS if row[0] == group.group.key)
            for _n in range(done if finished else now):
                mood = self.chance.gauss(0, 0.5)  # who is content with one item is more content with the next
                digits = "".join(
                    self.rating(one.item.number, mood, finished=finished) for one in statements if one.item
                )
                answers.append(Response(survey=survey, group=group, answers=digits))
        self.chance.shuffle(answers)
        Response.objects.bulk_create(answers)
        if finished:
            surveys.close_survey(survey, by=self.officer)
        return survey

    def rating(self, item: int, mood: float, *, finished: bool) -> str:
        """Two digits: the level wished and the level perceived."""
        desired, perceived = facts.LEVELS[item]
        perceived += 0 if finished else 0.3
        return "".join(
            str(max(1, min(5, round(self.chance.gauss(mean + mood, 0.5))))) for mean in (desired, perceived)
        )

    def decide(
        self, drive: Drive, register: list[Risk], gaps: dict[int, Decimal], *, count: int
    ) -> list[Issue]:
        made = []
        on = self.past(drive, 1, 15)
        for one in facts.ISSUES[:count]:
            issue = issues.decide(
                drive,
                item=self.items[one.item],
                title=one.title,
                decision=Issue.Decision.ADOPTED,
                risks=[register[n] for n in one.risks],
                gap=gaps.pop(one.item, None),
                by=self.officer,
                on=on,
            )
            made.append(issue)
        reason, turned = facts.TURNED_DOWN
        for n in turned:
            issues.decide(
                drive,
                item=register[n].items.first() or self.items[2],
                title=register[n].title,
                decision=Issue.Decision.TURNED_DOWN,
                reason=reason,
                risks=[register[n]],
                by=self.officer,
                on=on,
            )
        return made

    def rank(self, drive: Drive, adopted: list[Issue]) -> None:
        criteria = {one.key: one for one in PriorityCriterion.objects.filter(agency=None)}
        for issue, one in zip(adopted, facts.ISSUES, strict=False):
            by_hand = dict(zip(("reach", "feasibility", "trust"), one.scores, strict=True))
            scored = {score.criterion.key: score.score for score in issue.scores.select_related("criterion")}
            issues.score(
                issue,
                {criteria[key]: by_hand.get(key) or scored.get(key, 3) for key in criteria},
                by=self.officer,
                on=issue.decided_on,
            )

    def aim(self, drive: Drive, adopted: list[Issue], *, count: int) -> list[Kpi]:
        made = []
        for one in facts.KPIS[:count]:
            serves = [adopted[n] for n in one.issues if n < len(adopted)]
            made.append(
                kpis.add(
                    drive,
                    by=self.officer,
                    issues=serves or adopted[:1],
                    name=one.name,
                    definition=one.definition,
                    formula=one.formula,
                    unit=one.unit,
                    direction=one.direction,
                    baseline=Decimal(one.baseline),
                    target=Decimal(one.target),
                    levels=[Decimal(level) for level in one.thresholds],
                    weight=Decimal(one.weight),
                    frequency=Kpi.Frequency.QUARTERLY,
                    owner=self.officer,
                    due_on=self.day(drive, *one.due),
                    source="ทะเบียนของกลุ่มงานคุ้มครองจริยธรรม",
                )
            )
        return made

    def bind(self, drive: Drive, made: list[Kpi]) -> None:
        """The running year's KPIs follow those of the year before; the system measures who has signed."""
        for kpi in made:
            before = Kpi.objects.filter(drive__agency=drive.agency, name=kpi.name).exclude(pk=kpi.pk).first()
            metric = "acknowledged" if kpi == made[0] else ""
            Kpi.objects.filter(pk=kpi.pk).update(copied_from=before, metric=metric)
        kpis.measure_all(drive, as_of=self.today, by=self.officer)

    def measure(self, drive: Drive, made: list[Kpi]) -> None:
        quarters = ((12, 31), (3, 31), (6, 30), (9, 25))
        for kpi, one in zip(made, facts.KPIS, strict=False):
            for value, (month, day) in zip(one.values, quarters, strict=False):
                kpis.record(
                    kpi,
                    as_of=self.day(drive, month, day),
                    value=self.figure(drive, value),
                    note="",
                    by=self.officer,
                )

    def signed(self, drive: Drive) -> Decimal:
        """The share that has signed, in percent with one decimal, as the report will say it."""
        return Decimal(str(round(code_queries.coverage(drive).percent, 1)))

    def figure(self, drive: Drive, value: str) -> Decimal:
        return self.signed(drive) if value == "signed" else Decimal(value)

    def plan(self, drive: Drive, adopted: list[Issue], targets: list[Kpi], *, finished: bool) -> None:
        samples = {
            sample.key: sample for sample in SampleActivity.objects.filter(agency=None).select_related("area")
        }
        for n, one in enumerate(facts.ACTIVITIES):
            serves = [targets[k] for k in one.kpis if k < len(targets)]
            activity = plans.add(
                drive,
                by=self.officer,
                sample=samples[one.sample],
                area=samples[one.sample].area,
                title=one.title,
                method=samples[one.sample].guidance,
                starts_on=self.day(drive, *one.start),
                ends_on=self.day(drive, *one.end),
                unit=self.units[one.unit],
                owner=self.carrier(n, one.owner),
                budget=Decimal(one.budget),
                kpis=serves,
                issues=[issue for issue in adopted if any(kpi in serves for kpi in issue.kpis.all())],
            )
            percent = one.percent if finished else one.running
            if percent:
                on = activity.ends_on if finished else self.today
                spent = Decimal(one.budget) * percent / 100
                plans.report(
                    activity,
                    on=on,
                    percent=percent,
                    spent=spent,
                    note=one.note if finished else "เริ่มดำเนินการแล้วตามแผน",
                    by=activity.owner,
                )
            if finished and percent:
                self.prove(activity, one.note, on=activity.ends_on)

    def carrier(self, n: int, name: str) -> Person:
        """Share the work out, so that nobody carries too much at once."""
        turn = ("officer", "executive", "coordinator", "admin", "coordinator2", "head")
        return self.people[turn[n % len(turn)] if name == "officer" else name]

    def prove(self, activity: Any, note: str, *, on: date) -> None:
        """A short report as PDF, as an officer would attach it."""
        content = documents.render(
            "home/typst/evidence.typ",
            {"agency": facts.AGENCY, "title": activity.title, "note": note, "on": on.isoformat()},
        )
        upload = SimpleUploadedFile(f"สรุปผลกิจกรรมที่ {activity.number}.pdf", content, "application/pdf")
        proof = plans.prove(
            activity, upload=upload, title=f"สรุปผล: {activity.title}"[:200], by=activity.owner
        )
        at = moment(on, self.chance)
        Proof.objects.filter(pk=proof.pk).update(at=at)
        Evidence.objects.filter(pk=proof.evidence_id).update(added_at=at, dated_on=on)

    # ── the two years ──────────────────────────────────────────────────────────────────────
    def finish(self, drive: Drive) -> None:
        self.study(drive, 0.964)
        register = self.register(drive, finished=True)
        survey = self.ask(drive, finished=True)
        for remark in facts.REMARKS:
            survey.remarks.create(text=remark)
        adopted = self.decide(drive, register, self.gaps(drive), count=len(facts.ISSUES))
        self.rank(drive, adopted)
        issues.override(
            adopted[2],
            rank=2,
            reason="คณะกรรมการจริยธรรมเห็นว่างบจัดซื้อจัดจ้างปีนี้สูงกว่าทุกปี จึงให้เร่งก่อน",
            authority="มติที่ประชุมคณะกรรมการจริยธรรม",
            by=self.people["head"],
        )
        self.settle(drive)
        targets = self.aim(drive, adopted, count=len(facts.KPIS))
        self.plan(drive, adopted, targets, finished=True)
        deepen(drive, by=self.officer, head=self.people["head"], today=self.today, finished=True)
        write_strategy(drive, by=self.officer)
        self.measure(drive, targets)
        end = self.day(drive, 9, 30)
        evaluation.of_finished(
            drive,
            summary=facts.SUMMARY % {"signed": self.signed(drive)},
            lessons=facts.LESSONS.splitlines(),
            carried=facts.CARRIED.splitlines(),
            by=self.officer,
            head=self.people["head"],
        )
        drives.close_year(drive, by=self.people["head"], on=min(self.today, end + timedelta(days=25)))
        signed_on = min(self.today, end + timedelta(days=20))
        sign_report(
            drive,
            officer=self.officer,
            head=self.people["head"],
            at=moment(signed_on, self.chance),
            host=HOST,
        )

    def run(self, drive: Drive) -> None:
        """The running year: study under way, register made anew, survey open, three issues decided, work begun."""
        self.study(drive, 0.41)
        self.ask_to_sign(drive)
        register = self.register(drive, finished=False)
        self.ask(drive, finished=False)
        adopted = self.decide(drive, register, {}, count=3)
        self.rank(drive, adopted[:2])
        targets = self.aim(drive, adopted, count=4)
        self.plan(drive, adopted, targets, finished=False)
        deepen(drive, by=self.officer, head=self.people["head"], today=self.today, finished=False)
        write_strategy(drive, by=self.officer)
        self.bind(drive, targets)
        evaluation.of_running(drive, by=self.officer, on=self.today)
        follow(drive, people=self.people, today=self.today)

    def gaps(self, drive: Drive) -> dict[int, Decimal]:
        """Gaps of the closed survey by item number."""
        number = {item.pk: item.number for item in self.items.values()}
        rows = findings.item_gaps(drive).values()
        return {number[row.item_id]: Decimal(str(round(row.gap, 2))) for row in rows if row.gap is not None}

    def settle(self, drive: Drive) -> None:
        """Turn down what is left, so that the finished year has no candidate waiting."""
        for one in issue_queries.candidates(drive):
            issues.decide(
                drive,
                item=one.item,
                title=one.title,
                decision=Issue.Decision.TURNED_DOWN,
                reason="ติดตามต่อในทะเบียนความเสี่ยงโดยยังไม่ยกเป็นประเด็นของปีนี้",
                risks=[one.risk] if one.risk else [],
                gap=one.gap,
                by=self.officer,
                on=self.day(drive, 1, 20),
            )


def moment(on: date, chance: random.Random) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(chance.randrange(8, 16), chance.randrange(60))))
