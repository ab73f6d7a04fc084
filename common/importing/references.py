"""What no row can know alone: that ids are unique, that they lead somewhere, that sessions do not collide."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import TypeVar

from common.importing.cells import minutes
from common.importing.problems import Problems
from common.importing.rows import (
    DepartmentRow,
    DoctorRow,
    ExceptionRow,
    HospitalRow,
    RuleRow,
    TimetableRow,
)
from common.importing.table import Line, R, Row

NO_MERCHANT = "收不了费：请给医院填商户编号，或写 0"
# More than a doctor can hold between two midnights, and few enough to compare each with each.
SESSIONS_A_DAY = 60
# Of a hospital: fifty closed days of two thousand doctors.
MOST_EXCEPTIONS = 100_000
S = TypeVar("S", TimetableRow, ExceptionRow)
FOREVER = ("0000-00-00", "9999-99-99")


@dataclass
class Tables:
    """The checked rows of every file of some hospitals; None when an optional file is not there."""

    hospitals: list[Line[HospitalRow]] = field(default_factory=list)
    departments: list[Line[DepartmentRow]] = field(default_factory=list)
    doctors: list[Line[DoctorRow]] = field(default_factory=list)
    timetable: list[Line[TimetableRow]] = field(default_factory=list)
    rules: list[Line[RuleRow]] = field(default_factory=list)
    exceptions: list[Line[ExceptionRow]] | None = None


def check_references(tables: Tables, problems: Problems, *, unfinished: bool = False) -> None:
    """Add to `problems` whatever is wrong between rows and between files."""
    once(tables.hospitals, "hospital_id", lambda row: row.hospital_id, problems)
    once(tables.departments, "department_id", lambda row: row.department_id, problems)
    once(tables.doctors, "doctor_id", lambda row: row.doctor_id, problems)
    once(tables.rules, "rule", lambda row: (row.hospital_id, row.rule), problems)
    _check_hospitals(tables, problems)
    _check_departments(tables, problems)
    _check_doctors(tables, problems)
    _check_timetable(tables, problems)
    _check_exceptions(tables, problems)
    _check_amount(tables, problems)
    if not problems and not unfinished:
        _check_nobody_is_empty(tables, problems)


def at(problems: Problems, line: Line[R], column: str, message: str) -> None:
    """A problem with one cell of a row that was read."""
    title = type(line.row).model_fields[column].title
    problems.at(line.row.FILE, line.number, f"{column} {title}", message)


def _unknown(
    problems: Problems,
    line: Line[R],
    column: str,
    target: type[Row],
    words: str,
    name: str | None = None,
) -> None:
    name = name or getattr(line.row, column)
    if not problems.may_hold(target.FILE, name):
        at(
            problems,
            line,
            column,
            problems.absent(target.FILE, f"{words}编号 {name}"),
        )


def once(
    lines: Iterable[Line[R]], column: str, key: Callable[[R], Hashable], problems: Problems
) -> None:
    """Add to `problems` the rows whose key stands on an earlier row."""
    first: dict[Hashable, int] = {}
    for line in lines:
        seen = first.setdefault(key(line.row), line.number)
        if seen != line.number:
            at(problems, line, column, problems.repeats(seen))


def _check_hospitals(tables: Tables, problems: Problems) -> None:
    users: dict[str, int] = {}
    for line in tables.hospitals:
        merchant = line.row.merchant_id
        if merchant and users.setdefault(merchant, line.number) != line.number:
            words = f"商户已用于第 {users[merchant]} 行的医院；两家医院的钱不能进同一个账户"
            at(problems, line, "merchant_id", words)


def _check_nobody_is_empty(tables: Tables, problems: Problems) -> None:
    """An import switches off what is not in it: a hospital without any of these was forgotten, not closed."""
    staffed = {line.row.hospital_id for line in tables.doctors}
    divided = {line.row.hospital_id for line in tables.departments}
    for line in tables.hospitals:
        for there, file, words in (
            (divided, DepartmentRow.FILE, "科室"),
            (staffed, DoctorRow.FILE, "医生"),
        ):
            if line.row.hospital_id not in there:
                told = f"{problems.called(file)}里没有这家医院的{words}，请补上"
                at(problems, line, "hospital_id", told)


def _check_departments(tables: Tables, problems: Problems) -> None:
    hospitals = {line.row.hospital_id for line in tables.hospitals}
    departments = {line.row.department_id: line.row for line in tables.departments}
    for line in tables.departments:
        row = line.row
        if row.hospital_id not in hospitals:
            _unknown(problems, line, "hospital_id", HospitalRow, "医院")
        if row.parent_id is None:
            continue
        parent = departments.get(row.parent_id)
        if parent is None:
            _unknown(problems, line, "parent_id", DepartmentRow, "科室")
        elif parent.hospital_id != row.hospital_id:
            at(problems, line, "parent_id", f"科室 {row.parent_id} 属于另一家医院")
        elif parent.parent_id is not None:
            at(problems, line, "parent_id", f"{row.parent_id} 已是二级科室，科室最多两级")


def _check_doctors(tables: Tables, problems: Problems) -> None:
    hospitals = {line.row.hospital_id: line.row for line in tables.hospitals}
    departments = {line.row.department_id: line.row for line in tables.departments}
    parents = {line.row.parent_id for line in tables.departments}
    for line in tables.doctors:
        row = line.row
        hospital = hospitals.get(row.hospital_id)
        if hospital is None:
            _unknown(problems, line, "hospital_id", HospitalRow, "医院")
        elif row.fee_fen and not hospital.merchant_id:
            at(problems, line, "fee_fen", NO_MERCHANT)
        for name in row.department_id:
            department = departments.get(name)
            if department is None:
                _unknown(problems, line, "department_id", DepartmentRow, "科室", name)
            elif hospital and department.hospital_id != row.hospital_id:
                at(problems, line, "department_id", f"科室 {name} 属于另一家医院")
            elif name in parents:
                at(problems, line, "department_id", f"{name} 有下级科室，请填下级科室")


def _check_department(line: Line[S], doctor: DoctorRow, problems: Problems) -> None:
    """The department of a clinic is one of its doctor's, and named where there are several."""
    named = line.row.department_id
    if named is None and len(doctor.department_id) > 1:
        words = f"这位医生在几个科室出诊，请填其中一个：{'、'.join(doctor.department_id)}"
        at(problems, line, "department_id", words)
    elif named is not None and named not in doctor.department_id:
        words = f"医生 {doctor.doctor_id} 不在科室 {named}，请核对，或在医生那一行加上这个科室"
        at(problems, line, "department_id", words)


def _check_timetable(tables: Tables, problems: Problems) -> None:
    doctors = {line.row.doctor_id: line.row for line in tables.doctors}
    free = {line.row.hospital_id for line in tables.hospitals if not line.row.merchant_id}
    sessions: dict[tuple[str, int], list[Line[TimetableRow]]] = defaultdict(list)
    for line in tables.timetable:
        row = line.row
        doctor = doctors.get(row.doctor_id)
        if doctor is None:
            _unknown(problems, line, "doctor_id", DoctorRow, "医生")
            continue
        if row.fee_fen and doctor.hospital_id in free:
            at(problems, line, "fee_fen", NO_MERCHANT)
        _check_department(line, doctor, problems)
        sessions[row.doctor_id, row.weekday].append(line)
    for lines in sessions.values():
        if len(lines) > SESSIONS_A_DAY:
            words = f"同一位医生一天最多写 {SESSIONS_A_DAY} 次门诊"
            at(problems, lines[SESSIONS_A_DAY], "weekday", words)
        for first, second in combinations(lines[:SESSIONS_A_DAY], 2):
            if _same_days(first.row, second.row) and _overlap(first.row, second.row):
                words = f"同一位医生与{_when(first, problems)}重叠，请改一行的时间"
                at(problems, second, "start", words)


def _check_exceptions(tables: Tables, problems: Problems) -> None:
    lines = tables.exceptions or []
    once(lines, "date", lambda row: (row.doctor_id, row.hospital_id, row.date, row.period,
                                      row.kind, row.start), problems)  # fmt: skip
    doctors = {line.row.doctor_id: line.row for line in tables.doctors}
    hospitals = {line.row.hospital_id: line.row for line in tables.hospitals}
    days, timetable = _Days(tables, problems), problems.called(TimetableRow.FILE)
    timetable = timetable if problems.in_workbook else f" {timetable}"
    for line in lines:
        row = line.row
        doctor = doctors.get(row.doctor_id or "")
        if row.doctor_id and doctor is None:
            _unknown(problems, line, "doctor_id", DoctorRow, "医生")
        elif row.hospital_id and row.hospital_id not in hospitals:
            _unknown(problems, line, "hospital_id", HospitalRow, "医院")
        elif doctor and row.kind == "extra":
            hospital = hospitals.get(doctor.hospital_id)
            if row.fee_fen and hospital and not hospital.merchant_id:
                at(problems, line, "fee_fen", NO_MERCHANT)
            _check_department(line, doctor, problems)
            clash = next(days.clashes(line, doctor, timetable), None)
            # The row that closes the regular session may be one that could not be read.
            closings = (doctor.doctor_id, doctor.hospital_id)
            if clash and not problems.may_hold(ExceptionRow.FILE, *closings):
                at(problems, line, "start", clash)


def _check_amount(tables: Tables, problems: Problems) -> None:
    """A row of a hospital is a document of each of its doctors: few rows could make more than can be held."""
    at_home = {line.row.doctor_id: line.row.hospital_id for line in tables.doctors}
    sizes = Counter(at_home.values())
    amounts: Counter[str] = Counter()
    for line in tables.exceptions or []:
        one = at_home.get(line.row.doctor_id or "")
        whole = line.row.hospital_id or ""
        amounts[one or whole] += 1 if one else sizes[whole]
    for hospital_id, amount in amounts.items():
        if amount > MOST_EXCEPTIONS:
            words = (
                f"医院 {hospital_id} 停诊和加诊共 {amount} 条，最多 {MOST_EXCEPTIONS} 条"
                "（全院停诊按每位医生一条算），请去掉已过去的日期"
            )
            problems.at(ExceptionRow.FILE, None, None, words)


class _Days:
    """What a doctor has on a weekday, and what differs on a date."""

    def __init__(self, tables: Tables, problems: Problems) -> None:
        self._problems = problems
        self._weekly: dict[tuple[str, int], list[Line[TimetableRow]]] = defaultdict(list)
        for line in tables.timetable:
            self._weekly[line.row.doctor_id, line.row.weekday].append(line)
        self._extra: dict[tuple[str | None, str], list[Line[ExceptionRow]]] = defaultdict(list)
        self._closed: dict[tuple[str | None, str], set[str | None]] = defaultdict(set)
        for dated in tables.exceptions or []:
            whose = (dated.row.doctor_id or dated.row.hospital_id, dated.row.date)
            if dated.row.kind == "extra":
                self._extra[whose].append(dated)
            else:
                self._closed[whose].add(dated.row.period)

    def clashes(
        self, extra: Line[ExceptionRow], doctor: DoctorRow, timetable: str
    ) -> Iterator[str]:
        """The sessions that an extra one collides with on its day, in words."""
        row = extra.row
        closed = self._closed[row.doctor_id, row.date] | self._closed[doctor.hospital_id, row.date]
        weekday = date.fromisoformat(row.date).isoweekday()
        for regular in self._weekly[doctor.doctor_id, weekday][:SESSIONS_A_DAY]:
            first, last = _days(regular.row)
            held = first <= row.date <= last and not closed & {None, regular.row.period}
            if held and _overlap(regular.row, row):
                yield f"与{timetable}{_when(regular, self._problems)}重叠；要改期，请给原来那次也写一行停诊"
        for other in self._extra[row.doctor_id, row.date][:SESSIONS_A_DAY]:
            if other.number < extra.number and _overlap(other.row, row):
                yield f"与加诊的{_when(other, self._problems)}重叠，请改一行的时间"


def _when(line: Line[TimetableRow] | Line[ExceptionRow], problems: Problems) -> str:
    row = line.row
    day = f"周{'一二三四五六日'[row.weekday - 1]}" if isinstance(row, TimetableRow) else row.date
    return problems.row_words(line.number, f"{day} {row.start}–{row.end}")


def _days(row: TimetableRow) -> tuple[str, str]:
    return row.from_date or FOREVER[0], row.until_date or FOREVER[1]


def _same_days(one: TimetableRow, other: TimetableRow) -> bool:
    (one_first, one_last), (other_first, other_last) = _days(one), _days(other)
    return one_first <= other_last and other_first <= one_last


def _overlap(one: TimetableRow | ExceptionRow, other: TimetableRow | ExceptionRow) -> bool:
    if not (one.start and one.end and other.start and other.end):
        return False
    return minutes(one.start) < minutes(other.end) and minutes(other.start) < minutes(one.end)
