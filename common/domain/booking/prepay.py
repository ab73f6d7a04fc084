"""Whether a pay sheet may be opened for a hold."""

from datetime import datetime, timedelta

from common.domain.booking.model import Booking

# Prepaying in the last minute of a hold would leave the patient a pay sheet that closes under their thumb.
LAST_PREPAY = timedelta(minutes=1)


def may_prepay(booking: Booking, now: datetime) -> bool:
    """Whether a pay sheet may still be opened. One that was opened before may be opened again until the end."""
    if booking.hold_until is None or now >= booking.hold_until:
        return False
    return booking.prepay_at is not None or now < booking.hold_until - LAST_PREPAY
