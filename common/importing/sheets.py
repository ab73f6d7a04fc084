"""The tables of a hospital as sheets of one workbook: their names, their columns, what may be chosen in them."""

from typing import Any

from common.importing.cells import TITLES
from common.importing.problems import FEN
from common.importing.rows import (
    DepartmentRow,
    DoctorRow,
    ExceptionRow,
    HospitalRow,
    RuleRow,
    TimetableRow,
)
from common.importing.table import Row

MODELS: tuple[type[Row], ...] = (
    HospitalRow,
    DepartmentRow,
    DoctorRow,
    TimetableRow,
    ExceptionRow,
    RuleRow,
)
SHEETS = {
    HospitalRow.FILE: "医院",
    DepartmentRow.FILE: "科室",
    DoctorRow.FILE: "医生",
    TimetableRow.FILE: "出诊表",
    ExceptionRow.FILE: "停诊与加诊",
    RuleRow.FILE: "规则",
}
GUIDE, PROBLEMS = "说明", "问题"

# What a cell holds that spreadsheets keep as a number: which fields are dates, which are times of day.
DATES = frozenset({"date", "from_date", "until_date"})
TIMES = frozenset({"start", "end"})

WEEKDAYS = tuple(f"周{day}" for day in "一二三四五六日")
PERIODS = {"am": "上午", "pm": "下午", "night": "夜间"}
KINDS = {"closed": "停诊", "extra": "加诊"}
SEXES = {"female": "女", "male": "男"}
_WORDS: dict[str, dict[Any, str]] = {
    "weekday": dict(enumerate(WEEKDAYS, 1)),
    "period": PERIODS,
    "kind": KINDS,
    "sex": SEXES,
}
# What a drop-down offers, by field.
CHOICES: dict[str, tuple[str, ...]] = {
    "weekday": WEEKDAYS,
    "period": tuple(PERIODS.values()),
    "visit_kind": ("普通", "专家", "特需"),
    "kind": tuple(KINDS.values()),
    "sex": tuple(SEXES.values()),
    "paediatric": ("是", "否"),
    "important": ("是", "否"),
    "title": TITLES,
}


# Where columns do not stand in the order of their fields: these come first.
_FIRST: dict[str, tuple[str, ...]] = {
    TimetableRow.FILE: ("doctor_id", "department_id", "weekday", "period"),
    ExceptionRow.FILE: ("doctor_id", "hospital_id", "date", "period", "kind", "reason"),
}


def columns(model: type[Row]) -> tuple[str, ...]:
    """The fields of a table in the order of its columns."""
    first = _FIRST.get(model.FILE, ())
    return first + tuple(name for name in model.model_fields if name not in first)


def written(field: str, value: Any) -> str:
    """A value of a row as it is written into a cell, in Chinese; nothing for None."""
    if value is None or value == "":
        return ""
    if field in _WORDS:
        return _WORDS[field][value]
    if isinstance(value, bool):
        return "是" if value else "否"
    if field == FEN:
        yuan, fen = divmod(int(value), 100)
        return f"{yuan}.{fen:02}" if fen else str(yuan)
    return str(value)
