"""`python -m bench [WORD]`: all figures, or those whose name has the word; exit code 1 when one does not hold."""

import logging
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from .figures import Figure

HERE = Path(__file__).resolve().parent
NAMES = {
    "pages": tuple(f"page.{page}{size}" for page in ("drive", "risks", "results") for size in ("", "_10x")),
    "coverage": ("coverage.page", "coverage.unsigned", "coverage.filtered"),
    "act": ("plan.page", "plan.gantt", "plan.check", "thread.page", "dashboard.head", "metric.recompute"),
    "report": ("report.pdf",),
    "start": ("start",),
    "lists": ("list.rate", "list.p95", "memory.worker"),
    "migrate": ("migrate.empty",),
    "findings": ("survey.results",),
    "million": ("survey.results_1m",),
    "submit": ("survey.submit", "survey.submit_postgresql"),
    "imports": ("import.persons_100k", "import.memory", "import.persons_100k_postgresql"),
}


def begin(home: Path) -> None:
    """Janya's own settings on an empty folder, with the reference page beside Janya's."""
    for name in [name for name in os.environ if name.startswith(("JANYA_", "DATABASE_URL"))]:
        del os.environ[name]
    os.environ["JANYA_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "janya.settings"
    import django
    from django.conf import settings

    settings.ROOT_URLCONF = "bench.urls"
    settings.TEMPLATES[0]["DIRS"] = [str(HERE / "templates")]
    django.setup()
    logging.getLogger("django.request").setLevel(logging.ERROR)


def figures(chosen: set[str], home: Path) -> Iterator[Figure]:
    begin(home)
    from janya import commands

    from . import act, agency, coverage, findings, imports, pages, programs, server, surveys

    commands.prepare()
    once, tenfold = agency.make(1), agency.make(10)
    measures: dict[str, Callable[[], Iterator[Figure]]] = {
        "pages": lambda: pages.measure(once, tenfold),
        "coverage": lambda: coverage.measure(once),
        "act": lambda: act.measure(once),
        "report": lambda: programs.report(once),
        "start": lambda: server.start(home),
        "lists": lambda: server.lists_and_memory(home, once, tenfold),
        "migrate": programs.migrate,
        "findings": lambda: findings.measure(once),
        "million": lambda: findings.million(once),
        "submit": surveys.measure,
        "imports": imports.measure,
    }
    for name, measure in measures.items():
        if name in chosen:
            try:
                yield from measure()
            except Exception:  # noqa: BLE001 the other figures are still wanted
                print(f"{name} could not be measured:\n{traceback.format_exc()}", file=sys.stderr)
                yield from (Figure(one, None, "not measured", 0) for one in NAMES[name])


def main(word: str) -> int:
    chosen = {group for group, names in NAMES.items() if any(word in name for name in names)}
    if not chosen:
        sys.exit(
            f"No figure is named like “{word}”: {', '.join(one for names in NAMES.values() for one in names)}"
        )
    home = Path(tempfile.mkdtemp(prefix="janya-bench-"))
    kept = True
    try:
        for figure in figures(chosen, home):
            if word in figure.name:
                print(figure.line(), flush=True)
                kept &= figure.holds
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
