"""pay: open the pay sheet of a held booking again, after asking WeChat whether it is paid already."""

from common.clients.payments import PayError
from common.contracts.book import PayRequest
from common.contracts.booking import BookingPaymentReply, PaymentView
from common.domain.actor import WeChatUser
from common.domain.booking.model import Booking
from common.domain.booking.status import Status
from common.domain.errors import Code, Refused
from common.present.bookings import booking_view
from common.protocol.deps import Deps
from common.protocol.orders import prepay
from common.protocol.settle import ask_and_settle

PATIENCE_SECONDS = 8.0
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
        raise Refused(
            Code.PAYMENT_UNAVAILABLE, "微信支付暂时没有响应，请稍后再点一次付款"
        ) from error
    if payment is None and booking.status in (Status.HELD, Status.EXPIRED, Status.CANCELLED):
        raise Refused(Code.BAD_STATE, _why_not(booking))
    return BookingPaymentReply(
        booking=booking_view(booking, deps.store.refunds.of_bookings([booking])),
        payment=PaymentView(**payment) if payment else None,
    )


def _owned(request: PayRequest, caller: WeChatUser, deps: Deps) -> Booking:
    booking = deps.store.bookings.owned(caller.openid, request.booking_id)
    if booking is None:
        raise Refused(Code.NOT_FOUND, "没有找到这个预约")
    return booking


def _why_not(booking: Booking) -> str:
    if booking.status is Status.CANCELLED:
        return "预约已取消，不能付款"
    return "付款时间已过，请重新预约"
