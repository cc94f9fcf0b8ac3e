"""Taking answers: eight clients at once send a questionnaire of twenty scale items through the open link.

Beside it, in turns with it, the same clients send the same bodies to a bare Django view that inserts one row, behind the
same server and middleware; `bare_alone` is that view without any middleware. Each database is measured by a process of its own.
"""

import http.client
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import Any
from urllib.parse import urlencode

from tests import postgres

from .figures import Figure
from .server import READY, TOKEN, DidNotStart, free_port, keep

CLIENTS, ITEMS = 8, 20
WARM, SECONDS, TURNS = 1.5, 4.0, 3
BAR = 0.5
DURABLE: dict[str, str] = {}  # PostgreSQL as it comes: every commit reaches the disk


def measure() -> Iterator[Figure]:
    """On SQLite, and on PostgreSQL where it is installed."""
    yield figure("survey.submit", told({}))
    try:
        with postgres.cluster(DURABLE) as address:
            found = told({"DATABASE_URL": address})
    except postgres.PostgresIsMissing as missing:
        print(missing, file=sys.stderr)
    else:
        yield figure("survey.submit_postgresql", found)


def told(environment: dict[str, str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="janya-bench-") as home:
        done = subprocess.run(
            [sys.executable, "-m", "bench.submit"],
            env={**os.environ, "JANYA_HOME": home, **environment},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def figure(name: str, found: dict[str, Any]) -> Figure:
    also = tuple((key, found[key]) for key in ("p95_ms", "bare_alone", "errors", "kept", "clients"))
    return Figure(
        name,
        found["rate"],
        "answers/s",
        BAR,
        baseline=found["bare"],
        more_is_better=True,
        also=also,
        must=not found["errors"] and found["kept"] == found["sent"],
    )


# ── what is measured ───────────────────────────────────────────────────────────────────────
def make_group() -> Any:
    """An open survey of twenty ratings, and the group that answers it."""
    from django.utils import timezone

    from janya.core.thai import fiscal_year
    from janya.drives.models import Drive
    from janya.norms.models import Code
    from janya.people.models import Agency
    from janya.surveys.models import Question, StakeholderGroup, Survey, SurveyGroup

    today = timezone.localdate()
    agency = Agency.objects.create(
        key="BENCHS", kind=Agency.Kind.PROVINCE, name="จังหวัดทดสอบ", joined_on=today
    )
    drive = Drive.objects.create(
        agency=agency, fiscal_year=fiscal_year(today), code=Code.objects.get(key="2564"), opened_on=today
    )
    survey = Survey.objects.create(
        drive=drive,
        kind=Survey.Kind.OWN,
        title="แบบสำรวจ",
        opens_on=today - timedelta(days=1),
        closes_on=today + timedelta(days=9),
        state=Survey.State.OPEN,
    )
    Question.objects.bulk_create(
        Question(survey=survey, position=n, kind=Question.Kind.RATING, text=f"ข้อความที่ {n + 1}")
        for n in range(ITEMS)
    )
    return SurveyGroup.objects.create(
        survey=survey, group=StakeholderGroup.objects.filter(agency=None)[0], token="bench-submit", target=100
    )


@contextmanager
def serving(*words: str) -> Iterator[int]:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "bench.serve", str(port), *words], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=keep, args=(server.stdout, lines), daemon=True).start()
        try:
            while not lines.get(timeout=60).startswith(READY):
                pass
            yield port
        except queue.Empty as silent:
            raise DidNotStart from silent
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


@dataclass
class Sent:
    """What one client saw: the seconds of each answer that was taken, and how many were not."""

    times: list[float] = field(default_factory=list)
    errors: int = 0


def send(port: int, path: str, body: Callable[[], str], wanted: int, until: float) -> Sent:
    link, found = http.client.HTTPConnection("127.0.0.1", port, timeout=30), Sent()
    headers = {
        "Cookie": f"janya_csrf={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    while time.perf_counter() < until:
        words = body()
        begun = time.perf_counter()
        try:
            link.request("POST", path, words, headers)
            answer = link.getresponse()
            answer.read()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            found.errors += 1
            link.close()
            continue
        found.times.append(time.perf_counter() - begun)
        found.errors += answer.status != wanted
    link.close()
    return found


def load(port: int, path: str, body: Callable[[], str], wanted: int, length: float) -> Sent:
    until = time.perf_counter() + length
    with ThreadPoolExecutor(CLIENTS) as clients:
        sent = [clients.submit(send, port, path, body, wanted, until) for _client in range(CLIENTS)]
    every = [one.result() for one in sent]
    return Sent([taken for one in every for taken in one.times], sum(one.errors for one in every))


def bodies(group: Any) -> Callable[[], str]:
    """A form for each answer, with its own number; made beforehand, for the clients share the machine."""
    from janya.surveys import actions

    digits = {f"a{pk}": 1 + n % 5 for n, pk in enumerate(group.survey.questions.values_list("pk", flat=True))}
    made = [
        urlencode({**digits, "number": actions.new_number(group), "remark": "", "text": "4" * ITEMS})
        for _n in range(20_000)
    ]
    return made.pop


def compare() -> dict[str, Any]:
    """Rates of both, in turns, on a fresh database."""
    from django.db import connections
    from django.urls import reverse

    from janya import commands
    from janya.surveys.models import Response

    from . import rows

    commands.prepare()
    rows.make_table()
    group = make_group()
    form = bodies(group)
    path = reverse("surveys:answer", args=[group.token])
    connections.close_all()
    ours, bare, sent = [], [], Sent()
    with serving() as port:
        warm = [load(port, path, form, 302, WARM), load(port, "/bare/", form, 204, WARM)]
        for _turn in range(TURNS):
            one = load(port, path, form, 302, SECONDS)
            ours.append(len(one.times) / SECONDS)
            sent.times += one.times
            sent.errors += one.errors
            bare.append(len(load(port, "/bare/", form, 204, SECONDS).times) / SECONDS)
    with serving("bare") as port:
        load(port, "/bare/", form, 204, WARM)
        alone = len(load(port, "/bare/", form, 204, SECONDS).times) / SECONDS
    return {
        "rate": median(ours),
        "bare": median(bare),
        "bare_alone": round(alone),
        "p95_ms": round(sorted(sent.times)[int(len(sent.times) * 0.95)] * 1000, 1),
        "errors": sent.errors + warm[0].errors,
        "sent": len(sent.times) + len(warm[0].times),
        "kept": Response.objects.count(),
        "clients": CLIENTS,
    }
