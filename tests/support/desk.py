"""What a desk will do: a seat of its own pool for somebody who stands there, by the steps of a phone's tap."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common.domain.booking.effects import Expire
from common.domain.booking.model import Booking
from common.domain.booking.names import booking_id
from common.domain.booking.new_booking import BookingDraft, free_booking, hold
from common.domain.booking.seat import BookedSeat
from common.domain.errors import Code, Refused
from common.domain.rules.may_book import Case, may_book
from common.domain.slot import Pool, not_bookable
from common.protocol.birth import write_new
from common.protocol.case import load_case
from common.protocol.claims import Outcome, claim_person
from common.protocol.deps import Deps
from common.protocol.effects import carry_out
from common.protocol.orders import try_prepay
from common.store.slots import SeatClaim

_PATIENCE_SECONDS = 8.0


@dataclass(frozen=True)
class _Attempt:
    """One attempt at the desk, and what it writes on the seat."""

    case: Case
    mark: SeatClaim
    pool: Pool


def book_at_desk(
    phone: Any, slot_id: str, key: str, deps: Deps, pool: Pool = Pool.WINDOW
) -> Booking:
    """A seat of the pool for the patient of `phone`: held where there is something to pay, else confirmed.

    The same call again answers its booking, or `BUSY` while an attempt that was cut off stands. Raises `Refused`.
    """
    identity = booking_id(phone.caller.openid, key)
    booking = deps.store.bookings.get(identity)
    if booking is None:
        attempt = _Attempt(
            case := _case(phone, slot_id, deps), _mark(identity, case, deps.clock(), deps), pool
        )
        booking = _write(attempt, _take(attempt, deps), deps)
    try_prepay(booking, deps)
    return booking


def _case(phone: Any, slot_id: str, deps: Deps) -> Case:
    slot = deps.store.slots.get(slot_id)
    patient = deps.store.patients.owned(phone.caller.openid, phone.patient_id)
    assert slot is not None
    assert patient is not None
    case = load_case(slot, patient, deps.clock(), deps)
    refused = not_bookable(slot, deps.clock()) or may_book(case)
    if refused:
        raise refused
    return case


def _mark(identity: str, case: Case, now: datetime, deps: Deps) -> SeatClaim:
    platform = case.rules.platform
    until = platform.lapses_at(platform.hold_until(now))
    return SeatClaim(id=deps.new_claim(), booking_id=identity, taken_at=now, until=until)


def _take(attempt: _Attempt, deps: Deps) -> BookedSeat:
    """The seat and the person; what is taken goes back when the person may not have it."""
    slots, case, mark = deps.store.slots, attempt.case, attempt.mark
    if not slots.take(case.slot.id, attempt.pool, mark, deps.clock()):
        raise Refused(Code.SLOT_FULL, "no seat of this pool is free")
    claimed = claim_person(case.person.id, case.slot, case.rules, mark, deps)
    if claimed.outcome is not Outcome.DONE:
        slots.free(case.slot.id, attempt.pool, mark.id)
        raise claimed.refused or Refused(Code.BUSY, "an earlier attempt is in the way")
    slot = slots.get(case.slot.id)
    seat = slot.seat_of(mark.id) if slot else None
    if seat is None:
        raise Refused(Code.BUSY, "the seat was swept away")
    return BookedSeat(claim=mark.id, number=seat.number, pool=seat.pool)


def _write(attempt: _Attempt, seat: BookedSeat, deps: Deps) -> Booking:
    case, mark = attempt.case, attempt.mark
    draft = BookingDraft(
        id=mark.booking_id,
        patient=case.patient,
        slot=case.slot,
        seat=seat,
        cancellable_until=case.rules.hospital.cancellable_until(case.slot.date),
        now=mark.taken_at,
        pickup_code=deps.new_pickup_code(),
    )
    until = mark.until
    paid = case.slot.fee_fen > 0
    new = (
        hold(draft, case.rules.platform.payable_until(until), until)
        if paid
        else free_booking(draft)
    )
    booking = write_new(new, deps)
    if booking is None:
        raise Refused(Code.BUSY, "another copy was faster")
    now = [effect for effect in booking.effects if not isinstance(effect, Expire)]
    carry_out(booking, now, deps, deps.deadline(_PATIENCE_SECONDS))
    return booking
