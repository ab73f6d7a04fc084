"""my_bookings: a user's bookings, one or a page at a time."""

from common.contracts.book import MyBookingsRequest
from common.contracts.booking import BookingReply, BookingsReply
from common.domain.bookings import Booking
from common.domain.caller import Caller
from common.domain.errors import Code, Refused
from common.store.bookings import PAGE
from common.usecases.deps import Deps
from common.usecases.views import booking_view, booking_views


def my_bookings(
    request: MyBookingsRequest, caller: Caller, deps: Deps
) -> BookingReply | BookingsReply:
    """One booking by its id, else a page, newest first; its cursor is the last one's id. Raises `NOT_FOUND`."""
    if request.booking_id is not None:
        return BookingReply(booking=booking_view(_owned(request.booking_id, caller, deps), deps))
    after = None if request.cursor is None else _owned(request.cursor, caller, deps)
    page = deps.store.bookings.of_user(caller.openid, request.statuses, after)
    cursor = page[-1].id if len(page) == PAGE else None
    return BookingsReply(bookings=booking_views(page, deps), cursor=cursor)


def _owned(booking_id: str, caller: Caller, deps: Deps) -> Booking:
    booking = deps.store.bookings.owned(caller.openid, booking_id)
    if booking is None:
        raise Refused(Code.NOT_FOUND, "没有找到这个预约")
    return booking
