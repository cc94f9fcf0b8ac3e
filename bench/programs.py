"""Figures without a server: the first migration, the report."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from statistics import median

from .agency import TODAY, Made
from .figures import Figure

TURNS = 3
REPORTS = 9


def migrate() -> Iterator[Figure]:
    """From nothing to all tables, the start of Python included."""
    taken = []
    for _turn in range(TURNS):
        with tempfile.TemporaryDirectory(prefix="janya-bench-") as home:
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "janya", "manage", "migrate", "--verbosity", "0"],
                env={**os.environ, "JANYA_HOME": home},
                check=True,
            )
            taken.append(time.perf_counter() - begun)
    yield Figure("migrate.empty", median(taken), "s", 20)


def report(made: Made) -> Iterator[Figure]:
    """The yearly report as its page makes it, in a process of its own each time."""
    from janya.core import documents
    from janya.reports import actions

    taken = []
    for _turn in range(REPORTS + 1):
        begun = time.perf_counter()
        content = actions.annual_pdf(made.drive, as_of=TODAY, by=None, make=documents.press)
        taken.append(time.perf_counter() - begun)
    yield Figure("report.pdf", median(taken[1:]), "s", 1, also=(("bytes", len(content)),))
