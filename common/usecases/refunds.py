"""Refunds: asked of WeChat by the effect alone, after the money's fate stands in the booking; followed to their end."""

from datetime import timedelta

from common.clients.payments import PayError, RefundState
from common.clients.payments import RefundStatus as WeChatStatus
from common.domain.bookings import Booking, Effect
from common.domain.moves import notify_effect
from common.domain.payments import FINAL_REFUND, Refund, RefundStatus
from common.usecases.deps import Deps, TimeLeft
from common.usecases.later import NotYet

ASK_AGAIN = timedelta(minutes=2)
_STATES = {
    WeChatStatus.PROCESSING: RefundStatus.PROCESSING,
    WeChatStatus.SUCCESS: RefundStatus.SUCCESS,
    WeChatStatus.ABNORMAL: RefundStatus.ABNORMAL,
    WeChatStatus.CLOSED: RefundStatus.CLOSED,
}


def send(booking: Booking, effect: Effect, deps: Deps, left: TimeLeft) -> tuple[Effect, ...]:
    """Ask WeChat to send one transaction's money back. The number is fixed, so asking twice refunds once."""
    now = deps.clock()
    refund_no, tx = effect.data["refund_no"], effect.data["tx"]
    amount, merchant_id = effect.data["amount_fen"], str(booking.merchant_id)
    deps.store.refunds.open(
        Refund(
            id=refund_no, booking_id=booking.id, merchant_id=merchant_id, tx=tx,
            amount_fen=amount, status=RefundStatus.REQUESTED, created_at=now,
        )
    )  # fmt: skip
    try:
        state = deps.pay_of(merchant_id).refund(
            refund_no, transaction_id=tx, refund_fen=amount, total_fen=amount, reason="预约退款"
        )
    except PayError as error:
        deps.log.error("refund not accepted", error, booking_id=booking.id, code=error.code)
        raise NotYet(error.code) from error
    return follow(refund_no, state, deps)


def follow(refund_no: str, state: RefundState, deps: Deps) -> tuple[Effect, ...]:
    """Write down how far a refund got; at its success the patient is told by an effect, which is returned.

    A refund that WeChat cannot carry out is logged and stays on the list of `refunds.needing_staff`.
    """
    now, status = deps.clock(), _STATES[state.status]
    refund, over = deps.store.refunds.get(refund_no), status in FINAL_REFUND
    if refund is None or refund.status in FINAL_REFUND:
        return ()
    effects: tuple[Effect, ...] = ()
    if status is RefundStatus.SUCCESS:
        # Before the end is written: whoever is cut off between the two comes here again, after it nobody does.
        effects = (notify_effect("refund_result", now, refund.tx),)
        deps.store.bookings.add_effect(refund.booking_id, effects[0])
    elif over:
        deps.log.error("refund needs staff", refund_no=refund_no, status=status.value)
    deps.store.refunds.advance(refund_no, status, now, None if over else now + ASK_AGAIN)
    return effects


def ask(refund: Refund, deps: Deps) -> tuple[Effect, ...]:
    """Ask WeChat how far a refund got (its notice may be lost)."""
    state = deps.pay_of(refund.merchant_id).query_refund(refund.id)
    if state is None:
        deps.log.error("refund unknown to WeChat Pay", refund_no=refund.id)
        deps.store.refunds.put_off(refund.id, deps.clock() + ASK_AGAIN)
        return ()
    return follow(refund.id, state, deps)
