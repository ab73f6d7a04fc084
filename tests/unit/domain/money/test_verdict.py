"""The verdict on a payment: one table over everything that decides it."""

from itertools import product

import pytest

from common.domain.booking.status import Status
from common.domain.money.verdict import Verdict, is_for, verdict
from tests.unit.samples import a_booking, a_payment

FEE = 5000
OF_STATUS = {
    Status.HELD: Verdict.CONFIRM,
    Status.CONFIRMED: Verdict.REFUSE,
    Status.CHECKED_IN: Verdict.REFUSE,
    Status.COMPLETED: Verdict.REFUSE,
    Status.CANCELLED: Verdict.REFUSE,
    Status.EXPIRED: Verdict.REGAIN,
    Status.NO_SHOW: Verdict.REFUSE,
}
AMOUNTS = [0, FEE - 1, FEE, FEE + 1]
CURRENCIES = ["CNY", "USD", ""]


def _expected(status, amount_fen, currency, returned):
    if returned:
        return Verdict.RETURNED
    right = amount_fen == FEE and currency == "CNY"
    return OF_STATUS[status] if right else Verdict.WRONG_AMOUNT


TABLE = [
    (*row, _expected(*row)) for row in product(Status, AMOUNTS, CURRENCIES, [False, True])
]  # fmt: skip


@pytest.mark.parametrize(("status", "amount_fen", "currency", "returned", "expected"), TABLE)
def test_every_status_and_every_amount_has_a_verdict(
    status, amount_fen, currency, returned, expected
):
    payment = a_payment(amount_fen=amount_fen, currency=currency, returned=returned)
    assert verdict(payment, a_booking(status=status, fee_fen=FEE)) is expected


def test_the_verdicts_are_five():
    assert {row[-1] for row in TABLE} == set(Verdict)
    assert len(TABLE) == 7 * 4 * 3 * 2


def test_money_is_for_the_merchant_it_went_to():
    booking = a_booking()
    assert is_for(a_payment(), booking)
    assert not is_for(a_payment(merchant_id="m2"), booking)
    assert not is_for(a_payment(), a_booking(merchant_id=None))
