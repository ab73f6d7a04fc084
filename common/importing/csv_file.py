"""Read a CSV file that a spreadsheet saved into records of cells."""

import csv
import io
import itertools
import unicodedata
from collections.abc import Iterator

from common.importing.archive import MAX_ROWS, TOO_MANY_ROWS
from common.importing.problems import Problems
from common.importing.sheets import MODELS, columns
from common.importing.table import Record, header
from common.importing.tables_out import Texts

MAX_BYTES = 20_000_000
# What a formula begins with in some spreadsheet, and the mark itself.
FORMULA = ("=", "+", "-", "@", "'")


def records(file: str, content: bytes, problems: Problems) -> Iterator[Record]:
    """The records that hold anything; none of a file that cannot be read, which is added to `problems`.

    No more than `MAX_ROWS` are read, blank ones among them.
    """
    text = _decode(file, content, problems)
    if text is not None:
        yield from _records(file, text, problems)


def _decode(file: str, content: bytes, problems: Problems) -> str | None:
    if len(content) > MAX_BYTES:
        problems.at(file, None, None, f"文件超过 {MAX_BYTES // 1_000_000} MB，请拆分后再导入")
        return None
    # Spreadsheets write a byte order mark in front of "CSV UTF-8", and older ones no UTF-8 at all.
    content = content.removeprefix(b"\xef\xbb\xbf")
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
    hint = "不是 UTF-8 或 GBK 编码，请在表格软件中另存为“CSV UTF-8（逗号分隔）”"
    problems.at(file, line, None, hint)
    return None


def _records(file: str, text: str, problems: Problems) -> Iterator[Record]:
    """Records that hold anything, each with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    for count in itertools.count():
        began = reader.line_num + 1
        try:
            cells = [_plain(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            problems.at(file, began, None, "双引号不成对或有乱码，后面还没检查，改好再导入")
            problems.unread(file)
            return
        if count == MAX_ROWS:
            problems.at(file, None, None, TOO_MANY_ROWS)
            problems.unread(file)
            return
        if any(cells):
            yield began, cells


def _plain(cell: str) -> str:
    """The text of a cell, without the mark that keeps a spreadsheet from taking it as a formula."""
    text = unicodedata.normalize("NFC", cell).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def protected(text: str) -> str:
    """A text as it is written, so that no spreadsheet takes it as a formula; read again it is the same."""
    return f"'{text}" if text[:1] in FORMULA else text


def written(texts: Texts) -> dict[str, str]:
    """The CSV files of a hospital by name, with Chinese column names and fees in yuan."""
    files = {}
    for model in MODELS:
        fields, out = columns(model), io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([header(model, field) for field in fields])
        for row in texts[model.FILE]:
            writer.writerow([protected(row.get(field, "")) for field in fields])
        files[model.FILE] = out.getvalue()
    return files
