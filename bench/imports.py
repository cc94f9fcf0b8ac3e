"""Persons from a workbook: read, looked through and written, in a process of its own, whose memory is then known.

`python -m bench.imports FILE` does it on the database that DATABASE_URL and JANYA_HOME name and tells its figures as JSON.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests import postgres

from .figures import Figure

PERSONS, UNITS, SEED = 100_000, 200, 2570
HEADERS = (
    "รหัสบุคลากร",
    "คำนำหน้าชื่อ",
    "ชื่อ",
    "นามสกุล",
    "ประเภทบุคลากร",
    "ตำแหน่ง",
    "ระดับ",
    "หน่วยงาน",
    "สังกัด",
    "อีเมล",
    "วันบรรจุ",
    "ดำรงตำแหน่งปัจจุบันตั้งแต่",
)
NAMES = ("สมชาย", "สมหญิง", "ประเสริฐ", "มาลี", "อนงค์", "วิชัย", "กมล", "ศิริพร")
FAMILIES = ("ใจดี", "รักษ์ไทย", "มั่นคง", "สุขสวัสดิ์", "พงษ์ไพบูลย์", "ศรีสุวรรณ")
TITLES = ("นักทรัพยากรบุคคล", "นักวิชาการเงินและบัญชี", "เจ้าพนักงานธุรการ", "นิติกร", "นักวิเคราะห์นโยบายและแผน")
LEVELS = ("ประเภทวิชาการ ระดับชำนาญการพิเศษ", "ประเภทวิชาการ ระดับปฏิบัติการ", "ประเภททั่วไป ระดับชำนาญงาน", "K2")


def measure() -> Iterator[Figure]:
    """Time and memory on SQLite, and the time on PostgreSQL where it is installed."""
    with tempfile.TemporaryDirectory(prefix="janya-bench-") as folder:
        file = Path(folder) / "persons.xlsx"
        workbook(file)
        found = told(file, {})
        yield figure("import.persons_100k", found)
        yield Figure("import.memory", found["peak"], "MB", 500, also=(("before", found["before"]),))
        try:
            with postgres.cluster({}) as address:
                on_server = told(file, {"DATABASE_URL": address})
        except postgres.PostgresIsMissing as missing:
            print(missing, file=sys.stderr)
        else:
            yield figure("import.persons_100k_postgresql", on_server)


def figure(name: str, found: dict[str, Any]) -> Figure:
    also = tuple((key, found[key]) for key in ("read", "check", "write", "again", "peak"))
    must = found["persons"] == PERSONS and found["changed_again"] == 0
    return Figure(name, found["seconds"], "s", 60, also=also, must=must)


def told(file: Path, environment: dict[str, str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="janya-bench-") as home:
        own = {**os.environ, "JANYA_HOME": home, **environment}
        migrate = [sys.executable, "-m", "janya", "manage", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, env=own, check=True)
        done = subprocess.run(
            [sys.executable, "-m", "bench.imports", str(file)],
            env=own,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def workbook(file: Path) -> None:
    """100,000 rows of 12 columns, the same each time."""
    from xlsxwriter import Workbook

    chance = random.Random(SEED)
    with Workbook(file) as book:
        page = book.add_worksheet()
        look = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, HEADERS)
        for number in range(1, PERSONS + 1):
            cells = [
                f"D{number:06}",
                "นาย" if number % 2 else "นางสาว",
                f"{chance.choice(NAMES)}{number % 977}",
                f"{chance.choice(FAMILIES)}{number % 1009}",
                "ข้าราชการ",
                chance.choice(TITLES),
                chance.choice(LEVELS),
                f"สำนัก {number % 20 + 1} > กลุ่ม {number % UNITS + 1}",
                "",
                f"person{number}@example.go.th",
            ]
            page.write_row(number, 0, cells)
            page.write_datetime(number, 10, datetime(2000, 1, 1) + timedelta(days=number % 8_000), look)  # noqa: DTZ001
            page.write(number, 11, "๑ ต.ค. ๒๕๖๘")


# ── in the process that is measured ────────────────────────────────────────────────────────
def peak() -> float:
    """The most memory that this process has held, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def bring_in(file: Path) -> dict[str, Any]:
    from janya import commands
    from janya.jobs import actions as jobs
    from janya.people.models import Agency, Person
    from janya.personnel import actions
    from janya.personnel.forms import QuestionsForm

    commands.prepare()
    agency = Agency.objects.create(key="BENCH", kind=Agency.Kind.DEPARTMENT, name="กรมทดสอบความเร็ว")
    by = Person.objects.create_user("officer@example.go.th", first_name="ก", last_name="ข", workplace=agency)
    before, data = peak(), file.read_bytes()
    taken: dict[str, float] = {}

    def in_time(name: str, act: Any) -> Any:
        begun = time.perf_counter()
        with jobs.at_once():
            made = act()
        taken[name] = time.perf_counter() - begun
        return made

    def answer(intake: Any) -> None:
        fields = QuestionsForm(intake).fields.items()
        chosen = {
            str(field.initial): int(name[7:])
            for name, field in fields
            if name.startswith("column-") and field.initial
        }
        actions.answer(intake, answers={"columns": chosen, "gone": "keep", "homes": "empty"}, by=by)

    def receive() -> Any:
        return actions.receive(agency, name=file.name, size=len(data), chunks=[data], by=by)

    intake = in_time("read", receive)
    in_time("check", lambda: answer(intake))
    in_time("write", lambda: actions.confirm(intake, by=by))
    most = peak()
    again = in_time("again", receive)
    in_time("again", lambda: answer(again))
    return {
        "seconds": taken["read"] + taken["check"] + taken["write"],
        **{name: round(seconds, 2) for name, seconds in taken.items()},
        "peak": round(most, 1),
        "before": round(before, 1),
        "persons": Person.objects.working_in(agency).exclude(pk=by.pk).count(),
        "changed_again": again.counts["new"] + again.counts["changed"] + again.counts["wrong"],
    }


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "janya.settings"
    import django

    django.setup()
    print(json.dumps(bring_in(Path(sys.argv[1]))))
