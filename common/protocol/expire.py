"""expire: the end of an unpaid hold. It runs as the effect `Expire`, which every hold is inserted with.

WeChat is asked first and its order closed, so that nobody can pay for a seat that is gone. Whatever WeChat does not
say clearly keeps the hold as it is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from common.clients.payments import Closed, CloseOutcome, Paid, PayError
from common.domain.booking.effects import Effects
from common.domain.booking.model import Booking, Disposition
from common.domain.booking.moves import on_lapse
from common.domain.booking.status import Status
from common.protocol.deps import Deps
from common.protocol.record_payment import record_payment
from common.protocol.retry import RetryLater
from common.protocol.work import Work

if TYPE_CHECKING:
    from common.clients.wechat_pay import WeChatPay

ALARM_AFTER = timedelta(minutes=10)
LOOK_AGAIN = timedelta(seconds=30)


def expire(work: Work) -> Effects:
    """held → expired; returns the effects that were pushed. A booking that moved on is left alone.

    Raises `RetryLater` while its time is not over, when it turns out to be paid (the payment is on record and `settle`
    decides), and when WeChat's answer is not clear.
    """
    deps, now = work.deps, work.deps.clock()
    current = work.current()
    if current is None or current.status is not Status.HELD or current.hold_until is None:
        return ()
    if now < current.hold_until:
        raise RetryLater("not over", current.hold_until - now)
    if current.prepay_at is not None and current.merchant_id is not None:
        _make_sure_nobody_paid(current, current.merchant_id, deps)
    move = on_lapse(current, now)
    if not deps.store.bookings.apply(current, move):
        raise RetryLater("moved meanwhile", LOOK_AGAIN)
    return move.effects


def _make_sure_nobody_paid(booking: Booking, merchant_id: str, deps: Deps) -> None:
    try:
        paid = _paid_or_closed(deps.pay_of(merchant_id), booking.order_no)
    except PayError as error:
        waited = deps.clock() - (booking.hold_until or booking.created_at)
        report = deps.log.error if waited > ALARM_AFTER else deps.log.warning
        report("hold not expired: WeChat Pay is unclear", error, booking_id=booking.id)
        raise RetryLater("unclear") from error
    if paid is None or booking.disposition_of(paid.transaction_id) is Disposition.REFUND:
        return
    record_payment(merchant_id, booking.order_no, paid, deps, settle_at=deps.clock())
    raise RetryLater("paid", LOOK_AGAIN)


def _paid_or_closed(pay: WeChatPay, order_no: str) -> Paid | None:
    """The payment if there is one; None when there is none and can be none. Raises `PayError`, `RetryLater`."""
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
    raise RetryLater("paid at close, not at query")
