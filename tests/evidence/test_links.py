"""Links that were published: which are looked at, what a look tells, and that it never turns inward."""

import http.server
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janya.drives.models import Drive
from janya.evidence import actions, background, fetching, queries, rules
from janya.evidence.fetching import LinkFails, LinkIsRefused, Seen
from janya.evidence.models import Evidence
from janya.evidence.rules import Outcome
from janya.journal.models import Entry
from tests import make

NOW = datetime(2026, 5, 4, 19, tzinfo=UTC)
PAGE = "https://www.ocsc.go.th/ethics"


# ── addresses ──────────────────────────────────────────────────────────────────────────────
@given(st.ip_addresses())
def test_only_public_numbers_are_asked(number: Any) -> None:
    host = f"[{number}]" if number.version == 6 else str(number)

    refused = bool(rules.why_not(f"http://{host}/"))

    assert refused is not rules.is_public(str(number))


@given(st.text(max_size=80))
def test_whatever_is_typed_is_taken_or_refused_in_thai(text: str) -> None:
    for address in (text, f"https://{text}", f"http://a.go.th/{text}"):
        why = rules.why_not(address)
        assert not why or why.startswith(("กรุณา", "ที่อยู่", "ระบบ"))


# ── a real look ────────────────────────────────────────────────────────────────────────────
class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/page?a=1")
            self.end_headers()
        elif self.path == "/inward":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest")
            self.end_headers()
        elif self.path == "/round":
            self.send_response(301)
            self.send_header("Location", "/round")
            self.end_headers()
        elif self.path == "/large":
            self.send_response(200)
            self.end_headers()
            for _piece in range(9):
                self.wfile.write(b"x" * 1000)
        else:
            self.send_response(200 if self.path == "/page?a=1" else 404)
            self.end_headers()
            self.wfile.write(b"published")

    def log_message(self, *_words: Any) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A site on this machine, under a public name."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = [(2, 1, 6, "", ("127.0.0.1", server.server_port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_words, **_more: found)
    real = rules.is_public
    monkeypatch.setattr(rules, "is_public", lambda number: real(number) or number == "127.0.0.1")
    yield "http://site.go.th"
    server.shutdown()
    server.server_close()


def test_a_page_is_followed_to_where_it_has_moved(site: str) -> None:
    seen = fetching.look(f"{site}/moved")

    assert (seen.status, seen.size) == (200, 9)
    assert seen == fetching.look(f"{site}/page?a=1")
    assert fetching.look(f"{site}/ไม่มี").status == 404


def test_a_page_that_leads_inward_is_not_followed(site: str) -> None:
    with pytest.raises(LinkIsRefused):
        fetching.look(f"{site}/inward")


def test_a_page_without_end_and_one_too_large_fail(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST", 5000)

    with pytest.raises(LinkFails):
        fetching.look(f"{site}/round")
    with pytest.raises(LinkFails):
        fetching.look(f"{site}/large")


def test_a_name_that_turns_inward_after_the_look_at_it_is_not_asked(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "is_public", lambda _number: False)

    with pytest.raises(LinkIsRefused):
        fetching.look(f"{site}/page?a=1")


# ── what is kept of it ─────────────────────────────────────────────────────────────────────
@pytest.fixture
def link(db: None) -> Evidence:
    drive = make.drive()
    return actions.add_link(drive, PAGE, title="ประกาศ", by=make.officer(drive.agency))


def look(evidence: Evidence, seen: Seen | Exception, days: int = 0) -> Evidence:
    def looked(_address: str) -> Seen:
        if isinstance(seen, Exception):
            raise seen
        return seen

    actions.check(evidence, at=NOW + timedelta(days=days), look=looked)
    evidence.refresh_from_db()
    return evidence


def test_the_first_look_is_what_later_ones_are_compared_with(link: Evidence) -> None:
    look(link, Seen(200, "a", 10))
    look(link, Seen(200, "a", 10), days=1)
    assert (link.outcome, link.known_sha256, link.checks.count()) == (Outcome.SAME, "a", 1)

    look(link, Seen(200, "b", 12), days=2)
    assert (link.outcome, link.known_sha256, link.checks.count()) == (Outcome.CHANGED, "a", 2)
    assert list(queries.listed(link.drive, "look")) == [link]

    assert actions.accept(link, by=link.added_by)
    look(link, Seen(200, "b", 12), days=3)
    assert (link.outcome, link.known_sha256) == (Outcome.SAME, "b")


@pytest.mark.parametrize(
    ("seen", "outcome"),
    [
        (Seen(404, "x", 1), Outcome.GONE),
        (Seen(500, "x", 1), Outcome.FAILS),
        (LinkFails("slow"), Outcome.FAILS),
        (LinkIsRefused("inward"), Outcome.REFUSED),
    ],
)
def test_what_does_not_come_is_told(link: Evidence, seen: Seen | Exception, outcome: Outcome) -> None:
    look(link, seen)

    assert link.outcome == outcome
    assert link.known_sha256 == ""
    assert link.needs_a_look


def test_the_journal_hears_of_a_link_only_when_something_is_new(link: Evidence) -> None:
    for day in range(3):
        look(link, Seen(200, "a", 1), days=day)
    look(link, Seen(404, "", 0), days=4)

    assert Entry.objects.filter(deed="evidence.checked").count() == 2


def test_every_night_the_links_of_running_and_lately_closed_years_are_looked_at(
    link: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, older = (make.drive(year=year) for year in (2568, 2565))
    Drive.objects.filter(pk=closed.pk).update(state=Drive.State.CLOSED, closed_on="2025-10-20")
    Drive.objects.filter(pk=older.pk).update(state=Drive.State.CLOSED, closed_on="2022-10-20")
    rest = [actions.add_link(one, PAGE, title="ก", by=link.added_by) for one in (closed, older)]
    gone = actions.add_link(link.drive, f"{PAGE}/2", title="ข", by=link.added_by)
    actions.withdraw(gone, why="ผิด", used=False, by=link.added_by)
    looked: list[int] = []
    monkeypatch.setattr(actions, "check", lambda one, at: looked.append(one.pk))

    background.check_links(NOW.date())

    assert looked == [link.pk, rest[0].pk]
