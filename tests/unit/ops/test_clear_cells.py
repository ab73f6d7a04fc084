"""What is clear though written otherwise: it is taken, and whoever hands it in is told."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from common.importing import cells


@pytest.mark.parametrize(
    ("kind", "cell", "value", "noted"),
    [
        (cells.Period, "早上", "am", "上午"), (cells.Period, "AM", "am", "am"), (cells.Period, "晚上", "night", "夜间"),
        (cells.Weekday, "星期一", 1, "周一"), (cells.Weekday, "礼拜天", 7, "周日"), (cells.Weekday, "３", 3, "3"),
        (cells.Title, "副主任", "副主任医师", "副主任医师"), (cells.Flag, "TRUE", True, "true"),
        (cells.Sex, "女性", "female", "女"), (cells.Seats, "１２", 12, "12"), (cells.Age, "１４", 14, "14"),
        (cells.Time, "０８：３０", "08:30", "08:30"), (cells.EndTime, "２４：００", "24:00", "24:00"),
        (cells.Day, "２０２６-１２-０１", "2026-12-01", "2026-12-01"), (cells.Identifier, "ｄ１", "d1", "d1"),
        (cells.Identifiers, "d1；d2", ("d1", "d2"), "d1;d2"),
    ],
)  # fmt: skip
def test_what_is_clear_is_taken_and_noted(kind: Any, cell: str, value: Any, noted: str) -> None:
    notes: list[tuple[str, str, str]] = []
    assert TypeAdapter(kind).validate_python(cell, context={"notes": notes}) == value
    assert [(given, taken) for _, given, taken in notes] == [(cell, noted)]


@pytest.mark.parametrize(
    ("kind", "cell"),
    [(cells.Period, "上午"), (cells.Weekday, "周一"), (cells.Weekday, "1"), (cells.Title, "主任医师"),
     (cells.Seats, "12"), (cells.Time, "8:30"), (cells.Day, "2026/12/1"), (cells.Identifier, "d1"),
     (cells.Identifiers, "d1;d2")],
)  # fmt: skip
def test_what_is_written_as_it_should_be_is_not_noted(kind: Any, cell: str) -> None:
    notes: list[tuple[str, str, str]] = []
    TypeAdapter(kind).validate_python(cell, context={"notes": notes})
    assert notes == []
