"""cancel: 退号. A hold may always be given up; a booking until the hospital's deadline, with its money going back."""

from common.contracts.book import CancelRequest
from common.contracts.booking import BookingReply
from common.domain.bookings import Booking, By, Status
from common.domain.business_time import spoken
from common.domain.caller import Caller
from common.domain.errors import Code, Refused
from common.domain.moves import on_cancel
from common.usecases.deps import Deps
from common.usecases.effects import carry_out
from common.usecases.views import booking_view

PATIENCE_SECONDS = 8.0
ROUNDS = 5


def cancel(request: CancelRequest, caller: Caller, deps: Deps) -> BookingReply:
    """Cancel a booking; one that is cancelled already is answered as it is.

    Raises `NOT_FOUND`, `CANCEL_TOO_LATE`, `BAD_STATE`.
    """
    for _ in range(ROUNDS):
        booking = deps.store.bookings.owned(caller.openid, request.booking_id)
        if booking is None:
            raise Refused(Code.NOT_FOUND, "没有找到这个预约")
        if booking.status is Status.CANCELLED or _cancelled(booking, request.reason, deps):
            current = deps.store.bookings.get(booking.id) or booking
            return BookingReply(booking=booking_view(current, deps))
    raise Refused(Code.BUSY, "网络繁忙，请再点一次")


def _cancelled(booking: Booking, reason: str, deps: Deps) -> bool:
    now = deps.clock()
    if booking.status is Status.CONFIRMED and now >= booking.cancellable_until:
        raise Refused(
            Code.CANCEL_TOO_LATE,
            f"已过退号时间（{spoken(booking.cancellable_until)}），请到医院窗口办理",
        )
    if booking.status not in (Status.HELD, Status.CONFIRMED):
        raise Refused(Code.BAD_STATE, "这个预约已经结束，不能取消")
    move = on_cancel(booking, By.PATIENT, "by patient", now)
    if not deps.store.bookings.cancel(booking, move, now):
        return False
    carry_out(booking, move.effects, deps, deps.stopwatch(PATIENCE_SECONDS))
    return True
