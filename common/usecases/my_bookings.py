"""my_bookings: a user's bookings, one or a page at a time."""

from datetime import datetime, timedelta, timezone

from common.contracts.book import MyBookingsRequest
from common.contracts.booking import BookingReply, BookingsReply
from common.domain.caller import Caller
from common.domain.errors import Code, Refused
from common.store.bookings import PAGE
from common.usecases.deps import Deps
from common.usecases.views import booking_view, booking_views

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MS = timedelta(milliseconds=1)


def my_bookings(
    request: MyBookingsRequest, caller: Caller, deps: Deps
) -> BookingReply | BookingsReply:
    """One booking by its id, else a page, newest first. Raises `NOT_FOUND`."""
    if request.booking_id is not None:
        booking = deps.store.bookings.owned(caller.openid, request.booking_id)
        if booking is None:
            raise Refused(Code.NOT_FOUND, "没有找到这个预约")
        return BookingReply(booking=booking_view(booking, deps))
    before = None if request.cursor is None else _EPOCH + int(request.cursor) * _MS
    page = deps.store.bookings.of_user(caller.openid, request.statuses, before)
    cursor = str((page[-1].created_at - _EPOCH) // _MS) if len(page) == PAGE else None
    return BookingsReply(bookings=booking_views(page, deps), cursor=cursor)
