"""The results page of a large survey beside the reference page, and of a million answers by itself."""

import random
import time
import uuid
from collections.abc import Iterator
from statistics import median

from django.db import connection, transaction
from django.urls import reverse

from janya.core import keeping
from janya.findings import actions as findings
from janya.surveys.models import Question, StakeholderGroup, Survey, SurveyGroup

from . import pages
from .agency import TODAY, Made
from .figures import Figure

LARGE, MILLION = 60_000, 1_000_000
ITEMS = 20  # scale items, each asked twice: the level wished and the level perceived
GROUPS = 5
ROUNDS, WARM, STEP = 30, 5, 20_000
AT_MOST, MILLISECONDS = 2.0, 100.0
DIGITS = bytes(49 + value % 5 for value in range(256))  # any byte to a level from 1 to 5


def made(of: Made, responses: int) -> Survey:
    """A closed survey of the agency with so many answers of 20 paired scale items, not yet counted."""
    survey = Survey.objects.create(
        drive=of.drive,
        title=f"แบบสำรวจ {responses:,} คำตอบ",
        opens_on=of.drive.opened_on,
        closes_on=TODAY,
        state=Survey.State.CLOSED,
    )
    items = list(of.drive.code.items.filter(agency=None).order_by("number"))
    Question.objects.bulk_create(
        Question(survey=survey, item=items[n * len(items) // ITEMS], position=n, text=f"ข้อความที่ {n + 1}")
        for n in range(ITEMS)
    )
    groups = [
        SurveyGroup.objects.create(
            survey=survey, group=group, token=f"many-{survey.pk}-{group.pk}", target=responses
        )
        for group in StakeholderGroup.objects.filter(agency=None)[:GROUPS]
    ]
    chance = random.Random(responses)
    wide = 2 * ITEMS
    for start in range(0, responses, STEP):
        count = min(STEP, responses - start)
        digits = chance.randbytes(count * wide).translate(DIGITS).decode()
        rows = [
            (
                uuid.UUID(bytes=chance.randbytes(16), version=4),
                survey.pk,
                groups[n % GROUPS].pk,
                digits[n * wide : (n + 1) * wide],
            )
            for n in range(count)
        ]
        if connection.vendor == "sqlite":
            rows = [(key.hex, *rest) for key, *rest in rows]  # type: ignore[misc]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO surveys_response (id, survey_id, group_id, answers) VALUES (%s, %s, %s, %s)",
                rows,
            )
    return survey


def counted(survey: Survey) -> float:
    """Seconds that counting at closing takes."""
    begun = time.perf_counter()
    findings.tally(survey)
    return time.perf_counter() - begun


def measure(of: Made) -> Iterator[Figure]:
    client = pages.visitor(of)
    reference = pages.address("reference", of)
    large = made(of, LARGE)
    took = counted(large)
    path = reverse("findings:results", args=[large.pk])
    asked = pages.queries(client, path)
    keeping.forget()
    first = pages.seconds(client, path) * 1000
    for one in (reference, path):
        for _turn in range(WARM):
            pages.seconds(client, one)
    times: dict[str, list[float]] = {reference: [], path: []}
    for _turn in range(ROUNDS):
        for one, found in times.items():
            found.append(pages.seconds(client, one))
    yield Figure(
        "survey.results",
        median(times[path]) * 1000,
        "ms",
        AT_MOST,
        baseline=median(times[reference]) * 1000,
        also=(("queries", asked), ("first_ms", round(first, 1)), ("counting_s", round(took, 2))),
    )


def million(of: Made) -> Iterator[Figure]:
    client = pages.visitor(of)
    survey = made(of, MILLION)
    took = counted(survey)
    path = reverse("findings:results", args=[survey.pk])
    pages.queries(client, path)
    cold = []
    for _turn in range(7):
        keeping.forget()  # worked out from the tallies each time, as on the first visit
        cold.append(pages.seconds(client, path) * 1000)
    warm = [pages.seconds(client, path) * 1000 for _turn in range(ROUNDS)]
    yield Figure(
        "survey.results_1m",
        median(cold),
        "ms",
        MILLISECONDS,
        also=(("kept_ms", round(median(warm), 1)), ("counting_s", round(took, 1))),
    )
