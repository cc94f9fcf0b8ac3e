"""Makes what tests need: agencies, persons with roles, drives, and one thing of each room."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from janya.drives.models import Drive
from janya.issues.models import Issue
from janya.kpis.models import Kpi, Reading
from janya.norms.models import Code, CodeItem
from janya.people.models import Agency, Appointment, Person, Unit
from janya.people.rules import Role

if TYPE_CHECKING:
    from tests.world import World

TODAY = date(2026, 2, 10)  # in fiscal year 2569
numbers = count(1)


def agency(name: str = "", **facts: Any) -> Agency:
    n = next(numbers)
    return Agency.objects.create(
        **{"key": f"T{n}", "kind": "province", "name": name or f"จังหวัดทดสอบ {n}", "joined_on": TODAY, **facts}
    )


def unit(of: Agency | None = None, name: str = "", parent: Unit | None = None) -> Unit:
    from janya.people import actions

    return actions.add_unit(of or agency(), name=name or f"กลุ่มงานที่ {next(numbers)}", parent=parent, by=None)


def person(role: Role | None = None, at: Agency | None = None, **facts: Any) -> Person:
    """A person who works in the agency `at` and holds `role` there; the password is "janya-password"."""
    n = next(numbers)
    made = Person.objects.create_user(
        **{
            "email": f"person{n}@example.go.th",
            "password": "janya-password",
            "first_name": f"สมชาย{n}",
            "last_name": "ใจดี",
            "prename": "นาย",
            "workplace": at,
            "home_agency": at,
            **facts,
        }
    )
    if role:
        Appointment.objects.create(person=made, agency=at or agency(), role=role, unit=facts.get("unit"))
    return made


def officer(at: Agency) -> Person:
    return person(Role.OFFICER, at)


def code(items: int = 3, key: str = "") -> Code:
    n = next(numbers)
    made = Code.objects.create(
        key=key or f"c{n}",
        title="ประมวลจริยธรรมข้าราชการพลเรือน",
        short_title=f"ประมวลจริยธรรม {key or n}",
        published_on=date(2021, 5, 20),
        effective_from=date(2021, 5, 21),
    )
    for number in range(1, items + 1):
        CodeItem.objects.create(
            key=f"{made.key}.{number}",
            code=made,
            number=number,
            slug=f"item-{number}",
            title=f"ข้าราชการต้องประพฤติตามข้อที่ {number}",
            gist="สาระสำคัญ",
            guidance="แนวปฏิบัติ",
            dos=["กระทำสิ่งที่ถูกต้อง"],
            donts=["ละเว้นหน้าที่"],
            questions=["ท่านปฏิบัติตามหรือไม่"],
        )
    return made


def drive(of: Agency | None = None, year: int = 2569, items: int = 3) -> Drive:
    return Drive.objects.create(
        agency=of or agency(), fiscal_year=year, code=code(items), opened_on=date(year - 544, 10, 1)
    )


def item(of: Drive, number: int = 1) -> CodeItem:
    return CodeItem.objects.get(code=of.code_id, agency=None, number=number)


def issue(of: Drive, title: str = "", *, by: Person | None = None, **facts: Any) -> Issue:
    """An adopted issue of the drive's first item, unless the facts say otherwise."""
    from janya.issues import actions

    return actions.decide(
        of,
        **{
            "item": item(of),
            "title": title or f"ลดการเลือกปฏิบัติในการให้บริการ {next(numbers)}",
            "decision": Issue.Decision.ADOPTED,
            "by": by or officer(of.agency),
            "on": TODAY,
            **facts,
        },
    )


def kpi_facts(of: Drive, **facts: Any) -> dict[str, Any]:
    """A KPI that is concrete: percent of officials who sign, from 60 to 90."""
    return {
        "name": f"ร้อยละของข้าราชการกลุ่มที่ {next(numbers)} ที่ลงนามรับทราบประมวลจริยธรรม",
        "definition": "ผู้ที่ลงนามรับทราบในระบบ เทียบกับข้าราชการทั้งหมด",
        "formula": "จำนวนผู้ลงนาม × 100 ÷ จำนวนข้าราชการทั้งหมด",
        "unit": "ร้อยละ",
        "direction": "more",
        "baseline": Decimal(60),
        "target": Decimal(90),
        "levels": [Decimal(level) for level in (60, 70, 80, 90, 100)],
        "weight": Decimal(25),
        "frequency": "quarterly",
        "due_on": date(of.fiscal_year - 543, 9, 30),
        "source": "",
        "metric": "",
        **facts,
    }


def kpi(of: Drive, *, by: Person | None = None, **facts: Any) -> Kpi:
    from janya.kpis import actions

    owner = by or officer(of.agency)
    every = {"owner": owner, "issues": None, **kpi_facts(of, **facts)}
    every["issues"] = every["issues"] or [issue(of, by=owner)]
    return actions.add(of, by=owner, **every)


def reading(of: Kpi, value: Any, as_of: date = TODAY, *, by: Person | None = None) -> Reading:
    from janya.kpis import actions

    return actions.record(of, value=Decimal(str(value)), as_of=as_of, by=by or of.owner)


def world(mark: str) -> "World":
    """A full agency with one thing of every kind, all named with the mark (tests/world.py)."""
    from tests.world import build

    return build(mark)


def bands() -> None:
    """The national scales, bands and kinds of risk, as the catalogue has them."""
    from janya.core import catalogue
    from janya.risks import catalogue as risks

    risks.load(catalogue.read_folder(catalogue.folder()))


def risk(of: Drive, **facts: Any) -> Any:
    """A risk of the drive, levels 4×4 before controls and 3×4 left over unless told."""
    from janya.risks import actions
    from janya.risks.models import Band

    if not Band.objects.exists():
        bands()
    by = facts.pop("by", None) or person(Role.OFFICER, of.agency)
    usual = {
        "title": f"รับของขวัญจากผู้รับจ้าง {next(numbers)}",
        "likelihood": 4,
        "impact": 4,
        "residual_likelihood": 3,
        "residual_impact": 4,
        "items": [item(of)],
        "controls": "ทะเบียนรับของขวัญ",
        "owner": by,
    }
    return actions.add(of, by=by, on=TODAY, **{**usual, **facts})


def area(number: int = 1) -> Any:
    from janya.plans.models import ActivityArea

    made, _new = ActivityArea.objects.get_or_create(
        number=number, defaults={"key": str(number), "title": f"ด้านที่ {number}", "short": f"ด้าน {number}"}
    )
    return made


def activity(of: Drive, *, by: Person | None = None, **facts: Any) -> Any:
    """An activity of the whole first half of the fiscal year unless told."""
    from janya.plans import actions

    by = by or officer(of.agency)
    usual = {
        "title": f"ฝึกอบรมรุ่นที่ {next(numbers)}",
        "area": area(),
        "starts_on": of.opened_on,
        "ends_on": date(of.fiscal_year - 543, 3, 31),
        "owner": by,
    }
    return actions.add(of, by=by, **{**usual, **facts})


def stakeholders(name: str = "", inside: bool = True) -> Any:
    """A national stakeholder group."""
    from janya.surveys.models import StakeholderGroup

    n = next(numbers)
    return StakeholderGroup.objects.create(key=f"g{n}", name=name or f"ผู้รับบริการกลุ่มที่ {n}", inside=inside)


def survey(
    of: Drive, *, groups: Any = None, is_open: bool = True, by: Person | None = None, **facts: Any
) -> Any:
    """A survey of every item of the drive's code, open for a month from TODAY, asking one group unless told."""
    from janya.surveys import actions

    by = by or officer(of.agency)
    usual = {
        "title": f"แบบสำรวจความคาดหวัง {next(numbers)}",
        "opens_on": TODAY,
        "closes_on": date(2026, 3, 10),
        "groups": groups or {stakeholders(): 20},
    }
    made = actions.prepare(of, by=by, **{**usual, **facts})
    if is_open:
        actions.open_survey(made, by=by)
    return made


def closed(survey: Any, *, by: Person | None = None) -> Any:
    """The survey, closed and counted."""
    from janya.surveys import actions

    actions.close_survey(survey, by=by or officer(survey.drive.agency))
    return survey


def responses(group: Any, count: int, answers: str = "") -> None:
    """So many answers of a group of a survey, all alike: 5 wished and 3 perceived unless told."""
    from janya.surveys.models import Response

    text = answers or "53" * group.survey.questions.count()
    Response.objects.bulk_create(
        Response(survey=group.survey, group=group, answers=text) for _n in range(count)
    )


def notice(of: Person, text: str = "", **facts: Any) -> Any:
    """An unread notice to a person that leads to the front page."""
    from janya.inbox.models import Notice

    usual = {"kind": "test", "text": text or f"ข้อความที่ {next(numbers)}", "href": "/"}
    return Notice.objects.create(person=of, **{**usual, **facts})
