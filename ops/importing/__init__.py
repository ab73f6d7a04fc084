"""Read a directory of CSV files that describe hospitals, and check all of it before anything is stored.

The files are described in docs/import-format.md. The demo and a real hospital go through the same program.
"""

from datetime import date
from pathlib import Path
from typing import Any

from ops.importing.documents import HandedIn, documents
from ops.importing.keys import read_keys
from ops.importing.references import Tables, check_references
from ops.importing.rows import (
    DepartmentRow,
    DoctorRow,
    ExceptionRow,
    HospitalRow,
    MerchantRow,
    MessageTemplateRow,
    RuleRow,
    TimetableRow,
)
from ops.importing.rules import parse_rules
from ops.importing.table import Line, Problem, Problems, R, read_rows

__all__ = ["HandedIn", "ImportRefused", "Problem", "read_directory"]


class ImportRefused(Exception):
    """The files cannot be imported as they are: `problems` says everything that is to be mended."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def read_directory(folder: Path, *, demo_today: date | None = None) -> HandedIn:
    """Everything in a directory, checked; raises `ImportRefused` with every problem found.

    `demo_today` allows dates like `+2`, counted from it: demo data only, because a hospital's own files must mean
    the same tomorrow. Key files are looked for relative to the directory.
    """
    problems = Problems()
    context = {"demo_today": demo_today}
    tables = Tables(
        merchants=_filled(folder / MerchantRow.FILE, MerchantRow, problems),
        hospitals=_filled(folder / HospitalRow.FILE, HospitalRow, problems),
        departments=_filled(folder / DepartmentRow.FILE, DepartmentRow, problems),
        doctors=_filled(folder / DoctorRow.FILE, DoctorRow, problems),
        timetable=_filled(folder / TimetableRow.FILE, TimetableRow, problems),
        rules=_present(folder / RuleRow.FILE, RuleRow, problems),
        exceptions=_optional(folder / ExceptionRow.FILE, ExceptionRow, problems, context),
        message_templates=_optional(folder / MessageTemplateRow.FILE, MessageTemplateRow, problems),
    )
    tables.broken = frozenset(problem.file for problem in problems)
    check_references(tables, problems)
    rules = parse_rules(tables, problems)
    keys = read_keys(tables.merchants, folder, problems)
    if problems:
        raise ImportRefused(sorted(problems, key=lambda problem: (problem.file, problem.line or 0)))
    return documents(tables, keys, rules)


def _present(path: Path, model: type[R], problems: Problems) -> list[Line[R]]:
    """The rows of a file that must be there."""
    if path.is_file():
        return read_rows(path, model, problems)
    problems.at(path.name, None, None, f"没有这个文件：{path}")
    return []


def _filled(path: Path, model: type[R], problems: Problems) -> list[Line[R]]:
    """The rows of a file that must hold some: an empty one would switch everything off."""
    found = len(problems)
    lines = _present(path, model, problems)
    if not lines and len(problems) == found:
        problems.at(path.name, None, None, "只有表头，没有一行内容")
    return lines


def _optional(
    path: Path, model: type[R], problems: Problems, context: dict[str, Any] | None = None
) -> list[Line[R]] | None:
    return read_rows(path, model, problems, context) if path.is_file() else None
