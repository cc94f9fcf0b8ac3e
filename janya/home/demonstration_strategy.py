"""The strategic plan of the demonstration agency, and the other policies its code is woven into."""

from datetime import date

from janya.drives.models import Drive
from janya.issues.models import Issue
from janya.kpis.models import Kpi
from janya.norms.models import CodeItem
from janya.people.models import Person
from janya.plans.models import Activity
from janya.strategy import actions
from janya.strategy.models import Strategy

VISION = "จังหวัดที่ประชาชนเชื่อมั่น ด้วยข้าราชการที่ซื่อสัตย์ โปร่งใส และบริการเสมอภาค"
MISSIONS = """สร้างมาตรฐานการปฏิบัติตามประมวลจริยธรรมในทุกส่วนราชการ
เปิดเผยข้อมูลและกระบวนงานให้ประชาชนตรวจสอบได้
ส่งเสริมผู้ประพฤติดีและคุ้มครองผู้กล้าทักท้วงสิ่งที่ไม่ถูกต้อง"""
VALUES = """ซื่อสัตย์
เสมอภาค
รับผิดชอบ"""
GOALS = (
    (
        "ประชาชนเชื่อมั่นในความโปร่งใสของการบริการและการจัดซื้อจัดจ้าง",
        (
            ("เปิดเผยขั้นตอนและลำดับการบริการ", "ติดประกาศลำดับคิวทุกจุดบริการ\nเผยแพร่ผลการบริการรายเดือน"),
            ("ป้องกันผลประโยชน์ทับซ้อน", "เปิดเผยส่วนได้เสียก่อนเริ่มงานจัดซื้อ\nทบทวนธรรมเนียมการรับของขวัญ"),
        ),
    ),
    (
        "ข้าราชการยึดมั่นประมวลจริยธรรมและกล้าทำสิ่งที่ถูกต้อง",
        (("สร้างความรู้และช่องทางปรึกษา", "อบรมข้าราชการบรรจุใหม่\nเปิดศูนย์ให้คำปรึกษาด้านจริยธรรม"),),
    ),
)
POLICIES = (
    ("แผนปฏิบัติราชการประจำปีของจังหวัด", "action_plan", "จว 0017/ว 215", (1, 2, 4, 6)),
    ("แผนปฏิบัติการป้องกันการทุจริต", "anti_corruption", "ปท 3/2569", (2, 3, 5)),
    ("ประกาศนโยบายไม่รับของขวัญ", "regulation", "จว 12/2569", (2, 3)),
    ("แผนบริหารทรัพยากรบุคคล", "personnel", "", (1, 4, 7)),
)


def write_strategy(drive: Drive, *, by: Person) -> None:
    """Vision, goals with their KPIs, strategies with their issues and activities, and the policies."""
    actions.write(
        drive,
        seen=1,
        by=by,
        vision=VISION,
        missions=MISSIONS,
        values=VALUES,
        first_year=2569,
        last_year=2573,
    )
    kpis, issues = list(Kpi.objects.of(drive)), list(Issue.objects.of(drive).adopted().order_by("number"))
    made: list[Strategy] = []
    for n, (title, strategies) in enumerate(GOALS):
        goal = actions.add_goal(drive, by=by, title=title, kpis=kpis[n :: len(GOALS)])
        made += [
            actions.add_strategy(drive, by=by, goal=goal, title=name, measures=measures)
            for name, measures in strategies
        ]
    for n, one in enumerate(made):
        actions.change_strategy(one, seen=one.version, by=by, issues=issues[n :: len(made)])
    for activity in Activity.objects.of(drive).prefetch_related("issues"):
        answered = set(activity.issues.all())
        strategy = next((one for one in made if answered & set(one.issues.all())), None)
        Activity.objects.filter(pk=activity.pk).update(strategy=strategy)
    items = {item.number: item.pk for item in CodeItem.objects.of(drive.code_id)}
    for title, kind, reference, numbers in POLICIES:
        actions.add_policy(
            drive,
            by=by,
            title=title,
            kind=kind,
            reference=reference,
            dated_on=date(drive.fiscal_year - 544, 10, 15),
            first_year=drive.fiscal_year,
            last_year=drive.fiscal_year,
            coverage={
                items[number]: "กำหนดเป็นแนวปฏิบัติและติดตามผลทุกไตรมาส" for number in numbers if number in items
            },
        )
