"""pay: open the pay sheet of a held booking again, after asking WeChat whether it is paid already."""

from datetime import datetime

from common.clients.payments import PayError
from common.contracts.book import PayRequest
from common.contracts.booking import BookingPaymentReply, PaymentView
from common.domain.actor import WeChatUser
from common.domain.booking.model import Booking
from common.domain.booking.prepay import may_prepay
from common.domain.booking.status import Status
from common.domain.business_time import minutes_until
from common.domain.errors import Code, Refused
from common.present.bookings import booking_view
from common.protocol.deps import Deps
from common.protocol.orders import prepay
from common.protocol.settle import ask_and_settle

PATIENCE_SECONDS = 8.0
# Money on its way when the time ends may still win the seat; where it does not, it goes back.
_IF_PAID = "；如已付款，会自动确认预约或原路退回"
_ASKED = (Status.HELD, Status.EXPIRED)


def pay(request: PayRequest, caller: WeChatUser, deps: Deps) -> BookingPaymentReply:
    """The booking as it stands after a lost notice was made good, and what opens the pay sheet if it still waits.

    Raises `NOT_FOUND`, `BAD_STATE` (nothing can be paid any more), `PAYMENT_UNAVAILABLE` (WeChat does not answer).
    """
    booking = _owned(request, caller, deps)
    try:
        if booking.status in _ASKED and ask_and_settle(
            booking, deps, deps.deadline(PATIENCE_SECONDS)
        ):
            booking = _owned(request, caller, deps)
        payment = prepay(booking, deps)
    except PayError as error:
        deps.log.warning("pay failed", error, booking_id=booking.id, code=error.code)
        raise Refused(Code.PAYMENT_UNAVAILABLE, _silent(booking, deps.clock())) from error
    if payment is None:
        booking = _owned(request, caller, deps)  # it may have moved since it was read
        if booking.status in (Status.HELD, Status.EXPIRED, Status.CANCELLED):
            raise Refused(Code.BAD_STATE, _why_not(booking, deps))
    return BookingPaymentReply(
        booking=booking_view(booking, deps.store.refunds.of_bookings([booking])),
        payment=PaymentView(**payment) if payment else None,
    )


def _owned(request: PayRequest, caller: WeChatUser, deps: Deps) -> Booking:
    booking = deps.store.bookings.owned(caller.openid, request.booking_id)
    if booking is None:
        raise Refused(Code.NOT_FOUND, "没找到这个预约，请到“我的预约”里重新进入")
    return booking


def _silent(booking: Booking, now: datetime) -> str:
    if booking.status is Status.HELD and may_prepay(booking, now):
        return "微信支付没有回应。号还留着，请在倒计时结束前再付，不会扣两次"
    return f"微信支付没有回应，请过一会儿再看{_IF_PAID}"


def _why_not(booking: Booking, deps: Deps) -> str:
    if booking.status is Status.CANCELLED:
        return "这个预约已取消，不用付款。要看病请重新预约"
    if booking.status is Status.EXPIRED or booking.hold_until is None:
        return f"付款时间已过，号已让出。要看病请重新预约{_IF_PAID}"
    if booking.fee_fen == 0:
        return "这个号不收费，请到“我的候补”里确认"
    now = deps.clock()
    lapses_at = deps.store.catalogue.platform_rules().lapses_at(booking.hold_until)
    again = f"约 {minutes_until(lapses_at, now)} 分钟后可以重新预约{_IF_PAID}"
    if now >= booking.hold_until:
        return f"付款时间已过，{again}"
    return f"离付款截止不足 1 分钟，不能付款了，{again}"
