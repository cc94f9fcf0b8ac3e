"""How a view answers: whole page or fragment, onward, and in which language."""

from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django_htmx.middleware import HtmxDetails

from janya.core.http import LanguageMiddleware, go, page, slice_of


class OneField(forms.Form):
    name = forms.CharField()


@pytest.fixture
def templates(settings: Any) -> None:
    """One template with a partial, read from memory."""
    text = "{% load partials %}<html>{% partialdef rows inline %}<p>{{ word }}</p>{% endpartialdef %}</html>"
    engine = {
        **settings.TEMPLATES[0],
        "OPTIONS": {
            **settings.TEMPLATES[0]["OPTIONS"],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.locmem.Loader", {"some.html": text})],
                )
            ],
        },
    }
    settings.TEMPLATES = [engine]


def asked(path: str = "/", **headers: str) -> HttpRequest:
    """A request as the views get it."""
    request = RequestFactory().get(
        path, headers={name.replace("_", "-"): one for name, one in headers.items()}
    )
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, "<html><p>คำ</p></html>"),
        ({"HX_Request": "true"}, "<p>คำ</p>"),
        ({"HX_Request": "true", "HX_Boosted": "true"}, "<html><p>คำ</p></html>"),
        ({"HX_Boosted": "true"}, "<html><p>คำ</p></html>"),
    ],
)
def test_htmx_gets_the_fragment_and_everybody_else_the_whole(
    templates: None, headers: dict[str, str], told: str
) -> None:
    answer = page(asked(**headers), "some.html", fragment="rows", word="คำ")

    assert (answer.status_code, answer.content.decode()) == (200, told)
    assert answer.headers["Vary"] == "HX-Request, Cookie"


def test_a_page_without_a_fragment_is_whole_for_htmx_too(templates: None) -> None:
    answer = page(asked(HX_Request="true"), "some.html", word="<b>")

    assert answer.content.decode() == "<html><p>&lt;b&gt;</p></html>"


@pytest.mark.parametrize(
    ("form", "status", "told"),
    [
        (OneField(), 0, 200),
        (OneField({"name": "ก"}), 0, 200),
        (OneField({"name": ""}), 0, 422),
        (OneField({"name": ""}), 409, 409),
        (OneField({"name": "ก"}), 410, 410),
        (None, 0, 200),
    ],
)
def test_a_form_that_is_not_valid_makes_the_answer_422_unless_told(
    templates: None, form: forms.Form | None, status: int, told: int
) -> None:
    assert page(asked(), "some.html", form=form, status=status).status_code == told


@pytest.mark.parametrize(
    ("headers", "status", "header"),
    [({}, 302, "Location"), ({"HX_Request": "true"}, 200, "HX-Redirect")],
)
def test_onward_goes_by_the_redirect_of_who_asks(headers: dict[str, str], status: int, header: str) -> None:
    request = asked(**headers)

    answer = go(request, "surveys:answer", "a-link", say="บันทึกแล้ว")

    assert (answer.status_code, answer.headers[header]) == (status, "/s/a-link/")
    assert [str(one) for one in get_messages(request)] == ["บันทึกแล้ว"]


def test_onward_without_a_sentence_says_nothing() -> None:
    request = asked()

    answer = go(request, "/somewhere/")

    assert answer.headers["Location"] == "/somewhere/"
    assert [*get_messages(request)] == []


@pytest.mark.parametrize(
    ("wanted", "number"), [("", 1), ("1", 1), ("3", 3), ("4", 3), ("0", 3), ("-1", 3), ("x", 1), ("๒", 2)]
)
def test_a_page_that_is_none_gives_the_nearest(wanted: str, number: int) -> None:
    found = slice_of(asked(f"/?page={wanted}"), [*range(60)])

    assert (found.number, len(found)) == (number, 10 if number == 3 else 25)


def test_a_page_is_never_of_more_than_two_hundred_rows() -> None:
    assert len(slice_of(asked(), [*range(500)], size=1000)) == 200


# ── the language ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("cookie", "told"), [(None, "th"), ("en", "en"), ("th", "th"), ("de", "th"), ("", "th"), ("en-gb", "th")]
)
def test_only_the_switch_decides_the_language(cookie: str | None, told: str) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": "en-US,en;q=0.9"})
    if cookie is not None:
        request.COOKIES["janya_language"] = cookie
    before = translation.get_language()

    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(translation.get_language())

    answer = LanguageMiddleware(view)(request)

    assert (answer.content.decode(), answer.headers["Content-Language"]) == (told, told)
    assert told == request.LANGUAGE_CODE
    assert translation.get_language() == before


def test_a_view_that_chose_its_own_language_is_left_alone() -> None:
    answer = LanguageMiddleware(lambda _request: HttpResponse(headers={"Content-Language": "pi"}))(
        RequestFactory().get("/")
    )

    assert answer.headers["Content-Language"] == "pi"


@pytest.mark.django_db
def test_the_switch_keeps_the_language_and_returns_to_the_page_but_to_no_other_site(client: Client) -> None:
    sign_in = reverse("people:sign-in")

    home = client.post(reverse("set_language"), {"language": "en", "next": sign_in})
    away = client.post(reverse("set_language"), {"language": "en", "next": "https://evil.example/"})

    assert home.headers["Location"] == sign_in
    assert "evil" not in away.headers["Location"]
    page = client.get(sign_in)
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en"' in page.content.decode()
    client.post(reverse("set_language"), {"language": "th", "next": sign_in})
    assert '<html lang="th"' in client.get(sign_in).content.decode()


@pytest.mark.django_db
def test_a_form_from_another_site_is_refused_with_a_thai_page() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("people:sign-in"), {"username": "x"})

    assert answer.status_code == 403
    assert 'lang="th"' in answer.content.decode()
