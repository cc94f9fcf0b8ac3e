"""The pages of steps 4 and 5: with and without htmx, for those who may and those who may only look."""

import re
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from janya.core import catalogue
from janya.drives.models import Drive
from janya.issues import actions, queries
from janya.issues import catalogue as issue_catalogue
from janya.issues.models import Issue, PriorityCriterion, Weight
from janya.people.models import Person
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def criteria(db: None) -> list[PriorityCriterion]:
    issue_catalogue.load(catalogue.read_folder(catalogue.folder()))
    return list(PriorityCriterion.objects.order_by("order"))


@pytest.fixture
def drive(criteria: list[PriorityCriterion]) -> Drive:
    return make.drive()


@pytest.fixture
def ana(drive: Drive) -> Person:
    return make.officer(drive.agency)


def ranked(
    drive: Drive, by: Person, criteria: list[PriorityCriterion], *scores: tuple[int, ...]
) -> list[Issue]:
    """One issue for each row of scores."""
    issues = []
    for row in scores:
        issue = make.issue(drive, by=by)
        actions.score(issue, dict(zip(criteria, row, strict=True)), by=by, on=make.TODAY)
        issues.append(issue)
    return issues


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def weights(criteria: list[PriorityCriterion], *values: int) -> dict[str, Any]:
    return {f"c{one.pk}": str(value) for one, value in zip(criteria, values, strict=True)}


# ── step 4 ─────────────────────────────────────────────────────────────────────────────────
def test_candidates_show_their_numbers_and_can_be_ticked(drive: Drive, ana: Person, browse: Browse) -> None:
    risk = make.risk(drive, residual_likelihood=4, residual_impact=5)

    told = text(browse(ana), f"/drives/{drive.pk}/issues/")
    seen = text(browse(make.person(Role.AUDITOR, drive.agency)), f"/drives/{drive.pk}/issues/")

    assert f'name="pick" value="risk-{risk.pk}"' in told
    assert "4 × 5 = 20" in told
    assert 'name="pick"' not in seen
    assert "4 × 5 = 20" in seen


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_ticked_becomes_one_issue(
    drive: Drive, ana: Person, browse: Browse, headers: dict[str, str]
) -> None:
    one, risk = make.issue(drive, by=ana), make.risk(drive)
    client, path = browse(ana), f"/drives/{drive.pk}/issues/merge/"
    keys = [f"issue-{one.pk}", f"risk-{risk.pk}"]

    asked = client.get(path, {"pick": keys})
    unsaid = client.post(path, {"pick": keys, "title": "", "item": one.item_id}, headers=headers)
    facts = {"pick": keys, "title": "การให้บริการ", "item": one.item_id, "reason": "ต้นเหตุเดียวกัน"}
    done = client.post(path, facts, headers=headers)

    assert asked.status_code == 200
    assert one.title in asked.content.decode()
    assert unsaid.status_code == 422
    made = Issue.objects.adopted().get()
    assert (made.title, list(made.risks.all()), list(made.came_from.all())) == ("การให้บริการ", [risk], [one])
    assert (done.status_code, done.headers.get("HX-Redirect" if headers else "Location")) == (
        200 if headers else 302,
        made.get_absolute_url(),
    )
    told = text(client, made.get_absolute_url())
    assert one.title in told
    assert "ประวัติการพิจารณา" in told


def test_ticking_one_alone_leads_back_with_a_sentence(drive: Drive, ana: Person, browse: Browse) -> None:
    one = make.issue(drive, by=ana)
    client = browse(ana)

    answer = client.get(
        f"/drives/{drive.pk}/issues/merge/", {"pick": [f"issue-{one.pk}", "risk-0", "x"]}, follow=True
    )

    assert "อย่างน้อย 2 รายการ" in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_issue_is_split_with_as_many_parts_as_wanted(
    drive: Drive, ana: Person, browse: Browse, headers: dict[str, str]
) -> None:
    risks = [make.risk(drive), make.risk(drive)]
    issue = make.issue(drive, by=ana, risks=risks)
    client, path = browse(ana), f"/issues/{issue.pk}/split/"

    assert "title3" not in text(client, path)
    assert "title3" in text(client, f"{path}?rows=3")
    facts = {
        "rows": "3",
        "title1": "การนัดคิว",
        "item1": issue.item_id,
        "risks1": [risks[0].pk],
        "title2": "",
        "item2": issue.item_id,
        "title3": "การเรียกรับ",
        "item3": make.item(drive, 2).pk,
        "risks3": [risks[1].pk],
        "reason": "ผู้รับผิดชอบต่างกัน",
    }
    unsaid = client.post(path, facts, headers=headers)
    done = client.post(path, {**facts, "title2": "การร้องเรียน"}, headers=headers)

    assert unsaid.status_code == 422
    assert "การนัดคิว" in unsaid.content.decode()
    assert done.status_code == (200 if headers else 302)
    made = list(Issue.objects.adopted().order_by("number"))
    assert [one.title for one in made] == ["การนัดคิว", "การร้องเรียน", "การเรียกรับ"]
    assert [list(one.risks.all()) for one in made] == [[risks[0]], [], [risks[1]]]


def test_taking_back_wants_a_reason_and_refuses_with_a_sentence(
    drive: Drive, ana: Person, browse: Browse
) -> None:
    free, bound = make.issue(drive, by=ana), make.issue(drive, by=ana)
    make.kpi(drive, by=ana, issues=[bound])
    client = browse(ana)

    unsaid = client.post(f"/issues/{free.pk}/take-back/", {"reason": " "})
    refused = client.post(f"/issues/{bound.pk}/take-back/", {"reason": "ซ้ำ"}, headers=HTMX)
    done = client.post(f"/issues/{free.pk}/take-back/", {"reason": "ซ้ำ"})

    assert (unsaid.status_code, refused.status_code, done.status_code) == (422, 422, 302)
    assert "มีตัวชี้วัดหรือกิจกรรม" in refused.content.decode()
    told = text(client, f"/drives/{drive.pk}/issues/")
    assert "รวม แยก หรือถอนไปแล้ว 1 เรื่อง" in told
    assert text(client, f"/issues/{free.pk}/").count("ถอนการพิจารณา") >= 1
    moved_on = client.get(f"/issues/{free.pk}/change/", follow=True)
    assert "ไม่อยู่ในรายการที่รับไว้แล้ว" in moved_on.content.decode()


@pytest.mark.parametrize(
    "page", ["drives/{drive}/issues/merge", "issues/{issue}/split", "issues/{issue}/take-back"]
)
def test_whoever_may_only_look_is_refused(drive: Drive, ana: Person, browse: Browse, page: str) -> None:
    path = f"/{page.format(drive=drive.pk, issue=make.issue(drive, by=ana).pk)}/"
    client = browse(make.person(Role.AUDITOR, drive.agency))

    assert [client.get(path).status_code, client.post(path).status_code] == [403, 403]


# ── step 5 ─────────────────────────────────────────────────────────────────────────────────
def test_every_row_of_the_ranking_has_its_arithmetic(
    drive: Drive, ana: Person, browse: Browse, criteria: list[PriorityCriterion]
) -> None:
    [first, second] = ranked(drive, ana, criteria, (5, 5, 5, 5, 5), (1, 2, 3, 4, 5))

    told = text(browse(ana), f"/drives/{drive.pk}/priorities/")

    assert told.index(first.title) < told.index(second.title)
    assert "30 × 1 ÷ 100 = 0.30" in told
    assert f"ให้คะแนนโดย {ana}" in told
    assert "2.60" in told


def test_the_ranking_within_each_item_stands_under_its_item(
    drive: Drive, ana: Person, browse: Browse, criteria: list[PriorityCriterion]
) -> None:
    [one] = ranked(drive, ana, criteria, (5, 5, 5, 5, 5))
    other = make.issue(drive, by=ana, item=make.item(drive, 2))

    told = text(browse(ana), f"/drives/{drive.pk}/priorities/?by=item")

    places = [told.index(words) for words in (one.item.short, one.title, other.item.short, other.title)]
    assert places == sorted(places)
    assert re.search(r"rank\" data-label=\"ลำดับ\">1</td>.*rank\" data-label=\"ลำดับ\">1</td>", told, re.DOTALL)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_other_weights_show_what_would_move_before_they_are_saved(
    drive: Drive, ana: Person, browse: Browse, criteria: list[PriorityCriterion], headers: dict[str, str]
) -> None:
    [first, second] = ranked(drive, ana, criteria, (5, 1, 3, 3, 3), (1, 5, 3, 3, 3))
    client, path = browse(ana), f"/drives/{drive.pk}/priorities/weights/"
    wanted = weights(criteria, 10, 45, 15, 15, 15)

    at_once = client.post(path, {**wanted, "save": "1"}, headers=headers)
    assert not Weight.objects.exists(), "what was not shown is not saved"
    tried = client.post(path, {**wanted, "try": "1"}, headers=headers)
    told = tried.content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', told)
    assert seen
    other = client.post(
        path, {**weights(criteria, 50, 5, 15, 15, 15), "seen": seen[1], "save": "1"}, headers=headers
    )
    assert not Weight.objects.exists(), "nor what was changed after it was shown"
    done = client.post(path, {**wanted, "seen": seen[1], "save": "1"}, headers=headers)

    assert at_once.status_code == tried.status_code == other.status_code == 200
    assert "กรุณาดูผลใหม่" in other.content.decode()
    assert told.index(second.title) < told.index(first.title)
    assert "3.70" in told
    assert done.status_code == (200 if headers else 302)
    assert [row.issue for row in queries.ranking(drive)] == [second, first]
    assert queries.last_weighed(drive).by == ana  # type: ignore[union-attr]
    assert f"น้ำหนักกำหนดโดย {ana}" in text(client, f"/drives/{drive.pk}/priorities/")


def test_weights_that_are_not_whole_are_told_with_their_sum(
    drive: Drive, ana: Person, browse: Browse, criteria: list[PriorityCriterion]
) -> None:
    answer = browse(ana).post(
        f"/drives/{drive.pk}/priorities/weights/", {**weights(criteria, 10, 10, 10, 10, 10), "try": "1"}
    )

    assert answer.status_code == 422
    assert "รวมกันได้ 50" in answer.content.decode()


def test_an_override_names_who_decided_and_no_two_have_one_rank(
    drive: Drive, ana: Person, browse: Browse, criteria: list[PriorityCriterion]
) -> None:
    [first, second] = ranked(drive, ana, criteria, (5, 5, 5, 5, 5), (1, 1, 1, 1, 1))
    client = browse(ana)
    facts = {"rank": "๑", "reason": "กระทบประชาชนโดยตรง", "authority": "มติคณะกรรมการจริยธรรม ครั้งที่ 2/2569"}

    nobody = client.post(f"/issues/{second.pk}/override/", {**facts, "authority": ""})
    done = client.post(f"/issues/{second.pk}/override/", facts)
    taken = client.post(f"/issues/{first.pk}/override/", facts, headers=HTMX)

    assert (nobody.status_code, done.status_code, taken.status_code) == (422, 302, 422)
    assert "กำหนดให้ประเด็น" in taken.content.decode()
    told = text(client, f"/drives/{drive.pk}/priorities/")
    assert "คำนวณได้ 2" in told
    assert "ครั้งที่ 2/2569" in told


def test_the_sensitivity_tells_which_ranks_hold_in_words_and_in_a_picture(
    drive: Drive, ana: Person, browse: Browse, criteria: list[PriorityCriterion]
) -> None:
    ranked(drive, ana, criteria, (5, 5, 5, 5, 5), (4, 1, 3, 3, 3), (1, 4, 3, 3, 3))

    told = text(browse(ana), f"/drives/{drive.pk}/priorities/sensitivity/")

    assert "ลำดับคงที่ 1 จาก 3 ประเด็น" in told
    assert "<svg" in told
    assert "2–3" in told


def test_the_paper_has_the_method_every_line_and_what_was_turned_down(
    drive: Drive, ana: Person, browse: Browse, criteria: list[PriorityCriterion]
) -> None:
    ranked(drive, ana, criteria, (5, 5, 5, 5, 5))
    make.issue(drive, "เรื่องอื่น", by=ana, decision="turned_down", reason="อยู่ในแผนอื่น")

    told = text(browse(make.person(Role.AUDITOR, drive.agency)), f"/drives/{drive.pk}/priorities/paper/")

    for words in ("30 × 5 ÷ 100 = 1.50", "อยู่ในแผนอื่น", "คะแนนรวมเท่ากัน ให้เรียงตาม", "ความมั่นคงของลำดับ"):
        assert words in told


def test_the_workbook_has_the_ranks_and_their_arithmetic(
    drive: Drive, ana: Person, browse: Browse, criteria: list[PriorityCriterion]
) -> None:
    [first, second] = ranked(drive, ana, criteria, (5, 5, 5, 5, 5), (1, 2, 3, 4, 5))
    Issue.objects.filter(pk=second.pk).update(title="=HYPERLINK(1)")

    answer = browse(ana).get(f"/drives/{drive.pk}/priorities/sheet/")

    book = load_workbook(BytesIO(answer.content))
    order, lines = book["ลำดับ"], book["วิธีคิด"]
    cells = list(order.iter_rows(min_row=2))
    assert [(row[0].value, row[4].value, row[5].value) for row in cells] == [
        (1, first.title, 5),
        (2, "=HYPERLINK(1)", 2.6),
    ]
    assert cells[1][4].data_type == "s", "a text, not a formula"
    own = [row for row in lines.iter_rows(min_row=2, values_only=True) if row[0] == 2]
    assert sum(Decimal(str(row[5])) for row in own) == Decimal("2.6")
    assert book["ความมั่นคง"].max_row == 3
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("page", ["issues", "priorities", "priorities/sensitivity", "priorities/paper"])
def test_pages_ask_the_same_queries_however_many_issues(
    drive: Drive, ana: Person, browse: Browse, criteria: list[PriorityCriterion], page: str
) -> None:
    client, path, counts = browse(ana), f"/drives/{drive.pk}/{page}/", []
    for many in (2, 5):
        for _n in range(many):
            make.risk(drive)
            make.issue(drive, by=ana, risks=[make.risk(drive)], gap=Decimal("1.20"))
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            text(client, path)
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "page", ["priorities", "priorities/sensitivity", "priorities/paper", "priorities/weights"]
)
def test_without_issues_the_pages_say_so(drive: Drive, ana: Person, browse: Browse, page: str) -> None:
    assert text(browse(ana), f"/drives/{drive.pk}/{page}/")
