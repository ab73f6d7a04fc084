"""An entry of a queue as its patient sees it."""

from common.contracts.waitlist import EntryView
from common.domain.waitlist import Entry, EntryStatus, offered_booking_id
from common.present.bookings import visit_view_fields

_NEVER_OFFERED = (EntryStatus.WAITING, EntryStatus.CLOSED, EntryStatus.LEFT)


def entry_view(entry: Entry, position: int | None) -> EntryView:
    """One entry. `position` counts from 1 while it waits, None afterwards."""
    offered = entry.status not in _NEVER_OFFERED
    return EntryView(
        **visit_view_fields(entry),
        id=entry.id,
        status=entry.status.value,
        position=position,
        offer_until=entry.offer_until,
        booking_id=offered_booking_id(entry.id) if offered else None,
        joined_at=entry.joined_at,
        closes_at=entry.closes_at,
    )
