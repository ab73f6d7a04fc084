"""pay: open the pay sheet of a held booking again, after asking WeChat whether it is paid already."""

from common.clients.payments import PayError
from common.contracts.book import PayRequest
from common.contracts.booking import BookingPaymentReply
from common.domain.bookings import Booking, Status
from common.domain.caller import Caller
from common.domain.errors import Code, Refused
from common.usecases.deps import Deps
from common.usecases.prepay import ask_wechat, prepay
from common.usecases.views import booking_view

PATIENCE_SECONDS = 8.0
_ASKED = (Status.HELD, Status.EXPIRED)


def pay(request: PayRequest, caller: Caller, deps: Deps) -> BookingPaymentReply:
    """The booking as it stands after a lost notice was made good, and what opens the pay sheet if it still waits.

    Raises `NOT_FOUND`, `BAD_STATE` (nothing can be paid any more), `PAYMENT_UNAVAILABLE` (WeChat does not answer).
    """
    booking = _owned(request, caller, deps)
    try:
        if booking.status in _ASKED and ask_wechat(booking, deps, deps.stopwatch(PATIENCE_SECONDS)):
            booking = _owned(request, caller, deps)
        payment = prepay(booking, deps)
    except PayError as error:
        deps.log.warning("pay failed", error, booking_id=booking.id, code=error.code)
        raise Refused(
            Code.PAYMENT_UNAVAILABLE, "微信支付暂时没有响应，请稍后再点一次付款"
        ) from error
    if payment is None and booking.status in (Status.HELD, Status.EXPIRED, Status.CANCELLED):
        raise Refused(Code.BAD_STATE, _why_not(booking))
    return BookingPaymentReply(booking=booking_view(booking, deps), payment=payment)


def _owned(request: PayRequest, caller: Caller, deps: Deps) -> Booking:
    booking = deps.store.bookings.owned(caller.openid, request.booking_id)
    if booking is None:
        raise Refused(Code.NOT_FOUND, "没有找到这个预约")
    return booking


def _why_not(booking: Booking) -> str:
    if booking.status is Status.CANCELLED:
        return "预约已取消，不能付款"
    return "付款时间已过，请重新预约"
