"""Money: every payment confirms one booking or goes back, whole and once (invariant 4)."""

from collections import Counter
from collections.abc import Iterator, Sequence

from common.domain.booking.effects import SendRefund
from common.domain.booking.model import Booking, BookingPayment, Disposition
from common.domain.booking.names import refund_no
from common.domain.booking.status import Status
from common.domain.money.payment import Outcome, Payment, Refund, RefundStatus, payment_id
from common.domain.money.verdict import is_for
from ops.verify.findings import Finding, Mend, Moment
from ops.verify.look import Look


def money_of(
    booking: Booking, payments: Sequence[Payment], refunds: Sequence[Refund]
) -> Iterator[Finding]:
    """The transactions of one booking: their dispositions, the payments behind them, the refunds that follow."""
    root, ids = ("bookings", booking.id), {"booking": booking.id}
    for tx, times in Counter(money.transaction_id for money in booking.money).items():
        if times > 1:
            yield Finding(
                "4", "a transaction has two dispositions", {**ids, "transaction": tx}, root
            )
    kept = [money for money in booking.money if money.disposition is Disposition.KEPT]
    confirmed = booking.seated and booking.status is not Status.HELD
    if not confirmed and kept:
        yield Finding("4", "money is kept without a confirmed booking", ids, root)
    if confirmed and booking.fee_fen > 0:
        right = [
            m
            for m in kept
            if m.transaction_id == booking.paid_by and m.amount_fen == booking.fee_fen
        ]
        if len(kept) != 1 or not right:
            what = "a booking is not confirmed by exactly the money it costs"
            yield Finding("4", what, ids, root)
    by_id = {payment.id: payment for payment in payments}
    for money in booking.money:
        payment = by_id.get(payment_id(str(booking.merchant_id), money.transaction_id))
        if payment is None or payment.amount_fen != money.amount_fen:
            yield Finding(
                "4", "money without its payment", {**ids, "transaction": money.transaction_id}, root
            )
        yield from _refunded(
            booking, money, [r for r in refunds if r.transaction_id == money.transaction_id]
        )


def _refund_coming(booking: Booking, transaction_id: str) -> bool:
    return any(
        isinstance(effect, SendRefund) and effect.transaction_id == transaction_id
        for effect in booking.effects
    )


def _refunded(
    booking: Booking, money: BookingPayment, refunds: Sequence[Refund]
) -> Iterator[Finding]:
    root, ids = (
        ("bookings", booking.id),
        {"booking": booking.id, "transaction": money.transaction_id},
    )
    coming = _refund_coming(booking, money.transaction_id)
    if sum(refund.amount_fen for refund in refunds) > money.amount_fen:
        yield Finding("4", "more is refunded than was paid", ids, root)
    if money.disposition is Disposition.KEPT:
        if refunds or coming:
            yield Finding("4", "a booking stands on money that goes back", ids, root)
    elif not refunds and not coming:
        yield Finding("4", "money that must go back has no refund", ids, root, mend=Mend.REFUND)
    elif refunds and sum(refund.amount_fen for refund in refunds) < money.amount_fen:
        yield Finding("4", "less is refunded than was paid", ids, root)


def check_payments(payments: Sequence[Payment], look: Look, at: Moment) -> Iterator[Finding]:
    """Each payment has a disposition in its booking, or waits for one."""
    bookings = look.by_id("bookings", Booking, (payment.order_no for payment in payments))
    for payment in payments:
        booking = bookings.get(payment.order_no)
        ours = booking if booking and is_for(payment, booking) else None
        yield from _payment(payment, ours, at)


def _payment(payment: Payment, booking: Booking | None, at: Moment) -> Iterator[Finding]:
    root, ids = ("payments", payment.id), {"payment": payment.id, "booking": payment.order_no}
    if payment.outcome is None:
        if payment.due_at is None:
            what = "a payment that nobody will settle"
            yield Finding("4", what, ids, root, mend=Mend.PAYMENT_DUE)
        elif at.due(payment.due_at):
            yield Finding("6", "a payment is not settled", ids, root, allowed=True)
        return
    if payment.outcome is Outcome.ALARM:
        if booking is not None:
            yield Finding("4", "a payment raised an alarm although its booking is there", ids, root)
        return
    money = (
        [m for m in booking.money if m.transaction_id == payment.transaction_id] if booking else []
    )
    if booking is None or not money:
        yield Finding("4", "a settled payment stands in no booking", ids, root)
    elif money[0].amount_fen != payment.amount_fen:
        yield Finding("4", "a payment and its booking differ in the amount", ids, root)
    elif payment.outcome.value != money[0].disposition.value:
        # The mark is as old as the payment: a booking cancelled since has rewritten the disposition.
        since = booking.paid_by == payment.transaction_id and booking.status is Status.CANCELLED
        if not (since and money[0].disposition is Disposition.REFUND):
            yield Finding("4", "a payment and its booking differ in its disposition", ids, root)


def check_refunds(refunds: Sequence[Refund], look: Look, at: Moment) -> Iterator[Finding]:
    """Each refund belongs to money that goes back, and somebody follows it to its end."""
    bookings = look.by_id("bookings", Booking, (refund.booking_id for refund in refunds))
    paid = (payment_id(refund.merchant_id, refund.transaction_id) for refund in refunds)
    payments = look.by_id("payments", Payment, paid)
    for refund in refunds:
        payment = payments.get(payment_id(refund.merchant_id, refund.transaction_id))
        yield from _refund(refund, bookings.get(refund.booking_id), payment, at)


def _refund(
    refund: Refund, booking: Booking | None, payment: Payment | None, at: Moment
) -> Iterator[Finding]:
    root = ("refunds", refund.id)
    ids = {"refund": refund.id, "booking": refund.booking_id, "transaction": refund.transaction_id}
    if booking is None or booking.disposition_of(refund.transaction_id) is not Disposition.REFUND:
        # What staff returned by hand is written down as a refund before its payment is settled.
        by_hand = payment is not None and payment.returned and payment.outcome is None
        what = "a refund of money that need not go back"
        yield Finding("4", what, ids, root, by_hand and booking is not None)
        return
    if (
        refund.id != refund_no(booking.id, refund.transaction_id)
        or refund.merchant_id != booking.merchant_id
    ):
        yield Finding("4", "a refund with a number or merchant of its own", ids, root)
    coming = _refund_coming(booking, refund.transaction_id)
    if refund.status in (RefundStatus.REQUESTED, RefundStatus.REFUSED) and not coming:
        what = "a refund that nobody asks WeChat for"
        yield Finding("4", what, ids, root, mend=Mend.REFUND)
    if refund.status is RefundStatus.PROCESSING and refund.due_at is None:
        what = "a refund whose end nobody asks for"
        yield Finding("4", what, ids, root, mend=Mend.REFUND_DUE)
    if at.due(refund.due_at):
        yield Finding("6", "a refund is to be asked for", ids, root, allowed=True)
