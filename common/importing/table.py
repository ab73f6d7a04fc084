"""Rows of cells become checked rows of a file; what is wrong is collected, never raised."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from common.domain.text import printable

# The cells of one line, and the line it begins on, counted from 1.
Record = tuple[int, list[str]]


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it is, and in Chinese what to do. `line` counts from 1, the header."""

    file: str
    line: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        line = "" if self.line is None else f" 第 {self.line} 行"
        column = "" if self.column is None else f" [{self.column}]"
        return printable(f"{self.file}{line}{column}：{self.message}")


class Row(BaseModel):
    """A row of a file. A field's `title` is the column's Chinese name, as good as the English one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    FILE: ClassVar[str]

    def faults(self) -> Iterator[tuple[str, str]]:
        """(column, message) for cells that are sound alone and wrong together."""
        yield from ()


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Line(Generic[R]):
    """A checked row and the line of the file it began on."""

    number: int
    row: R


class Problems(list[Problem]):
    """What was found so far, in the order it was met."""

    def at(self, file: str, line: int | None, column: str | None, message: str) -> None:
        self.append(Problem(file, line, column, message))


def read_rows(
    records: Iterator[Record],
    model: type[R],
    problems: Problems,
    context: dict[str, Any] | None = None,
) -> list[Line[R]]:
    """The sound rows among records that hold anything; whatever is wrong with the rest is added to `problems`."""
    found = len(problems)
    header = next(records, None)
    if header is None:
        if len(problems) == found:
            problems.at(model.FILE, 1, None, "文件是空的，第一行要写列名")
        return []
    names = _columns(model.FILE, header[1], model, problems)
    if names is None:
        return []
    lines: list[Line[R]] = []
    for number, cells in records:
        row = _row(number, names, cells, model, problems, context)
        if row is not None:
            lines.append(Line(number, row))
    return lines


def _columns(
    file: str, header: list[str], model: type[Row], problems: Problems
) -> list[str] | None:
    """The model's field of each column, or None when the header cannot be used."""
    known = {name: name for name in model.model_fields}
    known |= {str(field.title): name for name, field in model.model_fields.items()}
    header = _filled(header)
    names = [known.get(cell, "") for cell in header]
    found = len(problems)
    for cell, name in zip(header, names, strict=True):
        if not name:
            expected = "、".join(model.model_fields)
            problems.at(file, 1, cell or "（空列名）", f"请删除这一列，或改成：{expected}")
        elif names.count(name) > 1:
            problems.at(file, 1, cell, "这一列出现了不止一次")
    for name, field in model.model_fields.items():
        if field.is_required() and name not in names:
            problems.at(file, 1, _label(name, field), "缺少这一列")
    return names if len(problems) == found else None


def _filled(cells: list[str]) -> list[str]:
    """The cells up to the last that holds anything: spreadsheets write empty ones behind it, and leave some out."""
    last = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
    return cells[:last]


def _row(
    number: int,
    names: list[str],
    cells: list[str],
    model: type[R],
    problems: Problems,
    context: dict[str, Any] | None,
) -> R | None:
    file, cells = model.FILE, _filled(cells)
    if len(cells) > len(names):
        hint = "内容里有逗号时，请把整个单元格用英文双引号括起来"
        problems.at(file, number, None, f"有 {len(cells)} 格，表头有 {len(names)} 列；{hint}")
        return None
    filled = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
    found = len(problems)
    try:
        row = model.model_validate(filled, context=context)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            name = str(detail["loc"][0])
            problems.at(file, number, _label(name, model.model_fields[name]), _words(detail))
        return None
    for name, message in row.faults():
        problems.at(file, number, _label(name, model.model_fields[name]), message)
    return row if len(problems) == found else None


def _label(name: str, field: FieldInfo) -> str:
    return f"{name} {field.title}"


def _words(detail: Any) -> str:
    if detail["type"] == "missing":
        return "不能为空"
    # Every cell type of ours explains itself by a ValueError.
    return str(detail["ctx"]["error"])
