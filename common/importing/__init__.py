"""What a hospital hands in: its tables read and checked whole, before anything is stored.

The tables are described in docs/import-format.md. The demo and a real hospital go the same way, and so do CSV files
and workbooks.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from common.domain.catalogue import Hospital
from common.domain.hospital_catalogue import HospitalCatalogue
from common.importing.documents import documents
from common.importing.known import Known, check_known, check_unchanged
from common.importing.problems import Problem, Problems
from common.importing.references import Tables, check_references
from common.importing.rows import (
    DepartmentRow,
    DoctorRow,
    ExceptionRow,
    HospitalRow,
    RuleRow,
    TimetableRow,
)
from common.importing.rules import parse_rules
from common.importing.table import Line, R, Record, read_rows

__all__ = ["Known", "Problem", "Problems", "Source", "read_hospitals"]

# The records of a table by the name of its file; None when there is no such table.
Source = Callable[[str, Problems], Iterator[Record] | None]


def read_hospitals(
    source: Source,
    known: Known,
    problems: Problems,
    *,
    demo_today: date | None = None,
    unchanged: Hospital | None = None,
    unfinished: bool = False,
) -> list[HospitalCatalogue]:
    """Every hospital of a source with all of its catalogue; nothing when there is any problem, old or new.

    `demo_today` allows dates like `+2`, counted from it: demo data only, because a hospital's own files must mean
    the same tomorrow. `unchanged` is a hospital whose own row must say what is stored; `unfinished`: it may have no
    department and no doctor yet.
    """
    read = _Reader(source, problems, unfinished)
    tables = Tables(
        hospitals=read.filled(HospitalRow),
        departments=read.filled(DepartmentRow),
        doctors=read.filled(DoctorRow),
        timetable=read.filled(TimetableRow),
        rules=read.present(RuleRow),
        exceptions=read.optional(ExceptionRow, {"demo_today": demo_today}),
    )
    check_references(tables, problems, unfinished=unfinished)
    check_known(tables, known, problems)
    if unchanged:
        check_unchanged(tables, unchanged, problems)
    rules = parse_rules(tables, problems)
    return [] if problems else documents(tables, rules)


class _Reader:
    def __init__(self, source: Source, problems: Problems, unfinished: bool) -> None:
        self._source = source
        self._problems = problems
        self._unfinished = unfinished

    def present(self, model: type[R]) -> list[Line[R]]:
        """The rows of a table that must be there."""
        found = self.optional(model)
        if found is None:
            missing = "没有这张表" if self._problems.in_workbook else "没有这个文件"
            self._problems.at(model.FILE, None, None, missing)
            self._problems.unread(model.FILE)
        return found or []

    def filled(self, model: type[R]) -> list[Line[R]]:
        """The rows of a table that must hold some: an empty one would switch everything off."""
        found = len(self._problems)
        lines = self.present(model)
        if not (lines or self._unfinished) and len(self._problems) == found:
            self._problems.at(model.FILE, None, None, "只有表头，没有一行内容")
            self._problems.unread(model.FILE)
        return lines

    def optional(
        self, model: type[R], context: dict[str, Any] | None = None
    ) -> list[Line[R]] | None:
        """The rows of a table; None when it is not there."""
        records = self._source(model.FILE, self._problems)
        return None if records is None else read_rows(records, model, self._problems, context)
