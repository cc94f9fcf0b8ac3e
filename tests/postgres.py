"""Runs a command beside a throw-away PostgreSQL: `python tests/postgres.py -- pytest tests`.

The cluster is made by Debian's own programs in a temporary folder, listens on a socket there and on a free port of
127.0.0.1 behind a random password, is told to the command as DATABASE_URL, and is stopped and removed afterwards.
Without PostgreSQL it says so in one line and is content, but for CI=true, where that is a failure.
"""

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

DEBIAN = Path("/usr/lib/postgresql")
UNPRIVILEGED = ("postgres", "nobody")  # initdb refuses root
# Nothing here outlives the test run, so nothing has to reach the disk.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB"}


class PostgresIsMissing(Exception):
    """No PostgreSQL server on this machine."""

    def __str__(self) -> str:
        return "PostgreSQL is not installed (apt install postgresql): its half of the tests is left out."


def programs() -> Path:
    """The folder of the newest server's programs."""
    known = [path.parent for path in DEBIAN.glob("*/bin/initdb")]
    if known:
        return max(known, key=lambda path: [int(part) for part in re.findall(r"\d+", path.parent.name)])
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise PostgresIsMissing


def as_owner(folder: Path) -> list[str | Path]:
    """What stands before a server's program: nothing, or for root the way to an unprivileged user, who gets the folder."""
    if os.geteuid() != 0:
        return []
    known = {user.pw_name for user in pwd.getpwall()}
    owner = next(name for name in UNPRIVILEGED if name in known)
    shutil.chown(folder, owner)
    return ["runuser", "-u", owner, "--"]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def quietly(command: Sequence[str | Path], folder: Path, **environment: str) -> None:
    """Run a program of the server; what it said is shown only when it failed."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        log = folder / "log"
        sys.stderr.write(log.read_text(encoding="utf-8", errors="replace") if log.exists() else "")
        done.check_returncode()


@contextmanager
def cluster(settings: Mapping[str, str] = QUICK) -> Iterator[str]:
    """The DATABASE_URL of a server that lives as long as the block; `settings` beside its own ones."""
    server = programs()
    folder = Path(tempfile.mkdtemp(prefix="janya-postgres-"))
    try:
        before = as_owner(folder)
        password, port = secrets.token_urlsafe(16), free_port()
        secret = folder / "password"
        secret.write_text(password, encoding="ascii")
        if before:
            shutil.chown(secret, folder.owner())
        secret.chmod(0o600)
        made = folder / "data"
        quietly(
            [
                *before,
                server / "initdb",
                *("--pgdata", made, "--username", "janya", "--pwfile", secret, "--auth", "scram-sha-256"),
                *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions"),
            ],
            folder,
        )
        options = {
            "port": port,
            "unix_socket_directories": folder,
            "listen_addresses": "127.0.0.1",
            **settings,
        }
        words = " ".join(f"-c {name}={value}" for name, value in options.items())
        control = [*before, server / "pg_ctl", "--pgdata", made]
        quietly([*control, "--wait", "--log", folder / "log", "--options", words, "start"], folder)
        try:
            host = ("--host", "127.0.0.1", "--port", str(port), "--username", "janya")
            quietly([server / "createdb", *host, "janya"], folder, PGPASSWORD=password)
            yield f"postgresql://janya:{password}@127.0.0.1:{port}/janya"
        finally:
            quietly([*control, "--mode", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def stopped(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def main(command: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, stopped)
    try:
        with cluster() as address:
            return subprocess.run(
                command, env={**os.environ, "DATABASE_URL": address}, check=False
            ).returncode
    except PostgresIsMissing as missing:
        sys.stderr.write(f"{missing}\n")
        return int(os.environ.get("CI") == "true")


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["--"]:
        given = given[1:]
    if not given:
        sys.exit("Say what to run: python tests/postgres.py -- COMMAND …")
    sys.exit(main(given))
