"""Write workbooks: an empty one to fill in, a hospital's catalogue, and what was handed in with its problems marked."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook as Book
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from common.importing.guide import COLUMNS, LINES
from common.importing.problems import FEN, Problem, letters
from common.importing.sheets import CHOICES, GUIDE, MODELS, PROBLEMS, SHEETS, columns
from common.importing.table import Record, Row, fields_of, header
from common.importing.tables_out import Texts

# Kept as numbers; everything else is text, so that no zero is lost and nothing is taken as a formula or a date.
_NUMBERS = frozenset(
    ("slot_minutes", "seats_per_slot", "window_seats", "referral_seats", "age_from", "age_to", "latitude",
     "longitude", FEN)
)  # fmt: skip
_ROOM = 1000
_WIDE = {"introduction": 50, "address": 30, "specialties": 40, "name": 16, "note": 30}
_HEAD, _RED = PatternFill("solid", fgColor="DCE6F1"), PatternFill("solid", fgColor="FFB3B3")
_TOP = Alignment(vertical="top", wrap_text=True)
_BOLD, _LINK = Font(bold=True), Font(color="0563C1", underline="single")
# A comment is a drawing, slow to write and slow to open; `问题` has the words of the others.
_COMMENTS = 500


def template() -> bytes:
    """The workbook to fill in: every table with its columns and drop-downs, and what is to be written in them."""
    return export({model.FILE: [] for model in MODELS})


def export(texts: Texts) -> bytes:
    """A workbook with the rows of every table. Fees are in yuan."""
    book = _book()
    for model in MODELS:
        fields = columns(model)
        head = [header(model, field) for field in fields]
        rows = [[row.get(field, "") for field in fields] for row in texts[model.FILE]]
        _table(book, model, fields, [(1, head), *enumerate(rows, 2)])
    return _saved(book)


def marked(lines: Mapping[str, Sequence[Record]], problems: Iterable[Problem]) -> bytes:
    """What was handed in, every line where it stood: a wrong cell is red, and `问题` says why and leads to it.

    The first problems are comments on their cells as well.
    """
    book, told = _book(), list(problems)
    for model in MODELS:
        given = lines.get(model.FILE)
        if given is not None:
            _table(book, model, fields_of(model, given[0][1]) if given else [], given)
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    for number, problem in enumerate(told):
        if problem.sheet in sheets and problem.cell:
            cell = sheets[problem.sheet][problem.cell]
            cell.fill = _RED
            if number < _COMMENTS:
                _explain(cell, problem.message)
    _list(book, told)
    return _saved(book)


def _book() -> Any:
    book = Book()
    guide = book.active
    guide.title = GUIDE
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 16, 12
    guide.column_dimensions["C"].width, guide.column_dimensions["D"].width = 8, 90
    for line in LINES:
        guide.append([line])
    guide.append([])
    guide.append(["表", "列", "必填", "怎么填"])
    for model in MODELS:
        for name in columns(model):
            needed = "必填" if model.model_fields[name].is_required() else ""
            guide.append([SHEETS[model.FILE], header(model, name), needed, COLUMNS.get(name, "")])
    return book


def _table(book: Any, model: type[Row], fields: Sequence[str], lines: Iterable[Record]) -> None:
    sheet = book.create_sheet(SHEETS[model.FILE])
    last = 1
    for number, cells in lines:
        last = number
        for place, text in enumerate(cells):
            if text:
                field = fields[place] if place < len(fields) else ""
                _set(sheet.cell(number, place + 1), text, field if number > 1 else "")
    for cell in sheet[1]:
        cell.font, cell.fill = _BOLD, _HEAD
    sheet.freeze_panes = "A2"
    for place, field in enumerate(fields):
        column = letters(place)
        sheet.column_dimensions[column].width = _WIDE.get(field, 14)
        if field not in _NUMBERS:
            # A column's form counts for cells that are still empty.
            sheet.column_dimensions[column].number_format = "@"
        if field in CHOICES:
            _offer(sheet, column, CHOICES[field], last + _ROOM)


def _offer(sheet: Any, column: str, words: Sequence[str], last: int) -> None:
    choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    choice.error, choice.errorTitle = "请从下拉列表里选", "填写有误"
    sheet.add_data_validation(choice)
    choice.add(f"{column}2:{column}{last}")


def _set(cell: Any, text: str, field: str) -> None:
    if field in _NUMBERS:
        try:
            cell.value = float(text) if "." in text else int(text)
        except ValueError:
            pass
        else:
            return
    _write(cell, text)
    cell.number_format, cell.alignment = "@", _TOP


def _write(cell: Any, text: str) -> None:
    """Set a text as a text, whatever it looks like."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"


def _explain(cell: Any, words: str) -> None:
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(before + words, "检查")


def _list(book: Any, problems: Sequence[Problem]) -> None:
    tables = set(book.sheetnames)
    sheet = book.create_sheet(PROBLEMS, 0)
    sheet.append(["位置", "问题"])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 100
    for number, problem in enumerate(problems, 2):
        where, _, words = str(problem).partition("：")
        place = sheet.cell(number, 1)
        _write(place, where)
        _write(sheet.cell(number, 2), words)
        if problem.cell and problem.sheet in tables:
            location = f"'{problem.sheet}'!{problem.cell}"
            place.hyperlink = Hyperlink(ref=place.coordinate, location=location)
            place.font = _LINK


def _saved(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
