"""What each word of the `janya` command does. Returns the exit code."""

import argparse
import contextlib
import ctypes
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.core.management import call_command, execute_from_command_line
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from janya import __version__


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(words: argparse.Namespace) -> int:
    table: dict[str, Callable[[argparse.Namespace], int]] = {
        "serve": serve,
        "work": work,
        "demo": demo,
        "load": load,
        "report": report,
        "doctor": doctor,
        "manage": manage,
    }
    return table[words.command](words)


def manage(words: argparse.Namespace) -> int:
    execute_from_command_line(["janya manage", *words.rest])
    return 0


# ── serve ──────────────────────────────────────────────────────────────────────────────────
def pending() -> list[str]:
    """Migrations that this database has not had."""
    executor = MigrationExecutor(connection)
    return [
        str(migration)
        for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())
    ]


def stamp(*parts: Path) -> str:
    """A hash of the version and of every file's name, size and time below the given folders."""
    found = hashlib.sha256(__version__.encode())
    for top in parts:
        for path in sorted(top.rglob("*")):
            if path.is_file():
                status = path.stat()
                found.update(f"{path}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return found.hexdigest()


def prepare() -> None:
    """Bring database, catalogue and static files up to date; quick when nothing changed."""
    from janya.core import catalogue
    from janya.home import loading
    from janya.norms.models import Code

    if todo := pending():
        say(f"Updating the database ({len(todo)} steps) ...")
        call_command("migrate", interactive=False, verbosity=0)
    marks = settings.HOME / "prepared"
    known = dict(line.split("=", 1) for line in marks.read_text().splitlines()) if marks.exists() else {}
    norms = stamp(catalogue.folder())
    if known.get("catalogue") != norms or not Code.objects.exists():
        loading.load()
    looks = stamp(*(settings.PACKAGE / room / "static" for room in ("core",)))
    if known.get("static") != looks or not Path(settings.STATIC_ROOT).exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    marks.write_text(f"catalogue={norms}\nstatic={looks}\n")


def serve(words: argparse.Namespace) -> int:
    """Prepare, then answer with gunicorn until stopped."""
    from gunicorn.app.base import BaseApplication
    from gunicorn.arbiter import Arbiter

    few_arenas()
    prepare()
    if words.demo:
        # in a process of its own: Typst's threads do not outlive the fork of the workers
        subprocess.run([sys.executable, "-m", "janya", "demo"], check=True)
    from janya.wsgi import application

    connections.close_all()
    address = f"http://{words.host}:{words.port}/"

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for key, value in {
                "bind": f"{words.host}:{words.port}",
                "worker_class": "gthread",
                "workers": words.workers,
                "threads": words.threads,
                "preload_app": True,
                "timeout": 60,
                "graceful_timeout": 10,
                "max_requests": 20_000,
                "max_requests_jitter": 2_000,
                "loglevel": "warning",
                "control_socket_disable": True,
                "when_ready": lambda _server: say(f"Janya is ready at {address}"),
            }.items():
                if key in self.cfg.settings:
                    self.cfg.set(key, value)

        def load(self) -> Any:
            return application

    class Master(Arbiter):  # type: ignore[misc]
        """Minds the worker as it minds the processes that answer."""

        beside = None if words.no_worker else Beside(GRACE)

        def manage_workers(self) -> None:
            super().manage_workers()
            if self.beside:
                self.beside.mind()

        def stop(self, graceful: bool = True) -> None:
            if self.beside:
                self.beside.leave()
            super().stop(graceful)
            if self.beside:
                self.beside.wait()

    Master(Server()).run()
    return 0


GRACE = 8.0  # seconds that a job has when the server is stopped
ONCE_MORE = 5.0  # seconds after which a worker that died is started again


class Beside:
    """The worker beside the server: a process of its own, started again when it dies, ended with the server."""

    def __init__(self, grace: float) -> None:
        self.grace = grace
        self.process: subprocess.Popen[bytes] | None = None
        self.begun_at = 0.0
        self.leaves = False

    def mind(self) -> None:
        """Called about once a second."""
        if self.leaves or (self.process and self.process.poll() is None):
            return
        if not self.begun_at or time.monotonic() - self.begun_at > ONCE_MORE:
            self.begun_at = time.monotonic()
            words = ["work", "--grace", str(self.grace), "--parent", str(os.getpid())]
            self.process = subprocess.Popen([sys.executable, "-m", "janya", *words])  # noqa: S603 our own words

    def leave(self) -> None:
        self.leaves = True
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self) -> None:
        if self.process:
            try:
                self.process.wait(self.grace + 4)
            except subprocess.TimeoutExpired:
                self.process.kill()


def work(words: argparse.Namespace) -> int:
    """Do what pages ask for, until stopped."""
    from janya.jobs import worker

    if not is_ready():
        return 1
    few_arenas()
    return worker.run(
        grace=words.grace, parent=words.parent, say=(lambda _text: None) if words.parent else say
    )


def few_arenas() -> None:
    """Let the threads of a process share two heaps of glibc: each worker then holds about 15 MB less."""
    m_arena_max = -8
    with contextlib.suppress(OSError, AttributeError):  # another C library: nothing is lost but memory
        ctypes.CDLL(None).mallopt(m_arena_max, 2)


# ── demo, load, report ─────────────────────────────────────────────────────────────────────
def demo(words: argparse.Namespace) -> int:
    """Make the demonstration agency unless somebody works here already; print its accounts."""
    from janya.home import demonstration
    from janya.jobs import actions as jobs

    prepare()
    with jobs.at_once():
        made = demonstration.make(on=timezone.localdate())
    if not words.quiet:
        if made:
            say("The demonstration agency has been made.")
        for line in demonstration.accounts():
            say(line)
    return 0


def is_ready() -> bool:
    """Whether the database has had every migration; else say what to do."""
    if pending():
        say("The database is not up to date. First run: janya manage migrate")
        return False
    return True


def load(words: argparse.Namespace) -> int:
    from janya.core.shapes import CatalogueIsWrong
    from janya.home import loading

    if not is_ready():
        return 1
    try:
        done = loading.load(words.folder)
    except CatalogueIsWrong as wrong:
        say(str(wrong))
        return 1
    for kind, synced in done.items():
        say(f"{kind}: {synced.new} new, {synced.changed} changed, {synced.kept} kept as people edited them")
    return 0


def report(words: argparse.Namespace) -> int:
    from janya.core.documents import DocumentCannotBeMade
    from janya.core.thai import DateIsWrong, parse_date
    from janya.drives.models import Drive
    from janya.reports import actions

    if not is_ready():
        return 1
    if words.verify:
        return verify(words.verify)
    drive = (
        Drive.objects.filter(fiscal_year=words.year)
        .filter(agency__in=_agencies(words.agency))
        .select_related("agency", "code")
        .first()
    )
    if drive is None:
        known = Drive.objects.select_related("agency").order_by("agency__key", "fiscal_year")
        say(
            f"No drive of “{words.agency}” in fiscal year {words.year}. There {'are:' if known else 'is none yet.'}"
        )
        for one in known:
            say(f"  --agency {one.agency.key} --year {one.fiscal_year}   ({one.agency.name})")
        return 1
    try:
        as_of = parse_date(words.as_of) if words.as_of else timezone.localdate()
    except DateIsWrong as wrong:
        say(str(wrong))
        return 1
    try:
        content = actions.annual_pdf(drive, as_of=as_of, by=None)
        words.to.parent.mkdir(parents=True, exist_ok=True)
        words.to.write_bytes(content)
    except DocumentCannotBeMade as failed:
        say(f"{failed}\n{failed.detail}")
        return 1
    except OSError as failed:
        say(str(failed))
        return 1
    say(f"{words.to}: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    return 0


def verify(file: Path) -> int:
    """Say, in Thai and in English, whether a file is the very one that was signed; 0 when it is."""
    from janya.reports import verification
    from janya.reports.models import SignedReport

    try:
        with file.open("rb") as given:
            checked = verification.check(iter(lambda: given.read(1 << 20), b""), SignedReport.objects.all())
    except OSError as failed:
        say(str(failed))
        return 1
    for sentence in verification.sentences(checked):
        say(sentence)
    say(f"SHA-256 {checked.sha256}")
    return int(not checked.stands)


def _agencies(word: str) -> Any:
    from django.db.models import Q

    from janya.people.models import Agency

    return Agency.objects.filter(Q(key=word) | Q(name=word)).values("pk")


# ── doctor ─────────────────────────────────────────────────────────────────────────────────
class Finding(NamedTuple):
    about: str
    state: Literal["ok", "warning", "wrong"]
    text: str
    cure: str = ""


def doctor(words: argparse.Namespace) -> int:
    """Look at everything that must be right to run, and say what to do about what is not."""
    findings = list(examine())
    if not any(found.state == "wrong" for found in findings):
        if words.journal:
            findings.extend(look_at_journal())
        if words.files:
            findings.extend(look_at_files())
    sign = {"ok": "ok     ", "warning": "warning", "wrong": "WRONG  "}
    for found in findings:
        say(f"{sign[found.state]} {found.about}: {found.text}")
        if found.cure:
            say(f"        → {found.cure}")
    return int(any(found.state == "wrong" for found in findings))


def examine() -> Iterator[Finding]:
    yield Finding("Python", "ok", sys.version.split()[0])
    problems = [found for found in run_checks() if found.level >= WARNING]
    for problem in problems:
        yield Finding("settings", "wrong", problem.msg, problem.hint or "see docs/running.md")
    if not problems:
        yield Finding("settings", "ok", f"JANYA_HOME={settings.HOME}")
    yield from look_at_folder()
    yield from look_at_database()
    yield from look_at_documents()
    yield from look_at_mail()
    yield from look_at_worker()


def look_at_folder() -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=settings.HOME):
            pass
    except OSError as wrong:
        yield Finding("folder", "wrong", str(wrong), f"make {settings.HOME} writable for this user")
        return
    if settings.HOME.stat().st_mode & 0o077:
        yield Finding("folder", "warning", "others on this machine can read it", f"chmod 700 {settings.HOME}")
    free = shutil.disk_usage(settings.HOME).free / 2**30
    if free < 1:
        yield Finding("disk", "wrong", f"{free:.2f} GiB free", "free at least 1 GiB where JANYA_HOME lies")
    else:
        yield Finding("disk", "ok", f"{free:.0f} GiB free")


def look_at_database() -> Iterator[Finding]:
    vendor = connection.vendor
    try:
        with connection.cursor() as cursor:
            if vendor == "sqlite":
                cursor.execute("PRAGMA quick_check")
                answer = cursor.fetchone()[0]
                if answer != "ok":
                    yield Finding("database", "wrong", answer, "stop Janya and restore the last backup")
                    return
                version = f"SQLite {sqlite3.sqlite_version}"
            else:
                cursor.execute("SHOW server_version")
                version = f"PostgreSQL {cursor.fetchone()[0]}"
        yield Finding("database", "ok", version)
        todo = pending()
    except DatabaseError as wrong:
        yield Finding("database", "wrong", str(wrong).strip(), "check DATABASE_URL, and that the server runs")
        return
    if todo:
        yield Finding(
            "migrations", "wrong", f"{len(todo)} to do", "janya manage migrate (janya serve does it too)"
        )
    else:
        yield Finding("migrations", "ok", "all done")


def look_at_documents() -> Iterator[Finding]:
    from janya.core import documents

    try:
        documents.check()
    except (documents.DocumentCannotBeMade, OSError, ImportError) as wrong:
        yield Finding(
            "documents", "wrong", str(wrong), "install the locked dependencies again (typst, fontpkg-sarabun)"
        )
    else:
        yield Finding("documents", "ok", "Typst makes a page in Sarabun")


def look_at_mail() -> Iterator[Finding]:
    if settings.EMAIL_HOST:
        yield Finding("mail", "ok", f"through {settings.EMAIL_HOST}:{settings.EMAIL_PORT}")
    else:
        yield Finding(
            "mail", "ok", f"kept as files in {settings.EMAIL_FILE_PATH}; JANYA_EMAIL_URL names a mail server"
        )


def look_at_worker() -> Iterator[Finding]:
    from janya.jobs import queries

    try:
        there, waiting, interrupted = queries.attendance(timezone.now())
    except DatabaseError:
        return  # told of by the look at the database
    text = f"{there or 'none'} at work, {waiting} jobs wait, {interrupted} were interrupted"
    if waiting and not there:
        yield Finding("worker", "warning", text, "janya serve starts one; janya work runs one by itself")
    else:
        yield Finding("worker", "ok", text)


def look_at_journal() -> Iterator[Finding]:
    from janya.journal import queries

    broken = queries.verify()
    if broken:
        first = ", ".join(map(str, broken[:5]))
        yield Finding(
            "journal",
            "wrong",
            f"the chain breaks at line {first}{' …' if len(broken) > 5 else ''}",
            "compare with a backup: a line was changed, removed or put in outside Janya",
        )
    else:
        yield Finding("journal", "ok", "every line stands as it was written")


def look_at_files() -> Iterator[Finding]:
    from janya.files import queries

    damaged = list(queries.damaged())
    for name in damaged:
        yield Finding("files", "wrong", f"{name} is missing or changed", "restore it from a backup")
    if not damaged:
        yield Finding("files", "ok", "every stored file has its hash")
