"""What only a real server shows: requests a second with four clients, start, memory."""

import http.client
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import IO

from django.conf import settings
from django.urls import reverse

from .agency import Made
from .figures import Figure
from .pages import PAGES, address, queries, visitor

CLIENTS, WARM, SECONDS = 4, 2.0, 8.0
STARTS = 5
TOKEN = "0" * 32  # of forms; ours and the cookie's are the same, so it is accepted
READY = "Janya is ready at "


class DidNotStart(Exception):
    """The server ended, or was silent, before it was ready."""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def keep(said: IO[str], lines: "queue.Queue[str]") -> None:
    for line in said:
        lines.put(line)


@contextmanager
def serving(home: Path) -> Iterator[tuple[int, int, float]]:
    """`janya serve` on this folder: its port, its process, and the seconds until it was ready."""
    port = free_port()
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "janya", "serve", "--port", str(port)],
        env={**os.environ, "JANYA_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout
        lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=keep, args=(server.stdout, lines), daemon=True).start()
        try:
            while not lines.get(timeout=60).startswith(READY):
                pass
            yield port, server.pid, time.perf_counter() - begun
        except queue.Empty as silent:
            raise DidNotStart from silent
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


def ask(port: int, cookie: str, path: str, method: str, until: float) -> list[float]:
    """Ask for one page over one kept connection until the time is up; the seconds of each answer."""
    times = []
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.perf_counter() < until:
        begun = time.perf_counter()
        try:
            link.request(method, path, headers={"Cookie": cookie, "X-CSRFToken": TOKEN})
            answer = link.getresponse()
            answer.read()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            link.close()  # the server closes an idle connection now and then, as any does
            continue
        assert answer.status == 200, f"{path}: {answer.status}"
        times.append(time.perf_counter() - begun)
    link.close()
    return times


def load(port: int, cookie: str, path: str, length: float, method: str = "GET") -> tuple[float, list[float]]:
    """Requests a second and every request's seconds, with all clients at once."""
    until = time.perf_counter() + length
    with ThreadPoolExecutor(CLIENTS) as clients:
        asking = [clients.submit(ask, port, cookie, path, method, until) for _client in range(CLIENTS)]
    times = [taken for one in asking for taken in one.result()]
    return len(times) / length, times


def cookie_of(made: Made) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={visitor(made).cookies[name].value}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


def lists_and_memory(home: Path, once: Made, tenfold: Made) -> Iterator[Figure]:
    """A list of 25 of 2,000 risks; then the memory of the workers, which have by then shown every kind of page."""
    path = reverse("risks:list", args=[tenfold.drive.pk])
    cookie, asked = cookie_of(tenfold), queries(visitor(tenfold), path)
    with serving(home) as (port, process, _taken):
        load(port, cookie, path, WARM)
        rate, times = load(port, cookie, path, SECONDS)
        also = (("queries", asked), ("clients", CLIENTS))
        yield Figure("list.rate", rate, "requests/s", 60, more_is_better=True, also=also, must=asked <= 10)
        yield Figure("list.p95", quantiles(times, n=20)[-1] * 1000, "ms", 100, also=also, must=asked <= 10)
        own = cookie_of(once)
        for path in (address(page, once) for page in PAGES):
            load(port, own, path, WARM)
        load(port, own, reverse("reports:annual-pdf", args=[once.drive.pk]), WARM, method="POST")
        yield Figure("memory.worker", max(pss(worker) for worker in workers(process)), "MB PSS", 120)


def workers(process: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def pss(process: int) -> float:
    """The memory of a process in MB, with its share of what it holds together with others."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def start(home: Path) -> Iterator[Figure]:
    taken = []
    for _turn in range(STARTS + 1):
        with serving(home) as (_port, _process, seconds):
            taken.append(seconds)
    yield Figure("start", median(taken[1:]), "s", 3)  # the first one reads the programs from the disk
