"""Names made of other names: the same for ever, fit for WeChat, and never two of one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.booking.names import (
    booking_id,
    digest,
    is_order_no,
    refund_no,
)
from common.domain.waitlist import entry_id, handed_claim, offered_booking_id

TEXT = st.text(min_size=1, max_size=40)


def test_a_name_outlives_every_release():
    """A tap, a refund or an offer under way when a new version comes must keep its name."""
    assert booking_id("oInvented", "tap-0001") == "b5yivk7acou266c6dnxz3hiwd6d"
    assert refund_no("b1", "tx1") == "rogqimzozxykmbsyvhisrm4gkck"
    assert entry_id("oInvented", "tap-0001") == "w2snrviq4t7btphstpqycolmoam"
    assert offered_booking_id("w1") == "q2np6sk4dxbzlqrpeiia3dhxhrj"
    assert handed_claim("c1", "w1") == "hbh4h3mw4dfcv2mln6vn5vo7oihftsde"


@given(TEXT, TEXT)
def test_an_order_number_is_one_that_wechat_takes(openid, key):
    for name in (booking_id(openid, key), refund_no(openid, key), entry_id(openid, key)):
        assert re.fullmatch(r"[0-9A-Za-z_\-|*]{6,32}", name)
    assert len(offered_booking_id(key)) <= 32
    assert len(handed_claim(openid, key)) == 32


@given(TEXT, TEXT)
def test_an_order_of_ours_is_known_by_its_number(openid, key):
    assert is_order_no(booking_id(openid, key))
    assert is_order_no(offered_booking_id(key))
    assert not is_order_no(refund_no(openid, key))
    assert not is_order_no(entry_id(openid, key))


@pytest.mark.parametrize(
    "other",
    ["", "b", "b" + "a" * 25, "b" + "a" * 27, "a" * 27, "b" + "A" * 26, "b" + "1" * 26,
     "xb" + "a" * 26, "b" + "a" * 26 + "\n", "20260302000001"],
)  # fmt: skip
def test_an_order_of_another_system_is_not_ours(other):
    assert not is_order_no(other)


@given(TEXT, TEXT, TEXT, TEXT)
def test_another_tap_is_another_booking(openid, key, other, other_key):
    same = (openid, key) == (other, other_key)
    assert (booking_id(openid, key) == booking_id(other, other_key)) is same


def test_parts_do_not_run_into_each_other():
    assert digest("ab", "c") != digest("a", "bc")
    assert booking_id("o", "k") != entry_id("o", "k")
    assert booking_id("o", "k") == booking_id("o", "k")
