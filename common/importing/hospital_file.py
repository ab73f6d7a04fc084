"""One hospital's workbook, or its CSV files in an archive: read, checked, and given back with marks when wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from common.domain.catalogue import Hospital
from common.domain.hospital_catalogue import HospitalCatalogue
from common.importing import Known, csv_file, read_hospitals
from common.importing.archive import MAX_ROWS, TOO_MANY_ROWS, WORKBOOK, Unfit, unpacked
from common.importing.problems import Problem, Problems
from common.importing.rows import HospitalRow
from common.importing.table import Record, label
from common.importing.workbook import Workbook
from common.importing.workbook_out import marked

TOLD_AT_MOST = 500
NEITHER = "不是医院资料的 .xlsx 文件，也不是装着 CSV 文件的 .zip 文件"


@dataclass(frozen=True)
class Checked:
    """What came of a workbook: the catalogue, or every problem and the workbook with its marks.

    `notes` are cells that were clear though written otherwise, and what they were taken as.
    """

    catalogue: HospitalCatalogue | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    marked: bytes = b""


def check(
    content: bytes,
    known: Known,
    hospital_id: str | None = None,
    unchanged: Hospital | None = None,
) -> Checked:
    """Read a file whole. `hospital_id` is the one it must be of; `unchanged` a hospital whose own row must stay so.

    Raises `Unfit` for a file that is not read.
    Only a workbook is given back with marks.
    """
    parts = unpacked(content)
    book = Workbook(parts) if WORKBOOK in parts else None
    problems = book.problems() if book else Problems()
    source = (book or _CsvFiles(parts)).source
    found = read_hospitals(source, known, problems, unchanged=unchanged)
    for number, catalogue in enumerate(found):
        expected = hospital_id or found[0].hospital.id
        if number or catalogue.hospital.id != expected:
            words = f"这个文件只能是一家医院的：{expected}"
            line = book.lines[HospitalRow.FILE][number + 1][0] if book else number + 2
            problems.at(HospitalRow.FILE, line, label(HospitalRow, "hospital_id"), words)
    notes = tuple(problems.notes)
    if problems:
        problems.sort(key=lambda problem: (problem.sheet or problem.file, problem.line or 0))
        copy = marked(book.lines, problems) if book else b""
        return Checked(None, tuple(problems), notes, copy)
    return Checked(found[0], notes=notes)


class _CsvFiles:
    """The CSV files of an archive, whichever folder of it they lie in; together as many rows as a workbook may have."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        """Raises `Unfit` when none is ours."""
        self._files = {PurePosixPath(name).name: part for name, part in parts.items()}
        if HospitalRow.FILE not in self._files:
            raise Unfit(NEITHER)
        self._read = 0

    def source(self, file: str, problems: Problems) -> Iterator[Record] | None:
        """The records of a file. Raises `Unfit` while they are read, for too many."""
        return self._records(file, problems) if file in self._files else None

    def _records(self, file: str, problems: Problems) -> Iterator[Record]:
        for record in csv_file.records(file, self._files[file], problems):
            self._read += 1
            if self._read > MAX_ROWS:
                raise Unfit(TOO_MANY_ROWS)
            yield record
