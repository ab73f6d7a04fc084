"""Rows of cells become checked rows of a file; what is wrong is collected, never raised."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from common.domain.text import FULL_WIDTH, visible
from common.importing.cells import MAX_FEE_FEN
from common.importing.problems import FEN, YUAN, Problems

# The name of the fee's column that does not say in what.
BARE = "挂号费"
_IN_YUAN = (YUAN, "挂号费(元)")
_YUAN = re.compile(r"[¥￥]?\s*([0-9]{1,7})(?:\.([0-9]{1,2}))?\s*元?", re.ASCII)

# The cells of one line, and the line it begins on, counted from 1.
Record = tuple[int, list[str]]


class Row(BaseModel):
    """A row of a file. A field's `title` is the column's Chinese name, as good as the English one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    FILE: ClassVar[str]
    # What other rows know a row by.
    KEYS: ClassVar[tuple[str, ...]] = ()

    def faults(self) -> Iterator[tuple[str, str]]:
        """(column, message) for cells that are sound alone and wrong together."""
        yield from ()


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Line(Generic[R]):
    """A checked row and the line of the file it began on."""

    number: int
    row: R


def read_rows(
    records: Iterator[Record],
    model: type[R],
    problems: Problems,
    context: dict[str, Any] | None = None,
) -> list[Line[R]]:
    """The sound rows among records that hold anything; whatever is wrong with the rest is added to `problems`."""
    found = len(problems)
    first = next(records, None)
    if first is None:
        if len(problems) == found:
            problems.at(model.FILE, 1, None, "文件是空的，第一行要写列名")
        problems.unread(model.FILE)
        return []
    columns = _columns(model.FILE, first[1], model, problems)
    if columns is None:
        problems.unread(model.FILE)
        return []
    lines: list[Line[R]] = []
    for number, cells in records:
        row = _row(number, columns, cells, model, problems, context or {})
        if row is not None:
            lines.append(Line(number, row))
    return lines


def header(model: type[Row], field: str) -> str:
    """The name of a column in a workbook, where money is in yuan."""
    return YUAN if field == FEN else str(model.model_fields[field].title)


def fields_of(model: type[Row], cells: Iterable[str]) -> list[str]:
    """The field of each column of a header, by either of its names; nothing for a column that is none."""
    known = {name: name for name in model.model_fields}
    known |= {str(field.title): name for name, field in model.model_fields.items()}
    known |= dict.fromkeys(_IN_YUAN, FEN) if FEN in known else {}
    return [known.get(cell, "") for cell in cells]


def _columns(file: str, given: list[str], model: type[Row], problems: Problems) -> list[str] | None:
    """What each column is: a field of the model, or `YUAN`. None when the header cannot be used."""
    given = _filled(given)
    fields = fields_of(model, given)
    names = [
        YUAN if field == FEN and cell in _IN_YUAN else field
        for cell, field in zip(given, fields, strict=True)
    ]
    problems.stands(file, [name or cell for cell, name in zip(given, names, strict=True)])
    found = len(problems)
    for cell, name, field in zip(given, names, fields, strict=True):
        if cell == BARE and FEN in model.model_fields:
            problems.at(file, 1, cell, f"请写明单位：{YUAN}")
        elif field == FEN and name != YUAN and problems.in_workbook:
            problems.at(file, 1, field, f"表格里的金额以元为单位：请改成 {YUAN}，并核对金额")
        elif not name:
            expected = "、".join(_expected(model, problems))
            problems.at(file, 1, cell or "（空列名）", f"请删除这一列，或改成：{expected}")
        elif fields.count(field) > 1:
            problems.at(file, 1, cell, "这一列出现了不止一次")
    for name, info in model.model_fields.items():
        if info.is_required() and name not in fields and not (name == FEN and BARE in given):
            missing = "缺少这一列"
            missing += f" {header(model, name)}" if problems.in_workbook else ""
            problems.at(file, 1, label(model, name), missing)
    return names if len(problems) == found else None


def _expected(model: type[Row], problems: Problems) -> Iterator[str]:
    """The columns as a file may call them; a workbook has the Chinese names."""
    for name in model.model_fields:
        yield header(model, name) if problems.in_workbook else name


def _filled(cells: list[str]) -> list[str]:
    """The cells up to the last that holds anything: spreadsheets write empty ones behind it, and leave some out."""
    last = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
    return cells[:last]


def _row(
    number: int,
    columns: list[str],
    cells: list[str],
    model: type[R],
    problems: Problems,
    context: dict[str, Any],
) -> R | None:
    file, cells = model.FILE, _filled(cells)
    if len(cells) > len(columns):
        hint = "内容里有逗号时，请把整个单元格用英文双引号括起来"
        problems.at(file, number, None, f"有 {len(cells)} 格，表头有 {len(columns)} 列；{hint}")
        problems.unread(file)
        return None
    found = len(problems)
    filled = {name: cell for name, cell in zip(columns, cells, strict=False) if cell}
    if YUAN in filled:
        _in_fen(filled, file, number, model, problems)
    notes: list[tuple[str, str, str]] = []
    row = None
    try:
        row = model.model_validate(filled, context={**context, "notes": notes})
        faults = [*row.faults()]
    except ValidationError as error:
        details = error.errors(include_url=False)
        faults = [(str(detail["loc"][0]), _words(detail)) for detail in details]
    for name, message in faults:
        problems.at(file, number, label(model, name), message)
    if row is None or len(problems) > found:
        wrong = {name for name, _ in faults}
        problems.unread(file, (filled.get(key) for key in model.KEYS if key not in wrong))
        return None
    for name, given, taken in notes:
        problems.note(file, number, label(model, name), f"“{given}”按“{taken}”导入")
    return row


def _in_fen(
    filled: dict[str, str], file: str, number: int, model: type[Row], problems: Problems
) -> None:
    """The fee in yuan becomes the fee in fen; what is none is a problem, and stands for nothing to pay."""
    fee = _YUAN.fullmatch(visible(filled.pop(YUAN)).translate(FULL_WIDTH))
    fen = int(fee[1]) * 100 + int((fee[2] or "").ljust(2, "0")) if fee else 0
    if fee is None or fen > MAX_FEE_FEN:
        words = f"请填金额（元），最多 {MAX_FEE_FEN // 100}，例如 50 或 12.5，免费写 0"
        problems.at(file, number, label(model, FEN), words)
        fen = 0
    filled[FEN] = str(fen)


def label(model: type[Row], name: str) -> str:
    """How a column is named to people: by both names."""
    return f"{name} {model.model_fields[name].title}"


def _words(detail: Any) -> str:
    if detail["type"] == "missing":
        return "不能为空"
    # Every cell type of ours explains itself by a ValueError.
    return str(detail["ctx"]["error"])
