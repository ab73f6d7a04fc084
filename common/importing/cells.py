"""What may stand in a cell: each type parses a string of the file and says in Chinese what it wanted."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo

from common.domain.text import FULL_WIDTH, person_name, visible

MAX_FEE_FEN = 1_000_000

# 卫生专业技术职称: of doctors, of Chinese medicine, and of who else holds clinics: pharmacy, technique, nursing.
TITLES = (
    "主任医师", "副主任医师", "主治医师", "住院医师", "医师", "助理医师", "医士",
    "主任中医师", "副主任中医师", "主治中医师", "中医师",
    "主任药师", "副主任药师", "主管药师", "药师", "主任中药师", "副主任中药师", "主管中药师", "中药师",
    "主任技师", "副主任技师", "主管技师", "技师",
    "主任护师", "副主任护师", "主管护师", "护师",
)  # fmt: skip

_AN_ID = "1–24 个字母、数字、- 或 _，以字母或数字开头"
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s+0?0:00(?::00)?)?", re.ASCII)
_RELATIVE = re.compile(r"\+(\d{1,3})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]00)?", re.ASCII)


def _note(info: ValidationInfo, cell: str, taken: str) -> None:
    """A cell that is clear and not written as it should be was taken so; whoever hands it in is told."""
    notes = (info.context or {}).get("notes")
    if notes is not None:
        notes.append((info.field_name, cell, taken))


def _half_width(cell: str, info: ValidationInfo) -> str:
    text = visible(cell)
    plain = text.translate(FULL_WIDTH)
    if plain != text:
        _note(info, cell, plain)
    return plain


def matching(pattern: str, wanted: str) -> BeforeValidator:
    """A cell that matches the whole of `pattern`; `wanted` says in words what that is."""
    compiled = re.compile(pattern)
    gap = " " if wanted[:1].isascii() else ""  # figures and Latin letters keep a distance from Han

    def parse(cell: str, info: ValidationInfo) -> str:
        plain = cell.translate(FULL_WIDTH)
        if not compiled.fullmatch(plain):
            raise ValueError(f"请填{gap}{wanted}")
        if plain != cell:
            _note(info, cell, plain)
        return plain

    return BeforeValidator(parse)


def whole(least: int, most: int, hint: str = "") -> BeforeValidator:
    """An integer from `least` to `most`."""

    def parse(cell: str, info: ValidationInfo) -> int:
        cell = _half_width(cell, info)
        # isdecimal alone takes digits of other scripts.
        if not (cell.isascii() and cell.isdecimal() and least <= int(cell[:12]) <= most):
            raise ValueError(f"请填 {least} 到 {most} 的整数{hint}")
        return int(cell)

    return BeforeValidator(parse)


def decimal(least: float, most: float, hint: str) -> BeforeValidator:
    """A plain decimal number from `least` to `most`."""

    def parse(cell: str, info: ValidationInfo) -> float:
        cell = _half_width(cell, info)
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,10})?", cell):
            raise ValueError(f"请填小数，{hint}")
        if not least <= float(cell) <= most:
            raise ValueError(f"请填 {least} 到 {most} 之间的数，{hint}")
        return float(cell)

    return BeforeValidator(parse)


def choice(words: Mapping[str, Any], loose: Mapping[str, str] | None = None) -> BeforeValidator:
    """One of a few words; several words may mean the same. `loose` are words that clearly mean one of those."""
    meant = {word.casefold(): word for word in words} | dict(loose or {})

    def parse(cell: str, info: ValidationInfo) -> Any:
        word = visible(cell)
        if word in words:
            return words[word]
        taken = meant.get(word.translate(FULL_WIDTH).casefold())
        if taken is None:
            raise ValueError(f"只能填：{'、'.join(words)}")
        _note(info, cell, taken)
        return words[taken]

    return BeforeValidator(parse)


def prose(limit: int, lines: bool = False) -> BeforeValidator:
    """Text a patient reads, up to `limit` characters; what shows nothing is dropped."""

    def parse(cell: str) -> str:
        return _readable(visible(cell.replace("\r\n", "\n")), limit, lines)

    return BeforeValidator(parse)


def name_of_person(limit: int) -> BeforeValidator:
    """A person's name as it is searched for, up to `limit` characters."""
    return BeforeValidator(lambda cell: _readable(person_name(cell), limit, lines=False))


def _readable(text: str, limit: int, lines: bool) -> str:
    if len(text) > limit:
        raise ValueError(f"最多 {limit} 个字，现有 {len(text)} 个")
    for character in text:
        if lines and character == "\n":
            continue
        if unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}:
            raise ValueError("含有换行或不可见的控制字符，请删除")
    return text


def _day(cell: str, info: ValidationInfo) -> str:
    day = _absolute_day(_half_width(cell, info))
    if day is not None:
        return day
    if _RELATIVE.fullmatch(cell):
        raise ValueError("“+天数”只用于演示数据，请写具体日期，例如 2026-12-01")
    raise ValueError("请填日期，例如 2026-12-01")


def _day_or_ahead(cell: str, info: ValidationInfo) -> str:
    relative = _RELATIVE.fullmatch(visible(cell))
    today = (info.context or {}).get("demo_today")
    if relative and isinstance(today, date):
        return (today + timedelta(days=int(relative[1]))).isoformat()
    return _day(cell, info)


def _absolute_day(cell: str) -> str | None:
    found = _DATE.fullmatch(visible(cell))
    if not found:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return day.isoformat() if 2000 <= day.year <= 2999 else None


def clock(cell: str) -> str:
    """A time as a spreadsheet writes it, as `HH:MM`. Raises `ValueError`."""
    found = _TIME.fullmatch(visible(cell))
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError("请填 24 小时制的时间，例如 08:30")
    return f"{int(found[1]):02}:{found[2]}"


def _time(cell: str, info: ValidationInfo) -> str:
    return clock(_half_width(cell, info))


def _end(cell: str, info: ValidationInfo) -> str:
    cell = _half_width(cell, info)
    found = _TIME.fullmatch(cell)
    return "24:00" if found and found.groups() == ("24", "00") else clock(cell)


def _pairs(cell: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for part in re.split(r"[;；]", cell):
        field, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not re.fullmatch(r"[a-z_]{1,24}[0-9]{1,2}", field):
            raise ValueError(f"“{part.strip()}”要写成 字段=内容，例如 thing1=hospital_name")
        if field in pairs:
            raise ValueError(f"字段 {field} 写了不止一次")
        pairs[field] = value
    return pairs


def _identifiers(cell: str, info: ValidationInfo) -> tuple[str, ...]:
    names = [part for part in re.split(r"[;,、\s]+", _half_width(cell, info)) if part]
    if not names or not all(map(_IDENTIFIER.fullmatch, names)):
        raise ValueError(f"请填 {_AN_ID}；几个编号用分号分开")
    if len(set(names)) < len(names):
        raise ValueError("同一个编号写了不止一次")
    return tuple(names)


def minutes(time: str) -> int:
    """Minutes since midnight of "HH:MM"."""
    return int(time[:2]) * 60 + int(time[3:])


Identifier = Annotated[str, matching(_IDENTIFIER.pattern, _AN_ID)]
Identifiers = Annotated[tuple[str, ...], BeforeValidator(_identifiers)]
Fee = Annotated[int, whole(0, MAX_FEE_FEN, "，以分为单位：50 元写 5000，免费写 0")]
Seats = Annotated[int, whole(0, 200)]
Age = Annotated[int, whole(0, 150, "（周岁）")]
Flag = Annotated[
    bool, choice({"是": True, "否": False, "1": True, "0": False, "true": True, "false": False})
]
Sex = Annotated[
    str,
    choice(
        {"female": "female", "女": "female", "male": "male", "男": "male"},
        {"女性": "女", "男性": "男"},
    ),
]
Period = Annotated[
    str,
    choice(
        {"am": "am", "pm": "pm", "night": "night", "上午": "am", "下午": "pm", "夜间": "night"},
        {"早上": "上午", "早晨": "上午", "晚上": "夜间", "夜晚": "夜间"},
    ),
]
_DAYS = "一二三四五六日"
Weekday = Annotated[
    int,
    choice(
        {str(n): n for n in range(1, 8)} | {f"周{c}": n for n, c in enumerate(_DAYS, 1)},
        {f"{week}{c}": f"周{c}" for c in _DAYS for week in ("星期", "礼拜")}
        | dict.fromkeys(("周天", "星期天", "礼拜天"), "周日"),
    ),
]
Title = Annotated[
    str,
    choice(
        {title: title for title in TITLES},
        {title: f"{title}医师" for title in ("主任", "副主任", "主治", "住院")},
    ),
]
VisitKind = Annotated[str, choice({"普通": "普通", "专家": "专家", "特需": "特需"})]
Day = Annotated[str, BeforeValidator(_day)]
DayOrAhead = Annotated[str, BeforeValidator(_day_or_ahead)]
Time = Annotated[str, BeforeValidator(_time)]
EndTime = Annotated[str, BeforeValidator(_end)]
FieldMap = Annotated[dict[str, str], BeforeValidator(_pairs)]
