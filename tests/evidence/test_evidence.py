"""Evidence of a year: kept once, used by many things, changed and withdrawn with care."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.evidence import actions, queries, thumbnails
from janya.evidence.models import Evidence
from janya.files.actions import FileIsRefused
from janya.people.models import Person
from janya.people.rules import Role
from janya.plans import actions as plans
from tests import make

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
Browse = Callable[[Person], Client]


def upload(name: str = "รายงาน.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def picture(width: int = 400) -> bytes:
    held = BytesIO()
    Image.new("RGB", (width, 300), "navy").save(held, "PNG")
    return held.getvalue()


@pytest.fixture
def drive() -> Drive:
    return make.drive()


@pytest.fixture
def officer(drive: Drive) -> Person:
    return make.officer(drive.agency)


def test_the_same_file_or_link_is_evidence_of_a_year_once(drive: Drive, officer: Person) -> None:
    first = actions.add_file(drive, upload(), by=officer)
    with pytest.raises(actions.IsThereAlready, match=first.reference):
        actions.add_file(drive, upload("สำเนา.pdf"), by=officer)
    actions.add_link(drive, "https://a.go.th/1", title="หนึ่ง", by=officer)
    with pytest.raises(actions.IsThereAlready):
        actions.add_link(drive, "https://a.go.th/1", title="สอง", by=officer)

    assert [one.number for one in Evidence.objects.of(drive).order_by("number")] == [1, 2]
    assert first.title == "รายงาน.pdf"


def test_what_was_withdrawn_may_be_brought_again_under_a_new_number(drive: Drive, officer: Person) -> None:
    first = actions.add_file(drive, upload(), by=officer)
    actions.withdraw(first, why="แนบผิด", used=False, by=officer)

    again = actions.add_file(drive, upload(), by=officer)

    assert again.number == 2
    assert list(queries.listed(drive)) == [again]
    assert list(queries.listed(drive, "withdrawn")) == [first]


def test_a_page_in_disguise_is_refused(drive: Drive, officer: Person) -> None:
    with pytest.raises(FileIsRefused):
        actions.add_file(drive, upload("../../x.html", b"<html><script>alert(1)</script>"), by=officer)

    assert not Evidence.objects.exists()


def test_what_stands_on_it_is_told_and_keeps_it(drive: Drive, officer: Person, browse: Browse) -> None:
    kept = actions.add_file(drive, upload(), by=officer)
    first, second = make.activity(drive, by=officer), make.activity(drive, by=officer)
    for one in (first, second):
        plans.prove(one, found=kept, by=officer)
        plans.prove(one, upload=upload("สำเนา.pdf"), by=officer)  # the same bytes are the same evidence

    uses = queries.uses_of([kept])[kept.pk]

    assert [use.href for use in uses] == [first.get_absolute_url(), second.get_absolute_url()]
    assert not queries.listed(drive, "loose").exists()
    answer = browse(officer).post(reverse("evidence:withdraw", args=[kept.pk]), {"why": "ผิด"})
    assert answer.status_code == 422
    assert "หลักฐานนี้ยังใช้อยู่" in answer.content.decode()

    for proof in kept.proofs.all():
        plans.withdraw(proof, reason="ย้าย", by=officer)
    assert (
        browse(officer).post(reverse("evidence:withdraw", args=[kept.pk]), {"why": "ผิด"}).status_code == 302
    )


def test_the_second_of_two_who_change_it_is_told(drive: Drive, officer: Person, browse: Browse) -> None:
    kept = actions.add_file(drive, upload(), by=officer)
    seen = kept.version
    actions.change(kept, seen=seen, title="ใหม่", about="", dated_on=None, by=officer)

    with pytest.raises(HasChanged):
        actions.change(
            Evidence.objects.get(pk=kept.pk), seen=seen, title="เก่า", about="", dated_on=None, by=officer
        )
    answer = browse(officer).post(
        reverse("evidence:change", args=[kept.pk]), {"title": "ของฉัน", "version": seen}
    )
    assert answer.status_code == 409
    assert "ของฉัน" in answer.content.decode()


@pytest.mark.parametrize("words", ["รายงานการประชุม", "ครั้งที่ ๓", "ประชุม 3"])
def test_words_find_it_in_either_digits(drive: Drive, officer: Person, words: str) -> None:
    kept = actions.add_file(drive, upload(), title="รายงานการประชุม ครั้งที่ 3", by=officer)
    actions.add_link(drive, "https://a.go.th/1", title="ประกาศ", by=officer)

    assert list(queries.listed(drive, words=words)) == [kept]


# ── pictures ───────────────────────────────────────────────────────────────────────────────
def test_a_small_picture_is_drawn_anew_and_never_the_file(
    drive: Drive, officer: Person, browse: Browse
) -> None:
    kept = actions.add_file(drive, upload("ภาพ.png", picture()), by=officer)

    answer = browse(officer).get(reverse("evidence:picture", args=[kept.pk]))

    assert answer["Content-Type"] == "image/jpeg"
    assert Image.open(BytesIO(answer.content)).size == (320, 240)
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_cannot_be_drawn_has_no_picture(drive: Drive, officer: Person, browse: Browse) -> None:
    broken = actions.add_file(drive, upload(), by=officer)
    text = actions.add_file(drive, upload("บันทึก.txt", "บันทึก".encode()), by=officer)

    assert not thumbnails.can_have(text.file)
    for one in (broken, text):
        assert browse(officer).get(reverse("evidence:picture", args=[one.pk])).status_code == 404


# ── pages ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("htmx", [True, False])
def test_the_list_shows_what_stands_on_each(
    drive: Drive, officer: Person, browse: Browse, htmx: bool
) -> None:
    kept = actions.add_file(drive, upload(), title="สรุปผล", by=officer)
    activity = make.activity(drive, by=officer)
    plans.prove(activity, found=kept, by=officer)
    actions.add_link(drive, "https://a.go.th/1", title="ประกาศ", by=officer)

    answer = browse(officer).get(
        reverse("evidence:list", args=[drive.pk]), headers={"HX-Request": "true"} if htmx else {}
    )

    text = answer.content.decode()
    assert all(one in text for one in ("สรุปผล", activity.title, "ประกาศ", "รอตรวจ"))
    assert ("<html" in text) is not htmx


@pytest.mark.parametrize(
    ("link", "word"),
    [("https://127.0.0.1/a", "เครือข่ายภายใน"), ("javascript:alert(1)", "https://"), ("", "กรุณากรอก")],
)
def test_an_address_that_cannot_be_looked_at_is_refused_and_stays_in_the_form(
    drive: Drive, officer: Person, browse: Browse, link: str, word: str
) -> None:
    answer = browse(officer).post(
        reverse("evidence:add-link", args=[drive.pk]), {"link": link, "title": "ประกาศของเรา"}
    )

    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert "ประกาศของเรา" in answer.content.decode()


def test_an_activity_takes_one_kind_of_evidence_at_a_time(
    drive: Drive, officer: Person, browse: Browse
) -> None:
    activity = make.activity(drive, by=officer)
    kept = actions.add_link(drive, "https://a.go.th/1", title="ประกาศ", by=officer)
    address = reverse("plans:prove", args=[activity.pk])

    assert browse(officer).post(address, {"title": "ก"}).status_code == 422
    both = {"link": "https://a.go.th/2", "found": queries.called(kept)}
    assert browse(officer).post(address, both).status_code == 422
    assert browse(officer).post(address, {"found": queries.called(kept)}).status_code == 302
    assert browse(officer).post(address, {"link": "https://a.go.th/1"}).status_code == 302

    assert [one.evidence for one in activity.proofs.all()] == [kept]


def test_who_only_looks_adds_nothing(drive: Drive, officer: Person, browse: Browse) -> None:
    client = browse(make.person(Role.AUDITOR, drive.agency))

    assert client.get(reverse("evidence:list", args=[drive.pk])).status_code == 200
    assert client.get(reverse("evidence:add-file", args=[drive.pk])).status_code == 403
    assert client.post(reverse("evidence:check", args=[drive.pk])).status_code == 403


def test_the_queries_of_the_list_do_not_grow(
    drive: Drive, officer: Person, browse: Browse, django_assert_max_num_queries: Any
) -> None:
    client, counts = browse(officer), []
    activity = make.activity(drive, by=officer)
    for _round in range(3):
        for _n in range(5):
            number = Evidence.objects.count()
            kept = actions.add_link(drive, f"https://a.go.th/{number}", title=f"ลิงก์ {number}", by=officer)
            plans.prove(activity, found=kept, by=officer)
        with django_assert_max_num_queries(25) as asked:
            client.get(reverse("evidence:list", args=[drive.pk]))
        counts.append(len(asked.captured_queries))

    assert counts[1] == counts[2]
