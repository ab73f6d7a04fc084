"""A seat that is given up: handed to the first who waits for one of its pool, or back to the free ones.

It is never free in between: HAND moves it from claim to claim, then the waiting person is claimed, then the offered
booking is written. A stop anywhere leaves an orphan like any other, and the orphan rules come back here.
"""

from typing import NamedTuple

from common.domain.booking.effects import Effects, KeepSeat, ReleaseSeat
from common.domain.booking.model import Booking
from common.domain.booking.new_booking import BookingDraft, offer
from common.domain.booking.seat import BookedSeat
from common.domain.rules.may_book import Case
from common.domain.rules.platform import PlatformRules
from common.domain.slot import Pool
from common.domain.waitlist import Entry, handed_claim, offered_booking_id
from common.protocol.birth import write_new
from common.protocol.claims import Outcome, claim_person
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.queue import Queue
from common.protocol.retry import ATTEMPT_LIMIT, ORPHAN_AFTER
from common.protocol.work import Work
from common.store.slots import SeatClaim


class _Offered(NamedTuple):
    """Whether the seat is settled with an entry, and the booking it was offered by, if one was written."""

    settled: bool
    booking_id: str | None = None


_NEXT = _Offered(settled=False)


def keep(effect: KeepSeat, work: Work) -> Effects:
    """A held seat is held for good."""
    work.deps.store.slots.keep(effect.slot_id, effect.pool, effect.claim)
    return ()


def release(effect: ReleaseSeat, work: Work) -> Effects:
    """A seat is given up; an offer that comes of it is carried on at once."""
    offered = release_seat(effect.slot_id, effect.pool, effect.claim, work.deps, work.deadline)
    if offered is not None:
        work.afterwards.append(offered)
    return ()


def release_seat(
    slot_id: str, pool: Pool, claim: str, deps: Deps, deadline: Deadline
) -> str | None:
    """Give a seat up; returns the id of the booking it was offered by, None when there is none.

    Phones wait for the phone's seats alone: one of another pool is free again at once. Run again, it changes nothing:
    the claim is on no seat any more. Raises `RetryLater` while the seat is kept for the queue: at night until the
    morning, and when somebody is still to be asked.
    """
    if pool is not Pool.PHONE:
        deps.store.slots.free(slot_id, pool, claim)
        return None
    return _hand_on(slot_id, claim, Queue(slot_id, deps, deadline), deps)


def match_free_seat(slot_id: str, deps: Deps, deadline: Deadline) -> str | None:
    """Take a phone's seat that is free although somebody waits who may have it, and hand it to them.

    Returns the id of the offered booking, None when there was no seat or nobody could have it. Raises `RetryLater` at
    night, and when somebody is still to be asked.
    """
    queue = Queue(slot_id, deps, deadline)
    if queue.first() is None:
        return None
    now, claim = deps.clock(), deps.new_claim()
    mark = SeatClaim(
        id=claim, booking_id=f"queue:{slot_id}", taken_at=now, until=now + ORPHAN_AFTER
    )
    if not deps.store.slots.take(slot_id, Pool.PHONE, mark, now):
        return None
    return _hand_on(slot_id, claim, queue, deps)


def _hand_on(slot_id: str, claim: str, queue: Queue, deps: Deps) -> str | None:
    """To the first who may have it; who lost the right since it was decided is passed over, with the seat in hand."""
    while (found := queue.first()) is not None:
        queue.drop_first()
        entry, case = found
        if not _hand(slot_id, claim, entry, case.rules.platform, deps):
            break
        claim = handed_claim(claim, entry.id)
        offered = _offer(entry, case, claim, deps)
        if offered.settled:
            return offered.booking_id
    deps.store.slots.free(slot_id, Pool.PHONE, claim)
    return None


def _hand(slot_id: str, claim: str, entry: Entry, platform: PlatformRules, deps: Deps) -> bool:
    now = deps.clock()
    mark = SeatClaim(
        id=handed_claim(claim, entry.id),
        booking_id=offered_booking_id(entry.id),
        taken_at=now,
        until=platform.lapses_at(platform.offer_until(now)),
    )
    return deps.store.slots.hand(slot_id, Pool.PHONE, claim, mark)


def _offer(entry: Entry, case: Case, claim: str, deps: Deps) -> _Offered:
    """Make the offer on a seat that carries `claim`, unless this entry cannot have it any more."""
    slot = deps.store.slots.get(entry.slot_id)
    seat = slot.seat_of(claim) if slot else None
    if slot is None or seat is None or seat.until is None or seat.taken_at is None:
        return _NEXT
    mark = SeatClaim(
        id=claim, booking_id=str(seat.booking_id), taken_at=seat.taken_at, until=seat.until
    )
    if claim_person(entry.person_id, slot, case.rules, mark, deps).outcome is not Outcome.DONE:
        return _NEXT
    if deps.clock() - mark.taken_at >= ATTEMPT_LIMIT:
        # Too late to write: both claims are orphaned now, and the next sweep offers again.
        return _Offered(settled=True)
    booked = BookedSeat(claim=claim, number=seat.number, pool=seat.pool)
    booking = write_new(_booking(entry, case, mark, booked, deps), deps)
    if booking is not None:
        return _Offered(settled=True, booking_id=booking.id)
    deps.store.persons.unclaim(entry.person_id, claim)
    return _NEXT


def _booking(entry: Entry, case: Case, mark: SeatClaim, seat: BookedSeat, deps: Deps) -> Booking:
    draft = BookingDraft(
        id=mark.booking_id,
        patient=case.patient,
        slot=case.slot,
        seat=seat,
        cancellable_until=case.rules.hospital.cancellable_until(case.slot.date),
        now=case.now,
        pickup_code=deps.new_pickup_code(),
    )
    return offer(draft, entry.id, case.rules.platform.payable_until(mark.until), mark.until)
