"""An attempt at a booking: a seat, then a claim on the person, then the booking; each one conditional update.

What fails gives back what it took with its own claim id; what is cut off gives back nothing and is tidied by the orphan
rules. The same attempt again finds the booking, takes over what the one that was cut off had claimed, or hears `BUSY`.
"""

from dataclasses import dataclass
from datetime import datetime

from common.domain.booking.effects import Expire
from common.domain.booking.model import Booking
from common.domain.booking.new_booking import BookingDraft, free_booking, hold
from common.domain.booking.seat import BookedSeat
from common.domain.errors import Code, Refused
from common.domain.person.person import Person, PersonClaim
from common.domain.rules.may_book import Case
from common.domain.slot import Pool, Slot, full, not_bookable
from common.protocol.birth import write_new
from common.protocol.claims import Outcome, claim_person, person_claim
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.effects import carry_out, expire_or_release
from common.protocol.retry import ATTEMPT_LIMIT
from common.store.slots import SeatClaim

LAPSED_LOOKED_AT = 3


class _AlreadyMade(Exception):
    """Another copy of this attempt made the booking."""

    def __init__(self, booking: Booking) -> None:
        super().__init__(booking.id)
        self.booking = booking


@dataclass(frozen=True)
class Attempt:
    """What is wanted, and everything that was read to decide whether it may be.

    `id` is that of the booking, the same however often it is tried; `pool` the seats that the caller may have.
    """

    id: str
    pool: Pool
    case: Case
    deadline: Deadline
    visit_reason: str = ""

    @property
    def slot(self) -> Slot:
        return self.case.slot

    @property
    def started(self) -> datetime:
        return self.case.now

    def mark(self, claim: str) -> SeatClaim:
        """What this attempt writes on a seat: held until the time to pay is over and a payment in flight has landed."""
        platform = self.case.rules.platform
        until = platform.lapses_at(platform.hold_until(self.started))
        return SeatClaim(id=claim, booking_id=self.id, taken_at=self.started, until=until)


def make_booking(attempt: Attempt, deps: Deps) -> Booking:
    """Take the seat, claim the person, write the booking; or go on from what was claimed before, or find it made.

    Raises `Refused` for what may not be, `BUSY` when it is not known what an earlier attempt did.
    """
    try:
        claim = _own_claim(attempt, deps) or _claim_person(attempt, _take(attempt, deps), deps)
        return _insert(attempt, claim, deps)
    except _AlreadyMade as made:
        return made.booking


def _own_claim(attempt: Attempt, deps: Deps) -> PersonClaim | None:
    """What a cut-off attempt of this same tap has claimed, seat and person both: this attempt goes on from there.

    Safe because both would write the same booking with the same claim, and the age limit of an attempt, counted
    from the claim, keeps clear of the moment the orphan rules take it away.
    """
    claims = attempt.case.person.claims
    own = next((claim for claim in claims if claim.booking_id == attempt.id), None)
    if own is None:
        return None
    if own.slot_id != attempt.slot.id or attempt.started - own.taken_at >= ATTEMPT_LIMIT:
        raise _made_or_busy(attempt, deps)
    return own


def _take(attempt: Attempt, deps: Deps) -> SeatClaim:
    """TAKE a seat; when the slot is full, let a lapsed one go and try once more."""
    mark, slots = attempt.mark(deps.new_claim()), deps.store.slots
    if slots.take(attempt.slot.id, attempt.pool, mark, deps.clock()):
        return mark
    slot = slots.get(attempt.slot.id) or attempt.slot
    refused = not_bookable(slot, deps.clock())
    if refused:
        raise refused
    if any(seat.booking_id == attempt.id for seat in slot.seats):
        raise _made_or_busy(attempt, deps)
    if _let_a_seat_go(slot, attempt, deps) and slots.take(
        slot.id, attempt.pool, mark, deps.clock()
    ):
        return mark
    raise full(slot, attempt.pool, deps.clock())


def _let_a_seat_go(slot: Slot, attempt: Attempt, deps: Deps) -> bool:
    """Full, but somebody's time is over: let their seat go if their booking says so. True when one came free."""
    return any(
        expire_or_release(seat.booking_id, seat.claim, deps, attempt.deadline)
        for seat in slot.lapsed_seats(attempt.pool, deps.clock())[:LAPSED_LOOKED_AT]
    )


def _claim_person(attempt: Attempt, mark: SeatClaim, deps: Deps) -> PersonClaim:
    """CLAIM the person for the seat taken; refused, the seat goes back and the refusal is raised."""

    def make_way(person: Person) -> bool:
        lapsed = [claim for claim in person.claims if claim.lapsed(deps.clock())]
        return any(
            expire_or_release(claim.booking_id, claim.claim, deps, attempt.deadline)
            for claim in lapsed
        )

    case = attempt.case
    claimed = claim_person(case.person.id, case.slot, case.rules, mark, deps, make_way)
    if claimed.outcome is Outcome.DONE:
        return person_claim(case.slot, mark)
    deps.store.slots.free(case.slot.id, attempt.pool, mark.id)
    if claimed.outcome is Outcome.OWN:
        raise _made_or_busy(attempt, deps)
    raise claimed.refused or _busy()


def _insert(attempt: Attempt, claim: PersonClaim, deps: Deps) -> Booking:
    """Write the booking: from here on it exists. A copy of this tap may have been faster."""
    if deps.clock() - claim.taken_at >= ATTEMPT_LIMIT:
        raise _busy()
    slot = deps.store.slots.get(attempt.slot.id)
    seat = slot.seat_of(claim.claim) if slot else None
    if slot is None or seat is None or claim.until is None:
        raise _made_or_busy(attempt, deps)
    booked = BookedSeat(claim=claim.claim, number=seat.number, pool=seat.pool)
    draft = _draft(attempt, booked, deps)
    booking = write_new(_new_booking(attempt, draft, claim.until), deps, attempt.visit_reason)
    if booking is not None:
        now = [effect for effect in booking.effects if not isinstance(effect, Expire)]
        if now:
            carry_out(booking, now, deps, attempt.deadline)
        return booking
    stored = deps.store.bookings.get(attempt.id)
    if stored is None:
        raise _busy()
    if stored.seat.claim != claim.claim:
        deps.store.persons.unclaim(attempt.case.person.id, claim.claim)
        deps.store.slots.free(slot.id, seat.pool, claim.claim)
    return stored


def _draft(attempt: Attempt, seat: BookedSeat, deps: Deps) -> BookingDraft:
    case = attempt.case
    return BookingDraft(
        id=attempt.id,
        patient=case.patient,
        slot=case.slot,
        seat=seat,
        cancellable_until=case.rules.hospital.cancellable_until(case.slot.date),
        now=attempt.started,
        pickup_code=deps.new_pickup_code(),
    )


def _new_booking(attempt: Attempt, draft: BookingDraft, lapses_at: datetime) -> Booking:
    case = attempt.case
    if case.slot.fee_fen == 0:
        return free_booking(draft)
    return hold(draft, case.rules.platform.payable_until(lapses_at), lapses_at)


def _made_or_busy(attempt: Attempt, deps: Deps) -> Exception:
    """Another copy of this tap is ahead: its booking if it stands, else nobody knows yet."""
    stored = deps.store.bookings.get(attempt.id)
    return _AlreadyMade(stored) if stored else _busy()


def _busy() -> Refused:
    return Refused(Code.BUSY, "没有收到结果，请再点一次：不会约两次、扣两次钱")
