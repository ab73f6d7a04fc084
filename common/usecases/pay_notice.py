"""pay_notice: what WeChat Pay tells by itself. Believed only when signed, and only for the right merchant."""

from collections.abc import Mapping

from common.clients.payments import (
    Merchant,
    NoticeFault,
    NoticeRefused,
    Paid,
    PayError,
    PaymentNotice,
    PayRefused,
    RefundNotice,
)
from common.clients.wechat_pay import notice_serial, sharing_keys
from common.contracts.timers import NoticeAnswer
from common.domain.booking.effects import Effects
from common.domain.booking.model import Booking
from common.protocol import refunds
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.effects import carry_out
from common.protocol.record_payment import record_payment
from common.protocol.retry import ORPHAN_AFTER
from common.protocol.settle import settle

# WeChat waits 5 s for the answer.
PATIENCE_SECONDS = 3.5
TAKEN = NoticeAnswer(status=204)


def pay_notice(headers: Mapping[str, str], body: bytes, deps: Deps) -> NoticeAnswer:
    """Take a payment or refund notice: 204 when it is on record, 401 when it is not to be believed, 400 when it is
    about nothing of ours, 500 when it should come again."""
    try:
        notice = _read(headers, body, deps)
    except NoticeRefused as refused:
        deps.log.warning("notice refused", fault=refused.reason.value)
        return NoticeAnswer(status=_STATUS.get(refused.reason, 401), message=refused.reason.value)
    deadline = deps.deadline(PATIENCE_SECONDS)
    if isinstance(notice, PaymentNotice):
        return _paid(notice, deps, deadline)
    return _refunded(notice, deps, deadline)


_STATUS = {NoticeFault.BODY: 400, NoticeFault.EVENT: 400, NoticeFault.MERCHANT: 400}


def _read(headers: Mapping[str, str], body: bytes, deps: Deps) -> PaymentNotice | RefundNotice:
    """The notice, which names its merchant. It is verified once for all merchants that have the same keys.

    One merchant with wrong keys must not keep the others from their money: the next keys are tried.
    """
    refused = NoticeRefused(NoticeFault.SERIAL)
    for sharing in sharing_keys(_possible(notice_serial(headers), deps)):
        try:
            pay = deps.pay_of(sharing[0].id)
            return pay.parse_notice(headers, body, deps.clock(), sharing)
        except PayRefused as error:
            deps.log.error("merchant unusable", error, merchant_id=sharing[0].id)
        except NoticeRefused as error:
            refused = error
            if error.reason is not NoticeFault.SIGNATURE:
                break
    raise refused


def _possible(serial: str, deps: Deps) -> list[Merchant]:
    """The merchants whose notice it may be, by the key it says it is signed with."""
    found = []
    for fields in deps.store.merchants.by_public_key(serial):
        try:
            found.append(Merchant(**fields))
        except (TypeError, ValueError) as error:
            deps.log.error("merchant unusable", error, merchant_id=fields["id"])
    return found


def _paid(notice: PaymentNotice, deps: Deps, deadline: Deadline) -> NoticeAnswer:
    merchant_id = notice.merchant_id
    booking = deps.store.bookings.get(notice.order_no)
    if booking is not None and booking.merchant_id != merchant_id:
        deps.log.error("notice of another merchant", booking_id=booking.id, merchant_id=merchant_id)
        return NoticeAnswer(status=400, message="merchant")
    if booking is not None and not _order_agrees(notice, booking, deps):
        deps.log.error("notice of an amount the order does not have", booking_id=booking.id)
        return NoticeAnswer(status=500, message="amount")
    payment = record_payment(
        merchant_id, notice.order_no, notice.paid, deps, settle_at=deps.clock() + ORPHAN_AFTER
    )
    settle(payment, deps, deadline)
    return TAKEN


def _order_agrees(notice: PaymentNotice, booking: Booking, deps: Deps) -> bool:
    """An amount we did not ask for is believed only when the order says the same; else the notice may come again.

    Believing it would send back a sum that was never paid, and keep the money that was.
    """
    if notice.paid.amount_fen == booking.fee_fen:
        return True
    try:
        order = deps.pay_of(str(booking.merchant_id)).query(booking.order_no)
    except PayError as error:
        deps.log.warning("order not asked", error, booking_id=booking.id, code=error.code)
        return False
    return isinstance(order, Paid) and order.amount_fen == notice.paid.amount_fen


def _refunded(notice: RefundNotice, deps: Deps, deadline: Deadline) -> NoticeAnswer:
    refund = deps.store.refunds.get(notice.out_refund_no)
    if refund is None or refund.merchant_id != notice.merchant_id:
        deps.log.error("notice of an unknown refund", refund_no=notice.out_refund_no)
        return NoticeAnswer(status=400, message="refund")
    if notice.state.amount_fen != refund.amount_fen:
        deps.log.error("refund of a wrong amount", refund_no=refund.id)
        return NoticeAnswer(status=400, message="amount")
    _carry_out(refund.booking_id, refunds.follow(refund.id, notice.state, deps), deps, deadline)
    return TAKEN


def _carry_out(booking_id: str, effects: Effects, deps: Deps, deadline: Deadline) -> None:
    booking = deps.store.bookings.get(booking_id)
    if booking is not None and effects:
        carry_out(booking, effects, deps, deadline)
