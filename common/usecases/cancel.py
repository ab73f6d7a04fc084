"""cancel: 退号. A hold may always be given up; a booking until the hospital's deadline, with its money going back."""

from common.contracts.book import CancelRequest
from common.contracts.booking import BookingReply
from common.domain.actor import WeChatUser
from common.domain.booking.model import Booking
from common.domain.booking.moves import on_cancel
from common.domain.booking.status import Status
from common.domain.business_time import spoken
from common.domain.errors import Code, Refused
from common.present.bookings import booking_view
from common.protocol.deps import Deps
from common.protocol.effects import carry_out

PATIENCE_SECONDS = 8.0
ROUNDS = 5


def cancel(request: CancelRequest, caller: WeChatUser, deps: Deps) -> BookingReply:
    """Cancel a booking; one that is cancelled already is answered as it is.

    Raises `NOT_FOUND`, `CANCEL_TOO_LATE`, `BAD_STATE`.
    """
    for _ in range(ROUNDS):
        booking = deps.store.bookings.owned(caller.openid, request.booking_id)
        if booking is None:
            raise Refused(Code.NOT_FOUND, "没有找到这个预约")
        if booking.status is Status.CANCELLED or _cancelled(booking, request.reason, caller, deps):
            current = deps.store.bookings.get(booking.id) or booking
            return BookingReply(
                booking=booking_view(current, deps.store.refunds.of_bookings([current]))
            )
    raise Refused(Code.BUSY, "网络繁忙，请再点一次")


def _cancelled(booking: Booking, reason: str, caller: WeChatUser, deps: Deps) -> bool:
    now = deps.clock()
    if booking.status is Status.CONFIRMED and now >= booking.cancellable_until:
        raise Refused(
            Code.CANCEL_TOO_LATE,
            f"已过退号时间（{spoken(booking.cancellable_until)}），请到医院窗口办理",
        )
    if booking.status not in (Status.HELD, Status.CONFIRMED):
        raise Refused(Code.BAD_STATE, "这个预约已经结束，不能取消")
    move = on_cancel(booking, caller, "by patient", now, reason)
    if not deps.store.bookings.apply(booking, move):
        return False
    carry_out(booking, move.effects, deps, deps.deadline(PATIENCE_SECONDS))
    return True
