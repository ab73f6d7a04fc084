"""cancel: 退号. A hold may always be given up; a booking until the hospital's deadline, with its money going back."""

from common.contracts.book import CancelRequest
from common.contracts.booking import BookingReply
from common.domain.actor import WeChatUser
from common.domain.booking.model import Booking
from common.domain.booking.moves import on_cancel
from common.domain.booking.status import Status
from common.domain.business_time import spoken_limit
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
            raise Refused(Code.NOT_FOUND, "没找到这个预约，请到“我的预约”里重新进入")
        if booking.status is Status.CANCELLED or _cancelled(booking, request.reason, caller, deps):
            current = deps.store.bookings.get(booking.id) or booking
            return BookingReply(
                booking=booking_view(current, deps.store.refunds.of_bookings([current]))
            )
    raise Refused(Code.BUSY, "刚才没有办成，请再点一次")


def _cancelled(booking: Booking, reason: str, caller: WeChatUser, deps: Deps) -> bool:
    now = deps.clock()
    if booking.status is Status.CONFIRMED and now >= booking.cancellable_until:
        raise Refused(Code.CANCEL_TOO_LATE, _too_late(booking, deps))
    if booking.status not in (Status.HELD, Status.CONFIRMED):
        raise Refused(Code.BAD_STATE, "这个预约已经结束，不用取消")
    move = on_cancel(booking, caller, "by patient", now, reason)
    if not deps.store.bookings.apply(booking, move):
        return False
    carry_out(booking, move.effects, deps, deps.deadline(PATIENCE_SECONDS))
    return True


def _too_late(booking: Booking, deps: Deps) -> str:
    """Only the hospital can say whether something is still possible, so its number is told."""
    hospital = deps.store.catalogue.hospital(booking.hospital_id)
    number = f" {hospital.phone} " if hospital and hospital.phone else "医院电话"
    until = spoken_limit(booking.cancellable_until)
    if booking.paid_by:
        return f"已过网上退号时间（{until}），预约仍有效。能不能退，请打{number}问医院"
    return f"已过网上取消时间（{until}），预约仍有效。来不了，请打{number}告诉医院"
