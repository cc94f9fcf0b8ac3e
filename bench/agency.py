"""Makes an agency of `scale` times the usual size; the same seed makes the same agency."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from janya.codes.models import Acknowledgement, Reading
from janya.codes.signing import actions as signing
from janya.codes.signing import queries as signing_queries
from janya.core.thai import fiscal_year_span
from janya.drives.models import Drive
from janya.evidence.models import Evidence
from janya.files.models import StoredFile
from janya.findings import actions as findings
from janya.issues.actions import criteria_of
from janya.issues.models import CriterionScore, Issue
from janya.kpis.models import Kpi
from janya.kpis.models import Reading as KpiReading
from janya.norms.models import Code, CodeItem
from janya.people import actions as people
from janya.people.models import Agency, Appointment, Person, Unit
from janya.people.rules import Role
from janya.plans.models import Activity, ActivityArea, Progress, Proof, SampleActivity
from janya.risks.models import Assessment, Risk, RiskKind
from janya.surveys.models import BankStatement, Question, Response, StakeholderGroup, Survey, SurveyGroup

YEAR = 2570
TODAY = date(2027, 3, 1)
UNITS, PERSONS, RISKS, RESPONSES, ISSUES, KPIS, ACTIVITIES = 12, 300, 200, 300, 12, 20, 40
LEVELS, LIKELY = (1, 2, 3, 4, 5), (6, 5, 4, 2, 1)  # most risks are small
GROUPS = 5
NAMES = ("สมชาย", "สมหญิง", "ประเสริฐ", "มาลี", "อนงค์", "วิชัย", "กมล", "ศิริพร")
FAMILIES = ("ใจดี", "รักษ์ไทย", "มั่นคง", "สุขสวัสดิ์", "พงษ์ไพบูลย์", "ศรีสุวรรณ")
TOPICS = ("การจัดซื้อจัดจ้าง", "การรับของขวัญ", "การใช้รถราชการ", "การอนุญาต", "การบริหารงานบุคคล", "การเบิกจ่าย")


@dataclass
class Made:
    drive: Drive
    officer: Person
    survey: Survey


@transaction.atomic
def make(scale: int) -> Made:
    return Making(scale).everything()


class Making:
    def __init__(self, scale: int) -> None:
        self.scale = scale
        self.chance = random.Random(YEAR)
        self.agency = Agency.objects.create(
            key=f"BENCH{scale}",
            kind=Agency.Kind.PROVINCE,
            name=f"จังหวัดทดสอบความเร็ว {scale}",
            joined_on=TODAY,
        )
        start, _end = fiscal_year_span(YEAR)
        self.code = Code.objects.get(key="2564")
        self.drive = Drive.objects.create(
            agency=self.agency, fiscal_year=YEAR, code=self.code, opened_on=start
        )
        self.items = list(CodeItem.objects.of(self.code))

    def size(self, name: str) -> int:
        """How many of a kind: the usual number times the scale."""
        return int(globals()[name]) * self.scale

    def everything(self) -> Made:
        self.persons()
        self.study()
        self.risks()
        survey = self.survey()
        self.issues()
        self.kpis()
        self.plan()
        return Made(self.drive, self.officer, survey)

    def level(self) -> int:
        return self.chance.choices(LEVELS, LIKELY)[0]

    def day(self) -> date:
        return self.drive.opened_on + timedelta(days=self.chance.randrange(140))

    def moment(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day(), datetime.min.time()))

    def persons(self) -> None:
        self.units: list[Unit] = [
            people.add_unit(self.agency, name=f"สำนักงานทดสอบ {n}", parent=None, by=None)
            for n in range(self.size("UNITS"))
        ]
        self.staff = Person.objects.bulk_create(
            Person(
                email=f"{self.agency.key}.{n}@example.go.th".lower(),
                password="!",
                prename="นาย" if n % 2 else "นางสาว",
                first_name=self.chance.choice(NAMES),
                last_name=self.chance.choice(FAMILIES),
                workplace=self.agency,
                home_agency=self.agency,
                unit=self.units[n % len(self.units)],
            )
            for n in range(self.size("PERSONS"))
        )
        self.officer = self.staff[0]
        roles = [(one, Role.OFFICIAL) for one in self.staff] + [
            (self.officer, Role.OFFICER),
            (self.officer, Role.ADMINISTRATOR),
        ]
        Appointment.objects.bulk_create(
            Appointment(person=one, agency=self.agency, role=role, since=self.drive.opened_on)
            for one, role in roles
        )

    def study(self) -> None:
        readers = self.staff[: len(self.staff) * 3 // 4]
        Reading.objects.bulk_create(
            Reading(drive=self.drive, person=one, item=item, read_at=self.moment())
            for one in readers
            for item in self.items
        )
        seen = signing_queries.sight(self.drive)
        Acknowledgement.objects.bulk_create(
            Acknowledgement(
                **signing.facts_of(seen, one, text="ข้าพเจ้าได้ศึกษาประมวลจริยธรรมแล้ว", signed_at=self.moment()),
                typed_name=one.get_full_name(),
            )
            for one in readers[: len(readers) // 2]
        )

    def risks(self) -> None:
        kinds = list(RiskKind.objects.filter(agency=None))
        rows = []
        for number in range(1, self.size("RISKS") + 1):
            likelihood, impact = self.level(), self.level()
            left = self.chance.randint(1, likelihood), self.chance.randint(1, impact)
            rows.append(
                Risk(
                    drive=self.drive,
                    number=number,
                    title=f"{self.chance.choice(TOPICS)}ไม่เป็นไปตามหลักเกณฑ์ กรณีที่ {number}",
                    cause="ขาดการตรวจสอบซ้ำ",
                    event="มีการเอื้อประโยชน์",
                    consequence="ราชการเสียหาย",
                    kind=self.chance.choice(kinds),
                    unit=self.chance.choice(self.units),
                    owner=self.chance.choice(self.staff),
                    likelihood=likelihood,
                    impact=impact,
                    residual_likelihood=left[0],
                    residual_impact=left[1],
                    score=likelihood * impact,
                    residual_score=left[0] * left[1],
                )
            )
        self.register = Risk.objects.bulk_create(rows)
        Assessment.objects.bulk_create(
            Assessment(
                risk=one,
                likelihood=one.likelihood,
                impact=one.impact,
                residual_likelihood=one.residual_likelihood,
                residual_impact=one.residual_impact,
                by=self.officer,
                on=self.day(),
            )
            for one in self.register
        )
        through = Risk.items.through
        through.objects.bulk_create(
            through(risk_id=one.pk, codeitem_id=item.pk)
            for one in self.register
            for item in self.chance.sample(self.items, k=self.chance.choice((1, 1, 2)))
        )

    def survey(self) -> Survey:
        survey = Survey.objects.create(
            drive=self.drive,
            title="แบบสำรวจความคาดหวัง",
            opens_on=self.drive.opened_on,
            closes_on=TODAY,
            state=Survey.State.CLOSED,
        )
        bank = BankStatement.objects.filter(code=self.code).order_by("item__number", "number")
        texts = [(one.item_id, one.text) for one in bank] or [(one.pk, one.title) for one in self.items]
        Question.objects.bulk_create(
            Question(survey=survey, item_id=item, position=position, text=text[:400])
            for position, (item, text) in enumerate(texts)
        )
        asked = [
            SurveyGroup.objects.create(
                survey=survey, group=group, token=f"bench-{self.scale}-{group.pk}", target=80 * self.scale
            )
            for group in StakeholderGroup.objects.filter(agency=None)[:GROUPS]
        ]
        Response.objects.bulk_create(
            Response(survey=survey, group=asked[n % len(asked)], answers=self.answers(len(texts)))
            for n in range(self.size("RESPONSES"))
        )
        findings.tally(survey)
        return survey

    def answers(self, statements: int) -> str:
        return "".join(
            f"{self.chance.choice((3, 4, 4, 5, 5))}{self.chance.choice((1, 2, 3, 3, 4, 5))}"
            for _statement in range(statements)
        )

    def issues(self) -> None:
        highest = sorted(self.register, key=lambda one: -one.residual_score)
        self.adopted = Issue.objects.bulk_create(
            Issue(
                drive=self.drive,
                item=self.items[n % len(self.items)],
                number=n + 1,
                title=f"ประเด็นที่ {n + 1} {TOPICS[n % len(TOPICS)]}",
                decision=Issue.Decision.ADOPTED,
                decided_by=self.officer,
                decided_on=self.day(),
            )
            for n in range(self.size("ISSUES"))
        )
        through = Issue.risks.through
        through.objects.bulk_create(
            through(issue_id=issue.pk, risk_id=risk.pk)
            for issue, risk in zip(self.adopted, highest, strict=False)
        )
        CriterionScore.objects.bulk_create(
            CriterionScore(issue=issue, criterion=criterion, score=self.chance.randint(1, 5))
            for issue in self.adopted
            for criterion in criteria_of(self.drive)
        )

    def kpis(self) -> None:
        count = self.size("KPIS")
        self.indicators = Kpi.objects.bulk_create(
            Kpi(
                drive=self.drive,
                number=n + 1,
                name=f"ร้อยละความสำเร็จด้าน{TOPICS[n % len(TOPICS)]} {n + 1}",
                definition="สัดส่วนของงานที่แล้วเสร็จต่องานทั้งหมด",
                formula="แล้วเสร็จ ÷ ทั้งหมด × 100",
                unit="ร้อยละ",
                target=Decimal(80),
                thresholds=["40", "50", "60", "70", "80"],
                weight=Decimal(100) / count,
                owner=self.chance.choice(self.staff),
                due_on=TODAY,
            )
            for n in range(count)
        )
        through = Kpi.issues.through
        through.objects.bulk_create(
            through(kpi_id=one.pk, issue_id=self.adopted[n % len(self.adopted)].pk)
            for n, one in enumerate(self.indicators)
        )
        KpiReading.objects.bulk_create(
            KpiReading(
                kpi=one,
                as_of=self.drive.opened_on + timedelta(days=30 * month),
                value=Decimal(self.chance.randint(30, 90)),
                by=self.officer,
            )
            for one in self.indicators
            for month in range(1, 5)
        )

    def plan(self) -> None:
        areas = list(ActivityArea.objects.all())
        samples = list(SampleActivity.objects.filter(agency=None))
        rows = []
        for n in range(self.size("ACTIVITIES")):
            start = self.day()
            rows.append(
                Activity(
                    drive=self.drive,
                    sample=samples[n % len(samples)],
                    area=areas[n % len(areas)],
                    number=n + 1,
                    title=f"กิจกรรมที่ {n + 1} {TOPICS[n % len(TOPICS)]}",
                    unit=self.chance.choice(self.units),
                    owner=self.chance.choice(self.staff),
                    starts_on=start,
                    ends_on=start + timedelta(days=90),
                    budget=Decimal(self.chance.randrange(0, 200_000, 5000)),
                    percent=self.chance.randrange(0, 101, 10),
                )
            )
        activities = Activity.objects.bulk_create(rows)
        serves, answers = Activity.kpis.through, Activity.issues.through
        serves.objects.bulk_create(
            serves(activity_id=one.pk, kpi_id=self.indicators[n % len(self.indicators)].pk)
            for n, one in enumerate(activities)
        )
        answers.objects.bulk_create(
            answers(activity_id=one.pk, issue_id=self.adopted[n % len(self.adopted)].pk)
            for n, one in enumerate(activities)
        )
        Progress.objects.bulk_create(
            Progress(activity=one, on=self.day(), percent=one.percent, note="ดำเนินการตามแผน", by=self.officer)
            for one in activities
            if one.percent
        )
        stored = StoredFile.objects.create(
            agency=self.agency,
            name="หลักฐาน.pdf",
            media_type="application/pdf",
            size=1000,
            sha256=f"{self.scale:064d}",
            uploaded_by=self.officer,
        )
        evidence = Evidence.objects.create(
            drive=self.drive,
            number=1,
            title="ภาพกิจกรรม",
            file=stored,
            added_by=self.officer,
            added_at=timezone.now(),
        )
        Proof.objects.bulk_create(
            Proof(activity=one, evidence=evidence, by=self.officer) for one in activities
        )
