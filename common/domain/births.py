"""How a booking comes into being: from a tap, paid or free, or from the waitlist."""

from datetime import datetime
from typing import NamedTuple

from common.domain.bookings import (
    BookedSeat,
    Booking,
    By,
    Effect,
    HistoryEntry,
    Status,
    pickup_code,
)
from common.domain.moves import expire_effect, keep_effects, notify_effect, offer_effects
from common.domain.patients import Patient
from common.domain.reminders import next_reminder
from common.domain.slots import Slot
from common.domain.visits import visit_fields


class Ground(NamedTuple):
    """What a new booking stands on: its id, who and where, and the seat that carries its claim."""

    id: str
    patient: Patient
    slot: Slot
    claim: str
    number: int
    cancellable_until: datetime
    now: datetime


def free_booking(ground: Ground) -> Booking:
    """Nothing to pay: born confirmed."""
    slot, now = ground.slot, ground.now
    effects = (
        *keep_effects(slot.id, ground.patient.person_id, ground.claim, now),
        notify_effect("booking_confirmed", now, ground.claim),
    )
    reminder = next_reminder(slot.starts_at, now)
    return _born(ground, Status.CONFIRMED, effects, remind_at=reminder.due_at if reminder else None)


def hold(ground: Ground, hold_until: datetime, lapses_at: datetime) -> Booking:
    """Waits for its money until `hold_until`; its seat is let go at `lapses_at`."""
    effects = (expire_effect(ground.claim, lapses_at),)
    return _born(ground, Status.HELD, effects, hold_until=hold_until)


def offer(ground: Ground, entry_id: str, hold_until: datetime, lapses_at: datetime) -> Booking:
    """A seat held for somebody who waited, until they pay (or accept, if it is free)."""
    effects = (
        expire_effect(ground.claim, lapses_at),
        *offer_effects(entry_id, hold_until, ground.now),
    )
    return _born(ground, Status.HELD, effects, hold_until=hold_until, entry_id=entry_id)


def _born(
    ground: Ground,
    status: Status,
    effects: tuple[Effect, ...],
    *,
    hold_until: datetime | None = None,
    remind_at: datetime | None = None,
    entry_id: str | None = None,
) -> Booking:
    slot, patient, now = ground.slot, ground.patient, ground.now
    return Booking(
        **visit_fields(patient, slot),
        id=ground.id,
        merchant_id=slot.merchant_id if slot.fee_fen > 0 else None,
        status=status,
        seat=BookedSeat(claim=ground.claim, number=ground.number),
        pickup_code=pickup_code(ground.id),
        order_no=ground.id,
        hold_until=hold_until,
        cancellable_until=ground.cancellable_until,
        entry_id=entry_id,
        remind_at=remind_at,
        effects=effects,
        due_at=min(effect.not_before for effect in effects),
        history=(HistoryEntry(at=now, was=None, now=status, by=By.PATIENT),),
        created_at=now,
    )
