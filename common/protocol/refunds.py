"""Refunds: asked of WeChat by the effect alone, once the booking says that money goes back; then followed."""

from datetime import timedelta

from common.clients.payments import (
    OrderState,
    PayError,
    PayRefunded,
    PayRefused,
    Refunded,
    RefundState,
)
from common.clients.payments import RefundStatus as WeChatStatus
from common.domain.booking.effects import Effects, SendRefund, notify
from common.domain.booking.model import Booking
from common.domain.money.payment import FINAL_REFUND, Refund, RefundStatus
from common.protocol.deps import Deps
from common.protocol.retry import RetryLater
from common.protocol.work import Work

ASK_AGAIN = timedelta(minutes=2)
# The merchant's balance is empty until the next payments come in.
NOT_ENOUGH = "NOTENOUGH"
_STATES = {
    WeChatStatus.PROCESSING: RefundStatus.PROCESSING,
    WeChatStatus.SUCCESS: RefundStatus.SUCCESS,
    WeChatStatus.ABNORMAL: RefundStatus.ABNORMAL,
    WeChatStatus.CLOSED: RefundStatus.CLOSED,
}


def send(effect: SendRefund, work: Work) -> Effects:
    """Ask WeChat to send one transaction's money back. The number is fixed, so asking twice refunds once."""
    booking, deps, merchant_id = work.booking, work.deps, str(work.booking.merchant_id)
    deps.store.refunds.open(
        Refund(
            id=effect.refund_no,
            booking_id=booking.id,
            merchant_id=merchant_id,
            transaction_id=effect.transaction_id,
            amount_fen=effect.amount_fen,
            status=RefundStatus.REQUESTED,
            created_at=deps.clock(),
        )
    )
    try:
        state = deps.pay_of(merchant_id).refund(
            effect.refund_no,
            transaction_id=effect.transaction_id,
            refund_fen=effect.amount_fen,
            total_fen=effect.amount_fen,
            reason="预约退款",
        )
    except PayRefused as error:
        if not _went_back_by_hand(effect, error, work):
            raise _refused(effect, error, work) from error
        deps.log.error("refund was made by hand", booking_id=booking.id)
        state = RefundState(WeChatStatus.SUCCESS, effect.amount_fen)
    except PayError as error:
        deps.log.error("refund not accepted", error, booking_id=booking.id, code=error.code)
        raise RetryLater(error.code) from error
    return follow(effect.refund_no, state, deps)


def _went_back_by_hand(effect: SendRefund, error: PayRefused, work: Work) -> bool:
    """Whether staff sent all of it back in the merchant's console.

    WeChat's words are believed when the order bears them out; without them the bills of the days after tell.
    """
    booking, deps = work.booking, work.deps
    if isinstance(error, PayRefunded):
        order = _order(booking, deps)
        if isinstance(order, Refunded) and order.transaction_id == effect.transaction_id:
            return True
    paid = sum(money.amount_fen for money in booking.money)
    return 0 < paid <= deps.store.bills.returned_by_hand(booking.order_no)


def _order(booking: Booking, deps: Deps) -> OrderState:
    try:
        return deps.pay_of(str(booking.merchant_id)).query(booking.order_no)
    except PayError as error:
        deps.log.warning("order not asked", error, order_no=booking.order_no, code=error.code)
        raise RetryLater(error.code) from error


def _refused(effect: SendRefund, error: PayRefused, work: Work) -> RetryLater:
    """An empty balance heals by itself; anything else is a person's work, and asked for again meanwhile."""
    deps, booking_id = work.deps, work.booking.id
    deps.log.error("refund not accepted", error, booking_id=booking_id, code=error.code)
    if error.code != NOT_ENOUGH and deps.store.refunds.refuse(effect.refund_no):
        deps.log.error("refund needs staff", refund_no=effect.refund_no, status="refused")
    return RetryLater(error.code)


def follow(refund_no: str, state: RefundState, deps: Deps) -> Effects:
    """Write down how far a refund got; at its success the patient is told by an effect, which is returned.

    A refund that WeChat cannot carry out is logged and stays on the list of `refunds.needing_staff`.
    """
    now, status = deps.clock(), _STATES[state.status]
    refund, over = deps.store.refunds.get(refund_no), status in FINAL_REFUND
    if refund is None or refund.status in FINAL_REFUND:
        return ()
    effects: Effects = ()
    if status is RefundStatus.SUCCESS:
        # Before the end is written: whoever is cut off between the two comes here again, after it nobody does.
        effects = (notify("refund_result", now, refund.transaction_id),)
        deps.store.bookings.outbox.add(refund.booking_id, effects[0])
    elif over:
        deps.log.error("refund needs staff", refund_no=refund_no, status=status.value)
    deps.store.refunds.advance(refund_no, status, now, None if over else now + ASK_AGAIN)
    return effects


def ask(refund: Refund, deps: Deps) -> Effects:
    """Ask WeChat how far a refund got (its notice may be lost)."""
    state = deps.pay_of(refund.merchant_id).query_refund(refund.id)
    if state is None:
        deps.log.error("refund unknown to WeChat Pay", refund_no=refund.id)
        deps.store.refunds.postpone(refund.id, deps.clock() + ASK_AGAIN)
        return ()
    return follow(refund.id, state, deps)
