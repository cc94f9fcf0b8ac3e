import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from janya.journal.models import Entry
from janya.people.models import Invitation, Person
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
GOOD = "ข้าวเหนียวมะม่วง-ยามบ่าย"
RIGHT = "janya-password"


def sign_in(client: Client, email: str | None, password: str = RIGHT, **more: str) -> int:
    return client.post("/sign-in/", {"username": email or "", "password": password, **more}).status_code


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_person_signs_in_with_any_case_of_the_email_and_signs_out_by_post() -> None:
    person, client = make.person(email="ana@example.go.th"), Client()

    answer = client.post(
        "/sign-in/", {"username": " ANA@example.go.th", "password": RIGHT, "next": "/account/"}
    )

    assert answer["Location"] == "/account/"
    assert is_signed_in(client)
    assert client.session.get_expire_at_browser_close()
    assert str(person.pk) == client.session["_auth_user_id"]
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert not is_signed_in(client)


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_sign_in_leads_nowhere_else(onward: str) -> None:
    person, client = make.person(), Client()

    answer = client.post("/sign-in/", {"username": person.email or "", "password": RIGHT, "next": onward})

    assert answer["Location"] == "/"


def test_a_mistake_never_tells_which_part_is_wrong() -> None:
    known, gone, invited = make.person(), make.person(is_active=False), make.person(password=None)

    pages = {
        Client()
        .post("/sign-in/", {"username": email, "password": password})
        .content.count("อีเมลหรือรหัสผ่านไม่ถูกต้อง".encode())
        for email, password in [
            (known.email, "wrong"),
            ("nobody@example.go.th", "wrong"),
            (gone.email, RIGHT),
            (invited.email, ""),
            (invited.email, "!"),
        ]
        if password
    }

    assert 0 not in pages
    assert len(pages) == 1


def test_after_five_mistakes_one_waits_and_is_told_how_long() -> None:
    person, client = make.person(email="ana@example.go.th"), Client()
    assert [sign_in(client, email, "wrong") for email in ["ana@example.go.th", "ANA@example.go.th"] * 2] == [
        422
    ] * 4

    assert sign_in(client, person.email, "wrong") == 429

    answer = client.post("/sign-in/", {"username": "Ana@example.go.th", "password": RIGHT})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "กรุณารอ 15 นาที" in answer.content.decode()
    assert not is_signed_in(client)
    assert sign_in(client, make.person().email) == 302


def test_reset_never_tells_whether_the_address_exists() -> None:
    known, not_yet = make.person(), make.person(password=None)

    answers = [
        Client().post("/forgotten/", {"email": email}, follow=True).content
        for email in (known.email, "nobody@example.go.th", not_yet.email)
    ]

    assert len({re.sub(rb'value="[^"]*"|X-CSRFToken[^}]*', b"", answer) for answer in answers}) == 1
    assert [letter.to for letter in mail.outbox] == [[known.email]]
    assert mail.outbox[0].subject == "ตั้งรหัสผ่านใหม่สำหรับระบบจรรยา"


def test_the_link_of_the_letter_sets_a_new_password_once_and_opens_a_locked_door() -> None:
    person, client = make.person(), Client()
    for _mistake in range(5):
        sign_in(client, person.email, "wrong")
    client.post("/forgotten/", {"email": person.email or ""})
    found = re.search(r"http://testserver(/reset/\S+)", str(mail.outbox[0].body))
    assert found

    shown = client.get(found[1])
    weak = client.post(shown["Location"], {"password": "short", "password_again": "short"})
    done = client.post(shown["Location"], {"password": GOOD, "password_again": GOOD})

    assert "สั้นเกินไป" in weak.content.decode()
    assert weak.status_code == 422
    assert done["Location"] == "/sign-in/"
    assert sign_in(client, person.email, GOOD) == 302
    assert "ลิงก์นี้ใช้ไม่ได้แล้ว" in Client().get(found[1]).content.decode()
    assert [entry.deed for entry in Entry.objects.all()] == ["people.password-changed"]


def test_an_invitation_from_the_officer_to_the_first_page(
    browse: Browse, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    agency = make.agency()
    officer = browse(make.officer(agency))
    typed = {
        "email": "new@example.go.th",
        "first_name": "อนา",
        "last_name": "ดีงาม",
        "role": "head",
        "works_here": "on",
    }
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"/agencies/{agency.pk}/people/invite/", typed)
    found = re.search(r"http://testserver(/invitations/\S+/)", str(mail.outbox[0].body))
    assert found
    client = Client()

    shown = client.get(found[1])
    different = client.post(found[1], {"password": GOOD, "password_again": GOOD + "x"})
    done = client.post(found[1], {"password": GOOD, "password_again": GOOD})

    assert "new@example.go.th" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert different.status_code == 422
    assert done.status_code == 302
    assert is_signed_in(client)
    assert sign_in(Client(), "new@example.go.th", GOOD) == 302
    over = Client().get(found[1])
    assert over.status_code == 404
    assert "คำเชิญนี้ใช้ไม่ได้แล้ว" in over.content.decode()


def test_an_old_invitation_is_over(browse: Browse) -> None:
    agency = make.agency()
    client = browse(make.officer(agency))
    typed = {
        "email": "n@example.go.th",
        "first_name": "อ",
        "last_name": "ด",
        "role": "official",
        "works_here": "on",
    }
    link = client.post(f"/agencies/{agency.pk}/people/invite/", typed, follow=True).context["link"]
    Invitation.objects.update(expires_on=Invitation.objects.get().expires_on - timedelta(days=15))

    assert Client().get(link).status_code == 404
    assert Client().post(link, {"password": GOOD, "password_again": GOOD}).status_code == 404


def test_without_a_mail_server_the_officer_sees_the_link_once(browse: Browse, settings: object) -> None:
    agency = make.agency()
    client = browse(make.officer(agency))
    typed = {"email": "n@example.go.th", "first_name": "อ", "last_name": "ด", "role": "official"}

    first = client.post(f"/agencies/{agency.pk}/people/invite/", typed, follow=True)
    again = client.get(first.redirect_chain[0][0])

    assert "/invitations/" in first.context["link"]
    assert again.context["link"] == ""
    settings.EMAIL_HOST = "mail.example.go.th"  # type: ignore[attr-defined]
    assert client.post(f"/agencies/{agency.pk}/people/invite/", typed, follow=True).context["link"] == ""


def test_a_new_password_ends_other_sessions(browse: Browse) -> None:
    person = make.person(Role.OFFICIAL, make.agency())
    here, there = browse(person), browse(person)

    wrong = here.post("/account/password/", {"present": "no", "password": GOOD, "password_again": GOOD})
    done = here.post("/account/password/", {"present": RIGHT, "password": GOOD, "password_again": GOOD})

    assert "รหัสผ่านปัจจุบันไม่ถูกต้อง" in wrong.content.decode()
    assert done["Location"] == "/account/"
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_one_corrects_ones_own_name_and_nothing_else(browse: Browse) -> None:
    person = make.person(Role.OFFICIAL, make.agency(), email="ana@example.go.th")

    answer = browse(person).post(
        "/account/",
        {
            "prename": "นาง",
            "first_name": "อนา",
            "last_name": "ดีงาม",
            "email": "x@example.go.th",
            "is_active": "",
        },
    )

    person.refresh_from_db()
    assert answer.status_code == 302
    assert (person.get_full_name(), person.email, person.is_active) == (
        "นางอนา ดีงาม",
        "ana@example.go.th",
        True,
    )


@pytest.mark.parametrize(
    ("chosen", "onward", "kept", "address"),
    [
        ("dark", "/sign-in/?next=/", "dark", "/sign-in/?next=/"),
        ("auto", "https://evil.example/", "auto", "/"),
        ("'><script>", "//evil.example", None, "/"),
    ],
)
def test_the_theme_is_kept_in_a_cookie(chosen: str, onward: str, kept: str | None, address: str) -> None:
    client = Client()

    answer = client.post("/theme/", {"theme": chosen, "next": onward})

    assert answer["Location"] == address
    assert (client.cookies["janya_theme"].value if "janya_theme" in client.cookies else None) == kept
    assert client.get("/theme/").status_code == 405
