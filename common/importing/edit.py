"""One row of a hospital's tables, changed on a page: checked as the whole file would be, and told field by field."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from common.domain.hospital_catalogue import HospitalCatalogue
from common.importing import Known, read_hospitals
from common.importing.problems import Problem, Problems
from common.importing.rows import (
    DepartmentRow,
    DoctorRow,
    ExceptionRow,
    HospitalRow,
    RuleRow,
    TimetableRow,
)
from common.importing.sheets import SHEETS, columns, written
from common.importing.table import Record, Row, header, read_rows
from common.importing.tables_out import Texts

Values = dict[str, str]

TABLES: dict[str, type[Row]] = {
    "hospital": HospitalRow,
    "department": DepartmentRow,
    "doctor": DoctorRow,
    "clinic": TimetableRow,
    "exception": ExceptionRow,
    "rules": RuleRow,
}
# What people know a row of each table by.
_CALLED: dict[str, tuple[str, ...]] = {
    HospitalRow.FILE: ("name",),
    DepartmentRow.FILE: ("name",),
    DoctorRow.FILE: ("name",),
    TimetableRow.FILE: ("doctor_id", "weekday", "start"),
    ExceptionRow.FILE: ("doctor_id", "date", "kind"),
    RuleRow.FILE: ("rule",),
}
# The fields that say which row it is, however else it was changed.
IDENTITY: dict[str, tuple[str, ...]] = {
    HospitalRow.FILE: ("hospital_id",),
    DepartmentRow.FILE: ("department_id",),
    DoctorRow.FILE: ("doctor_id",),
    TimetableRow.FILE: ("doctor_id", "weekday", "period", "start"),
    ExceptionRow.FILE: ("doctor_id", "date", "period", "kind", "start"),
    RuleRow.FILE: ("rule",),
}


class Fault(NamedTuple):
    """What is wrong with a change: in which field of the row, or with another row, and in words."""

    field: str | None
    words: str


class Edited(NamedTuple):
    """What came of a change: the catalogue as it would be, or every fault."""

    catalogue: HospitalCatalogue | None
    faults: tuple[Fault, ...] = ()


def rev_of(values: Mapping[str, str]) -> str:
    """The version of a row: what it says. A row that says the same again is the same."""
    text = json.dumps(dict(values), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def find(rows: Iterable[Values], rev: str) -> Values | None:
    """The row of that version."""
    return next((row for row in rows if rev_of(row) == rev), None)


def normal(file: str, values: Values) -> Values:
    """A row as it is written when it is read again; as it was given where it cannot be read."""
    model = _model(file)
    given = {**dict.fromkeys(columns(model), ""), **values}
    head = (1, [header(model, field) for field in columns(model)])
    record = (2, [given[field] for field in columns(model)])
    lines = read_rows(iter([head, record]), model, Problems(SHEETS, numbered=False))
    if not lines:
        return given
    texts = {name: _text(name, getattr(lines[0].row, name)) for name in model.model_fields}
    return {name: text for name, text in texts.items() if text}


def alike(rows: Iterable[Values], file: str, values: Values) -> Values | None:
    """The row that is about the same thing."""
    names = IDENTITY[file]

    def key(row: Values) -> tuple[str, ...]:
        return tuple(row.get(name, "") for name in names)

    return next((row for row in rows if key(row) == key(values)), None)


def replaced(texts: Texts, file: str, row: Values | None, values: Values) -> Texts:
    """The tables with another row in the place of one, or at their end."""
    given = {name: text for name, text in values.items() if text}
    rows = texts[file]
    if row is None:
        return {**texts, file: [*rows, given]}
    return {**texts, file: [given if each is row else each for each in rows]}


def without(texts: Texts, file: str, row: Values) -> Texts:
    """The tables without a row; without a doctor's clinics and exceptions when it is a doctor's."""
    left = {**texts, file: [each for each in texts[file] if each is not row]}
    if file == DoctorRow.FILE:
        for table in (TimetableRow.FILE, ExceptionRow.FILE):
            left[table] = [
                each for each in left[table] if each.get("doctor_id") != row["doctor_id"]
            ]
    return left


def check(texts: Texts, known: Known, file: str, values: Values | None = None) -> Edited:
    """Check the tables of one hospital. `values` is the row that was changed, in the table `file`.

    A hospital that is being set up may have tables that are empty.
    """
    given = {name: text for name, text in (values or {}).items() if text}
    problems = Problems(SHEETS, numbered=False)
    found = read_hospitals(partial(_records, texts), known, problems, unfinished=True)
    if problems:
        return Edited(None, tuple(_faults(problems, texts, file, given)))
    return Edited(found[0])


def _records(texts: Texts, file: str, _: Problems) -> Iterator[Record] | None:
    model = _model(file)
    fields = columns(model)
    head = [header(model, field) for field in fields]
    rows = [[row.get(field, "") for field in fields] for row in texts[file]]
    return iter([(1, head), *enumerate(rows, 2)])


def _faults(problems: Iterable[Problem], texts: Texts, file: str, given: Values) -> Iterator[Fault]:
    for problem in problems:
        line = problem.line or 0
        row = texts[problem.file][line - 2] if line > 1 else None
        if row is not None and problem.file == file and row == given:
            yield Fault((problem.column or "").partition(" ")[0] or None, problem.message)
        else:
            called = " ".join(row.get(name, "") for name in _CALLED[problem.file]) if row else ""
            where = f"{SHEETS[problem.file]}“{called.strip()}”" if called else SHEETS[problem.file]
            field = (problem.column or "").partition(" ")[2]
            yield Fault(None, f"{where}{f'的{field}' if field else ''}：{problem.message}")


def _model(file: str) -> type[Row]:
    return next(table for table in TABLES.values() if file == table.FILE)


def _text(name: str, value: object) -> str:
    return ";".join(value) if isinstance(value, tuple) else written(name, value)
