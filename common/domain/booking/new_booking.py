"""How a booking is made: from a tap, paid or free, or from the waitlist."""

from datetime import datetime
from typing import NamedTuple

from common.domain.actor import By
from common.domain.booking import effects
from common.domain.booking.effects import Effects
from common.domain.booking.model import Booking, HistoryEntry, earliest
from common.domain.booking.reminders import remind_at
from common.domain.booking.seat import BookedSeat
from common.domain.booking.status import Status
from common.domain.booking.visit import visit_fields
from common.domain.person.patient import Patient
from common.domain.slot import Slot


class BookingDraft(NamedTuple):
    """What a new booking is made of: its id, who and where, the seat it stands on, and its drawn code."""

    id: str
    patient: Patient
    slot: Slot
    seat: BookedSeat
    cancellable_until: datetime
    now: datetime
    pickup_code: str


def free_booking(draft: BookingDraft) -> Booking:
    """Nothing to pay: confirmed at once."""
    slot, now = draft.slot, draft.now
    follow = (
        *effects.keep(slot.id, draft.patient.person_id, draft.seat, now),
        effects.notify("booking_confirmed", now, draft.seat.claim),
    )
    return _create(draft, Status.CONFIRMED, follow, remind_at=remind_at(slot.starts_at, now))


def hold(draft: BookingDraft, hold_until: datetime, lapses_at: datetime) -> Booking:
    """Waits for its money until `hold_until`; its seat is let go at `lapses_at`."""
    follow = (effects.expire(draft.seat.claim, lapses_at),)
    return _create(draft, Status.HELD, follow, hold_until=hold_until)


def offer(draft: BookingDraft, entry_id: str, hold_until: datetime, lapses_at: datetime) -> Booking:
    """A seat held for somebody who waited, until they pay (or accept, if it is free)."""
    follow = (
        effects.expire(draft.seat.claim, lapses_at),
        *effects.offered(entry_id, hold_until, draft.now),
    )
    return _create(draft, Status.HELD, follow, hold_until=hold_until, entry_id=entry_id)


def _create(
    draft: BookingDraft,
    status: Status,
    follow: Effects,
    *,
    hold_until: datetime | None = None,
    remind_at: datetime | None = None,
    entry_id: str | None = None,
) -> Booking:
    slot, now = draft.slot, draft.now
    return Booking(
        **visit_fields(draft.patient, slot),
        id=draft.id,
        merchant_id=slot.merchant_id if slot.fee_fen > 0 else None,
        status=status,
        seat=draft.seat,
        pickup_code=draft.pickup_code,
        order_no=draft.id,
        hold_until=hold_until,
        cancellable_until=draft.cancellable_until,
        entry_id=entry_id,
        remind_at=remind_at,
        effects=follow,
        due_at=earliest(follow),
        history=(HistoryEntry(at=now, leaves=None, becomes=status, by=By.PATIENT),),
        created_at=now,
    )
