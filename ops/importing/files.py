"""The CSV files of a directory."""

from collections.abc import Iterator
from pathlib import Path

from common.importing import csv_file
from common.importing.problems import Problems
from common.importing.table import Record


def records_of(folder: Path, name: str, problems: Problems) -> Iterator[Record] | None:
    """The records of a file; None when it is not there. Of one that is too large no more is read than shows it."""
    path = folder / name
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return csv_file.records(name, file.read(csv_file.MAX_BYTES + 1), problems)
