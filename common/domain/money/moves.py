"""The moves that a payment leads to. Each writes down what becomes of the money, beside what it does to the booking."""

from datetime import datetime

from typing_extensions import assert_never

from common.domain.actor import System, WeChatUser
from common.domain.booking.effects import Effects
from common.domain.booking.model import Booking, BookingPayment, Disposition
from common.domain.booking.move import Guard, Move
from common.domain.booking.moves import confirmation, refund_of
from common.domain.booking.seat import BookedSeat
from common.domain.booking.status import Status
from common.domain.money.payment import Payment
from common.domain.money.verdict import Verdict


def on_payment(verdict: Verdict, payment: Payment, booking: Booking, now: datetime) -> Move:
    """What follows a verdict; REGAIN, whose seat is not found yet, is asked for as `on_late_money`, else refused."""
    match verdict:
        case Verdict.CONFIRM:
            return on_paid(booking, payment, now)
        case Verdict.RETURNED:
            return on_returned_money(booking, payment, now)
        case Verdict.WRONG_AMOUNT | Verdict.REFUSE | Verdict.REGAIN:
            return on_unwanted_money(booking, payment, now)
        case _:
            assert_never(verdict)


def on_paid(booking: Booking, payment: Payment, now: datetime) -> Move:
    """A verified payment reached a hold: the booking is confirmed."""
    return _kept(booking, payment, booking.seat, "paid", now)


def on_late_money(booking: Booking, payment: Payment, seat: BookedSeat, now: datetime) -> Move:
    """Money for a lapsed hold that found a seat again: the booking stands on the new seat."""
    return _kept(booking, payment, seat, "paid late", now)


def _kept(booking: Booking, payment: Payment, seat: BookedSeat, why: str, now: datetime) -> Move:
    transaction, confirmed = payment.transaction_id, confirmation(booking, seat, now)
    return Move(
        leaves=booking.status,
        becomes=Status.CONFIRMED,
        actor=WeChatUser(booking.openid),
        why=f"{why} {transaction}",
        at=now,
        sets={"paid_by": transaction, **confirmed.sets},
        unsets=("lost_hold_at",),  # a hold that was paid, however late, is not a lost one
        only_if=(Guard.NEW_MONEY,),
        effects=confirmed.effects,
        payment=_noted(payment, Disposition.KEPT),
    )


def on_unwanted_money(booking: Booking, payment: Payment, now: datetime) -> Move:
    """Money the booking cannot use (second payment, cancelled, seat gone): it goes back.

    The patient is told when it is back, and not before: see `protocol.refunds.follow`.
    """
    refund = refund_of(booking.id, payment.transaction_id, payment.amount_fen, now)
    return _goes_back(booking, payment, "refunds", (refund,), now)


def on_returned_money(booking: Booking, payment: Payment, now: datetime) -> Move:
    """Money that somebody sent back by hand in the merchant's console: noted, and never sent back again."""
    return _goes_back(booking, payment, "returned by hand", (), now)


def _goes_back(
    booking: Booking, payment: Payment, why: str, follow: Effects, now: datetime
) -> Move:
    return Move(
        leaves=booking.status,
        becomes=booking.status,
        actor=System(),
        why=f"{why} {payment.transaction_id}",
        at=now,
        only_if=(Guard.NEW_MONEY,),
        effects=follow,
        payment=_noted(payment, Disposition.REFUND),
    )


def _noted(payment: Payment, disposition: Disposition) -> BookingPayment:
    return BookingPayment(
        transaction_id=payment.transaction_id,
        disposition=disposition,
        amount_fen=payment.amount_fen,
    )
