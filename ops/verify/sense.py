"""Sense: fields that nothing else depends on, but that the service writes in one way only (invariant 7).

Rules of hospital and platform change, so a field is held against what any rule would allow, not against today's.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from common.domain.actor import By
from common.domain.booking.effects import Expire
from common.domain.booking.model import Booking
from common.domain.booking.reminders import next_reminder
from common.domain.booking.status import Status
from common.domain.business_time import at as day_at
from common.domain.business_time import plus_days
from common.domain.person.person import Person
from common.domain.slot import Slot
from common.domain.waitlist import Entry
from common.protocol.retry import ORPHAN_AFTER
from ops.pickup_codes import told_by
from ops.verify.findings import Finding, Mend, Moment

# The longest hold or offer that the rules may set, the longest grace, and an attempt's own time.
LONGEST_HOLD = timedelta(minutes=120)
LONGEST_SEAT = LONGEST_HOLD + timedelta(minutes=10)
SLACK = 2 * ORPHAN_AFTER
# An effect that fails waits an hour at most, one for the night until the morning.
LONGEST_DELAY = timedelta(days=1)
_CODE = re.compile(r"[0-9]{8}")
_FIELDS_OF_THE_SLOT = ("ends_at", "period", "fee_fen")
_FIELDS_OF_THE_CLAIM = ("hospital_id", "department_id", "date", "starts_at", "ends_at")


def odd_booking(booking: Booking, slot: Slot | None, at: Moment) -> Iterator[Finding]:
    """What is odd about one booking, by itself and beside its slot."""
    for what in (*_itself(booking), *_times(booking, at), *_past(booking), *_beside(booking, slot)):
        yield _about(booking, what)
    if booking.pickup_code == told_by(booking.order_no):
        what = "the pickup code can be told from the order number"
        yield _about(booking, what, Mend.PICKUP_CODE)


def _about(booking: Booking, what: str, mend: Mend | None = None) -> Finding:
    return Finding("7", what, {"booking": booking.id}, ("bookings", booking.id), mend=mend)


def _itself(booking: Booking) -> Iterator[str]:
    if not _CODE.fullmatch(booking.pickup_code):
        yield "the pickup code is not eight digits"
    if booking.order_no != booking.id:
        yield "the order number is not the booking's own"
    if booking.fee_fen < 0 or (booking.fee_fen > 0) is not (booking.merchant_id is not None):
        yield "fee and merchant do not belong together"
    if any(effect.attempts < 0 for effect in booking.effects):
        yield "an effect was tried less than never"


def _times(booking: Booking, at: Moment) -> Iterator[str]:
    """Nothing is put off beyond what a rule can ask for."""
    if booking.hold_until and booking.hold_until > booking.created_at + LONGEST_HOLD + SLACK:
        yield "a hold lasts longer than any rule allows"
    for effect in booking.effects:
        due = effect.not_before
        late = booking.hold_until if isinstance(effect, Expire) else None
        if due > max(at.now, late or at.now) + LONGEST_DELAY:
            yield "an effect is put off for more than a day"
    if booking.cancellable_until > day_at(plus_days(booking.date, 1), "00:00"):
        yield "it can be cancelled after the day of the visit"
    if booking.created_at > at.now + SLACK:
        yield "it was made in the future"
    awaited = next_reminder(booking.starts_at, at.now)
    in_time = awaited and booking.remind_at and booking.remind_at <= awaited.due_at
    if booking.status is Status.CONFIRMED and awaited and not in_time:
        yield "no reminder is awaited"


def _past(booking: Booking) -> Iterator[str]:
    """The history tells how it came to its status, and what was written with it."""
    if not booking.history:
        yield "its history is gone"
        return
    last = booking.history[-1]
    if last.becomes is not booking.status or booking.history[0].leaves is not None:
        yield "its history does not lead to its status"
    if booking.status is Status.CANCELLED and None in (booking.cancelled_at, booking.cancelled_by):
        yield "it does not say when and by whom it was cancelled"
    given_up = booking.status is Status.CANCELLED and last.leaves is Status.HELD
    lost = booking.status is Status.EXPIRED or (given_up and booking.cancelled_by is By.PATIENT)
    if lost and booking.entry_id is None and booking.lost_hold_at is None:
        yield "a lost hold does not count"


def _beside(booking: Booking, slot: Slot | None) -> Iterator[str]:
    if slot is None:
        return
    for field in _FIELDS_OF_THE_SLOT:
        if getattr(booking, field) != getattr(slot, field):
            yield f"booking and slot differ in {field}"
    if booking.fee_fen > 0 and booking.merchant_id != slot.merchant_id:
        yield "booking and slot differ in merchant_id"


def odd_slot(slot: Slot) -> Iterator[Finding]:
    """What is odd about a slot and how long its seats are held."""
    root, ids = ("slots", slot.id), {"slot": slot.id}
    if not slot.starts_at < slot.ends_at:
        yield Finding("7", "a slot ends before it begins", ids, root)
    if slot.closes_at > slot.starts_at:
        yield Finding("7", "a slot can be booked after it began", ids, root)
    if slot.release_at > day_at(plus_days(slot.date, 1), "00:00"):
        yield Finding("7", "a slot is released after its day", ids, root)
    for seat in slot.seats:
        if _too_long(seat.taken_at, seat.until):
            what = "a seat is held longer than any rule allows"
            yield Finding("7", what, {**ids, "claim": str(seat.claim)}, root)


def _too_long(taken_at: datetime | None, until: datetime | None) -> bool:
    return None not in (taken_at, until) and until > taken_at + LONGEST_SEAT + SLACK  # type: ignore[operator]


def odd_person(person: Person, bookings: dict[str, Booking]) -> Iterator[Finding]:
    """What is odd about a person's claims, by themselves and beside their bookings."""
    root = ("persons", person.id)
    if not person.hashes:
        yield Finding(
            "7", "a person can be found by no identity number", {"person": person.id}, root
        )
    ordered = sorted(person.claims, key=lambda claim: (claim.starts_at, claim.claim))
    for claim in ordered:
        ids = {"person": person.id, "claim": claim.claim, "booking": claim.booking_id}
        if _too_long(claim.taken_at, claim.until):
            yield Finding("7", "a claim is held longer than any rule allows", ids, root)
        booking = bookings.get(claim.booking_id)
        for field in _FIELDS_OF_THE_CLAIM if booking else ():
            if getattr(booking, field) != getattr(claim, field):
                yield Finding("7", f"a claim and its booking differ in {field}", ids, root)
    for one, other in pairwise(ordered):
        if other.starts_at < one.ends_at and one.claim != other.claim:
            ids = {"person": person.id, "claim": one.claim, "other": other.claim}
            yield Finding("7", "a person has two visits at one time", ids, root)


def odd_entry(
    entry: Entry, slot: Slot | None, offered: Booking | None, at: Moment
) -> Iterator[Finding]:
    """What is odd about an entry of a queue."""
    root, ids = ("waitlist", entry.id), {"entry": entry.id}
    if slot and not slot.release_at <= entry.joined_at <= entry.closes_at:
        yield Finding("7", "an entry was made when nobody could join", ids, root)
    if (
        not day_at(plus_days(entry.date, -1), "00:00")
        <= entry.closes_at
        < day_at(entry.date, "00:00")
    ):
        yield Finding("7", "a queue does not close the evening before", ids, root)
    if entry.active and entry.quota_no == 0:  # negated when its queue had closed already
        yield Finding("7", "an entry counts for nothing", ids, root)
    if entry.active and entry.quota_no > at.platform.waitlist_per_person:
        # The limit may have been lowered while it waits.
        yield Finding("7", "an entry is beyond the limit of a person", ids, root, allowed=True)
    if offered and entry.offer_until and entry.active and entry.offer_until != offered.hold_until:
        yield Finding("7", "an offer and its booking end at different times", ids, root)
