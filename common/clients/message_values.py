"""Fit values to the field types of subscribe messages: one bad value and none is sent (47003).

Limits: developers.weixin.qq.com, subscribeMessage.send, "订阅消息参数值内容限制说明".
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

from common.domain.text import HAN

_NOT_HAN = re.compile(f"[^{HAN}]")
_DATE = r"(?:\d{4}[年\-/.])?\d{1,2}[月\-/.]\d{1,2}日?"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_TIME = re.compile(rf"(?:{_DATE} )?{_CLOCK}(?:~(?:{_DATE} )?{_CLOCK})?", re.ASCII)
_DAY = re.compile(rf"{_DATE}(?: {_CLOCK})?(?:~{_DATE}(?: {_CLOCK})?)?", re.ASCII)
_AMOUNT = re.compile(r"[¥￥$]?\d{1,10}(?:\.\d{1,2})?元?", re.ASCII)
_NUMBER = re.compile(r"(?=.{1,32}$)\d+(?:\.\d+)?", re.ASCII)
_KEY = re.compile(r"([a-z_]+?)\d+", re.ASCII)


def fit_all(values: Mapping[str, str]) -> dict[str, str]:
    """Every value fitted to the type its key names."""
    return {key: fit(key, value) for key, value in values.items()}


def fit(key: str, value: str) -> str:
    """The value as a field such as `thing1` or `time2` takes it: cut, cleaned, never empty.

    Words are made to fit; a time, date, amount or number that is none raises ValueError, as does
    an unknown type.
    """
    fitter = _FITTERS.get(type_of(key))
    if fitter is None:
        raise ValueError(f"{key}: no field type of a subscribe message")
    try:
        return fitter(_one_line(value))
    except ValueError:
        raise ValueError(f"{key}: the value is not of this type") from None


def type_of(key: str) -> str:
    """The type that a field's key names: `thing` of `thing1`; empty when it is no key."""
    found = _KEY.fullmatch(key)
    return found[1] if found else ""


def shows(key: str, value: str) -> bool:
    """Whether a field shows the value as it is: neither refused, nor cut, nor with something left out."""
    try:
        return fit(key, value) == value
    except ValueError:
        return False


def _one_line(value: str) -> str:
    """NFC, no control or invisible characters, single spaces."""
    visible = (
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", value)
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
    )
    return " ".join("".join(visible).split())


def _cut(text: str, limit: int) -> str:
    """At most `limit` characters, one outside the basic plane counted as two; a cut shows as …."""
    if _length(text) <= limit:
        return text
    while _length(text) > limit - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _thing(text: str) -> str:
    return _cut(text, 20) or "无"


def _phrase(text: str) -> str:
    return _NOT_HAN.sub("", text)[:5] or "无"


def _name(text: str) -> str:
    """Ten characters once there is a Chinese one among them, else twenty Latin ones; no digits."""
    text = "".join(character for character in text if not character.isdigit()).strip()
    return text[: 20 if text.isascii() else 10].rstrip() or "用户"


def _kept(kept: str, limit: int, empty: str) -> Callable[[str], str]:
    dropped = re.compile(f"[^{kept}]")
    return lambda text: dropped.sub("", text)[:limit].strip() or empty


def _shaped(shape: re.Pattern[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not shape.fullmatch(text):
            raise ValueError
        return text

    return check


_FITTERS: dict[str, Callable[[str], str]] = {
    "thing": _thing,
    "phrase": _phrase,
    "name": _name,
    "character_string": _kept(r"\x20-\x7e", 32, "-"),
    "letter": _kept("A-Za-z", 32, "N"),
    "symbol": _kept(r"!-/:-@\[-`{-~", 5, "-"),
    "phone_number": _kept(r"0-9+\-() ", 17, "0"),
    "car_number": _kept(rf"0-9A-Za-z{HAN}", 8, "0"),
    "number": _shaped(_NUMBER),
    "time": _shaped(_TIME),
    "date": _shaped(_DAY),
    "amount": _shaped(_AMOUNT),
}
FIELD_TYPES = tuple(_FITTERS)
