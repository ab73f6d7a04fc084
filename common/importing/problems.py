"""What is wrong with what was handed in: where, and in Chinese what to do about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from common.domain.text import printable

# The fee of a visit: the field in fen, and its column in yuan.
FEN, YUAN = "fee_fen", "挂号费（元）"
_ANYBODY = ""


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it is, and in Chinese what to do. `line` counts from 1, the header.

    In a workbook `sheet` is the table and `cell` the place, such as `D17`, where there is one.
    """

    file: str
    line: int | None
    column: str | None
    message: str
    sheet: str | None = None
    cell: str | None = None

    @property
    def place(self) -> str:
        """Where it is, as whoever handed it in finds it: `出诊表!D17`."""
        where = f"{self.sheet}!{self.cell}" if self.cell else self.sheet or self.file
        if not self.cell:
            where += "" if self.line is None else f" 第 {self.line} 行"
        if not self.sheet:
            where += "" if self.column is None else f" [{self.column}]"
        return where

    def __str__(self) -> str:
        return printable(f"{self.place}：{self.message}")


class Problems(list[Problem]):
    """What was found so far, in the order it was met, and in `notes` what was taken although it was written otherwise.

    `sheets` are the names of the tables by file where they stand in a workbook; `numbered` whether whoever handed it in
    sees the numbers of its lines.
    """

    def __init__(self, sheets: Mapping[str, str] | None = None, *, numbered: bool = True) -> None:
        super().__init__()
        self._numbered = numbered
        self.notes: list[Problem] = []
        self._sheets = sheets or {}
        self._places: dict[str, dict[str, int]] = {}
        self._in_yuan: set[str] = set()
        self._unread: dict[str, set[str]] = {}

    def called(self, file: str) -> str:
        """What whoever hands it in calls a file, ready to be followed by Han."""
        return f"“{self._sheets[file]}”表" if self._sheets else f"{file} "

    @property
    def in_workbook(self) -> bool:
        """Whether the tables are those of a workbook."""
        return bool(self._sheets)

    def row_words(self, line: int, what: str) -> str:
        """Another row, as whoever handed it in finds it."""
        return f"第 {line} 行（{what}）" if self._numbered else what

    def repeats(self, line: int) -> str:
        """A row stands on an earlier line already."""
        if not self._numbered:
            return "已经有相同的一项，请改一项或删除一项"
        return f"与第 {line} 行重复，请只留一行"

    def absent(self, file: str, what: str) -> str:
        """What a row names and no row of that file is."""
        if not self._numbered:
            return f"没有{what}，请核对"
        return f"{self.called(file)}里没有{what}，请核对或加一行"

    def stands(self, file: str, names: Sequence[str]) -> None:
        """The columns of a file in their order: its fields, of which the fee may be `YUAN`."""
        self._places[file] = {
            FEN if name == YUAN else name: place for place, name in enumerate(names)
        }
        if YUAN in names:
            self._in_yuan.add(file)

    def unread(self, file: str, names: Iterable[str | None] = ()) -> None:
        """A row could not be read; `names` are what others may know it by. Without one it may be anybody."""
        known = {name for name in names if name}
        self._unread.setdefault(file, set()).update(known or {_ANYBODY})

    def may_hold(self, file: str, *names: str | None) -> bool:
        """Whether what is not among the rows of a file may be on one that could not be read."""
        return not self._unread.get(file, set()).isdisjoint({_ANYBODY, *filter(None, names)})

    def at(self, file: str, line: int | None, column: str | None, message: str) -> None:
        """Add a problem; `column` begins with a field's name, or is the header as it is written."""
        self.append(self._problem(file, line, column, message))

    def at_cell(self, file: str, line: int, place: int, message: str) -> None:
        """Add a problem with a cell of a workbook, whatever its column is."""
        cell = f"{letters(place)}{line}"
        self.append(Problem(file, line, None, message, self._sheets[file], cell))

    def note(self, file: str, line: int, column: str, message: str) -> None:
        """Add a note."""
        self.notes.append(self._problem(file, line, column, message))

    def _problem(self, file: str, line: int | None, column: str | None, message: str) -> Problem:
        field = (column or "").partition(" ")[0]
        place = self._places.get(file, {}).get(field)
        if field == FEN and file in self._in_yuan:
            column = f"{FEN} {YUAN}"
        cell = None if place is None or line is None else f"{letters(place)}{line}"
        sheet = self._sheets.get(file)
        return Problem(file, line, column, message, sheet, cell if sheet else None)


def letters(place: int) -> str:
    """What a spreadsheet calls a column; the first is 0 and `A`."""
    head, last = divmod(place, 26)
    return (letters(head - 1) if head else "") + chr(ord("A") + last)
