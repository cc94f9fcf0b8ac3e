"""The demonstration agency evaluates: both rounds and the promotion work of the finished year, and what is carried on."""

from datetime import date

from janya.drives.models import Drive
from janya.evaluation import actions, queries
from janya.evaluation.models import Evaluation, PromotionCriterion, Remark
from janya.evaluation.rules import Feed, Kind, day_of_figures, due_on
from janya.evidence.models import Evidence
from janya.issues.models import Issue
from janya.people.models import Person
from janya.plans.models import Activity

HALF = (
    "ครึ่งปีแรกประกาศวาระจังหวัดและเริ่มลงนามรับทราบครบทุกส่วนราชการแล้ว กิจกรรมส่วนใหญ่เป็นไปตามแผน "
    "ยกเว้นกิจกรรมในพื้นที่ซึ่งรอการจัดสรรงบประมาณ"
)
SO_FAR = "อยู่ระหว่างรวบรวมผลของครึ่งปีแรก กิจกรรมที่ยกมาจากปีก่อนเริ่มดำเนินการแล้ว"
LEARNT_SO_FAR = "ควรนัดประชุมผู้ประสานงานให้ครบทุกส่วนราชการตั้งแต่เดือนแรกของปีงบประมาณ"
PROMOTION = "การส่งเสริมจริยธรรมของจังหวัดเป็นระบบขึ้น การรับทราบและการเก็บหลักฐานทำได้ดี แต่การนำผลไปปรับปรุงงานยังไม่ต่อเนื่อง"
REMARKS: dict[str, tuple[tuple[str, str], ...]] = {
    "mid": (
        ("problem", "งบประมาณไตรมาสที่หนึ่งโอนล่าช้า กิจกรรมในพื้นที่จึงเริ่มช้ากว่าแผนหนึ่งเดือน"),
        ("recommendation", "จัดลำดับกิจกรรมที่ไม่ใช้งบประมาณไว้ในไตรมาสแรก"),
    ),
    "end": (
        ("problem", "ผู้ประสานงานบางส่วนราชการเปลี่ยนตัวระหว่างปี การรายงานความก้าวหน้าจึงขาดช่วง"),
        ("problem", "เรื่องร้องเรียนที่ส่งต่อหลายหน่วยงานยังใช้เวลานานกว่ากำหนด"),
        ("recommendation", "กำหนดผู้ประสานงานสำรองของทุกส่วนราชการตั้งแต่ต้นปี"),
    ),
    "promotion": (
        ("strength", "หลักฐานของกิจกรรมครบถ้วนและตรวจสอบได้"),
        ("gap", "การยกย่องผู้ที่เป็นแบบอย่างยังไม่มีหลักเกณฑ์ที่ชัดเจน"),
        ("recommendation", "ประกาศหลักเกณฑ์การยกย่องก่อนสิ้นไตรมาสแรกของปีถัดไป"),
    ),
}
LEVELS = {"leadership": (4, "ผู้ว่าราชการจังหวัดติดตามผลในการประชุมหัวหน้าส่วนราชการทุก 6 เดือน"), "planning": (4, "")}
ELSEWHERE = (2, "ยังไม่มีหลักเกณฑ์การยกย่องที่ประกาศใช้")
LEARNT_FROM = (3, 5, 12)  # numbers of the activities that taught the lessons of the year
LOWERED = ("results", "ตัวชี้วัดบางตัววัดได้เพียงครั้งเดียวในปี จึงให้ต่ำกว่าที่คำนวณได้หนึ่งระดับ")


def of_finished(
    drive: Drive, *, summary: str, lessons: list[str], carried: list[str], by: Person, head: Person
) -> None:
    """Six months, twelve months, and the promotion work, all closed."""
    half = remark(begin(drive, Kind.MID_YEAR, HALF, by=by), by=by)
    close(half, by=by)
    year = remark(begin(drive, Kind.YEAR_END, summary, by=by), by=by)
    plan = {one.number: one for one in Activity.objects.of(drive)}
    for text, number in zip(lessons, LEARNT_FROM, strict=True):
        actions.learn(year, kind="keep", text=text, carried=False, activity=plan.get(number), by=by)
    for text in carried:
        actions.learn(year, kind="new", text=text, carried=True, by=by)
    close(year, by=head)
    promotion = remark(begin(drive, Kind.PROMOTION, PROMOTION, by=by), by=by)
    score(promotion, queries.criteria_of(drive), by=by)
    close(promotion, by=head)


def begin(drive: Drive, kind: Kind, summary: str, *, by: Person, as_of: date | None = None) -> Evaluation:
    day = due_on(kind, drive.fiscal_year)
    return actions.write(
        drive, kind, seen=actions.UNSAVED, planned_on=day, as_of=as_of or day, summary=summary, by=by
    )


def remark(evaluation: Evaluation, *, by: Person) -> Evaluation:
    issue = Issue.objects.of(evaluation.drive).adopted().order_by("number").first()
    for of, text in REMARKS[evaluation.kind]:
        about = issue if of == Remark.Kind.PROBLEM and evaluation.kind == Kind.YEAR_END else None
        actions.remark(evaluation, kind=of, text=text, issue=about, by=by)
    return evaluation


def close(evaluation: Evaluation, *, by: Person) -> None:
    actions.close(evaluation, by=by, on=evaluation.planned_on)


def score(evaluation: Evaluation, criteria: list[PromotionCriterion], *, by: Person) -> None:
    """As the figures propose, but for one; the rest as people judge; a gap is sent on."""
    proposals = queries.proposals(evaluation.drive, criteria, as_of=evaluation.as_of)
    proofs = list(Evidence.objects.of(evaluation.drive).standing().order_by("number")[:2])
    for one in criteria:
        told = proposals.get(one.pk)
        proposed = told.level if told else None
        level, note = LEVELS.get(one.key, ELSEWHERE) if one.feed == Feed.NONE else (proposed or 3, "")
        reason = ""
        if one.key == LOWERED[0] and proposed and proposed > 1:
            level, reason = proposed - 1, LOWERED[1]
        given = actions.score(
            evaluation,
            one,
            seen=actions.UNSAVED,
            level=level,
            proposed=proposed,
            arithmetic=told.arithmetic if told and proposed else "",
            reason=reason,
            note=note,
            evidence=proofs if one.key in {"leadership", "evidence"} else [],
            by=by,
            on=evaluation.as_of,
        )
        if is_to_go_on(one, level):
            actions.send_gap(given, carried=True, by=by)


def is_to_go_on(criterion: PromotionCriterion, level: int) -> bool:
    return criterion.feed == Feed.NONE and level <= 2


def of_running(drive: Drive, *, by: Person, on: date) -> None:
    """What is not finished goes on under its name, one thing is turned down, the rest waits; two drafts are begun."""
    half, promotion = (
        begin(drive, kind, SO_FAR, by=by, as_of=day_of_figures(kind, drive.fiscal_year, on))
        for kind in (Kind.MID_YEAR, Kind.PROMOTION)
    )
    actions.learn(half, kind="mend", text=LEARNT_SO_FAR, carried=True, by=by)
    judged = [one for one in queries.criteria_of(drive) if one.feed == Feed.NONE]
    score(promotion, judged, by=by)
    rows = queries.carried(drive).rows
    present = {one.title: one for one in Activity.objects.of(drive)}
    turned = False
    for row in rows:
        same = present.get(row.source.title)
        if same:
            actions.take_up(drive, row.source, made=same, by=by, on=on)
        elif row.source.kind == "kpi" and not turned:
            turned = True
            reason = "ปีนี้วัดด้วยตัวชี้วัดใหม่ที่ครอบคลุมกว่า"
            actions.turn_down(drive, row.source, reason=reason, by=by, on=on)
