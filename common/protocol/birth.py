"""The birth of a booking: one write, under a pickup code that nobody else has in that hospital on that day."""

from common.domain.booking.model import Booking
from common.protocol.deps import Deps
from common.store.bookings import CodeTaken

# Of a hundred million codes a day: even twice the same is a rarity.
DRAWS = 8


def write_new(booking: Booking, deps: Deps, visit_reason: str = "") -> Booking | None:
    """Write a new booking; as it was written, or None when one with this id exists.

    A code that somebody has is drawn again; nothing else of the booking changes by it.
    """
    for _ in range(DRAWS):
        try:
            return booking if deps.store.bookings.insert(booking, visit_reason) else None
        except CodeTaken:
            booking = booking.model_copy(update={"pickup_code": deps.new_pickup_code()})
    raise RuntimeError("no free pickup code was drawn")
