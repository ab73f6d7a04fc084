"""expire: an unpaid hold is over. Run as an effect that every hold is born with.

WeChat is asked first and its order closed, so that nobody can pay for a seat that is gone. Whatever WeChat does not
say clearly keeps the hold as it is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from common.clients.payments import Closed, CloseOutcome, Paid, PayError
from common.domain.bookings import Booking, Effect, Fate, Status
from common.domain.moves import on_lapse
from common.usecases.deps import Deps, TimeLeft
from common.usecases.later import NotYet
from common.usecases.payments import hear_of_payment

if TYPE_CHECKING:
    from common.clients.wechat_pay import WeChatPay

ALARM_AFTER = timedelta(minutes=10)
LOOK_AGAIN = timedelta(seconds=30)


def expire(booking: Booking, effect: Effect, deps: Deps, left: TimeLeft) -> tuple[Effect, ...]:
    """held → expired; returns the effects that were pushed. A booking that moved on is left alone.

    Raises `NotYet` while its time is not over, when it turns out to be paid (the payment is on record and `settle`
    decides), and when WeChat's answer is not clear.
    """
    now = deps.clock()
    current = deps.store.bookings.get(booking.id)
    if current is None or current.status is not Status.HELD or current.hold_until is None:
        return ()
    if now < current.hold_until:
        raise NotYet("not over", current.hold_until - now)
    if current.prepay_at is not None and current.merchant_id is not None:
        _make_sure_nobody_paid(current, deps)
    move = on_lapse(current, now)
    if not deps.store.bookings.expire(current, move, now):
        raise NotYet("moved meanwhile", LOOK_AGAIN)
    return move.effects


def _make_sure_nobody_paid(booking: Booking, deps: Deps) -> None:
    pay = deps.pay_of(str(booking.merchant_id))
    try:
        paid = _paid_or_closed(pay, booking.order_no)
    except PayError as error:
        waited = deps.clock() - (booking.hold_until or booking.created_at)
        report = deps.log.error if waited > ALARM_AFTER else deps.log.warning
        report("hold not expired: WeChat Pay is unclear", error, booking_id=booking.id)
        raise NotYet("unclear") from error
    if paid is not None and booking.fate_of(paid.transaction_id) is not Fate.REFUND:
        merchant_id = str(booking.merchant_id)
        hear_of_payment(merchant_id, booking.order_no, paid, deps, settle_at=deps.clock())
        raise NotYet("paid", LOOK_AGAIN)


def _paid_or_closed(pay: WeChatPay, order_no: str) -> Paid | None:
    """The payment if there is one; None when there is none and can be none. Raises `PayError`, `NotYet`."""
    state = pay.query(order_no)
    if isinstance(state, Paid):
        return state
    if isinstance(state, Closed):
        return None
    if pay.close(order_no) is not CloseOutcome.PAID:
        return None
    state = pay.query(order_no)
    if isinstance(state, Paid):
        return state
    raise NotYet("paid at close, not at query")
