"""The pages of evaluation: written, closed, opened again, scored, carried, taken away."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from janya.core import catalogue as files
from janya.drives.models import Drive
from janya.evaluation import actions, catalogue, pictures, queries
from janya.evaluation.models import Carry, Evaluation, Lesson, PromotionCriterion, Score
from janya.evidence import actions as evidence
from janya.evidence import queries as evidence_queries
from janya.people.models import Person
from janya.people.rules import Role
from janya.plans import actions as plans
from janya.plans.models import YearEnd
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
END = date(2026, 9, 30)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def drive() -> Drive:
    return make.drive()


@pytest.fixture
def ana(drive: Drive) -> Person:
    return make.officer(drive.agency)


def begun(drive: Drive, by: Person, kind: str = "end", **facts: Any) -> Evaluation:
    usual = {"seen": actions.UNSAVED, "planned_on": END, "as_of": END, "summary": "ดำเนินการตามแผน"}
    return actions.write(drive, kind, by=by, **{**usual, **facts})


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "planned_on": "30/9/2569",
        "as_of": "๓๐ ก.ย. ๒๕๖๙",
        "summary": "ดำเนินการครบ",
        "version": "1",
        **changes,
    }


def filled(drive: Drive, by: Person, rows: int = 1) -> None:
    for _n in range(rows):
        kpi = make.kpi(drive, by=by, weight=Decimal(5))
        make.reading(kpi, 80, by=by)
        activity = make.activity(drive, by=by, kpis=[kpi], budget=Decimal(1000))
        plans.report(activity, on=make.TODAY, percent=100, spent=Decimal(500), note="", by=by)
        make.risk(drive, by=by)


# ── a round ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_officer_writes_adds_and_closes(
    browse: Browse, drive: Drive, ana: Person, headers: dict[str, str]
) -> None:
    filled(drive, ana)
    client = browse(ana)

    client.post(reverse("evaluation:year-end", args=[drive.pk]), typed(), headers=headers)
    made = Evaluation.objects.get()
    client.post(
        reverse("evaluation:add-remark", args=[made.pk]),
        {"kind": "problem", "text": "งบประมาณมาช้า", "area": make.area().pk},
        headers=headers,
    )
    client.post(
        reverse("evaluation:add-lesson", args=[made.pk]),
        {"kind": "mend", "text": "เริ่มเร็วกว่านี้", "carried": "on", "version": "1"},
        headers=headers,
    )
    client.post(reverse("evaluation:close", args=[made.pk]), headers=headers)

    page = client.get(made.get_absolute_url()).content.decode()
    assert "งบประมาณมาช้า" in page
    assert "เริ่มเร็วกว่านี้" in page
    assert "ปิดเมื่อ" in page
    assert YearEnd.objects.get(drive=drive).carried == "1. เริ่มเร็วกว่านี้"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("30/9/2570", "ต้องไม่เกินวันนี้"), ("30/9/2568", "ต้องอยู่ในปีงบประมาณ"), ("31/2/2569", "ไม่มีวันที่ 31 กุมภาพันธ์")],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_day_of_figures_outside_the_year_is_told_and_nothing_typed_is_lost(
    browse: Browse, drive: Drive, ana: Person, headers: dict[str, str], day: str, sentence: str
) -> None:
    answer = browse(ana).post(
        reverse("evaluation:mid-year", args=[drive.pk]), typed(as_of=day), headers=headers
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "ดำเนินการครบ" in page
    assert f'value="{day}"' in page


def test_two_who_begin_at_once_see_each_other(browse: Browse, drive: Drive, ana: Person) -> None:
    begun(drive, ana, summary="ของคนแรก")

    answer = browse(ana).post(reverse("evaluation:year-end", args=[drive.pk]), typed())

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "ของคนแรก" in page
    assert "ดำเนินการครบ" in page
    assert Evaluation.objects.get().summary == "ของคนแรก"


def test_two_who_change_a_lesson_see_each_other(browse: Browse, drive: Drive, ana: Person) -> None:
    lesson = actions.learn(begun(drive, ana), kind="keep", text="เดิม", carried=False, by=ana)
    actions.change_lesson(lesson, seen=1, by=ana, text="ของคนแรก")

    answer = browse(ana).post(
        reverse("evaluation:change-lesson", args=[lesson.pk]),
        {"kind": "mend", "text": "ของคนที่สอง", "version": "1"},
    )

    assert answer.status_code == 409
    assert "ของคนแรก" in answer.content.decode()
    assert Lesson.objects.get().text == "ของคนแรก"


def test_what_is_closed_is_refused_with_a_sentence_and_opened_with_a_reason(
    browse: Browse, drive: Drive, ana: Person
) -> None:
    made = begun(drive, ana)
    lesson = actions.learn(made, kind="keep", text="ก", carried=False, by=ana)
    remark = actions.remark(made, kind="problem", text="ข", by=ana)
    actions.close(made, by=ana, on=END)
    client = browse(ana)

    for name, pk in (
        ("add-remark", made.pk),
        ("add-lesson", made.pk),
        ("close", made.pk),
        ("change-lesson", lesson.pk),
        ("remove-lesson", lesson.pk),
        ("remove-remark", remark.pk),
    ):
        answer = client.post(reverse(f"evaluation:{name}", args=[pk]), {"kind": "problem", "text": "ค"})
        assert answer.status_code == 403, name
        assert "การประเมินนี้ปิดแล้ว" in answer.content.decode()
    empty = client.post(reverse("evaluation:reopen", args=[made.pk]), {"reason": ""})
    client.post(reverse("evaluation:reopen", args=[made.pk]), {"reason": "ผลการวัดมาช้า"})

    made.refresh_from_db()
    assert (empty.status_code, made.state) == (422, "draft")
    assert "ผลการวัดมาช้า" in client.get(made.get_absolute_url()).content.decode()


def test_the_head_closes_but_does_not_write_and_a_coordinator_does_neither(
    browse: Browse, drive: Drive, ana: Person
) -> None:
    made = begun(drive, ana)
    head, coordinator = (make.person(role, drive.agency) for role in (Role.HEAD, Role.COORDINATOR))
    close = reverse("evaluation:close", args=[made.pk])

    assert browse(coordinator).get(made.get_absolute_url()).status_code == 200
    assert browse(coordinator).post(close).status_code == 403
    assert browse(head).post(reverse("evaluation:year-end", args=[drive.pk]), typed()).status_code == 403
    assert browse(head).post(close).status_code == 302

    made.refresh_from_db()
    assert made.closed_by == head


def test_a_stranger_finds_nothing(browse: Browse, drive: Drive, ana: Person) -> None:
    made = begun(drive, ana)
    stranger = browse(make.officer(make.agency()))

    for name in ("show", "paper", "excel", "add-remark", "reopen"):
        assert stranger.get(reverse(f"evaluation:{name}", args=[made.pk])).status_code == 404
    for name in ("list", "carried", "criteria", "year-end"):
        assert stranger.get(reverse(f"evaluation:{name}", args=[drive.pk])).status_code == 404


def test_figures_lead_to_their_pages(browse: Browse, drive: Drive, ana: Person) -> None:
    filled(drive, ana)
    survey = make.survey(drive, by=ana)
    make.responses(survey.groups.get(), 12)
    make.closed(survey)
    kpi = drive.kpis.get()

    page = browse(ana).get(begun(drive, ana).get_absolute_url()).content.decode()

    for address in (
        reverse("kpis:show", args=[kpi.pk]),
        reverse("plans:follow-up", args=[drive.pk]) + "?light=green",
        reverse("codes:coverage", args=[drive.pk]),
        reverse("findings:results", args=[survey.pk]),
        reverse("risks:list", args=[drive.pk]) + "?level=high",
    ):
        assert f'href="{address}"' in page


@pytest.mark.parametrize("kind", ["end", "promotion"])
def test_the_number_of_queries_of_a_page_is_constant(
    browse: Browse, drive: Drive, ana: Person, kind: str
) -> None:
    catalogue.load(files.read_folder(files.folder()))
    made = begun(drive, ana, kind)
    client = browse(ana)
    counts = []
    for rows in (1, 3):
        filled(drive, ana, rows)
        for _n in range(rows):
            actions.remark(made, kind="recommendation", text="ก", issue=make.issue(drive, by=ana), by=ana)
            actions.learn(
                made, kind="keep", text="ข", carried=True, activity=make.activity(drive, by=ana), by=ana
            )
        client.get(made.get_absolute_url())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(made.get_absolute_url())
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 36


def test_twelve_months_stand_beside_six_and_beside_the_year_before(
    browse: Browse, drive: Drive, ana: Person
) -> None:
    before = Drive.objects.create(
        agency=drive.agency, fiscal_year=2568, code=drive.code, opened_on=date(2024, 10, 1)
    )
    name = "ร้อยละของข้าราชการที่ลงนามรับทราบประมวลจริยธรรม"
    day = date(2025, 9, 30)
    make.reading(make.kpi(before, by=ana, name=name), 70, day, by=ana)
    actions.close(begun(before, ana, as_of=day), by=ana, on=day)
    kpi = make.kpi(drive, by=ana, name=name)
    make.reading(kpi, 80, date(2026, 3, 1), by=ana)
    actions.close(begun(drive, ana, "mid", as_of=date(2026, 3, 31)), by=ana, on=END)
    make.reading(kpi, 100, date(2026, 9, 1), by=ana)
    made = begun(drive, ana)

    view = queries.view(made)
    page = browse(ana).get(made.get_absolute_url()).content.decode()

    score = view.compared.headlines[0]
    assert (score.now, score.mid, score.last) == (5.0, 3.0, 2.0)
    assert (score.since_mid, score.since_last) == (2.0, 3.0)
    assert "ตัวชี้วัดเดียวกันในสองปี" in page
    chart = pictures.kpi_levels(view.facts, view.compared.mid, "รอบ 6 เดือน")
    assert chart.table().rows[0][1:] == ("5", "ดีมาก", "3")


def test_levels_are_told_in_words_with_and_without_figures() -> None:
    rows = (pictures.LevelBar("ก", 2.4), pictures.LevelBar("ข", None), pictures.LevelBar("ค", 5, 3))
    chart = pictures.LevelBars("ระดับ", "", rows, pictures.level_words("ก", "ข", "ปีก่อน"), digits=2)

    assert chart.table().rows == (
        ("ก", "2.40", "ต้องปรับปรุง", "ยังไม่มีข้อมูล"),
        ("ข", "ยังไม่มีข้อมูล", "", "ยังไม่มีข้อมูล"),
        ("ค", "5.00", "ดีมาก", "3.00"),
    )
    assert "ต้องปรับปรุง" in str(chart)


# ── the promotion work ─────────────────────────────────────────────────────────────────────
@pytest.fixture
def promotion(drive: Drive, ana: Person) -> Evaluation:
    catalogue.load(files.read_folder(files.folder()))
    return begun(drive, ana, "promotion")


def scoring(evaluation: Evaluation, key: str) -> str:
    criterion = PromotionCriterion.objects.get(key=key)
    return reverse("evaluation:score", args=[evaluation.pk, criterion.pk])


def test_another_level_than_proposed_needs_a_reason(
    browse: Browse, drive: Drive, ana: Person, promotion: Evaluation
) -> None:
    filled(drive, ana)
    client, address = browse(ana), scoring(promotion, "activities")

    shown = client.get(address).content.decode()
    refused = client.post(address, {"level": "3", "note": "พบว่า", "version": "1"})
    client.post(address, {"level": "3", "note": "พบว่า", "reason": "กิจกรรมหลักยังไม่ครอบคลุม", "version": "1"})

    assert "เสร็จ 1 จาก 1 กิจกรรม" in shown
    assert refused.status_code == 422
    assert "ระบบเสนอระดับ 5 กรุณาระบุเหตุผลที่ให้ระดับ 3" in refused.content.decode()
    score = Score.objects.get()
    assert (score.level, score.proposed, score.reason) == (3, 5, "กิจกรรมหลักยังไม่ครอบคลุม")
    assert "กิจกรรมหลักยังไม่ครอบคลุม" in client.get(promotion.get_absolute_url()).content.decode()


def test_two_who_score_see_each_other(
    browse: Browse, drive: Drive, ana: Person, promotion: Evaluation
) -> None:
    client, address = browse(ana), scoring(promotion, "leadership")

    client.post(address, {"level": "4", "note": "ของคนแรก", "version": "1"})
    answer = client.post(address, {"level": "2", "note": "ของคนที่สอง", "version": "1"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "ของคนแรก" in page
    assert "ของคนที่สอง" in page
    assert Score.objects.get().level == 4


def test_a_score_stands_on_evidence_of_the_store(
    browse: Browse, drive: Drive, ana: Person, promotion: Evaluation
) -> None:
    proof = evidence.add_link(drive, "https://example.go.th/a", title="ประกาศเจตนารมณ์", by=ana)
    client, address = browse(ana), scoring(promotion, "leadership")

    client.post(address, {"level": "4", "found": evidence_queries.called(proof), "version": "1"})
    with_it = evidence_queries.uses_of([proof])[proof.pk]
    client.post(address, {"level": "4", "keep": [proof.pk], "version": "2"})
    kept = list(Score.objects.get().evidence.all())
    client.post(address, {"level": "4", "version": "3"})

    assert [use.title for use in with_it] == ["ผู้บริหารเป็นแบบอย่างและสนับสนุน"]
    assert kept == [proof]
    assert not Score.objects.get().evidence.exists()
    assert evidence_queries.listed(drive, "loose").get() == proof


def test_weights_that_are_not_whole_are_told_and_kept(
    browse: Browse, drive: Drive, ana: Person, promotion: Evaluation
) -> None:
    client = browse(ana)
    address = reverse("evaluation:weights", args=[drive.pk])
    every = [one for one, _weight in queries.weights_of(drive)]
    typed_weights = {f"weight_{one.pk}": "๑๐" for one in every}

    whole = client.post(address, typed_weights)
    refused = client.post(address, {**typed_weights, f"weight_{every[0].pk}": "7.5"})

    assert whole.status_code == 302
    assert refused.status_code == 422
    assert "ยังขาด 2.5" in refused.content.decode()
    assert 'value="7.5"' in refused.content.decode()
    assert {weight for _one, weight in queries.weights_of(drive)} == {10}


def test_an_agency_adds_its_own_criterion(browse: Browse, drive: Drive, ana: Person) -> None:
    words = {"name": "เครือข่ายภาคประชาชน", "evidence": "คำสั่ง\nรายงาน"}
    levels = {f"level_{n}": f"ความหมาย {n}" for n in range(1, 6)}

    refused = browse(ana).post(reverse("evaluation:add-criterion", args=[drive.pk]), words)
    browse(ana).post(reverse("evaluation:add-criterion", args=[drive.pk]), {**words, **levels})

    made = PromotionCriterion.objects.get()
    assert refused.status_code == 422
    assert (made.scale[4], made.evidence, made.agency) == ("ความหมาย 5", ["คำสั่ง", "รายงาน"], drive.agency)


def test_a_gap_is_sent_to_the_next_year_and_found_there(
    browse: Browse, drive: Drive, ana: Person, promotion: Evaluation
) -> None:
    browse(ana).post(scoring(promotion, "leadership"), {"level": "2", "version": "1"})
    following = Drive.objects.create(
        agency=drive.agency, fiscal_year=2570, code=drive.code, opened_on=END + timedelta(days=1)
    )

    browse(ana).post(reverse("evaluation:send-gap", args=[Score.objects.get().pk]))

    page = browse(ana).get(reverse("evaluation:carried", args=[following.pk])).content.decode()
    assert "ผู้บริหารเป็นแบบอย่างและสนับสนุน" in page


# ── carried ────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def following(drive: Drive, ana: Person) -> Drive:
    """The next year, with one lesson carried into it."""
    made = begun(drive, ana)
    actions.learn(made, kind="mend", text="เริ่มอบรมเร็วกว่านี้", carried=True, by=ana)
    actions.close(made, by=ana, on=END)
    return Drive.objects.create(
        agency=drive.agency, fiscal_year=2570, code=drive.code, opened_on=END + timedelta(days=1)
    )


def key_of(following: Drive) -> str:
    return queries.carried(following).rows[0].source.key


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_lesson_becomes_an_activity_and_both_years_link_to_it(
    browse: Browse, drive: Drive, following: Drive, ana: Person, headers: dict[str, str]
) -> None:
    make.area()
    client = browse(ana)
    address = reverse("evaluation:take-up", args=[following.pk]) + f"?of={key_of(following)}"

    form = client.get(address).content.decode()
    refused = client.post(address, {"become": "activity", "title": "อบรมเดือนแรก"}, headers=headers)
    client.post(
        address,
        {
            "become": "activity",
            "title": "อบรมเดือนแรก",
            "area": make.area().pk,
            "starts_on": "1/10/2569",
            "ends_on": "๓๑/๑๒/๒๕๖๙",
        },
        headers=headers,
    )

    activity = following.activities.get()
    assert "เริ่มอบรมเร็วกว่านี้" in form
    assert (refused.status_code, activity.title, activity.owner) == (422, "อบรมเดือนแรก", ana)
    link = f'href="{activity.get_absolute_url()}"'
    for page in (
        reverse("evaluation:carried", args=[following.pk]),
        reverse("evaluation:list", args=[drive.pk]),
        drive.evaluations.get().get_absolute_url(),
    ):
        assert link in client.get(page).content.decode()


def test_it_becomes_an_issue_or_is_linked_with_what_is_there(
    browse: Browse, following: Drive, ana: Person
) -> None:
    client, key = browse(ana), key_of(following)
    address = reverse("evaluation:take-up", args=[following.pk]) + f"?of={key}"
    activity = make.activity(following, by=ana)

    client.post(address, {"become": "link", "present": f"activity-{activity.pk}"})
    first = Carry.objects.get()
    client.post(reverse("evaluation:undo", args=[first.pk]))
    client.post(address, {"become": "issue", "title": "การอบรมล่าช้า", "item": make.item(following).pk})

    assert first.to_activity == activity
    assert str(Carry.objects.get().to_issue) == "การอบรมล่าช้า"
    assert client.get(address).status_code == 403


def test_it_is_turned_down_with_a_reason(browse: Browse, following: Drive, ana: Person) -> None:
    client = browse(ana)
    address = reverse("evaluation:turn-down", args=[following.pk]) + f"?of={key_of(following)}"

    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "แก้ไขแล้วระหว่างปี"})

    page = client.get(reverse("evaluation:carried", args=[following.pk])).content.decode()
    assert "แก้ไขแล้วระหว่างปี" in page


@pytest.mark.parametrize("key", ["lesson-0", "lesson-x", "nothing-1", "lesson-99999999999999999999"])
def test_what_was_not_left_over_is_not_found(browse: Browse, following: Drive, ana: Person, key: str) -> None:
    address = reverse("evaluation:take-up", args=[following.pk]) + f"?of={key}"

    assert browse(ana).get(address).status_code == 404


# ── taken away ─────────────────────────────────────────────────────────────────────────────
def test_the_paper_of_a_round_is_a_tagged_pdf_in_thai_digits(
    browse: Browse, drive: Drive, ana: Person
) -> None:
    filled(drive, ana)
    made = begun(drive, ana)
    actions.remark(made, kind="problem", text="งบประมาณมาช้า", issue=make.issue(drive, by=ana), by=ana)
    actions.learn(made, kind="mend", text="เริ่มอบรมเร็วกว่านี้", carried=True, by=ana)

    answer = browse(ana).get(reverse("evaluation:paper", args=[made.pk]))

    paper = PdfReader(io.BytesIO(answer.content))
    words = "".join(page.extract_text() for page in paper.pages).replace("\u200b", "")
    assert answer["Content-Type"] == "application/pdf"
    assert paper.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert "๒๕๖๙" in words
    assert "2569" not in words


def test_the_paper_of_the_promotion_work_and_of_an_empty_year(
    browse: Browse, drive: Drive, ana: Person, promotion: Evaluation
) -> None:
    for made in (promotion, begun(drive, ana, "mid", as_of=date(2026, 3, 31))):
        answer = browse(ana).get(reverse("evaluation:paper", args=[made.pk]))

        assert answer.content.startswith(b"%PDF")


def test_the_workbook_has_a_sheet_for_each_subject(browse: Browse, drive: Drive, ana: Person) -> None:
    filled(drive, ana, 2)
    made = begun(drive, ana)
    actions.learn(made, kind="mend", text="=1+1", carried=True, by=ana)

    answer = browse(ana).get(reverse("evaluation:excel", args=[made.pk]))

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [
        "ผลสำคัญ",
        "ตัวชี้วัด",
        "กิจกรรม",
        "ความเสี่ยง",
        "ช่องว่างความคาดหวัง",
        "ข้อสังเกต",
        "บทเรียน",
    ]
    assert book["กิจกรรม"]["H2"].value == 1000
    assert book["บทเรียน"]["B2"].value == "=1+1"
    assert book["บทเรียน"]["B2"].data_type == "s"
