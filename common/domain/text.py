"""Text as keyboards, spreadsheets and copied pages give it, brought to the one form that is stored and looked for.

`miniprogram/utils/identity.js` does the same while somebody types; `tests/shared/identity_cases.json` tries both.
"""

import re
import unicodedata

# Chinese characters as the inside of a character class. Whole planes: newer ones than this Python knows are in names.
HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

# What shows nothing beside the format characters (category Cf): joiners, fillers, variation selectors.
_SHOWS_NOTHING = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_GAPS = re.compile("[ \t\r\n\\-\u2010-\u2015\u2212\ufe63]")
# Full-width characters as ASCII, for `str.translate`.
FULL_WIDTH: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NAME_MARKS: dict[int, int | str] = {
    **FULL_WIDTH,
    **dict.fromkeys(map(ord, "•‧∙⋅・･．⸱ꞏ"), "·"),
    **dict.fromkeys(map(ord, "‘’ʻʼ′`´＇"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—−﹣－"), "-"),
}

# Controls, invisible formatting (some of it turns the direction of writing), halves of characters, line separators.
_STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def printable(text: str, keep: str = "") -> str:
    """The text with everything that is not to be seen written as an escape; `keep` may stay."""
    return "".join(
        char
        if char in keep or unicodedata.category(char) not in _STEERING
        else char.encode("unicode_escape", "surrogatepass").decode()
        for char in text
    )


def visible(text: str) -> str:
    """NFC, without what shows nothing, every blank the plain one and none at the ends. Control characters stay."""
    shown = (character for character in text if unicodedata.category(character) != "Cf")
    plain = _BLANK.sub(" ", _SHOWS_NOTHING.sub("", "".join(shown)))
    return unicodedata.normalize("NFC", plain).strip()


def compact(text: str) -> str:
    """A number without blanks and dashes, full-width characters as ASCII."""
    return _GAPS.sub("", visible(text).translate(FULL_WIDTH))


def person_name(text: str) -> str:
    """A person's name: one kind of middle dot, apostrophe and hyphen; no blank between Chinese characters."""
    name = re.sub(" +", " ", visible(text).translate(_NAME_MARKS))
    name = re.sub(f"([{HAN}])\\.(?=[{HAN}])", r"\1·", name)
    name = re.sub(" ?· ?", "·", name)
    return re.sub(f"([{HAN}]) (?=[{HAN}])", r"\1", name)


def is_letter(character: str) -> bool:
    """A letter of any script; a Chinese character always, also one that this Python's tables lack."""
    return unicodedata.category(character)[0] == "L" or re.match(f"[{HAN}]", character) is not None
