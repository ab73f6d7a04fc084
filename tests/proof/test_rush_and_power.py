"""A small rush with the checker looking on, and a power cut."""

import os

import pytest

from proof.power import cut_the_power
from proof.rush import judge, rush


def test_a_rush_sells_each_seat_once(mongo_uri: str) -> None:
    assert judge(rush(mongo_uri, processes=2, buyers=24, seats=4), 4) == []


def test_an_oversold_rush_is_told() -> None:
    came = {"sold": 5, "numbers": 4, "bought": 5, "heard": ["OK"], "looks": 1, "wrong": []}
    assert judge(came, 4) == ["of 4 seats 5 were sold, 4 numbers, 5 told"]


@pytest.mark.skipif("TEST_MONGODB_URI" in os.environ, reason="kills a server of its own")
def test_a_power_cut_loses_no_acknowledged_booking() -> None:
    counts, wrong = cut_the_power(people=12, seats=12, killed_after=4)
    assert wrong == []
    assert counts["acknowledged"] >= 4
