"""What an executor is given beside its effect."""

from dataclasses import dataclass, field

from common.domain.booking.model import Booking
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps


@dataclass(frozen=True)
class Work:
    """One booking's effects being carried out. `booking` is as it was read; it may have moved on since.

    `afterwards`: other bookings that got something to do by this, such as an offer that was just made.
    """

    booking: Booking
    deps: Deps
    deadline: Deadline
    afterwards: list[str] = field(default_factory=list)

    def current(self) -> Booking | None:
        """The booking as it stands now."""
        return self.deps.store.bookings.get(self.booking.id)
