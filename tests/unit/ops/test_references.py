"""What no row can know alone: sessions that meet, places on the map, what is told once and what is not told."""

import time
from pathlib import Path

import pytest

from common.importing import references
from common.importing.problems import Problems
from common.importing.references import Tables, check_references
from common.importing.rows import DoctorRow, ExceptionRow
from common.importing.table import Line
from tests.unit.ops.conftest import Edit, read, refused


def overlap(first: str) -> str:
    """What is said of line 5 when line 4, written so, is in its way."""
    start, end = first.split(",")[:2]
    return f"同一位医生与第 4 行（周二 {start}–{end}）重叠，请改一行的时间"


def weekly(first: str, second: str) -> str:
    """Two rows more, in front of the last of the timetable; they become lines 4 and 5."""
    rows = [f"p1,2,am,普通,{row}" for row in (first, second)]
    return "\n".join([*rows, "p2,周三"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("p2,周三", "p1,1,am,普通,11:30,12:00,30,1,,,,,\np2,周三"),
        ("p2,周三", "p1,2,am,普通,08:00,09:00,30,1,,,,,\np2,周三"),
        ("p2,周三", "p1,1,pm,普通,14:00,15:00,30,1,,,,2026-07-01,\np2,周三"),
        ("p2,周三", "p1,1,pm,普通,14:00,15:00,30,1,,,,,2025-12-31\np2,周三"),
    ],
    ids=["right after", "another day", "from when the other ends", "until the other begins"],
)
def test_sessions_that_do_not_meet_are_fine(folder: Path, edit: Edit, old: str, new: str) -> None:
    edit("timetable.csv", old, new)
    assert len(read(folder).clinics) == 4


@pytest.mark.parametrize("turned", [False, True])
def test_sessions_back_to_back_are_fine_in_whichever_order_they_stand(
    folder: Path, edit: Edit, turned: bool
) -> None:
    both = ["08:00,10:00,30,1,,,,,", "10:00,12:00,30,1,,,,,"]
    edit("timetable.csv", "p2,周三", weekly(*(reversed(both) if turned else both)))
    assert len(read(folder).clinics) == 5


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("08:00,10:00,30,1,,,,,", "09:30,12:00,30,1,,,,,"),
        ("08:00,12:00,30,1,,,,,", "09:00,10:00,30,1,,,,,"),
        ("08:00,10:00,30,1,,,,,", "08:00,10:00,30,1,,,,2026-01-01,"),
    ],
    ids=["in part", "inside", "the same"],
)
def test_sessions_that_overlap_in_whichever_order_they_stand(
    folder: Path, edit: Edit, first: str, second: str, turned: bool
) -> None:
    rows = (second, first) if turned else (first, second)
    edit("timetable.csv", "p2,周三", weekly(*rows))
    (problem,) = refused(folder)
    assert (problem.line, problem.column) == (5, "start 开始时间")
    assert problem.message == overlap(rows[0])


@pytest.mark.parametrize("turned", [False, True])
def test_timetables_that_share_one_day_overlap_on_it(
    folder: Path, edit: Edit, turned: bool
) -> None:
    until, since = "08:00,10:00,30,1,,,,,2026-06-30", "09:00,11:00,30,1,,,,2026-06-30,"
    edit("timetable.csv", "p2,周三", weekly(*((since, until) if turned else (until, since))))
    (problem,) = refused(folder)
    assert problem.message == overlap(since if turned else until)


def test_two_doctors_may_sit_at_one_time(folder: Path, edit: Edit) -> None:
    edit("timetable.csv", "p2,周三", "p2,1,am,普通,08:00,12:00,60,10,,,,,\np2,周三")
    assert len(read(folder).clinics) == 4


# --- extra clinics


def extra(times: str, date: str = "2026-12-07") -> str:
    return f"p1,,{date},am,extra,,专家,{times},30,3,\n,h2,"


WITH_WEEKLY = "与 timetable.csv 第 2 行（周一 08:00–11:30）重叠；要改期，请给原来那次也写一行停诊"


@pytest.mark.parametrize("times", ["07:30,08:00", "11:30,12:00"])
def test_an_extra_clinic_beside_a_weekly_one(folder: Path, edit: Edit, times: str) -> None:
    """On the Monday after: the weekly one of 08:00–11:30 is held."""
    edit("exceptions.csv", ",h2,", extra(times, "2026-12-14"))
    assert len(read(folder).exceptions or []) == 4


@pytest.mark.parametrize("times", ["07:30,08:30", "11:00,12:00"])
def test_an_extra_clinic_over_a_weekly_one(folder: Path, edit: Edit, times: str) -> None:
    edit("exceptions.csv", ",h2,", extra(times, "2026-12-14"))
    (problem,) = refused(folder)
    assert (problem.line, problem.message) == (4, WITH_WEEKLY)


@pytest.mark.parametrize(
    ("date", "held"), [("2026-01-05", True), ("2026-06-29", True), ("2026-07-06", False)]
)
def test_an_extra_clinic_meets_a_weekly_one_only_within_its_dates(
    folder: Path, edit: Edit, date: str, held: bool
) -> None:
    """The second of the timetable is held on Mondays of the first half of 2026."""
    edit("timetable.csv", "2026-01-01,2026-06-30", "2026-01-05,2026-06-29")
    edit("exceptions.csv", ",h2,", f"p1,,{date},pm,extra,,专家,14:00,15:00,30,3,\n,h2,")
    if not held:
        assert len(read(folder).exceptions or []) == 4
        return
    (problem,) = refused(folder)
    assert "第 3 行" in problem.message


def test_two_extra_clinics_beside_each_other(folder: Path, edit: Edit) -> None:
    edit("exceptions.csv", ",h2,", extra("08:00,09:00"))
    assert len(read(folder).exceptions or []) == 4
    edit("exceptions.csv", "08:00,09:00", "11:00,12:00")
    assert len(read(folder).exceptions or []) == 4


def test_two_extra_clinics_at_one_time_are_said_once(folder: Path, edit: Edit) -> None:
    edit("exceptions.csv", ",h2,", extra("08:00,09:30"))
    (problem,) = refused(folder)
    assert (problem.line, problem.message) == (
        4,
        "与加诊的第 3 行（2026-12-07 09:00–11:00）重叠，请改一行的时间",
    )


def test_an_extra_clinic_on_a_day_the_hospital_is_closed(folder: Path, edit: Edit) -> None:
    edit("exceptions.csv", "p1,,2026-12-07,am,closed", ",h1,2026-12-07,,closed")
    assert len(read(folder).exceptions or []) == 3


@pytest.mark.parametrize(
    "closed",
    ["p1,,2026-12-08,am,closed", "p1,,2026-12-07,pm,closed", ",h2,2026-12-07,,closed"],
    ids=["another day", "another half-day", "another hospital"],
)
def test_an_extra_clinic_on_a_day_somebody_else_is_closed(
    folder: Path, edit: Edit, closed: str
) -> None:
    edit("exceptions.csv", "p1,,2026-12-07,am,closed", closed)
    (problem,) = refused(folder)
    assert problem.message == WITH_WEEKLY


def test_an_extra_clinic_of_a_free_hospital_asks_no_fee(folder: Path, edit: Edit) -> None:
    edit("exceptions.csv", ",h2,", "p2,,2026-12-08,am,extra,,普通,09:00,10:00,30,1,0\n,h2,")
    found = {e.id: e for e in read(folder).exceptions or []}
    clinic = found["p2-20261208-am-extra-0900"].clinic
    assert clinic is not None
    assert clinic.fee_fen == 0


# --- what is said of a row that another file's faults touch


@pytest.mark.parametrize(
    ("broken", "old", "new"),
    [
        ("merchants.csv", "direct", "wechat"),
        ("departments.csv", "女,14", "妇,14"),
        ("doctors.csv", "主任医师", "院长"),
        ("hospitals.csv", "演示乙医院", ""),
        ("hospitals.csv", "演示甲医院", ""),
    ],
)
def test_what_stands_on_a_row_that_could_not_be_read_is_not_said_to_be_missing(
    folder: Path, edit: Edit, broken: str, old: str, new: str
) -> None:
    edit(broken, old, new)
    assert {problem.file for problem in refused(folder)} == {broken}


@pytest.mark.parametrize(
    ("broken", "old", "new", "also"),
    [
        ("departments.csv", "女,14", "妇,14", ("doctors.csv", "p1,h1,d2", "p1,h1,d9")),
        ("doctors.csv", "主任医师", "院长", ("timetable.csv", "p2,周三", "p9,周三")),
        ("doctors.csv", "主任医师", "院长", ("exceptions.csv", ",h2,", "p9,,2026-12-08,,closed,,,,,,,\n,h2,")),
        ("hospitals.csv", "演示乙医院", "", ("rules.csv", "h1,", "h9,")),
        ("hospitals.csv", "演示乙医院", "", ("exceptions.csv", ",h2,", ",h9,")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("named", [True, False])
def test_what_is_missing_may_stand_on_a_row_only_if_that_does_not_say_whose_it_is(
    folder: Path,
    edit: Edit,
    broken: str,
    old: str,
    new: str,
    also: tuple[str, str, str],
    named: bool,
) -> None:
    edit(broken, old, new)
    if not named:
        key = {"departments.csv": "d3,h2", "doctors.csv": "p1,h1", "hospitals.csv": "h2,"}[broken]
        edit(broken, key, "，" + key.partition(",")[1] + key.partition(",")[2])
    edit(*also)
    files = {problem.file for problem in refused(folder)}
    assert (also[0] in files) is named


def test_a_clash_is_not_said_while_a_closing_may_stand_on_a_row_that_could_not_be_read(
    folder: Path, edit: Edit
) -> None:
    edit("exceptions.csv", "am,closed,外出会诊", "am,close,外出会诊")
    assert [(p.line, p.column) for p in refused(folder)] == [(2, "kind 类型")]


def test_a_department_of_a_wrong_hospital_is_not_also_wrong_in_every_doctor(
    folder: Path, edit: Edit
) -> None:
    edit("doctors.csv", "p1,h1,d2", "p1,h9,d2")
    assert [(p.file, p.message) for p in refused(folder)] == [
        ("doctors.csv", "hospitals.csv 里没有医院编号 h9，请核对或加一行")
    ]


def test_more_exceptions_than_can_be_held(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "MOST_EXCEPTIONS", 2)
    assert len(read(folder).exceptions or []) == 3, "two of one hospital and one of the other"
    monkeypatch.setattr(references, "MOST_EXCEPTIONS", 1)
    assert list(map(str, refused(folder))) == [
        "exceptions.csv：医院 h1 停诊和加诊共 2 条，最多 1 条（全院停诊按每位医生一条算），请去掉已过去的日期"
    ]


def test_a_closed_hospital_is_an_exception_of_each_of_its_doctors(folder: Path) -> None:
    with (folder / "doctors.csv").open("a", encoding="utf-8") as doctors:
        doctors.writelines(f"q{n},h2,d3,演示,医师,0\n" for n in range(1_999))
    with (folder / "exceptions.csv").open("a", encoding="utf-8") as exceptions:
        days = (f"2027-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 26))
        exceptions.writelines(f",h2,{day},,停诊,全院停诊,,,,,,\n" for day in days)
    assert list(map(str, refused(folder))) == [
        "exceptions.csv：医院 h2 停诊和加诊共 102000 条，最多 100000 条（全院停诊按每位医生一条算），请去掉已过去的日期"
    ]


def test_extra_clinics_and_closings_of_one_day_are_not_compared_each_with_each() -> None:
    day = "2026-12-07"
    closed = [ExceptionRow(hospital_id="h2", date=day, kind="停诊")] * 10_000  # type: ignore[arg-type]
    extra = [
        ExceptionRow(  # type: ignore[call-arg]
            doctor_id="p2", date=day, kind="加诊", period="上午", visit_kind="普通", start="08:00", end="09:00",
            slot_minutes="30", seats_per_slot="1",
        )
    ] * 10_000  # fmt: skip
    rows = [Line(number, row) for number, row in enumerate([*closed, *extra], 2)]
    tables = Tables(doctors=[Line(2, DoctorRow(
        doctor_id="p2", hospital_id="h2", department_id="d3", name="丙丁", title="医师", fee_fen="0"
    ))], exceptions=rows)  # type: ignore[arg-type]  # fmt: skip
    began = time.process_time()
    check_references(tables, Problems())
    assert time.process_time() - began < 4
