"""An import from file to people: what it understands, what it refuses, and that it is all or nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from janya.jobs import actions as jobs
from janya.jobs.models import Job
from janya.jobs.rules import State
from janya.journal.models import Entry
from janya.people.models import Agency, Appointment, Person, Unit
from janya.people.rules import Role
from janya.personnel import actions
from janya.personnel.models import Intake, Kind, Line, Piece, Trace, Upload
from tests import make

from . import files
from .files import HEAD, MALEE, SOMCHAI

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make.agency(kind="department")


@pytest.fixture
def ana(agency: Agency) -> Person:
    return files.officer(agency)


def person(name: str) -> Person:
    return Person.objects.get_queryset().get(first_name=name)


# ── from file to people ────────────────────────────────────────────────────────────────────
def test_persons_come_in_with_their_post_their_unit_and_their_dates(agency: Agency, ana: Person) -> None:
    intake = files.imported(agency, ana, [HEAD, MALEE, SOMCHAI])

    malee, somchai = person("มาลี"), person("สมชาย")
    assert intake.state == Intake.State.DONE
    assert files.counts(intake) == {"new": 2, "kept": 1, "units": 3}
    assert (malee.prename, malee.external_id, malee.email) == ("นางสาว", "D1", "malee@example.go.th")
    assert (malee.workplace, malee.home_agency, malee.started_on) == (agency, agency, date(2017, 10, 1))
    assert str(malee.position_level) == "ประเภทวิชาการ ระดับชำนาญการ"
    assert malee.unit
    assert (malee.unit.name, malee.unit.parent and malee.unit.parent.name) == ("กลุ่ม ก", "สำนักงาน")
    assert malee.unit.path.startswith(malee.unit.parent.path if malee.unit.parent else "-")
    assert (somchai.started_on, somchai.email) == (date(2018, 10, 1), None)
    assert not malee.has_usable_password()
    assert malee.roles_in(agency) == {Role.OFFICIAL}
    assert somchai.roles_in(agency) == set()
    assert list(Person.objects.working_in(agency).exclude(pk=ana.pk)) == [malee, somchai]


def test_the_same_file_again_changes_nothing(agency: Agency, ana: Person) -> None:
    files.imported(agency, ana, [HEAD, MALEE, SOMCHAI])
    before = list(Person.objects.get_queryset().order_by("pk").values())

    again = files.checked(agency, ana, [HEAD, MALEE, SOMCHAI])
    actions.confirm(again, by=ana)

    assert files.counts(again) == {"same": 2, "kept": 1}
    assert list(Person.objects.get_queryset().order_by("pk").values()) == before


def test_what_differs_is_told_with_old_and_new_and_a_blank_cell_changes_nothing(
    agency: Agency, ana: Person
) -> None:
    files.imported(agency, ana, [HEAD, MALEE])
    promoted = [*MALEE[:5], "ชำนาญการพิเศษ", "", "", "NULL"]

    intake = files.checked(agency, ana, [HEAD, promoted])
    notes = intake.lines.get(kind=Kind.CHANGED).notes
    actions.confirm(intake, by=ana)

    assert notes == [["position_level", "ประเภทวิชาการ ระดับชำนาญการ", "ประเภทวิชาการ ระดับชำนาญการพิเศษ"]]
    malee = person("มาลี")
    assert str(malee.position_level) == "ประเภทวิชาการ ระดับชำนาญการพิเศษ"
    assert (malee.email, malee.started_on) == ("malee@example.go.th", date(2017, 10, 1))
    assert malee.unit


def test_a_new_name_keeps_the_order_of_the_dictionary(agency: Agency, ana: Person) -> None:
    files.imported(agency, ana, [HEAD, MALEE])

    files.imported(agency, ana, [HEAD, [*MALEE[:2], "เกษร", *MALEE[3:]]])

    made = person("เกษร")
    order = made.order
    made.save()
    assert made.order == order


def test_journal_and_trail_tell_of_an_import_without_personal_data(agency: Agency, ana: Person) -> None:
    files.imported(agency, ana, [HEAD, MALEE])
    intake = files.imported(agency, ana, [HEAD, [*MALEE[:4], "ผู้อำนวยการ", *MALEE[5:]], SOMCHAI])

    entries = Entry.objects.filter(deed="personnel.imported")
    assert len(entries) == 2
    facts = entries[0].facts
    assert {name: facts[name] for name in ("new", "changed", "gone", "same", "units")} == {
        "new": 1,
        "changed": 1,
        "gone": 0,
        "same": 0,
        "units": 1,
    }
    assert facts["trail"] == intake.trail
    assert "มาลี" not in str([(entry.label, entry.facts) for entry in Entry.objects.all()])
    traces = [(trace.person.first_name, trace.kind, trace.fields) for trace in intake.traces.all()]
    assert traces == [("มาลี", "changed", "position_title"), ("สมชาย", "new", "")]


def test_what_the_file_said_is_let_go_of(agency: Agency, ana: Person) -> None:
    waiting = files.send(agency, ana, files.excel([HEAD, MALEE]))
    assert (Upload.objects.count(), Piece.objects.count()) == (0, 1)

    files.answer(waiting, ana)
    actions.confirm(waiting, by=ana)

    assert (Upload.objects.count(), Piece.objects.count(), Line.objects.count()) == (0, 0, 0)
    assert "มาลี" not in str((waiting.about, waiting.counts, waiting.answers))


def test_a_file_with_which_nobody_goes_on_is_let_go_of_after_some_days(agency: Agency, ana: Person) -> None:
    intake = files.checked(agency, ana, [HEAD, MALEE])

    actions.tidy(timezone.localdate())
    assert Piece.objects.exists()
    actions.tidy(timezone.localdate() + timedelta(days=8))

    intake.refresh_from_db()
    assert intake.state == Intake.State.DISCARDED
    assert not Piece.objects.exists()
    assert not Line.objects.exists()


# ── who is meant ───────────────────────────────────────────────────────────────────────────
def test_a_person_is_known_by_number_then_by_email_then_by_name(agency: Agency, ana: Person) -> None:
    files.imported(agency, ana, [HEAD, MALEE, SOMCHAI])
    married = ["D1", "นาง", "มาลี", "ใจเย็น", *MALEE[4:]]
    by_email = [["ชื่อ", "นามสกุล", "อีเมล"], ["มาลี", "ใจเย็น", "MALEE@example.go.th"]]
    by_name = [["ชื่อ-สกุล", "ตำแหน่ง"], ["นายสมชาย ใจดี", "นักวิชาการคลัง"]]

    first, second, third = (
        files.imported(agency, ana, rows) for rows in ([HEAD, married], by_email, by_name)
    )

    assert files.counts(first) == {"changed": 1, "kept": 2}
    assert files.counts(second) == {"same": 1, "kept": 2}
    assert files.counts(third) == {"changed": 1, "kept": 2}
    assert (person("มาลี").last_name, person("สมชาย").position_title) == ("ใจเย็น", "นักวิชาการคลัง")


def test_namesakes_are_told_apart_by_position_or_asked_about(agency: Agency, ana: Person) -> None:
    for title in ("นิติกร", "นักวิชาการเงิน"):
        make.person(None, agency, first_name="สมชาย", last_name="ใจดี", position_title=title, prename="")
    head = ["ชื่อ", "นามสกุล", "ตำแหน่ง"]

    told = files.checked(agency, ana, [head, ["สมชาย", "ใจดี", "นิติกร"]])
    unclear = files.checked(agency, ana, [head, ["สมชาย", "ใจดี", "เจ้าพนักงานธุรการ"]])

    assert files.counts(told) == {"same": 1, "kept": 2}
    assert [(row, column) for row, column, _why in files.faults(unclear)] == [(2, "ชื่อ")]
    assert "มากกว่าหนึ่งคน" in files.faults(unclear)[0][2]


def test_what_stands_twice_in_the_file_is_told_with_the_first_row(agency: Agency, ana: Person) -> None:
    rows = [
        HEAD,
        MALEE,
        ["D1", "", "อนงค์", "รักไทย", "", "", "", "", ""],
        ["D4", "", "วิชัย", "มั่นคง", "", "", "", "Malee@Example.go.th", ""],
        ["", "", "กมล", "ศรี", "นิติกร", "", "", "", ""],
        ["", "", "กมล", "ศรี", "นิติกร", "", "", "", ""],
    ]

    intake = files.checked(agency, ana, rows)

    assert [(row, column, why[:16]) for row, column, why in files.faults(intake)] == [
        (3, "รหัสบุคลากร", "ซ้ำกับแถวที่ 2"),
        (4, "อีเมล", "ซ้ำกับแถวที่ 2"),
        (6, "ชื่อ", "ชื่อและตำแหน่งซ้"),
    ]


def test_number_and_email_of_two_persons_contradict_each_other(agency: Agency, ana: Person) -> None:
    files.imported(agency, ana, [HEAD, MALEE, [*SOMCHAI[:7], "somchai@example.go.th", ""]])

    intake = files.checked(agency, ana, [HEAD, [*MALEE[:7], "somchai@example.go.th", ""]])

    assert [(row, column) for row, column, _why in files.faults(intake)] == [(2, "อีเมล")]


def test_an_email_of_another_agency_is_refused_and_its_owner_is_not_touched(
    agency: Agency, ana: Person
) -> None:
    stranger = make.person(Role.OFFICER, make.agency(), email="malee@example.go.th", first_name="คนอื่น")

    intake = files.checked(agency, ana, [HEAD, MALEE])

    assert [(row, column) for row, column, _why in files.faults(intake)] == [(2, "อีเมล")]
    stranger.refresh_from_db()
    assert stranger.first_name == "คนอื่น"


def test_who_left_elsewhere_and_works_nowhere_may_come_here(agency: Agency, ana: Person) -> None:
    moved = make.person(
        None, None, email="malee@example.go.th", first_name="มาลี", last_name="สุขใจ", is_active=False
    )

    intake = files.imported(agency, ana, [HEAD, MALEE])

    moved.refresh_from_db()
    assert files.counts(intake) == {"changed": 1, "kept": 1, "units": 2}
    assert (moved.workplace, moved.is_active) == (agency, True)


# ── those who are gone ─────────────────────────────────────────────────────────────────────
def test_who_is_not_in_the_file_stays_unless_it_is_said_that_they_left(agency: Agency, ana: Person) -> None:
    files.imported(agency, ana, [HEAD, MALEE, SOMCHAI])
    chair = make.person(Role.COMMITTEE, agency)

    kept = files.imported(agency, ana, [HEAD, SOMCHAI])
    assert person("มาลี").is_active
    left = files.imported(agency, ana, [HEAD, SOMCHAI], gone="leave")

    malee = person("มาลี")
    assert files.counts(kept) == {"same": 1, "kept": 3}
    assert files.counts(left) == {"same": 1, "gone": 1, "kept": 2}
    assert (malee.is_active, malee.workplace, malee.unit) == (False, None, None)
    assert not malee.appointments.present().exists()
    for role_holder in (ana, chair):
        role_holder.refresh_from_db()
        assert role_holder.workplace == agency


def test_the_file_itself_may_say_that_somebody_left_or_works_elsewhere(agency: Agency, ana: Person) -> None:
    province = make.agency("จังหวัดเชียงใหม่")
    files.imported(agency, ana, [HEAD, MALEE, SOMCHAI])
    head = ["รหัสบุคลากร", "ชื่อ", "นามสกุล", "สถานะ", "ปฏิบัติราชการที่"]
    rows = [
        head,
        ["D1", "มาลี", "สุขใจ", "เกษียณอายุราชการ", ""],
        ["D2", "สมชาย", "ใจดี", "ปกติ", "เชียงใหม่"],
        ["D9", "อนงค์", "รักไทย", "ลาออก", ""],
    ]

    intake = files.imported(agency, ana, rows)

    assert province.name
    assert files.counts(intake) == {"gone": 2, "skipped": 1, "kept": 1}
    assert (person("มาลี").is_active, person("สมชาย").workplace) == (False, None)
    assert not Person.objects.get_queryset().filter(first_name="อนงค์").exists()


def test_who_comes_back_is_the_same_person(agency: Agency, ana: Person) -> None:
    files.imported(agency, ana, [HEAD, MALEE])
    number = person("มาลี").pk
    files.imported(agency, ana, [HEAD, SOMCHAI], gone="leave")

    files.imported(agency, ana, [HEAD, MALEE])

    back = person("มาลี")
    assert (back.pk, back.is_active, back.workplace) == (number, True, agency)
    assert back.roles_in(agency) == {Role.OFFICIAL}


# ── home agency and place of work, units ───────────────────────────────────────────────────
def test_a_provincial_official_belongs_to_a_department_and_works_in_the_province(ana: Person) -> None:
    province = make.agency("จังหวัดเชียงราย")
    officer = make.officer(province)
    department = make.agency("กรมป่าไม้", kind="department")
    rows = [
        ["ชื่อ", "นามสกุล", "สังกัด"],
        ["มาลี", "สุขใจ", " กรมป่าไม้ "],
        ["สมชาย", "ใจดี", ""],
        ["กมล", "ศรี", "กรมใหม่"],
    ]

    empty = files.checked(province, officer, rows)
    assert (empty.counts["unknown_homes"], empty.counts["home_names"]) == (1, ["กรมใหม่"])
    intake = files.imported(province, officer, rows, homes="add")

    malee, somchai, kamol = (person(name) for name in ("มาลี", "สมชาย", "กมล"))
    assert files.counts(intake) == {"new": 3, "kept": 1, "homes": 1}
    assert (malee.home_agency, malee.workplace) == (department, province)
    assert somchai.home_agency is None
    assert kamol.home_agency
    assert (kamol.home_agency.name, kamol.home_agency.joined_on) == ("กรมใหม่", None)


def test_units_are_found_by_path_and_by_a_name_that_stands_once(agency: Agency, ana: Person) -> None:
    top = make.unit(agency, "สำนักงาน")
    group = make.unit(agency, "กลุ่ม ก", top)
    head = ["ชื่อ", "นามสกุล", "สำนัก/กอง", "กลุ่ม/ฝ่าย"]
    rows = [
        head,
        ["หนึ่ง", "ก", "", "กลุ่ม ก"],
        ["สอง", "ก", "สำนัก งาน", "กลุ่ม ก"],
        ["สาม", "ก", "กลุ่ม ก", "ฝ่าย ข"],
        ["สี่", "ก", "กอง ค", ""],
    ]

    intake = files.imported(agency, ana, rows)

    assert intake.counts["units"] == 2
    assert person("หนึ่ง").unit == person("สอง").unit == group
    deep = person("สาม").unit
    assert deep
    assert (deep.name, deep.parent, deep.depth, deep.path.startswith(group.path)) == ("ฝ่าย ข", group, 2, True)
    assert Unit.objects.get(name="กอง ค").parent is None


def test_a_unit_whose_name_stands_twice_is_asked_about(agency: Agency, ana: Person) -> None:
    for top in ("กอง ก", "กอง ข"):
        make.unit(agency, "ฝ่ายบริหาร", make.unit(agency, top))

    intake = files.checked(agency, ana, [["ชื่อ", "นามสกุล", "หน่วยงาน"], ["มาลี", "สุขใจ", "ฝ่ายบริหาร"]])

    assert "หลายแห่ง" in files.faults(intake)[0][2]


# ── what files get wrong ───────────────────────────────────────────────────────────────────
def test_every_bad_cell_of_every_row_is_told_and_nothing_is_written(agency: Agency, ana: Person) -> None:
    rows: list[list[Any]] = [
        ["รายชื่อข้าราชการ"],
        [],
        [*HEAD, "ดำรงตำแหน่งปัจจุบันตั้งแต่", "ประเภทบุคลากร"],
        [*MALEE, "1 ต.ค. 2568", "ข้าราชการ"],
        ["1234567890121", "", "", "ใจดี", "ก" * 201, "เอกพิเศษ", "", "ไม่ใช่อีเมล", "31/2/2560", "", "ทหาร"],
        ["D7", "", "สมชาย", "", "", "", "", "", "1/1/2560", "1/1/2550", ""],
        ["D8", "", "กมล", "ศรี", "", "G3", "", "", "", "", "พนักงานราชการ"],
    ]

    intake = files.checked(agency, ana, rows)

    assert [(row, column) for row, column, _why in files.faults(intake)] == [
        (5, "ชื่อ"),
        (5, "ประเภทบุคลากร"),
        (5, "ตำแหน่ง"),
        (5, "ระดับ"),
        (5, "รหัสบุคลากร"),
        (5, "อีเมล"),
        (5, "วันบรรจุ"),
        (6, "นามสกุล"),
        (6, "ดำรงตำแหน่งปัจจุบันตั้งแต่"),
    ]
    assert files.counts(intake) == {"new": 2, "wrong": 2, "units": 2, "kept": 1}
    assert all("ก" <= why[0] <= "๛" or why[0] in "“" for _row, _column, why in files.faults(intake))
    actions.confirm(intake, by=ana)
    intake.refresh_from_db()
    assert intake.state != Intake.State.DONE
    assert Person.objects.working_in(agency).count() == 1


def test_citizen_numbers_and_unwanted_columns_are_never_kept(agency: Agency, ana: Person) -> None:
    rows: list[list[Any]] = [
        ["PER_CARDNO", "PER_SALARY", "ชื่อ", "นามสกุล", "หมายเหตุ", "รหัสบุคลากร"],
        ["1234567890121", 51000, "มาลี", "สุขใจ", "1-2345-67890-12-1", 1234567890121],
    ]

    intake = files.checked(agency, ana, rows)

    from janya.personnel import staging

    kept = str(list(staging.rows_of(intake))) + str(intake.about) + str(list(intake.lines.values()))
    assert "1234567890121" not in kept
    assert "67890-12-1" not in kept
    assert "51000" not in kept
    assert "เลขประจำตัวประชาชน" in files.faults(intake)[0][2]


def test_codes_of_levels_are_read_in_the_scheme_that_was_answered(agency: Agency, ana: Person) -> None:
    rows = [["ชื่อ", "นามสกุล", "LEVEL_NO"], ["มาลี", "สุขใจ", "M1"]]

    dpis, ocsc = (files.checked(agency, ana, rows, scheme=scheme) for scheme in ("dpis", "ocsc"))
    unasked = files.checked(agency, ana, rows)

    assert [
        "ประเภทบริหาร" in dpis.lines.get(kind=Kind.NEW).notes[0],
        "ประเภทอำนวยการ" in ocsc.lines.get(kind=Kind.NEW).notes[0],
    ] == [True, True]
    assert "ระบุชุดรหัส" in files.faults(unasked)[0][2]


def test_a_formula_without_its_value_and_one_that_fails_are_faults(agency: Agency, ana: Person) -> None:
    rows = [["ลำดับ", "ชื่อ", "นามสกุล", "ตำแหน่ง"], ["=ROW()", "มาลี", "=B2", "#N/A"]]

    intake = files.checked(agency, ana, rows)

    assert [column for _row, column, _why in files.faults(intake)] == ["นามสกุล", "ตำแหน่ง"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_a_csv_comes_in_whatever_its_encoding(agency: Agency, ana: Person, encoding: str) -> None:
    text = "ชื่อ-สกุล;อีเมล;วันบรรจุ\r\nนางสาวมาลี สุขใจ;malee@example.go.th;๑/๑๐/๒๕๖๐\r\n"

    intake = files.answer(files.send(agency, ana, text.encode(encoding), "คน.csv"), ana)
    actions.confirm(intake, by=ana)

    assert (person("มาลี").prename, person("มาลี").started_on) == ("นางสาว", date(2017, 10, 1))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04", "เปิดไฟล์ไม่ได้"),
        (b"%PDF-1.4", "ไม่ใช่ Excel"),
        ("ชื่อ,นามสกุล\n".encode(), "ไม่พบแถวข้อมูล"),
        (('ชื่อ,นามสกุล\nก,"' + "ข" * 100_000 + '"\n').encode(), "แถวที่ 2"),
        ('ชื่อ,นามสกุล\n"ก,ข\n'.encode(), "แถวที่ 2"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_is_not_kept(
    agency: Agency, ana: Person, data: bytes, why: str
) -> None:
    intake = files.send(agency, ana, data, "คน.csv")

    assert intake.state == Intake.State.REFUSED
    assert why in intake.why
    assert not Upload.objects.exists()
    assert not Piece.objects.exists()


# ── all or nothing ─────────────────────────────────────────────────────────────────────────
def test_what_changed_since_the_check_is_not_overwritten(agency: Agency, ana: Person) -> None:
    files.imported(agency, ana, [HEAD, MALEE])
    intake = files.checked(agency, ana, [HEAD, [*MALEE[:4], "ผู้อำนวยการ", *MALEE[5:]]])
    Person.objects.filter(first_name="มาลี").update(position_title="นิติกร", external_id="D99")

    actions.confirm(intake, by=ana)

    intake.refresh_from_db()
    assert intake.state != Intake.State.DONE
    assert intake.job
    assert "ตรวจไฟล์อีกครั้ง" in intake.job.saying
    assert person("มาลี").position_title == "นิติกร"
    assert intake.may_be_answered
    files.answer(intake, ana)
    assert intake.state == Intake.State.READY


def test_what_changed_without_touching_the_file_does_not_matter(agency: Agency, ana: Person) -> None:
    intake = files.checked(agency, ana, [HEAD, MALEE])
    make.person(None, agency)

    actions.confirm(intake, by=ana)

    assert intake.state == Intake.State.DONE


def test_two_imports_are_not_written_at_once(agency: Agency, ana: Person) -> None:
    first, second = (files.checked(agency, ana, [HEAD, one]) for one in (MALEE, SOMCHAI))
    Job.objects.create(agency=agency, kind="personnel.write", title="x", once="write", state=State.WAITING)

    with pytest.raises(jobs.AlreadyRunning):
        actions.confirm(second, by=ana)

    second.refresh_from_db()
    assert (first.state, second.state) == (Intake.State.READY, Intake.State.READY)


def test_an_import_is_written_once(agency: Agency, ana: Person) -> None:
    intake = files.imported(agency, ana, [HEAD, MALEE])

    for act in (actions.confirm, actions.discard):
        with pytest.raises(actions.IntakeIsElsewhere):
            act(intake, by=ana)
    assert Person.objects.working_in(agency).count() == 2


def test_work_that_breaks_off_leaves_nothing_and_can_be_taken_up(
    agency: Agency, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from janya.personnel import background

    intake = files.checked(agency, ana, [HEAD, MALEE, SOMCHAI])
    with monkeypatch.context() as broken:
        broken.setattr(background.Writing, "end", lambda _self: 1 / 0)
        actions.confirm(intake, by=ana)

    assert intake.state == Intake.State.WRITING
    assert not intake.is_at_work
    assert Person.objects.working_in(agency).count() == 1
    assert not Unit.objects.filter(agency=agency).exists()
    assert intake.job
    jobs.take_up(intake.job, by=ana)
    intake.refresh_from_db()
    assert intake.state == Intake.State.DONE
    assert Person.objects.working_in(agency).count() == 3


def test_a_new_address_is_told_to_the_old_one_and_two_may_swap(
    agency: Agency, ana: Person, django_capture_on_commit_callbacks: Any
) -> None:
    for number, name in (("A1", "หนึ่ง"), ("A2", "สอง")):
        make.person(
            None,
            agency,
            external_id=number,
            first_name=name,
            last_name="ก",
            email=f"{number}@x.go.th".lower(),
        )
    head = ["รหัสบุคลากร", "ชื่อ", "นามสกุล", "อีเมล"]

    with django_capture_on_commit_callbacks(execute=True):
        files.imported(
            agency, ana, [head, ["A1", "หนึ่ง", "ก", "new@x.go.th"], ["A2", "สอง", "ก", "a2@x.go.th"]]
        )

    assert person("หนึ่ง").email == "new@x.go.th"
    assert [letter.to for letter in mail.outbox] == [["a1@x.go.th"]]


def test_an_address_of_somebody_with_a_role_elsewhere_is_not_changed_by_a_file(
    agency: Agency, ana: Person
) -> None:
    held = make.person(None, agency, external_id="A1", first_name="หนึ่ง", last_name="ก", email="a1@x.go.th")
    Appointment.objects.create(person=held, agency=make.agency(), role=Role.ADMINISTRATOR)

    intake = files.checked(
        agency, ana, [["รหัสบุคลากร", "ชื่อ", "นามสกุล", "อีเมล"], ["A1", "หนึ่ง", "ก", "mine@x.go.th"]]
    )

    assert [column for _row, column, _why in files.faults(intake)] == ["อีเมล"]


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_file(
    agency: Agency, ana: Person, django_assert_max_num_queries: Any
) -> None:
    rows = [HEAD, *([f"D{n}", "", f"ก{n}", "ข", "", "K2", "กอง ก", f"p{n}@x.go.th", ""] for n in range(300))]
    intake = files.send(agency, ana, files.excel(rows))

    with django_assert_max_num_queries(110):
        files.answer(intake, ana)
        actions.confirm(intake, by=ana)

    assert Trace.objects.filter(intake=intake).count() == 300
