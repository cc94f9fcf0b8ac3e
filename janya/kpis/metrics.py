"""Figures that the system itself measures, as of a day; a KPI bound to one needs nobody to type its reading."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.db.models import Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from janya.codes.models import Reading as ItemRead
from janya.codes.signing import queries as signatures
from janya.drives.models import Drive
from janya.findings import queries as findings
from janya.norms.models import CodeItem
from janya.people.models import Person
from janya.risks import queries as risks
from janya.risks.models import Assessment, Risk
from janya.risks.rules import Level
from janya.surveys import queries as surveys
from janya.surveys.models import Survey

from .rules import Direction

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. `name`, `definition`, `formula`, `unit` are Thai words ready to stand in a KPI."""

    key: str
    label: "_StrPromise"
    name: str
    definition: str
    formula: str
    unit: str
    direction: Direction
    source: str
    measure: Callable[[Drive, date], Decimal | None]


def end_of(day: date) -> datetime:
    """The moment at which a day is over here."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(100 * part) / whole).quantize(CENT, ROUND_HALF_UP) if whole else None


def acknowledged(drive: Drive, as_of: date) -> Decimal | None:
    """Who had signed by the end of that day, of those who work here now (staff lists of the past are not kept)."""
    signed = signatures.signed_until(drive, end_of(as_of))
    return percent(signed, Person.objects.working_in(drive.agency).count())


def items_read(drive: Drive, as_of: date) -> Decimal | None:
    """Items read by the end of that day, of all items times all who work here now."""
    items = CodeItem.objects.of(drive.code_id, drive.agency_id)
    read = ItemRead.objects.filter(
        drive=drive,
        item__in=items,
        person__workplace=drive.agency_id,
        person__is_active=True,
        read_at__lt=end_of(as_of),
    )
    return percent(read.count(), items.count() * Person.objects.working_in(drive.agency).count())


def open_high_risks(drive: Drive, as_of: date) -> Decimal | None:
    """Risks open at the end of that day whose remaining score, by their last assessment until then, was high.

    A risk first assessed later did not stand in the register yet; one never assessed counts with its present score.
    None as long as the register is empty: no risk found is not the same as no risk looked for.
    """
    floors = [
        band.floor for band in risks.bands_for(drive.agency) if band.level in {Level.HIGH, Level.CRITICAL}
    ]
    of_risk = Assessment.objects.filter(risk=OuterRef("pk"))
    until = of_risk.filter(on__lte=as_of).order_by("-on", "-pk")
    known = Risk.objects.of(drive).filter(Exists(until) | ~Exists(of_risk))
    if not floors or not known.exists():
        return None
    then = Subquery(until.annotate(left=F("residual_likelihood") * F("residual_impact")).values("left")[:1])
    standing = known.filter(Q(closed_on=None) | Q(closed_on__gt=as_of)).annotate(
        then=Coalesce(then, F("residual_score"), output_field=IntegerField())
    )
    return Decimal(standing.filter(then__gte=min(floors)).count())


def high_risks_reduced(drive: Drive, as_of: date) -> Decimal | None:
    """Of the risks that were high before controls, the share whose remaining score by that day was lower, or that were closed."""
    floors = [
        band.floor for band in risks.bands_for(drive.agency) if band.level in {Level.HIGH, Level.CRITICAL}
    ]
    if not floors:
        return None
    until = Assessment.objects.filter(risk=OuterRef("pk"), on__lte=as_of).order_by("-on", "-pk")
    left = Subquery(until.annotate(left=F("residual_likelihood") * F("residual_impact")).values("left")[:1])
    before = Subquery(until.annotate(before=F("likelihood") * F("impact")).values("before")[:1])
    high = Risk.objects.of(drive).annotate(then=left, begun=before).filter(begun__gte=min(floors))
    lower = high.filter(Q(then__lt=min(floors)) | Q(closed_on__lte=as_of))
    return percent(lower.count(), high.count())


def closed_survey(drive: Drive, as_of: date) -> Survey | None:
    """The latest closed survey that had opened by that day (one may close before its planned day; that day is not kept)."""
    closed = Survey.objects.of(drive).filter(
        state=Survey.State.CLOSED, kind=Survey.Kind.EXPECTATION, opens_on__lte=as_of
    )
    return closed.order_by("-closes_on", "-pk").first()


def survey_mean(drive: Drive, as_of: date, column: str) -> Decimal | None:
    """The mean of all items over all answers of the latest closed survey, each item weighing as many as answered it."""
    survey = closed_survey(drive, as_of)
    if survey is None:
        return None
    rows = [
        (Decimal(str(value)), row.n)
        for row in findings.results(survey).rows
        if row.group is None and not row.suppressed and (value := getattr(row, column)) is not None and row.n
    ]
    answers = sum(n for _value, n in rows)
    whole = sum((value * n for value, n in rows), Decimal(0))
    return (whole / answers).quantize(CENT, ROUND_HALF_UP) if answers else None


def survey_gap(drive: Drive, as_of: date) -> Decimal | None:
    return survey_mean(drive, as_of, "gap")


def survey_perceived(drive: Drive, as_of: date) -> Decimal | None:
    return survey_mean(drive, as_of, "perceived")


def awareness_score(drive: Drive, as_of: date) -> Decimal | None:
    """Mean score of knowledge in the latest awareness survey that was counted and had opened by that day."""
    survey = findings.counted(drive, Survey.Kind.AWARENESS).filter(opens_on__lte=as_of).first()
    found = findings.score(findings.results(survey)) if survey else None
    return Decimal(str(found.mean)).quantize(CENT, ROUND_HALF_UP) if found else None


def survey_answers(drive: Drive, as_of: date) -> Decimal | None:
    """Answers against the hoped-for number in the latest survey that had opened; answers carry no day of their own."""
    opened = Survey.objects.of(drive).exclude(state=Survey.State.DRAFT).filter(opens_on__lte=as_of)
    survey = opened.order_by("-opens_on", "-pk").first()
    if survey is None:
        return None
    groups = surveys.groups_of(survey)
    return percent(sum(one.answered for one in groups), sum(one.target for one in groups))


METRICS: dict[str, Metric] = {
    metric.key: metric
    for metric in (
        Metric(
            "acknowledged",
            _("ร้อยละของผู้ลงนามรับทราบประมวลจริยธรรม"),
            "ร้อยละของข้าราชการและเจ้าหน้าที่ที่ลงนามรับทราบประมวลจริยธรรม",
            "ผู้ที่ศึกษาประมวลจริยธรรมครบทุกข้อและลงนามรับทราบในระบบ เทียบกับผู้ปฏิบัติราชการทั้งหมดของส่วนราชการ",
            "จำนวนผู้ลงนามรับทราบ × 100 ÷ จำนวนผู้ปฏิบัติราชการทั้งหมด",
            "ร้อยละ",
            Direction.MORE,
            "ทะเบียนการลงนามรับทราบในระบบ",
            acknowledged,
        ),
        Metric(
            "items_read",
            _("ร้อยละของการศึกษาประมวลจริยธรรมรายข้อ"),
            "ร้อยละของข้อประมวลจริยธรรมที่ข้าราชการและเจ้าหน้าที่ศึกษาแล้ว",
            "จำนวนข้อที่แต่ละคนบันทึกว่าศึกษาแล้วในระบบ เทียบกับจำนวนข้อทั้งหมดของทุกคน",
            "ผลรวมจำนวนข้อที่ศึกษาแล้วของทุกคน × 100 ÷ (จำนวนข้อทั้งหมด × จำนวนผู้ปฏิบัติราชการทั้งหมด)",
            "ร้อยละ",
            Direction.MORE,
            "บันทึกการศึกษาประมวลจริยธรรมในระบบ",
            items_read,
        ),
        Metric(
            "open_high_risks",
            _("จำนวนความเสี่ยงระดับสูงและสูงมากที่เหลืออยู่"),
            "จำนวนความเสี่ยงด้านจริยธรรมที่เหลืออยู่ในระดับสูงและสูงมาก",
            "ความเสี่ยงที่ยังไม่ปิดซึ่งคะแนนหลังการควบคุมอยู่ในระดับสูงหรือสูงมาก ตามทะเบียนความเสี่ยงของส่วนราชการ",
            "นับจำนวนความเสี่ยงที่ยังไม่ปิดและมีคะแนนที่เหลืออยู่ในระดับสูงหรือสูงมาก",
            "เรื่อง",
            Direction.LESS,
            "ทะเบียนความเสี่ยงด้านจริยธรรมในระบบ",
            open_high_risks,
        ),
        Metric(
            "high_risks_reduced",
            _("ร้อยละของความเสี่ยงสูงที่ลดระดับลงแล้ว"),
            "ร้อยละของความเสี่ยงด้านจริยธรรมระดับสูงและสูงมากที่ลดระดับลงหรือปิดได้",
            "ความเสี่ยงที่ก่อนควบคุมอยู่ในระดับสูงหรือสูงมาก และคะแนนหลังการควบคุมต่ำกว่าระดับสูง หรือปิดแล้ว ตามทะเบียนความเสี่ยง",
            "จำนวนความเสี่ยงสูงที่ลดระดับหรือปิดแล้ว × 100 ÷ จำนวนความเสี่ยงสูงทั้งหมด",
            "ร้อยละ",
            Direction.MORE,
            "ทะเบียนความเสี่ยงด้านจริยธรรมในระบบ",
            high_risks_reduced,
        ),
        Metric(
            "survey_gap",
            _("ช่องว่างความคาดหวังเฉลี่ยจากผลสำรวจ"),
            "ช่องว่างเฉลี่ยระหว่างระดับที่พึงประสงค์กับระดับที่เป็นอยู่ของการปฏิบัติตามประมวลจริยธรรม",
            "ผลต่างของคะแนนที่ผู้มีส่วนได้ส่วนเสียคาดหวังกับคะแนนที่เห็นว่าเป็นอยู่ จากแบบสำรวจครั้งล่าสุดที่ปิดรับคำตอบแล้ว",
            "ค่าเฉลี่ยของ (ระดับที่พึงประสงค์ − ระดับที่เป็นอยู่) ทุกข้อของผู้ตอบทั้งหมด",
            "คะแนน",
            Direction.LESS,
            "แบบสำรวจความคาดหวังของผู้มีส่วนได้ส่วนเสียในระบบ",
            survey_gap,
        ),
        Metric(
            "survey_perceived",
            _("คะแนนเฉลี่ยของระดับที่เป็นอยู่จากผลสำรวจ"),
            "คะแนนเฉลี่ยของการปฏิบัติตามประมวลจริยธรรมตามความเห็นของผู้มีส่วนได้ส่วนเสีย",
            "คะแนน 1 ถึง 5 ของระดับที่เป็นอยู่ จากแบบสำรวจครั้งล่าสุดที่ปิดรับคำตอบแล้ว",
            "ค่าเฉลี่ยของคะแนนระดับที่เป็นอยู่ทุกข้อของผู้ตอบทั้งหมด",
            "คะแนน",
            Direction.MORE,
            "แบบสำรวจความคาดหวังของผู้มีส่วนได้ส่วนเสียในระบบ",
            survey_perceived,
        ),
        Metric(
            "awareness_score",
            _("คะแนนความรู้จากแบบสำรวจการรับรู้"),
            "คะแนนความรู้เกี่ยวกับประมวลจริยธรรมของผู้ตอบแบบสำรวจการรับรู้",
            "คะแนน 0 ถึง 100 จากคำถามความรู้ในแบบสำรวจการรับรู้ครั้งล่าสุดที่ปิดรับคำตอบแล้ว",
            "ค่าเฉลี่ยของ (จำนวนข้อที่ตอบถูก ÷ จำนวนข้อที่ถาม × 100) ของผู้ตอบทุกคน",
            "คะแนน",
            Direction.MORE,
            "แบบสำรวจการรับรู้ประมวลจริยธรรมในระบบ",
            awareness_score,
        ),
        Metric(
            "survey_answers",
            _("ร้อยละของผู้ตอบแบบสำรวจเทียบกับเป้าหมาย"),
            "ร้อยละของผู้ตอบแบบสำรวจความคาดหวังเทียบกับจำนวนตัวอย่างเป้าหมาย",
            "จำนวนคำตอบทุกกลุ่มของแบบสำรวจครั้งล่าสุด เทียบกับจำนวนตัวอย่างเป้าหมายของทุกกลุ่ม",
            "จำนวนคำตอบทั้งหมด × 100 ÷ จำนวนตัวอย่างเป้าหมายทั้งหมด",
            "ร้อยละ",
            Direction.MORE,
            "แบบสำรวจความคาดหวังของผู้มีส่วนได้ส่วนเสียในระบบ",
            survey_answers,
        ),
    )
}


def register(*metrics: Metric) -> None:
    """A room above adds its figures when it starts; a key is taken once."""
    for metric in metrics:
        if METRICS.setdefault(metric.key, metric) is not metric:
            msg = f"the metric {metric.key} is there already"
            raise ValueError(msg)


def measured(drive: Drive, keys: Iterable[str], as_of: date) -> dict[str, Decimal | None]:
    """Each of these figures once, as of the end of a day."""
    return {key: METRICS[key].measure(drive, as_of) for key in dict.fromkeys(keys) if key in METRICS}
