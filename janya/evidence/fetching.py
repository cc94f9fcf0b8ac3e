"""A look at a published link: only public numbers of the internet are asked, a few steps onward, so much and so long."""

import hashlib
import http.client
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from . import rules

PATIENCE = 10.0  # seconds for each step of the network
LONGEST = 30.0  # seconds for the whole of one look
MOST = 25 * 1024 * 1024  # bytes of one page
MOST_STEPS = 5
PIECE = 64 * 1024
ONWARD = {301, 302, 303, 307, 308}


class LinkIsRefused(Exception):
    """An address that may not be asked: not public, or not of the web."""


class LinkFails(Exception):
    """No answer, or too large, or too slow."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an address answered: its status, the SHA-256 and the size in bytes of its content."""

    status: int
    sha256: str
    size: int


def look(address: str) -> Seen:
    """Ask for a page, following it where it has moved. Raises LinkIsRefused and LinkFails."""
    until = time.monotonic() + LONGEST
    for _step in range(MOST_STEPS):
        if rules.why_not(address):
            raise LinkIsRefused(address)
        try:
            answer, moved = ask(address, until)
        except (OSError, http.client.HTTPException, UnicodeError) as failed:
            raise LinkFails(type(failed).__name__) from failed
        if not moved:
            return answer
        address = urljoin(address, moved)
    raise LinkFails("moved on and on")


def ask(address: str, until: float) -> tuple[Seen, str]:
    """One answer, and where to it points onward."""
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("idna").decode()
    connection = Connection(parts.scheme, host)
    path = urlunsplit(("", "", quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._"), parts.query, ""))
    try:
        connection.request(
            "GET",
            quote(path, safe="/%:@!$&'()*+,;=~-._?"),
            headers={"User-Agent": "Janya link check", "Accept": "*/*", "Accept-Encoding": "identity"},
        )
        answer = connection.getresponse()
        if answer.status in ONWARD and answer.headers.get("Location"):
            return Seen(answer.status, "", 0), answer.headers["Location"]
        digest, size = hashlib.sha256(), 0
        while piece := answer.read(PIECE):
            size += len(piece)
            if size > MOST or time.monotonic() > until:
                raise LinkFails("too large" if size > MOST else "too slow")
            digest.update(piece)
        return Seen(answer.status, digest.hexdigest(), size), ""
    finally:
        connection.close()


class Connection(http.client.HTTPConnection):
    """Asks the number that was looked up and found public, so that a name cannot turn inward after the look."""

    def __init__(self, scheme: str, host: str) -> None:
        super().__init__(host, rules.PORTS[scheme], timeout=PATIENCE)
        self.scheme = scheme

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        if not found or not all(rules.is_public(str(one[4][0])) for one in found):
            raise LinkIsRefused(self.host)
        self.sock = socket.create_connection((str(found[0][4][0]), int(found[0][4][1])), timeout=PATIENCE)
        if self.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
