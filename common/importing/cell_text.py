"""What a cell of a workbook holds, as the text that a person would have typed into a CSV file."""

from datetime import date, datetime, time, timedelta
from typing import Any

from common.importing.sheets import DATES, TIMES

_MINUTES = 24 * 60
# Days between the first of a spreadsheet's calendar and its days of 2000 … 2099; others are no serial dates.
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
_DAY_ONE = (date(1899, 12, 31), date(1900, 1, 1), date(1904, 1, 2))
# More digits than a spreadsheet keeps.
_EXACT = 10**15
_PLAIN_NUMBER = frozenset({"General", "@", "0", ""})


class Unclear(ValueError):
    """A value that could mean several things; the text says what to do."""


def text_of(
    value: Any, field: str, number_format: str = "General", epoch: date | None = None
) -> str:
    """The text of a cell's value. Raises `Unclear`.

    A number in a column of dates is a serial date, in one of times a part of a day. `epoch` is the workbook's day 0.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return _of_instant(value, field)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return _of_time(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
    if isinstance(value, timedelta):
        return _of_time(value)
    if isinstance(value, (int, float)):
        return _of_number(value, field, number_format, epoch or date(1899, 12, 30))
    return str(value)


def _of_instant(value: datetime, field: str) -> str:
    if field in TIMES:
        # The end of a day, kept as one whole day: it is shown as the first of the calendar.
        if value.time() == time() and value.date() in _DAY_ONE:
            return "24:00"
        raise Unclear("这里填时间，不填日期，例如 08:30")
    if value.time() != time():
        raise Unclear("请只填日期，不要带时间")
    return value.date().isoformat()


def _of_time(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    if seconds % 60 or not 0 <= seconds <= _MINUTES * 60:
        raise Unclear("请填 24 小时制的时间，例如 08:30")
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


def _of_number(value: float, field: str, number_format: str, epoch: date) -> str:
    if field in DATES:
        if value != int(value) or not _FIRST_SERIAL <= value <= _LAST_SERIAL:
            raise Unclear("请填日期，例如 2026-12-01")
        return (epoch + timedelta(days=int(value))).isoformat()
    if field in TIMES:
        minutes = value * _MINUTES
        if not 0 <= value <= 1 or abs(minutes - round(minutes)) > 1e-4:
            raise Unclear("请填 24 小时制的时间，例如 08:30")
        return _of_time(timedelta(minutes=round(minutes)))
    if abs(value) >= _EXACT:
        raise Unclear("数字太长，表格软件已丢掉末尾几位，请把单元格设为文本再填")
    if field.endswith("_id") and number_format not in _PLAIN_NUMBER:
        raise Unclear("编号看到的和存的可能不同，请把单元格设为文本再填")
    return str(int(value)) if value == int(value) else repr(value)
