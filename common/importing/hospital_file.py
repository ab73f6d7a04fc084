"""One hospital's workbook: read and checked for a hospital, and given back with marks when it cannot be imported."""

from dataclasses import dataclass

from common.domain.hospital_catalogue import HospitalCatalogue
from common.importing import Known, read_hospitals
from common.importing.rows import HospitalRow
from common.importing.table import Problem, label
from common.importing.workbook import Workbook
from common.importing.workbook_out import marked

TOLD_AT_MOST = 500


@dataclass(frozen=True)
class Checked:
    """What came of a workbook: the catalogue, or every problem and the workbook with its marks.

    `notes` are cells that were clear though written otherwise, and what they were taken as.
    """

    catalogue: HospitalCatalogue | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    marked: bytes = b""


def check(content: bytes, known: Known, hospital_id: str | None = None) -> Checked:
    """Read a workbook whole. `hospital_id` is the one it must be of. Raises `Unfit` for a file that is not read."""
    book = Workbook(content)
    problems = book.problems()
    found = read_hospitals(book.source, known, problems)
    for number, catalogue in enumerate(found):
        expected = hospital_id or found[0].hospital.id
        if number or catalogue.hospital.id != expected:
            words = f"这个文件只能是一家医院的：{expected}"
            line = book.lines[HospitalRow.FILE][number + 1][0]
            problems.at(HospitalRow.FILE, line, label(HospitalRow, "hospital_id"), words)
    notes = tuple(problems.notes)
    if problems:
        problems.sort(key=lambda problem: (problem.sheet or "", problem.line or 0))
        return Checked(None, tuple(problems), notes, marked(book.lines, problems))
    return Checked(found[0], notes=notes)
