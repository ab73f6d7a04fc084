"""my_bookings: a user's bookings, one or a page at a time."""

from common.contracts.book import MyBookingsRequest
from common.contracts.booking import BookingReply, BookingsReply
from common.domain.actor import WeChatUser
from common.domain.booking.model import Booking
from common.domain.errors import Code, Refused
from common.present.bookings import booking_view
from common.protocol.deps import Deps
from common.protocol.places import at_todays_place
from common.store.bookings import PAGE


def my_bookings(
    request: MyBookingsRequest, caller: WeChatUser, deps: Deps
) -> BookingReply | BookingsReply:
    """One booking by its id, else a page, newest first; its cursor is the last one's id. Raises `NOT_FOUND`."""
    if request.booking_id is not None:
        [booking] = at_todays_place([_owned(request.booking_id, caller, deps)], deps)
        refunds = deps.store.refunds.of_bookings([booking])
        return BookingReply(booking=booking_view(booking, refunds))
    after = None if request.cursor is None else _owned(request.cursor, caller, deps)
    page = deps.store.bookings.of_user(caller.openid, request.statuses, after)
    shown = at_todays_place(page, deps)
    cursor = page[-1].id if len(page) == PAGE else None
    refunds = deps.store.refunds.of_bookings(page)
    return BookingsReply(bookings=[booking_view(b, refunds) for b in shown], cursor=cursor)


def _owned(booking_id: str, caller: WeChatUser, deps: Deps) -> Booking:
    booking = deps.store.bookings.owned(caller.openid, booking_id)
    if booking is None:
        raise Refused(Code.NOT_FOUND, "没找到这个预约，请到“我的预约”里重新进入")
    return booking
