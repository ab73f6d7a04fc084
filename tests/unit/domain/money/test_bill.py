"""对账: which days' bills are looked at, and when."""

import pytest

from common.domain.business_time import at
from common.domain.money.bill import Bill, UnmatchedRefund, bill_id, ready_days
from tests.unit.samples import MS, NOW

SEVEN = [
    "2026-02-23", "2026-02-24", "2026-02-25", "2026-02-26", "2026-02-27", "2026-02-28", "2026-03-01",
]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (at("2026-03-02", "10:00"), SEVEN),
        (at("2026-03-02", "10:00") - MS, SEVEN[:-1]),
        (at("2026-03-02", "00:00"), SEVEN[:-1]),
        (at("2026-03-02", "23:59"), SEVEN),
        (at("2026-03-03", "00:00"), [*SEVEN[1:]]),
    ],
)
def test_a_day_is_ready_at_ten_of_the_next_and_looked_at_for_seven(now, days):
    assert ready_days(now) == days


def test_one_bill_a_merchant_and_day():
    assert bill_id("m1", "2026-03-01") == "m1:2026-03-01"


def test_a_bill_may_have_nothing_unmatched():
    fields = {"merchant_id": "m1", "day": "2026-03-01", "read_at": NOW, "rows": 3, "found": 1}
    assert Bill(id="m1:2026-03-01", **fields).unmatched == ()
    odd = UnmatchedRefund(refund_no="r1", order_no="b1", amount_fen=1)
    assert Bill(id="x", unmatched=(odd,), **fields).unmatched == (odd,)
