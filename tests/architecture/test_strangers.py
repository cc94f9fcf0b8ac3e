"""Every address of the system, asked for by those who must not see it. Written from the table of addresses itself,
so that a new page cannot forget it: a name in an address without an example in tests/world.py fails the first test.
"""

import itertools
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from janya.people.models import Person
from tests import world
from tests.world import World

PUBLIC = {
    "codes:verify",  # whether a certificate is valid
    "home:alive",  # for watchers, touches nothing
    "home:first-run",  # until somebody can sign in
    "people:accept",  # the link of an invitation
    "people:forgotten",
    "people:forgotten-sent",
    "people:reset",  # the link of a reset letter
    "people:sign-in",
    "people:theme",  # sets a cookie
    "plans:feed-file",  # for calendar programs: a secret address
    "set_language",  # sets a cookie
    "surveys:answer",  # the open link of a group
    "surveys:thanks",
    "surveys:answer-go-on",  # the same with what was kept for later
    "surveys:kiosk",
    "surveys:kiosk-start",
    "surveys:kiosk-thanks",
    "surveys:invited",  # a link for one answer
    "surveys:invited-go-on",
}
OWN = {
    "home:front",
    "people:account",
    "people:password",
    "people:sign-out",
    "codes:study",  # every official studies and signs,
    "codes:item",
    "codes:quiz",
    "codes:sign",
}
"""Pages on which everybody who belongs to the agency acts for himself."""
FOR_EVERY_OFFICIAL = OWN | {"home:drive"}
MAKING_IS_NOTED = {"reports:annual-pdf", "plans:feed"}
"""A document that whoever sees the register may make for himself; the journal notes that it was made."""
SIGN_IN = "/sign-in/"
METHODS = ("get", "post")
WRITES = re.compile(r"(INSERT|UPDATE|DELETE)\b(?!.{,20}django_session)")


# ── the table ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Address:
    name: str
    parts: tuple[str, ...]

    def of(self, *worlds: World) -> str:
        """The address with the examples of one world, or part by part of several."""
        kwargs = {
            part: world.values(whose, self.name, [part])[part]
            for part, whose in zip(self.parts, worlds * len(self.parts), strict=False)
        }
        return reverse(self.name, kwargs=kwargs)


def table() -> list[Address]:
    return sorted(walk(get_resolver().url_patterns), key=lambda address: address.name)


def walk(patterns: list[Any], space: str = "", before: tuple[str, ...] = ()) -> Iterator[Address]:
    for one in patterns:
        parts = (*before, *one.pattern.converters)
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space, parts)
        elif isinstance(one, URLPattern):
            yield Address(f"{space}{one.name}", parts)


def known(of: World) -> list[Address]:
    return [
        address
        for address in table()
        if None not in world.values(of, address.name, [*address.parts]).values()
    ]


def private(of: World) -> list[Address]:
    """Addresses that name a thing of an agency."""
    return [address for address in known(of) if address.parts and address.name not in PUBLIC]


# ── asking ─────────────────────────────────────────────────────────────────────────────────
def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    written: tuple[str, ...]  # what it said to the database that changes rows, but for its session

    @property
    def is_page(self) -> bool:
        return self.status == HTTPStatus.OK and self.headers["Content-Type"].startswith("text/html")


def ask(client: Client, method: str, path: str) -> Answer:
    """The answer; whatever it wrote is undone, so that every page is asked in the same world."""
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        given = getattr(client, method)(path)
        body = b"".join(given) if given.streaming else given.content
        transaction.set_rollback(True)
    written = tuple(one["sql"] for one in asked.captured_queries if WRITES.match(one["sql"]))
    return Answer(given.status_code, given.headers, body, written)


def status(client: Client, method: str, path: str) -> int | str:
    """The status, with what was raised in place of 500."""
    try:
        return ask(client, method, path).status
    except Exception as wrong:  # noqa: BLE001 all faults of all pages are told at once
        return f"raised {type(wrong).__name__}: {wrong}"


def told(found: list[str]) -> str:
    return "\n" + "\n".join(found)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Hundreds of refusals, all wanted, are not told in the log."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def ours(db: None) -> World:
    return world.build("Victoria")


@pytest.fixture
def theirs(ours: World) -> World:
    return world.build("Strangelove", ours.drive.code)


# ── the tests ──────────────────────────────────────────────────────────────────────────────
def test_every_address_has_a_name_and_an_example_for_every_part(ours: World) -> None:
    nameless = [address for address in table() if address.name.endswith(("None", ":"))]
    wanting = [
        f"{address.name}: add an example of “{part}” to tests/world.py (of.examples |= {{“{part}”: …}})"
        for address in table()
        for part, example in world.values(ours, address.name, [*address.parts]).items()
        if example is None
    ]
    unfit = []
    for address in known(ours):
        try:
            address.of(ours)
        except NoReverseMatch as wrong:
            unfit.append(f"{address.name}: {wrong}")

    assert nameless == []
    assert wanting == [], told(wanting)
    assert unfit == [], told(unfit)


def test_whoever_has_not_signed_in_comes_to_sign_in(ours: World) -> None:
    client = Client()
    found = []
    for address, method in itertools.product(known(ours), METHODS):
        if address.name not in PUBLIC:
            answer = ask(client, method, address.of(ours))
            sent_on = answer.headers.get("Location", "").startswith(SIGN_IN)
            if answer.status != HTTPStatus.METHOD_NOT_ALLOWED and not sent_on:
                found.append(f"{method} {address.name}: {answer.status}")

    assert found == [], told(found)


def test_an_officer_of_another_agency_finds_nothing(ours: World, theirs: World) -> None:
    client = signed_in(theirs.officer)
    found = [
        f"{method} {address.name}: {answer}"
        for address, method in itertools.product(private(ours), METHODS)
        if (answer := status(client, method, address.of(ours))) not in {404, 405}
    ]

    assert found == [], told(found)


def test_a_thing_of_another_agency_under_ones_own_drive_is_not_found(ours: World, theirs: World) -> None:
    """`/drives/<mine>/code/items/<yours>/`."""
    client = signed_in(theirs.officer)
    found = []
    for address, method in itertools.product(private(ours), METHODS):
        for whose in itertools.product((ours, theirs), repeat=len(address.parts)):
            mixed = len({id(one) for one in whose}) > 1
            if mixed and (answer := status(client, method, address.of(*whose))) not in {404, 405}:
                parts = ", ".join(
                    f"{'own' if one is theirs else 'strange'} {part}"
                    for part, one in zip(address.parts, whose, strict=True)
                )
                found.append(f"{method} {address.name} with {parts}: {answer}")

    assert found == [], told(found)


def test_no_page_of_ones_own_speaks_of_another_agency(ours: World, theirs: World) -> None:
    client = signed_in(theirs.officer)
    found = []
    for address in known(theirs):
        answer = ask(client, "get", address.of(theirs))
        if ours.mark.encode() in answer.body:
            found.append(address.name)

    assert found == [], told(found)


def test_an_official_without_a_duty_does_not_see_registers(ours: World) -> None:
    client = signed_in(ours.official)
    found = [
        f"{method} {address.name}: {answer}"
        for address, method in itertools.product(private(ours), METHODS)
        if address.name not in FOR_EVERY_OFFICIAL
        and (answer := status(client, method, address.of(ours))) not in {302, 404, 405}
    ]

    assert found == [], told(found)


def test_an_auditor_changes_nothing(ours: World) -> None:
    """Refused, or on pages that only show or look something up, shown again; no row is written, the journal's included."""
    client = signed_in(ours.auditor)
    found = []
    for address in private(ours):
        if address.name not in OWN | MAKING_IS_NOTED:
            answer = ask(client, "post", address.of(ours))
            if answer.status not in {200, 302, 403, 404, 405, 422} or answer.written:
                found.append(f"{address.name}: {answer.status} {' '.join(answer.written)}")

    assert found == [], told(found)


def test_looking_at_a_page_writes_nothing(ours: World) -> None:
    client = signed_in(ours.officer)
    found = [
        f"{address.name}: {' '.join(answer.written)}"
        for address in known(ours)
        if (answer := ask(client, "get", address.of(ours))).written
    ]

    assert found == [], told(found)


# ── what every page has ────────────────────────────────────────────────────────────────────
class Look(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lang, self.title, self.headings, self.images, self.ids = "", "", 0, 0, list[str]()
        self.inside = ""
        self.in_heading, self.heading = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inside = tag
        self.headings += tag == "h1"
        self.in_heading = self.in_heading or tag == "h1"
        self.images += tag == "img" and "alt" not in given
        if tag == "html":
            self.lang = given.get("lang") or ""
        if given.get("id"):
            self.ids.append(str(given["id"]))

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""
        self.in_heading = self.in_heading and tag != "h1"

    def handle_data(self, data: str) -> None:
        if self.inside == "title":
            self.title += data
        if self.in_heading:
            self.heading += data.strip()


def wrong_with(content: str, lang: str) -> list[str]:
    look = Look()
    look.feed(content)
    title = look.title.partition("·")[0].strip()
    twice = {one for one in look.ids if look.ids.count(one) > 1}
    return [
        *([f"{look.headings} h1"] if look.headings != 1 else []),
        *(["an empty h1"] if look.headings == 1 and not look.heading else []),
        *([f"lang={look.lang!r}"] if look.lang != lang else []),
        *(["no title"] if not title else []),
        *([f"{look.images} pictures without alt"] if look.images else []),
        *([f"id given twice: {', '.join(sorted(twice))}"] if twice else []),
    ]


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_page_opens_for_the_officer_and_has_one_heading_a_title_and_a_language(
    ours: World, lang: str
) -> None:
    client = signed_in(ours.officer)
    found = []
    for address in known(ours):
        client.cookies["janya_language"] = lang  # a kiosk forgets the language of whoever came before
        try:
            answer = ask(client, "get", address.of(ours))
        except Exception as wrong:  # noqa: BLE001 all faults of all pages are told at once
            found.append(f"{address.name}: raised {type(wrong).__name__}: {wrong}")
            continue
        if answer.status not in {200, 302, 405}:
            found.append(f"{address.name}: {answer.status}")
        elif answer.is_page:
            found.extend(f"{address.name}: {fault}" for fault in wrong_with(answer.body.decode(), lang))

    assert found == [], told(found)


def test_the_lists_of_exceptions_name_pages_that_exist() -> None:
    assert {one.name for one in table()} >= PUBLIC | FOR_EVERY_OFFICIAL


def test_public_pages_have_one_heading_a_title_and_a_language(ours: World) -> None:
    found: list[str] = []
    for address in known(ours):
        if address.name in PUBLIC:
            answer = ask(Client(), "get", address.of(ours))
            if answer.is_page:
                found.extend(f"{address.name}: {fault}" for fault in wrong_with(answer.body.decode(), "th"))

    assert found == [], told(found)


def test_the_look_at_a_page_finds_faults() -> None:
    assert wrong_with('<html lang="th"><title>ก · จรรยา</title><h1 id="a">ก</h1></html>', "th") == []
    assert wrong_with('<html lang="th"><title>ก</title><h1> </h1></html>', "th") == ["an empty h1"]
    assert wrong_with('<html><title> · จรรยา</title><img><i id="a"><b id="a"></html>', "th") == [
        "0 h1",
        "lang=''",
        "no title",
        "1 pictures without alt",
        "id given twice: a",
    ]
