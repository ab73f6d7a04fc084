"""Values that WeChat takes: cut, cleaned, never empty, or refused before sending."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clients.message_values import (
    fit,
)


@pytest.mark.parametrize(
    ("key", "value", "fitted"),
    [
        ("thing1", "示例医院", "示例医院"),
        ("thing1", "  示例\n医院\t东 院\x00 ", "示例 医院 东 院"),
        ("thing1", "", "无"),
        ("thing1", "\u200b\n", "无"),
        ("thing1", "一" * 20, "一" * 20),
        ("thing1", "一" * 21, "一" * 19 + "…"),
        ("thing12", "𠮷" * 10, "𠮷" * 10),
        ("thing12", "𠮷" * 11, "𠮷" * 9 + "…"),
        ("phrase4", "已预约", "已预约"),
        ("phrase4", "已取消(医院停诊)", "已取消医院"),
        ("phrase4", "OK", "无"),
        ("name5", "阿卜杜拉·买买提·示例人", "阿卜杜拉·买买提·示"),
        ("name5", "Example Patient-Longname", "Example Patient-Long"),
        ("name5", "示例123", "示例"),
        ("name5", "12", "用户"),
        ("character_string3", "Y2026-001", "Y2026-001"),
        ("character_string3", "号码Y1", "Y1"),
        ("character_string3", "号码", "-"),
        ("character_string3", "x" * 40, "x" * 32),
        ("letter1", "A1b", "Ab"),
        ("symbol1", "a+*", "+*"),
        ("phone_number1", "+86-0755-00000000 转 1", "+86-0755-00000000"),
        ("car_number1", "粤A00000挂", "粤A00000挂"),
        ("number1", "12", "12"),
        ("number1", " 12.5 ", "12.5"),
        ("time2", "2026年11月25日 08:30", "2026年11月25日 08:30"),
        ("time2", "08:30~09:00", "08:30~09:00"),
        ("time2", "2026年11月25日 08:30~09:00", "2026年11月25日 08:30~09:00"),
        ("date2", "2026年11月25日", "2026年11月25日"),
        ("date2", "2026-11-25 08:30", "2026-11-25 08:30"),
        ("amount5", "¥50.00", "¥50.00"),
        ("amount5", "50元", "50元"),
    ],
)
def test_a_value_fitted(key: str, value: str, fitted: str) -> None:
    assert fit(key, value) == fitted


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("time2", ""),
        ("time2", "明天上午"),
        ("time2", "2026年11月25日"),
        ("date2", "08:30"),
        ("date2", "2026年11月"),
        ("amount5", "fifty"),
        ("amount5", "¥1.005"),
        ("amount5", "¥12345678901"),
        ("number1", "x"),
        ("number1", ""),
        ("number1", "1" * 33),
        ("thing", "no number"),
        ("Thing1", "no such type"),
        ("place1", "no such type"),
        ("", "no key"),
    ],
)
def test_a_value_that_cannot_be_fitted(key: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"the value is not|no field type"):
        fit(key, value)


SHAPES = {
    "thing1": r"[^\x00-\x1f\x7f]{1,20}",
    "phrase2": r"[㐀-鿿豈-﫿〇\U00020000-\U0003ffff]{1,5}",
    "name3": r"\D{1,20}",
    "character_string4": r"[\x20-\x7e]{1,32}",
    "letter5": r"[A-Za-z]{1,32}",
    "symbol6": r"[!-/:-@\[-`{-~]{1,5}",
    "phone_number7": r"[0-9+\-() ]{1,17}",
}


@given(st.sampled_from(sorted(SHAPES)), st.text(max_size=60))
def test_whatever_comes_the_value_has_the_shape_of_its_type(key: str, value: str) -> None:
    fitted = fit(key, value)
    assert re.fullmatch(SHAPES[key], fitted)
    assert fitted == fitted.strip()
    assert len(fitted) <= 10 or key != "name3" or fitted.isascii()


def test_an_error_does_not_quote_the_value() -> None:
    with pytest.raises(ValueError, match="time2") as caught:
        fit("time2", "示例病人")
    assert "示例病人" not in str(caught.value)
