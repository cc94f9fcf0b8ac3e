"""Time of a page beside the reference page, at one and at ten times the size; requests through all middleware."""

import gc
import time
from collections.abc import Iterator
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from . import reference
from .agency import Made
from .figures import Figure

ROUNDS, WARM = 40, 5
AT_ONE, AT_TEN = 2.0, 1.3
PAGES = ("drive", "risks", "results")


def address(page: str, made: Made) -> str:
    """Where a page stands."""
    names = {"drive": "home:drive", "risks": "risks:list", "reference": "reference"}
    if page == "results":
        return reverse("findings:results", args=[made.survey.pk])
    return reverse(names[page], args=[made.drive.pk])


def visitor(made: Made) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(made.officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def seconds(client: Client, path: str) -> float:
    begun = time.perf_counter()
    answer = client.get(path)
    taken = time.perf_counter() - begun
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return taken


def queries(client: Client, path: str) -> int:
    client.get(path)  # the first visit to a year is remembered in the session
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def measure(once: Made, tenfold: Made) -> Iterator[Figure]:
    visitors = {1: visitor(once), 10: visitor(tenfold)}
    wanted = {("reference", 1): address("reference", once)}
    for page in PAGES:
        wanted[page, 1], wanted[page, 10] = address(page, once), address(page, tenfold)
    times: dict[tuple[str, int], list[float]] = {key: [] for key in wanted}
    for key, path in wanted.items():
        for _turn in range(WARM):
            seconds(visitors[key[1]], path)
    asked = {key: queries(visitors[key[1]], path) for key, path in wanted.items()}
    assert asked["reference", 1] == reference.QUERIES, (
        f"the reference page has {asked['reference', 1]} queries"
    )
    gc.collect()
    gc.freeze()
    for _turn in range(ROUNDS):
        for key, path in wanted.items():
            times[key].append(seconds(visitors[key[1]], path))
    taken = {key: median(found) * 1000 for key, found in times.items()}
    for page in PAGES:
        one, ten = asked[page, 1], asked[page, 10]
        yield Figure(
            f"page.{page}",
            taken[page, 1],
            "ms",
            AT_ONE,
            baseline=taken["reference", 1],
            also=(("queries", one),),
        )
        yield Figure(
            f"page.{page}_10x",
            taken[page, 10],
            "ms",
            AT_TEN,
            baseline=taken[page, 1],
            also=(("queries", ten), ("queries_1x", one)),
            must=one == ten,
        )
