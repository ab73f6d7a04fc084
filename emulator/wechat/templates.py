"""Subscribe-message templates and what their values may be.

Source: "发送订阅消息", table "订阅消息参数值内容限制说明" (developers.weixin.qq.com).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from emulator.wechat.errors import WeChatError

SENSITIVE_WORD = "敏感词测试"
"""Stands for whatever WeChat's own list refuses with 45168 and its content check calls risky."""

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
_TIME = re.compile(rf"(?:({_DAY})\s?)?{_CLOCK}", re.ASCII)
_DATE = re.compile(rf"({_DAY})(?:\s?{_CLOCK})?", re.ASCII)
_CHINESE_NAME = re.compile(rf"(?=.*{_HAN})[^\d]{{1,10}}", re.ASCII)
_LATIN_NAME = re.compile(rf"(?:(?!{_HAN})[^\d]){{1,20}}", re.ASCII)


@dataclass(frozen=True)
class Field:
    key: str
    type: str
    label: str


@dataclass(frozen=True)
class Template:
    id: str
    kind: str
    title: str
    fields: tuple[Field, ...]

    def values(self, data: Any) -> dict[str, str]:
        """Label → value of a message's `data`; WeChatError 47003 or 45168 when a value is wrong."""
        if not isinstance(data, dict):
            raise WeChatError(47003, "data is empty")
        for key in data:
            if all(key != field.key for field in self.fields):
                raise WeChatError(47003, f"data.{key} is not in the template")
        return {field.label: _value(field, data.get(field.key)) for field in self.fields}


def load_templates(path: Path) -> dict[str, Template]:
    """The templates of a JSON file by id; ValueError says which one is wrong and how."""
    templates: dict[str, Template] = {}
    for entry in json.loads(path.read_text(encoding="utf-8"))["templates"]:
        fields = tuple(Field(f["key"], f["type"], f["label"]) for f in entry["fields"])
        template = Template(entry["id"], entry["kind"], entry["title"], fields)
        for field in fields:
            if field.type not in _RULES or not re.fullmatch(rf"{field.type}\d+", field.key):
                raise ValueError(f"{path}: {template.kind}: {field.key} is no {field.type}")
        if len(template.id) != 43 or template.id in templates:
            raise ValueError(f"{path}: {template.kind}: id must be unique, 43 characters")
        templates[template.id] = template
    return templates


def _value(field: Field, entry: Any) -> str:
    where = f"data.{field.key}.value"
    value = entry.get("value") if isinstance(entry, Mapping) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise WeChatError(47003, f"{where} is empty")
    if SENSITIVE_WORD in value:
        raise WeChatError(45168)
    if re.search(r"[\x00-\x1f\x7f]", value) or not _RULES[field.type](value):
        raise WeChatError(47003, f"{where} invalid")
    return value


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: compiled.fullmatch(value) is not None


def _span(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """One point in time, or two joined by "~"; a date must exist."""

    def valid(value: str) -> bool:
        points = value.split("~")
        matches = [pattern.fullmatch(point.strip()) for point in points]
        return len(points) <= 2 and all(m is not None and _exists(m.group(1)) for m in matches)

    return valid


def _exists(day: str | None) -> bool:
    if day is None:
        return True
    try:
        datetime.strptime(day, "%Y年%m月%d日")
    except ValueError:
        return False
    return True


def _name(value: str) -> bool:
    return bool(_CHINESE_NAME.fullmatch(value) or _LATIN_NAME.fullmatch(value))


_RULES: dict[str, Callable[[str], bool]] = {
    "thing": lambda value: len(value) <= 20,
    "number": lambda value: len(value) <= 32 and _matches(r"-?\d+(\.\d+)?")(value),
    "letter": _matches(r"[A-Za-z]{1,32}"),
    "symbol": _matches(r"[^\w\s]{1,5}"),
    "character_string": _matches(r"[\x20-\x7e]{1,32}"),
    "time": _span(_TIME),
    "date": _span(_DATE),
    "amount": _matches(r"[¥￥$€£]\d{1,10}(\.\d{1,2})?元?"),
    "phone_number": _matches(r"[\d+\-() ]{1,17}"),
    "car_number": _matches(rf"{_HAN}?[A-Z0-9·]{{4,7}}{_HAN}?"),
    "name": _name,
    "phrase": _matches(rf"{_HAN}{{1,5}}"),
}
