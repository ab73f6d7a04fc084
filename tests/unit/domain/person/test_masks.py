"""How a person is shown without giving them away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.person.masks import mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三", "*三"), ("张三丰", "张*丰"), ("欧阳测试", "欧**试"), ("欧阳测试员", "欧***员"),
     ("阿依古丽·买买提", "阿***提"), ("张", "张"), ("", "")],
)  # fmt: skip
def test_a_name_is_shown_enough_to_recognise(name, shown):
    assert mask_name(name) == shown


@given(st.text(min_size=3, max_size=40))
def test_a_mask_never_shows_the_middle(text):
    assert set(mask_name(text)[1:-1]) == {"*"}
    assert mask_id(text) == text[0] + "*" * (len(text) - 2) + text[-1]


def test_a_number_is_shown_by_its_ends():
    assert mask_id("E1234") == "E***4"
    assert mask_id("") == ""


def test_a_phone_is_shown_in_part():
    assert mask_phone("13912345678") == "139****5678"
