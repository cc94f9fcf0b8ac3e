"""One full agency with one thing of every kind, all (but the agency, whose name is public) named with one mark.

A test that walks the table of addresses fills `<int:risk>` by the name `risk` from `World.examples`. Where a name
means different things on different pages (`<str:token>`), the example stands under "room:page.name".
"""

import io
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core.files.base import ContentFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from PIL import Image

from janya.codes.models import Acknowledgement, ReminderStep, ScanBatch, ScannedPage, SigningTerm
from janya.codes.signing import actions as signatures
from janya.codes.signing import queries as signing_queries
from janya.core import documents
from janya.core.thai import fiscal_year
from janya.drives.models import Drive
from janya.evaluation.models import Carry, Evaluation, Lesson, PromotionCriterion
from janya.evaluation.models import Remark as EvaluationRemark
from janya.evaluation.models import Score as PromotionScore
from janya.evidence.models import Evidence
from janya.files import actions as files
from janya.findings import actions as findings
from janya.followup.models import Comment
from janya.inbox.models import Notice
from janya.issues.models import CriterionScore, Issue, PriorityCriterion
from janya.jobs.models import Job
from janya.kpis import actions as kpi_actions
from janya.kpis.models import Kpi, ReadingProof
from janya.kpis.models import Reading as KpiReading
from janya.norms.models import Code, CodeItem, Step
from janya.people import actions as people
from janya.people.models import Agency, Appointment, Invitation, Person
from janya.people.rules import Role
from janya.personnel import actions as intakes
from janya.plans import actions as plan_actions
from janya.plans.models import Activity, ActivityArea, Progress, Proof, SampleActivity
from janya.reports import queries as report_queries
from janya.reports.models import SignedReport, Submission
from janya.risks.models import Assessment, Band, Process, Risk, RiskKind, Scale, Sheet
from janya.strategy import actions as strategy_actions
from janya.surveys import actions as survey_actions
from janya.surveys.models import (
    Batch,
    Choice,
    Lot,
    Question,
    Response,
    Section,
    StakeholderGroup,
    Survey,
    SurveyGroup,
)
from janya.surveys.models import Invitation as SurveyInvitation

from . import make

LEVELS = [("low", 1, 3), ("moderate", 4, 9), ("high", 10, 15), ("critical", 16, 25)]


@dataclass
class World:
    """`mark` stands in every name; `examples` has a value for every name in the table of addresses."""

    mark: str
    agency: Agency
    drive: Drive
    officer: Person
    official: Person
    auditor: Person
    examples: dict[str, Any] = field(default_factory=dict)


def build(mark: str, code: Code | None = None) -> World:
    today = timezone.localdate()
    agency = make.agency()  # names of agencies are public, so this one is without the mark
    unit = make.unit(agency, f"กลุ่มงาน{mark}")
    drive = Drive.objects.create(
        agency=agency, fiscal_year=fiscal_year(today), code=code or make.code(), opened_on=today
    )
    staff = {
        role: make.person(role, agency, first_name=f"{mark}{role}", last_name=mark, unit=unit)
        for role in (Role.OFFICER, Role.OFFICIAL, Role.AUDITOR, Role.COORDINATOR)
    }
    officer = staff[Role.OFFICER]
    Appointment.objects.create(person=officer, agency=agency, role=Role.ADMINISTRATOR)
    made = World(mark, agency, drive, officer, staff[Role.OFFICIAL], staff[Role.AUDITOR])
    made.examples = {"agency": agency.pk, "drive": drive.pk, "unit": unit.pk, "year": drive.fiscal_year}
    norms(made)
    signing(made, today)
    persons(made, staff[Role.COORDINATOR], today)
    risks(made, today)
    surveys(made, today)
    jobs(made)
    personnel(made)
    issues(made, today)
    kpis(made, today)
    plans(made, today)
    evaluation(made, today)
    reports(made, today)
    return made


def norms(of: World) -> None:
    for number in range(1, 9):
        Step.objects.get_or_create(number=number, defaults={"key": f"s{number}", "title": f"ขั้นตอนที่ {number}"})
    item = CodeItem.objects.create(
        key=f"{of.mark}.9",
        code=of.drive.code,
        agency=of.agency,
        number=9,
        slug="own",
        title=f"ข้าราชการต้องรักษา{of.mark}",
    )
    of.examples |= {"code": of.drive.code_id, "item": item.pk}


def signing(of: World, today: date) -> None:
    """A signature on paper with its scan, a page that waits, the due date and one step of reminders."""
    held = io.BytesIO()
    Image.new("L", (20, 20), "white").save(held, "JPEG")
    scan = files.store(of.agency, ContentFile(held.getvalue(), name=f"{of.mark}.jpg"), by=of.officer)
    seen = signing_queries.sight(of.drive)
    signed = Acknowledgement.objects.create(
        **signatures.facts_of(seen, of.officer, text=f"รับทราบ{of.mark}", signed_at=timezone.now()),
        kind=Acknowledgement.Kind.PAPER,
        typed_name=of.officer.get_full_name(),
        scan=scan,
        entered_by=of.officer,
    )
    batch = ScanBatch.objects.create(
        drive=of.drive, name=f"{of.mark}.pdf", signed_on=today, by=of.officer, read_at=timezone.now()
    )
    page = ScannedPage.objects.create(
        batch=batch, number=1, picture=scan, state=ScannedPage.State.OPEN, why=ScannedPage.Why.UNREADABLE
    )
    SigningTerm.objects.create(drive=of.drive, due_on=today, address="http://testserver/")
    step = ReminderStep.objects.create(drive=of.drive, days=-14, words=f"ข้อความ{of.mark}")
    of.examples |= {
        "acknowledgement": signed.pk,
        "scan_batch": batch.pk,
        "scan": page.pk,
        "reminder_step": step.pk,
        "codes:verify.token": signatures.certificate_code(signed),
    }


def persons(of: World, coordinator: Person, today: date) -> None:
    guest = make.person(None, of.agency, first_name=f"{of.mark}guest", last_name=of.mark)
    guest.set_unusable_password()
    guest.save()
    appointment = coordinator.appointments.get()
    invitation = Invitation.objects.create(
        agency=of.agency,
        person=guest,
        token_hash=people.hashed(f"invitation-{of.mark}"),
        invited_by=of.officer,
        expires_on=today + timedelta(days=14),
    )
    of.examples |= {
        "person": coordinator.pk,
        "appointment": appointment.pk,
        "invitation": invitation.pk,
        "people:accept.token": f"invitation-{of.mark}",
        "uidb64": urlsafe_base64_encode(force_bytes(coordinator.pk)),
        "people:reset.token": default_token_generator.make_token(coordinator),
    }


def risks(of: World, today: date) -> None:
    for axis in Scale.Axis:
        for level in range(1, 6):
            scale = Scale.objects.create(
                agency=of.agency,
                key=f"{axis}.{level}",
                axis=axis,
                level=level,
                word=f"{level}{of.mark}",
                description=f"เกณฑ์{of.mark}",
            )
    for level_name, floor, ceiling in LEVELS:
        band = Band.objects.create(
            agency=of.agency,
            key=level_name,
            level=level_name,
            name=f"{level_name}{of.mark}",
            floor=floor,
            ceiling=ceiling,
            response=f"ดำเนินการ{of.mark}",
        )
    kind = RiskKind.objects.create(agency=of.agency, key="kind", name=f"ประเภท{of.mark}")
    process = Process.objects.create(agency=of.agency, name=f"กระบวนงาน{of.mark}")
    made = []
    for number in (1, 2):
        risk = Risk.objects.create(
            drive=of.drive,
            number=number,
            title=f"ความเสี่ยง{of.mark} {number}",
            cause=f"สาเหตุ{of.mark}",
            kind=kind,
            process=process,
            owner=of.officer,
            unit_id=of.examples["unit"],
            likelihood=5,
            impact=5,
            residual_likelihood=4,
            residual_impact=5,
            score=25,
            residual_score=20,
        )
        risk.items.set([make.item(of.drive, number)])
        assessment = Assessment.objects.create(
            risk=risk,
            likelihood=5,
            impact=5,
            residual_likelihood=4,
            residual_impact=5,
            by=of.officer,
            on=today,
            why=of.mark,
        )
        made.append(risk)
    table = f"รหัส,ประเด็นความเสี่ยง\n{made[0].reference},{made[0].title}\n"
    sheet = Sheet.objects.create(
        drive=of.drive, name=f"{of.mark}.csv", content=table.encode("utf-8-sig"), by=of.officer
    )
    of.examples |= {
        "sheet": sheet.pk,
        "risk": made[0].pk,
        "candidate": f"risk-{made[1].pk}",
        "scale": scale.pk,
        "band": band.pk,
        "kind": kind.pk,
        "process": process.pk,
        "axis": "likelihood",
        "assessment": assessment.pk,
        "likelihood": 4,
        "impact": 5,
    }


def jobs(of: World) -> None:
    job = Job.objects.create(
        agency=of.agency, kind="world.example", title=f"งาน{of.mark}", by=of.officer, state="failed"
    )
    of.examples |= {"job": job.pk}


def personnel(of: World) -> None:
    table = f"ชื่อ,นามสกุล\n{of.mark},{of.mark}\n".encode("utf-8-sig")
    intake = intakes.receive(of.agency, name=f"{of.mark}.csv", size=len(table), chunks=[table], by=of.officer)
    intakes.answer(
        intake,
        answers={"columns": {"first_name": 0, "last_name": 1}, "gone": "keep", "homes": "empty"},
        by=of.officer,
    )
    of.examples |= {"intake": intake.pk}


def surveys(of: World, today: date) -> None:
    group = StakeholderGroup.objects.create(agency=of.agency, key="group", name=f"กลุ่ม{of.mark}")
    survey = Survey.objects.create(
        drive=of.drive,
        title=f"แบบสำรวจ{of.mark}",
        opens_on=today - timedelta(days=3),
        closes_on=today + timedelta(days=30),
        state=Survey.State.OPEN,
    )
    for position in range(3):
        statement = Question.objects.create(
            survey=survey,
            item=make.item(of.drive, position + 1),
            position=position,
            text=f"ข้อความ{of.mark} {position}",
        )
    asked = SurveyGroup.objects.create(
        survey=survey, group=group, token=f"survey-{of.mark.lower()}", target=20
    )
    Response.objects.bulk_create(
        Response(survey=survey, group=asked, answers="535251" if n % 2 else "545352") for n in range(12)
    )
    findings.tally(survey)
    SurveyInvitation.objects.create(group=asked, token_hash=survey_actions.hash_of(asked.token))
    lot = Lot.objects.create(
        group=asked,
        method="all",
        seed="0" * 32,
        frame=0,
        frame_mark="",
        size=0,
        by=of.officer,
        drawn_on=today,
    )
    batch = Batch.objects.create(group=asked, number=1, by=of.officer)
    later = survey_actions.keep_for_later(asked, QueryDict("remark=x"), link=f"later-{of.mark.lower()}")
    draft = Survey.objects.create(
        drive=of.drive,
        kind=Survey.Kind.OWN,
        title=f"ร่างแบบสำรวจ{of.mark}",
        opens_on=today,
        closes_on=today + timedelta(days=30),
    )
    section = Section.objects.create(survey=draft, position=0, title=f"ส่วน{of.mark}")
    first = Question.objects.create(
        survey=draft, section=section, position=0, kind="single", text=f"คำถาม{of.mark}"
    )
    Choice.objects.bulk_create(
        Choice(question=first, position=n, text=f"ตัวเลือก{of.mark}{n}") for n in range(2)
    )
    question = Question.objects.create(
        survey=draft,
        section=section,
        position=1,
        kind="ranking",
        text=f"เรียงลำดับ{of.mark}",
        asked_if=first,
        asked_if_answer="1",
    )
    of.examples |= {
        "section": section.pk,
        "question": question.pk,
        "survey": survey.pk,
        "statement": statement.pk,
        "group": asked.pk,
        "stakeholder": group.pk,
        "token": asked.token,
        "later": later,
        "lot": lot.pk,
        "batch": batch.pk,
    }


def issues(of: World, today: date) -> None:
    criterion = PriorityCriterion.objects.create(
        agency=of.agency, key="c", name=f"เกณฑ์{of.mark}", weight=100, scale=["1", "2", "3", "4", "5"]
    )
    issue = Issue.objects.create(
        drive=of.drive,
        item=make.item(of.drive),
        number=1,
        title=f"ประเด็น{of.mark}",
        decision=Issue.Decision.ADOPTED,
        decided_by=of.officer,
        decided_on=today,
    )
    issue.risks.set([of.examples["risk"]])
    CriterionScore.objects.create(issue=issue, criterion=criterion, score=4)
    of.examples |= {"issue": issue.pk, "criterion": criterion.pk}


def kpis(of: World, today: date) -> None:
    kpi = Kpi.objects.create(
        drive=of.drive,
        number=1,
        name=f"ตัวชี้วัด{of.mark}",
        definition="คำจำกัดความ",
        formula="สูตร",
        unit="ร้อยละ",
        target=Decimal(80),
        thresholds=["40", "50", "60", "70", "80"],
        weight=Decimal(100),
        owner=of.officer,
        due_on=today + timedelta(days=90),
    )
    kpi.issues.set([of.examples["issue"]])
    reading = KpiReading.objects.create(
        kpi=kpi, as_of=today, value=Decimal(55), by=of.officer, note=f"หมายเหตุ{of.mark}"
    )
    of.examples |= {"kpi": kpi.pk, "reading": reading.pk, "metric": "none"}


def plans(of: World, today: date) -> None:
    area, _new = ActivityArea.objects.get_or_create(
        number=1, defaults={"key": "1", "title": "ด้านการส่งเสริม", "short": "ส่งเสริม"}
    )
    sample = SampleActivity.objects.create(
        agency=of.agency, key="own", area=area, number=1, title=f"ตัวอย่าง{of.mark}"
    )
    activity = Activity.objects.create(
        drive=of.drive,
        sample=sample,
        area=area,
        number=1,
        title=f"กิจกรรม{of.mark}",
        unit_id=of.examples["unit"],
        owner=of.officer,
        starts_on=today - timedelta(days=10),
        ends_on=today + timedelta(days=10),
        budget=Decimal(1000),
        percent=20,
    )
    activity.kpis.set([of.examples["kpi"]])
    activity.issues.set([of.examples["issue"]])
    progress = Progress.objects.create(
        activity=activity, on=today, percent=20, note=f"ผล{of.mark}", by=of.officer
    )
    stored = files.store(
        of.agency, ContentFile(f"หลักฐาน{of.mark}".encode(), name=f"หลักฐาน{of.mark}.txt"), by=of.officer
    )
    evidence = Evidence.objects.create(
        drive=of.drive,
        number=1,
        title=f"หลักฐาน{of.mark}",
        file=stored,
        added_by=of.officer,
        added_at=timezone.now(),
    )
    proof = Proof.objects.create(activity=activity, evidence=evidence, by=of.officer)
    held = io.BytesIO()
    Image.new("L", (40, 30), "white").save(held, "PNG")
    drawn = files.store(of.agency, ContentFile(held.getvalue(), name=f"ภาพ{of.mark}.png"), by=of.officer)
    picture = Evidence.objects.create(
        drive=of.drive,
        number=2,
        title=f"ภาพ{of.mark}",
        file=drawn,
        added_by=of.officer,
        added_at=timezone.now(),
    )
    of.examples |= {
        "area": area.pk,
        "sample": sample.pk,
        "activity": activity.pk,
        "progress": progress.pk,
        "file": stored.pk,
        "evidence": evidence.pk,
        "evidence:picture.evidence": picture.pk,
        "proof": proof.pk,
    }
    notice = Notice.objects.create(
        person=of.officer, agency=of.agency, kind="world", text=f"ข้อความ{of.mark}", href="/"
    )
    comment = Comment.objects.create(activity=activity, text=f"ความเห็น{of.mark}", by=of.officer)
    of.examples |= {"notice": notice.pk, "comment": comment.pk}
    made = plan_actions.send(of.drive, note=f"เสนอแผน{of.mark}", by=of.officer)
    table = f"กิจกรรม/โครงการ,ด้าน,เริ่ม,สิ้นสุด\nโครงการ{of.mark},{area.number},1/10/2568,30/9/2569\n"
    sheet = plan_actions.take_sheet(
        of.drive, name=f"{of.mark}.csv", content=table.encode("utf-8-sig"), by=of.officer
    )
    found = KpiReading.objects.filter(kpi__drive=of.drive).first()
    assert found
    of.examples["reading_proof"] = ReadingProof.objects.create(
        reading=found, evidence=evidence, by=of.officer
    ).pk
    readings = kpi_actions.take_sheet(
        of.drive,
        name=f"{of.mark}.csv",
        content=f"ลำดับ,ณ วันที่,ค่าที่วัดได้\n1,{today:%d/%m/%Y},5\n".encode("utf-8-sig"),
        by=of.officer,
    )
    of.examples["reading_sheet"] = readings.pk
    strategy_actions.write(
        of.drive, seen=1, by=of.officer, vision=f"วิสัยทัศน์{of.mark}", first_year=2569, last_year=2573
    )
    goal = strategy_actions.add_goal(of.drive, by=of.officer, title=f"เป้าประสงค์{of.mark}")
    strategy = strategy_actions.add_strategy(of.drive, by=of.officer, goal=goal, title=f"กลยุทธ์{of.mark}")
    policy = strategy_actions.add_policy(
        of.drive, coverage={}, by=of.officer, title=f"นโยบาย{of.mark}", kind="other"
    )
    of.examples |= {"goal": goal.pk, "strategy": strategy.pk, "policy": policy.pk}
    of.examples |= {
        "plan_version": made.pk,
        "plan_sheet": sheet.pk,
        "plans:feed-file.token": plan_actions.make_feed(of.drive, only_mine=False, by=of.officer),
    }


def evaluation(of: World, today: date) -> None:
    """A draft of the half year with a remark and a lesson, and the promotion work with one score."""
    days = {"planned_on": today, "as_of": today}
    half = Evaluation.objects.create(drive=of.drive, kind="mid", summary=f"สรุป{of.mark}", **days)
    promotion = Evaluation.objects.create(drive=of.drive, kind="promotion", summary=f"สรุป{of.mark}", **days)
    problem = EvaluationRemark.objects.create(
        evaluation=half, kind="problem", text=f"ปัญหา{of.mark}", by=of.officer
    )
    lesson = Lesson.objects.create(
        evaluation=half, kind="mend", text=f"บทเรียน{of.mark}", carried=True, by=of.officer
    )
    criterion = PromotionCriterion.objects.create(
        agency=of.agency, key="own-1", name=f"เกณฑ์ส่งเสริม{of.mark}", scale=["1", "2", "3", "4", "5"]
    )
    score = PromotionScore.objects.create(
        evaluation=promotion, criterion=criterion, level=2, note=f"ข้อค้นพบ{of.mark}", by=of.officer, on=today
    )
    carry = Carry.objects.create(
        drive=of.drive,
        lesson=lesson,
        decision="turned_down",
        reason=f"เหตุผล{of.mark}",
        by=of.officer,
        on=today,
    )
    of.examples |= {
        "evaluation": half.pk,
        "evaluation:score.evaluation": promotion.pk,
        "remark": problem.pk,
        "lesson": lesson.pk,
        "promotion_criterion": criterion.pk,
        "promotion_score": score.pk,
        "carry": carry.pk,
    }


def reports(of: World, today: date) -> None:
    """A year's report that was signed, and one more that waits."""
    head = make.person(Role.HEAD, of.agency, first_name=f"{of.mark}head", last_name=of.mark)
    at = timezone.now()
    submission = Submission.objects.create(
        drive=of.drive,
        state=Submission.State.SIGNED,
        as_of=today,
        taken_at=at,
        facts_text="{}",
        note=of.mark,
        submitted_by=of.officer,
        submitted_at=at,
        decided_by=head,
        decided_at=at,
    )
    stored = files.store(of.agency, ContentFile(f"รายงาน{of.mark}".encode(), name="report.txt"), by=head)
    signed = SignedReport.objects.create(
        agency=of.agency,
        drive=of.drive,
        submission=submission,
        number=1,
        year=2570,
        version=1,
        signed_by=head,
        signer_name=head.get_full_name(),
        signed_at=at,
        sha256=stored.sha256,
        seal=f"{of.drive.pk:020x}",
        file=stored,
    )
    waiting = Submission.objects.create(
        drive=of.drive,
        as_of=today,
        taken_at=at,
        facts_text=json.dumps(json.loads(documents.text_of(report_queries.annual(of.drive, today)))),
        why=of.mark,
        submitted_by=of.officer,
        submitted_at=at,
    )
    of.examples |= {"submission": waiting.pk, "signed_report": signed.pk, "seal": signed.seal}


def values(of: World, page: str, names: list[str]) -> dict[str, Any]:
    """An example for each name in the address of a page; None where there is none."""
    return {name: of.examples.get(f"{page}.{name}", of.examples.get(name)) for name in names}
