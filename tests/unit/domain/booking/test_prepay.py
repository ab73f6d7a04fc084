"""Whether a pay sheet may be opened near the end of a hold."""

import pytest

from common.domain.booking.prepay import may_prepay
from tests.unit.samples import MINUTE, MS, NOW, a_booking


@pytest.mark.parametrize(
    ("before_the_end", "prepaid", "may"),
    [
        (MINUTE + MS, False, True), (MINUTE, False, False), (MINUTE, True, True), (MS, True, True),
        (0 * MS, True, False), (-MS, True, False),
    ],
)  # fmt: skip
def test_the_pay_sheet_near_the_end_of_a_hold(before_the_end, prepaid, may):
    booking = a_booking(prepay_at=NOW if prepaid else None)
    assert may_prepay(booking, booking.hold_until - before_the_end) is may


def test_what_never_had_an_end_is_never_paid():
    assert not may_prepay(a_booking(hold_until=None), NOW)
    assert not may_prepay(a_booking(hold_until=None, prepay_at=NOW), NOW)
