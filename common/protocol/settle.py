"""settle: decide what becomes of one transaction, once, whatever state its booking is in by then.

The payment is on record before this starts. Its disposition is written into the booking before anything is done about
it, so a crash at any point is picked up by the next who settles the same transaction.
"""

from common.clients.payments import Paid
from common.domain.booking.model import Booking, Disposition
from common.domain.booking.names import refund_no
from common.domain.money.moves import on_payment
from common.domain.money.payment import Outcome, Payment, Refund, RefundStatus
from common.domain.money.verdict import Verdict, is_for, verdict
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.effects import carry_out
from common.protocol.record_payment import record_payment
from common.protocol.regain import regain
from common.protocol.retry import ORPHAN_AFTER, RetryLater

ROUNDS = 5


def settle(payment: Payment, deps: Deps, deadline: Deadline) -> Outcome | None:
    """Decide a recorded transaction and carry out what follows; None when it must be tried again later.

    Kept: the booking is confirmed by it. Refund: the booking could not use it. Alarm: it belongs to no booking of
    ours, and a person must look.
    """
    for _ in range(ROUNDS):
        booking = deps.store.bookings.get(payment.order_no)
        if booking is None or not is_for(payment, booking):
            return _alarm(payment, deps)
        decided = booking.disposition_of(payment.transaction_id)
        if decided is not None:
            outcome = Outcome.KEPT if decided is Disposition.KEPT else Outcome.REFUND
            deps.store.payments.mark(payment.id, outcome)
            return outcome
        try:
            _decide(payment, booking, deps, deadline)
        except RetryLater:
            break
    deps.store.payments.postpone(payment.id, deps.clock() + ORPHAN_AFTER)
    return None


def ask_and_settle(booking: Booking, deps: Deps, deadline: Deadline) -> bool:
    """Ask WeChat whether the order was paid without our hearing of it; True when there was money to settle.

    Raises `PayError`.
    """
    if booking.prepay_at is None or booking.merchant_id is None:
        return False
    state = deps.pay_of(booking.merchant_id).query(booking.order_no)
    if not isinstance(state, Paid):
        return False
    later = deps.clock() + ORPHAN_AFTER
    payment = record_payment(booking.merchant_id, booking.order_no, state, deps, settle_at=later)
    settle(payment, deps, deadline)
    return True


def _alarm(payment: Payment, deps: Deps) -> Outcome:
    deps.log.error("payment without a booking", payment_id=payment.id, order_no=payment.order_no)
    deps.store.payments.mark(payment.id, Outcome.ALARM)
    return Outcome.ALARM


def _decide(payment: Payment, booking: Booking, deps: Deps, deadline: Deadline) -> None:
    """One attempt to write the disposition; nothing is written when the booking moved meanwhile: look again."""
    found = verdict(payment, booking)
    if found is Verdict.REGAIN and regain(payment, booking, deps, deadline):
        return
    if found is Verdict.WRONG_AMOUNT:
        deps.log.error("payment of a wrong amount", payment_id=payment.id, booking_id=booking.id)
    if found is Verdict.RETURNED:
        _note_returned(payment, booking, deps)
    move = on_payment(found, payment, booking, deps.clock())
    if deps.store.bookings.apply(booking, move):
        carry_out(booking, move.effects, deps, deadline)


def _note_returned(payment: Payment, booking: Booking, deps: Deps) -> None:
    """Money that staff sent back in the merchant's console is on record as a refund that is over."""
    now, transaction = deps.clock(), payment.transaction_id
    deps.log.error("payment was returned by hand", payment_id=payment.id, booking_id=booking.id)
    deps.store.refunds.open(
        Refund(
            id=refund_no(booking.id, transaction),
            booking_id=booking.id,
            merchant_id=payment.merchant_id,
            transaction_id=transaction,
            amount_fen=payment.amount_fen,
            status=RefundStatus.SUCCESS,
            created_at=now,
            finished_at=now,
        )
    )
