"""Read a workbook as the tables of a hospital. Formulas, errors, merged and unclear cells are problems."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from common.domain.text import visible
from common.importing.archive import MAX_ROWS, TOO_MANY_ROWS, Unfit, plain
from common.importing.cell_text import Unclear, text_of
from common.importing.problems import Problems
from common.importing.sheets import MODELS, SHEETS
from common.importing.table import Record, Row, fields_of

_LAST_ROW = 100_000
# Wider than every table; what stands further right is nothing of ours.
_COLUMNS = 40
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)"')
_FORMULA = "是公式，请改成数值：复制后用“选择性粘贴”粘成数值"
_ERROR = "是错误值，请填上内容"
_MERGE = "合并了单元格，请取消合并，每一格都填上"
_TOO_MANY_MERGED = "合并的单元格太多，请取消合并，每一格都填上"
_BROKEN = "打不开：文件内容不完整，请用表格软件重新另存为 .xlsx 再上传"


class _Spoilt(NamedTuple):
    """A cell that cannot be taken: its line, its column from 0, and why."""

    line: int
    place: int
    words: str


class Workbook:
    """The tables of a workbook by file. `lines` is what stands in them, for who gives it back with marks."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        """Read all of it. Raises `Unfit`."""
        self.lines: dict[str, list[Record]] = {}
        self._spoilt: dict[str, list[_Spoilt]] = {}
        self._keys: dict[str, list[int]] = {}
        try:
            self._read(parts)
        except Unfit:
            raise
        except Exception:  # noqa: BLE001  whatever is wrong inside, it is the file
            raise Unfit(_BROKEN) from None

    def problems(self) -> Problems:
        """Where the problems of this workbook are collected."""
        return Problems(SHEETS)

    def source(self, file: str, problems: Problems) -> Iterator[Record] | None:
        """The records of a table; lines with cells that cannot be taken are told and left out."""
        if file not in self.lines:
            return None
        return self._sound(file, problems)

    def _sound(self, file: str, problems: Problems) -> Iterator[Record]:
        spoilt = self._spoilt[file]
        wrong = {(line, place) for line, place, _ in spoilt}
        for line, place, words in spoilt:
            problems.at_cell(file, line, place, words)
        left_out, places = {each.line for each in spoilt}, self._keys[file]
        for number, cells in self.lines[file]:
            if number in left_out:
                names = (cells[place] for place in places if (number, place) not in wrong)
                problems.unread(file, names)
            elif any(cells):
                yield number, cells

    def _read(self, parts: dict[str, bytes]) -> None:
        book = load_workbook(BytesIO(plain(parts)), read_only=True, keep_links=False)
        titles = {visible(sheet.title): sheet for sheet in book.worksheets}
        left = MAX_ROWS
        for model in MODELS:
            sheet = titles.get(SHEETS[model.FILE])
            if sheet is not None:
                # openpyxl reads merged cells only with all of the sheet in memory.
                part = parts[sheet._worksheet_path]
                left -= self._read_sheet(model, sheet, _merged(part), book.epoch.date(), left)

    def _read_sheet(
        self, model: type[Row], sheet: Any, merged: list[_Spoilt], epoch: Any, most: int
    ) -> int:
        """Take the lines of a sheet in; how many hold anything. What a sheet says of its size is not believed."""
        sheet.reset_dimensions()
        lines: list[Record] = []
        spoilt = list(merged)
        fields: list[str] = []
        for number, row in enumerate(sheet.iter_rows(max_col=_COLUMNS), 1):
            if number > _LAST_ROW or len(lines) > most:
                raise Unfit(TOO_MANY_ROWS)
            cells = []
            for place, cell in enumerate(row):
                field = fields[place] if place < len(fields) else ""
                text, wrong = _taken(cell, field, epoch)
                cells.append(text)
                if wrong:
                    spoilt.append(_Spoilt(number, place, wrong))
            if any(cells):
                lines.append((number, cells))
            if not fields and lines:
                fields = fields_of(model, lines[0][1])
        self.lines[model.FILE], self._spoilt[model.FILE] = lines, spoilt
        self._keys[model.FILE] = [fields.index(key) for key in model.KEYS if key in fields]
        return len(lines)


def _taken(cell: Any, field: str, epoch: Any) -> tuple[str, str]:
    """The text of a cell, and why it cannot be taken."""
    if cell.value is None:
        return "", ""
    if cell.data_type == "f":
        return str(cell.value), _FORMULA
    if cell.data_type == "e":
        return str(cell.value), _ERROR
    try:
        return visible(text_of(cell.value, field, cell.number_format, epoch)), ""
    except (Unclear, OverflowError) as error:
        return str(cell.value), str(error)


def _merged(part: bytes) -> list[_Spoilt]:
    """Every line of a merged range, told at its first cell. Raises `Unfit` for too many."""
    found: dict[_Spoilt, None] = {}
    for count, match in enumerate(_MERGED.finditer(part), 1):
        left, top, _, bottom = range_boundaries(match[1].decode())
        for line in range(top, min(bottom, top + 99) + 1):
            found[_Spoilt(line, left - 1, _MERGE)] = None
        if count > MAX_ROWS or len(found) > MAX_ROWS:
            raise Unfit(_TOO_MANY_MERGED)
    return [*found]
