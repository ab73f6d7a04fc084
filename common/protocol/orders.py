"""The order of a hold at WeChat Pay: opened, asked about, and closed."""

from datetime import timedelta

from common.clients.payments import CloseOutcome, Paid, PayError, PaymentParams, PayRefused
from common.domain.booking.effects import CloseOrder, Effects
from common.domain.booking.model import Booking
from common.domain.booking.prepay import may_prepay
from common.domain.booking.status import Status
from common.protocol.deps import Deps
from common.protocol.record_payment import record_payment
from common.protocol.retry import RetryLater
from common.protocol.work import Work


def prepay(booking: Booking, deps: Deps) -> PaymentParams | None:
    """What opens the pay sheet; None when there is nothing to pay, or not any more.

    That an order may exist is written down before WeChat is asked, so that `expire` knows it has to close one.
    Raises `PayError`.
    """
    now = deps.clock()
    if booking.status is not Status.HELD or booking.merchant_id is None:
        return None
    if booking.hold_until is None or not may_prepay(booking, now):
        return None
    if booking.prepay_at is None and not deps.store.bookings.note_prepay(booking.id, now):
        return None
    pay = deps.pay_of(booking.merchant_id)
    # The payer reads the fee's name and never a department: an illness is nobody's business there. It is the booking's
    # own copy, for WeChat refuses one order that is asked for in two wordings.
    prepay_id = pay.prepay(
        booking.order_no, booking.fee_fen, booking.openid, booking.names.fee, booking.hold_until
    )
    return pay.phone_params(prepay_id, now)


def try_prepay(booking: Booking, deps: Deps) -> PaymentParams | None:
    """As `prepay`, but a failure is only logged: the booking stands and the phone asks `pay` again."""
    try:
        return prepay(booking, deps)
    except PayError as error:
        report = deps.log.error if isinstance(error, PayRefused) else deps.log.warning
        report("prepay failed", error, booking_id=booking.id, code=error.code)
        return None


def close(effect: CloseOrder, work: Work) -> Effects:
    """The order of a cancelled hold must not be paid any more; if it was, the money is on record and goes back."""
    booking, deps = work.booking, work.deps
    # The pay sheet may have been opened between the look and the cancellation: only now `prepay_at` is final.
    current = work.current() or booking
    if current.prepay_at is None or booking.merchant_id is None:
        return ()
    wait = (effect.earliest or deps.clock()) - deps.clock()
    if wait > timedelta(0):
        raise RetryLater("the last look", wait)
    pay = deps.pay_of(booking.merchant_id)
    if pay.close(booking.order_no) is CloseOutcome.PAID:
        state = pay.query(booking.order_no)
        if not isinstance(state, Paid):
            raise RetryLater("paid at close, not at query")
        record_payment(booking.merchant_id, booking.order_no, state, deps, settle_at=deps.clock())
    return ()
