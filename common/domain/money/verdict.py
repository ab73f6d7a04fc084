"""The verdict on a payment: what its booking can do with it, by the booking's status and the amount alone."""

from enum import Enum

from common.domain.booking.model import Booking
from common.domain.booking.status import Status
from common.domain.money.payment import Payment


class Verdict(Enum):
    """RETURNED: it went back by hand already. CONFIRM: it pays a hold. REGAIN: it may still win a seat back.

    WRONG_AMOUNT and REFUSE: it goes back.
    """

    RETURNED = "returned"
    WRONG_AMOUNT = "wrong amount"
    CONFIRM = "confirm"
    REGAIN = "regain"
    REFUSE = "refuse"


def verdict(payment: Payment, booking: Booking) -> Verdict:
    """Every status and every amount has one; money is never dropped."""
    if payment.returned:
        return Verdict.RETURNED
    if payment.amount_fen != booking.fee_fen or payment.currency != "CNY":
        return Verdict.WRONG_AMOUNT
    if booking.status is Status.HELD:
        return Verdict.CONFIRM
    if booking.status is Status.EXPIRED:
        return Verdict.REGAIN
    return Verdict.REFUSE


def is_for(payment: Payment, booking: Booking) -> bool:
    """Whether the money went to the merchant of the booking's hospital."""
    return payment.merchant_id == booking.merchant_id
