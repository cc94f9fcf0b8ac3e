"""Which addresses are looked at, and what a look at one tells."""

import ipaddress
from enum import StrEnum
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}
OK = range(200, 300)
GONE = {404, 410}


class Outcome(StrEnum):
    """What the nightly look found."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"  # the site says that the page is no longer there
    FAILS = "fails"  # no answer, or an error
    REFUSED = "refused"  # an address that is not looked at


def why_not(address: str) -> str:
    """Why an address cannot be a published link, in Thai; empty when it can.

    Source: the project's own rule; OWASP Server-Side Request Forgery Prevention Cheat Sheet (scheme, port, credentials).

    >>> why_not("https://www.ocsc.go.th/ethics?id=1"), why_not("http://example.go.th:80/ก")
    ('', '')
    >>> why_not("ftp://example.go.th/a")
    'กรุณาใช้ที่อยู่ที่ขึ้นต้นด้วย https:// หรือ http://'
    >>> why_not("https://user:secret@example.go.th/")
    'ที่อยู่นี้มีชื่อผู้ใช้หรือรหัสผ่านอยู่ด้วย กรุณาใช้ที่อยู่ที่ทุกคนเปิดได้'
    >>> why_not("https://10.0.0.1/"), why_not("http://localhost/a") == why_not("https://intranet/a")
    ('ที่อยู่นี้อยู่ในเครือข่ายภายใน ระบบตรวจให้ไม่ได้ กรุณาใช้ที่อยู่ที่ทุกคนเปิดได้', True)
    >>> why_not("https://example.go.th:8443/")
    'ระบบตรวจได้เฉพาะที่อยู่ที่ไม่ระบุพอร์ต กรุณาใช้ที่อยู่ที่ทุกคนเปิดได้'
    """
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return "ที่อยู่นี้ไม่ถูกต้อง กรุณาคัดลอกจากช่องที่อยู่ของเบราว์เซอร์อีกครั้ง"
    if parts.scheme not in PORTS or not host:
        return "กรุณาใช้ที่อยู่ที่ขึ้นต้นด้วย https:// หรือ http://"
    if parts.username or parts.password:
        return "ที่อยู่นี้มีชื่อผู้ใช้หรือรหัสผ่านอยู่ด้วย กรุณาใช้ที่อยู่ที่ทุกคนเปิดได้"
    if port not in {None, PORTS[parts.scheme]}:
        return "ระบบตรวจได้เฉพาะที่อยู่ที่ไม่ระบุพอร์ต กรุณาใช้ที่อยู่ที่ทุกคนเปิดได้"
    if is_inside(host):
        return "ที่อยู่นี้อยู่ในเครือข่ายภายใน ระบบตรวจให้ไม่ได้ กรุณาใช้ที่อยู่ที่ทุกคนเปิดได้"
    return ""


def is_inside(host: str) -> bool:
    """Whether a host by its very name lies in a network of one's own.

    Source: RFC 6761 (special names), RFC 6890 (special addresses).

    >>> is_inside("localhost"), is_inside("a.internal"), is_inside("127.0.0.1"), is_inside("[::1]"), is_inside("ocsc.go.th")
    (True, True, True, True, False)
    """
    try:
        return not is_public(host.strip("[]"))
    except ValueError:
        return "." not in host or host.rsplit(".", 1)[-1] in {"localhost", "local", "internal", "lan", "home"}


def is_public(address: str) -> bool:
    """Whether a number of the internet may be asked. Raises ValueError when it is none.

    Source: RFC 6890; IANA special-purpose address registries, as Python's `ipaddress` has them.

    >>> is_public("203.150.1.1"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1"), is_public("224.0.0.1")
    (True, False, False, False)
    """
    number = ipaddress.ip_address(address)
    if isinstance(number, ipaddress.IPv6Address) and number.ipv4_mapped:
        number = number.ipv4_mapped
    return number.is_global and not number.is_multicast


def outcome(status: int, sha256: str, known: str) -> Outcome:
    """What a look tells: `sha256` of what came, `known` of what was accepted (empty before the first look).

    Source: the project's own rule; RFC 9110 section 15 (status codes).

    >>> outcome(200, "a", ""), outcome(200, "a", "a"), outcome(200, "b", "a"), outcome(404, "", "a"), outcome(503, "", "a")
    (<Outcome.SAME: 'same'>, <Outcome.SAME: 'same'>, <Outcome.CHANGED: 'changed'>, <Outcome.GONE: 'gone'>, <Outcome.FAILS: 'fails'>)
    """
    if status in OK:
        return Outcome.CHANGED if known and sha256 != known else Outcome.SAME
    return Outcome.GONE if status in GONE else Outcome.FAILS
