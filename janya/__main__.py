"""The `janya` command: serve, work, demo, load, report, doctor."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from janya import __version__


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="janya",
        description="Janya drives the Thai Civil Service Code of Ethics through one fiscal year.",
        epilog="Settings come from the environment: JANYA_HOME, DATABASE_URL, … (docs/running.md).",
    )
    top.add_argument("--version", action="version", version=f"janya {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="bring the database up to date and serve the pages")
    serve.add_argument(
        "--port", type=int, default=int(os.environ.get("PORT") or 8000), help="default 8000, or PORT"
    )
    serve.add_argument("--host", default="127.0.0.1", help="default 127.0.0.1")
    serve.add_argument("--workers", type=int, default=2, help="processes, default 2")
    serve.add_argument("--threads", type=int, default=4, help="threads a process, default 4")
    serve.add_argument(
        "--demo", action="store_true", help="make the demonstration agency if the database is empty"
    )

    serve.add_argument(
        "--no-worker", action="store_true", help="do not start the worker too; janya work runs it by itself"
    )

    work = commands.add_parser("work", help="do the long work that pages ask for, until stopped")
    work.add_argument(
        "--grace", type=float, default=20, help="seconds for the running job when told to stop, default 20"
    )
    work.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)  # ends with that process

    demo = commands.add_parser(
        "demo", help="make the demonstration agency, with one finished and one running year"
    )
    demo.add_argument("--quiet", action="store_true", help="do not print the accounts")

    load = commands.add_parser("load", help="load catalogue/*.yaml again; what people changed is kept")
    load.add_argument("--folder", type=Path, help="another folder than the one that came with Janya")

    report = commands.add_parser("report", help="make the yearly report to the OCSC as PDF, without a server")
    report.add_argument("--agency", help="key or name, e.g. 76 or จังหวัดเพชรบุรี")
    report.add_argument("--year", type=int, help="fiscal year (B.E.), e.g. 2569")
    report.add_argument("--to", type=Path, help="the PDF file to write")
    report.add_argument("--as-of", help="figures as of this day (default: today)", default="")
    report.add_argument(
        "--verify",
        type=Path,
        metavar="FILE",
        help="instead: say whether this file is the one that was signed",
    )

    doctor = commands.add_parser("doctor", help="check settings, database, migrations, fonts and disk")
    doctor.add_argument("--journal", action="store_true", help="check the whole journal's chain too")
    doctor.add_argument("--files", action="store_true", help="check every stored file's hash too")

    commands.add_parser("manage", help="any Django command, e.g. janya manage migrate")  # read by `spoken`
    return top


def spoken(given: Sequence[str]) -> argparse.Namespace:
    """What was asked for; after `manage` every word is Django's, `--help` too."""
    if given[:1] == ["manage"]:
        return argparse.Namespace(command="manage", rest=list(given[1:]))
    top = parser()
    words = top.parse_args(given)
    if words.command == "report" and not words.verify and not (words.agency and words.year and words.to):
        top.error("report needs --agency, --year and --to, or --verify FILE")
    return words


def main(given: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when all is well."""
    words = spoken(sys.argv[1:] if given is None else given)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "janya.settings")
    import django

    django.setup()
    from janya import commands

    return commands.run(words)


if __name__ == "__main__":
    sys.exit(main())
