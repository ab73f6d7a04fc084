"""book: take a seat on a slot for a patient and start its payment.

A seat, then a claim on the person, then the booking; each one conditional update. What fails gives back what it took
with its own claim id; what is cut off gives back nothing and is tidied by the orphan rules. The same tap again finds
the booking, takes over what its cut-off attempt had claimed, or hears `BUSY`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from common.contracts.book import BookRequest
from common.contracts.booking import BookingPaymentReply
from common.domain.births import Ground, free_booking, hold
from common.domain.bookings import Booking, Kind, Status, booking_id
from common.domain.caller import Caller
from common.domain.catalogue import Department
from common.domain.errors import Code, Refused
from common.domain.patients import Patient
from common.domain.persons import PersonClaim
from common.domain.rules import (
    HospitalRules,
    PlatformRules,
    blocked_by_history,
    claims_in_the_way,
    not_eligible,
    rules_of,
    too_many_lost_holds,
)
from common.domain.slots import Slot, full, not_bookable
from common.store.slots import SeatClaim
from common.usecases.claims import person_claim
from common.usecases.deps import Deps, TimeLeft
from common.usecases.effects import carry_out, run_due, run_releases
from common.usecases.later import ATTEMPT
from common.usecases.prepay import try_prepay
from common.usecases.views import booking_view

PATIENCE_SECONDS = 8.0
ROUNDS = 8
LAPSED_LOOKED_AT = 3


@dataclass(frozen=True)
class _Attempt:
    """One attempt of one tap: what it wants, and everything that was read to decide whether it may."""

    id: str
    request: BookRequest
    caller: Caller
    slot: Slot
    patient: Patient
    department: Department
    platform: PlatformRules
    rules: HospitalRules
    started: datetime
    left: TimeLeft

    def mark(self, claim: str) -> SeatClaim:
        """What this attempt writes on a seat: held until the time to pay is over and a payment in flight has landed."""
        until = self.platform.lapses_at(self.platform.hold_until(self.started))
        return SeatClaim(id=claim, booking_id=self.id, taken_at=self.started, until=until)


def book(request: BookRequest, caller: Caller, deps: Deps) -> BookingPaymentReply:
    """Book, or answer the booking that this tap made before.

    Raises `Refused` for everything that may not be, `BUSY` when it is not known what an earlier attempt did.
    """
    identity = booking_id(caller.openid, request.idempotency_key)
    stored = deps.store.bookings.get(identity)
    if stored is None:
        stored = _attempt(identity, request, caller, deps)
    if (stored.slot_id, stored.patient_id) != (request.slot_id, request.patient_id):
        raise Refused(Code.BAD_REQUEST, "请重新选择时间和就诊人后再预约")
    payment = try_prepay(stored, deps)
    return BookingPaymentReply(booking=booking_view(stored, deps), payment=payment)


def _attempt(identity: str, request: BookRequest, caller: Caller, deps: Deps) -> Booking:
    attempt = _prepare(identity, request, caller, deps)
    claim = _own_claim(attempt, deps) or _take(attempt, deps)
    if isinstance(claim, Booking):
        return claim
    if isinstance(claim, str):
        adopted = _claim_person(attempt, claim, deps)
        if isinstance(adopted, Booking):
            return adopted
        claim = adopted
    return _insert(attempt, claim, deps)


def _prepare(identity: str, request: BookRequest, caller: Caller, deps: Deps) -> _Attempt:
    """Read everything and decide what can be decided without taking anything."""
    now, store = deps.clock(), deps.store
    slot = store.slots.get(request.slot_id)
    if slot is None:
        raise Refused(Code.NOT_FOUND, "这个时间的号源不存在，请重新选择")
    refused = not_bookable(slot, now)
    if refused:
        raise refused
    patient = store.patients.owned(caller.openid, request.patient_id)
    if patient is None:
        raise Refused(Code.NOT_FOUND, "没有找到这位就诊人，请重新选择")
    hospital = store.catalogue.hospital(slot.hospital_id)
    department = store.catalogue.department(slot.department_id)
    if hospital is None or department is None:
        raise Refused(Code.SLOT_CLOSED, "这个科室已经停止预约，请换一个科室")
    attempt = _Attempt(
        id=identity, request=request, caller=caller, slot=slot, patient=patient,
        department=department, platform=store.catalogue.platform_rules(),
        rules=rules_of(hospital), started=now, left=deps.stopwatch(PATIENCE_SECONDS),
    )  # fmt: skip
    _refuse_by_rules(attempt, deps)
    return attempt


def _refuse_by_rules(attempt: _Attempt, deps: Deps) -> None:
    now, slot = attempt.started, attempt.slot
    refused = not_eligible(attempt.patient, attempt.department, attempt.rules, slot)
    if refused is None:
        since = now - attempt.rules.memory
        recent = deps.store.bookings.recent_of_person(attempt.patient.person_id, since)
        refused = blocked_by_history(recent, attempt.platform, slot, attempt.rules, now)
    if refused:
        raise refused
    today = deps.store.bookings.recent_of_user(attempt.caller.openid, now - timedelta(days=2))
    if too_many_lost_holds(today, attempt.platform, now):
        raise Refused(Code.LIMIT_REACHED, "今天占号未付款的次数太多，请明天再预约")


def _own_claim(attempt: _Attempt, deps: Deps) -> PersonClaim | Booking | None:
    """What a cut-off attempt of this same tap has claimed, seat and person both: this attempt goes on from there.

    Safe because both would write the same booking with the same claim, and the age limit of an attempt, counted
    from the claim, keeps clear of the moment the orphan rules take it away.
    """
    person = deps.store.persons.get(attempt.patient.person_id)
    claims = person.claims if person else ()
    own = next((claim for claim in claims if claim.booking_id == attempt.id), None)
    if own is None:
        return None
    if own.slot_id != attempt.slot.id or attempt.started - own.taken_at >= ATTEMPT:
        return _stored_or_busy(attempt, deps)
    return own


def _take(attempt: _Attempt, deps: Deps) -> str | Booking:
    """TAKE a seat: the claim id on it, or the booking that another copy of this tap made meanwhile."""
    claim = deps.new_claim()
    mark = attempt.mark(claim)
    if deps.store.slots.take(attempt.slot.id, mark, deps.clock()):
        return claim
    slot = deps.store.slots.get(attempt.slot.id) or attempt.slot
    refused = not_bookable(slot, deps.clock())
    if refused:
        raise refused
    if any(seat.booking_id == attempt.id for seat in slot.seats):
        return _stored_or_busy(attempt, deps)
    if _let_go_lapsed(slot, attempt, deps) and deps.store.slots.take(slot.id, mark, deps.clock()):
        return claim
    raise full(slot)


def _let_go_lapsed(slot: Slot, attempt: _Attempt, deps: Deps) -> bool:
    """Full, but somebody's time is over: let their seat go if their booking says so. True when one came free."""
    for seat in slot.lapsed_seats(deps.clock())[:LAPSED_LOOKED_AT]:
        if _let_go(seat.booking_id, seat.claim, attempt.left, deps):
            return True
    return False


def _let_go(identity: str | None, claim: str | None, left: TimeLeft, deps: Deps) -> bool:
    """The booking decides: held and lapsed → expire it (one of many does), given up → run its releases."""
    booking = deps.store.bookings.get(identity) if identity else None
    if booking is None or booking.seat.claim != claim:
        return False
    if booking.status is Status.HELD:
        run_due(booking.id, deps, left)
        booking = deps.store.bookings.get(booking.id)
    if booking is None or booking.seated:
        return False
    run_releases(booking, deps, left)
    return True


def _claim_person(attempt: _Attempt, claim: str, deps: Deps) -> PersonClaim | Booking:
    """CLAIM the person for the seat taken; refused, the seat goes back and the refusal is raised."""
    mine = person_claim(attempt.slot, attempt.mark(claim))
    for _ in range(ROUNDS):
        person = deps.store.persons.get(attempt.patient.person_id)
        if person is None:
            deps.store.slots.free(attempt.slot.id, claim)
            raise Refused(Code.NOT_FOUND, "没有找到这位就诊人，请重新选择")
        if any(other.booking_id == attempt.id for other in person.claims):
            deps.store.slots.free(attempt.slot.id, claim)
            return _stored_or_busy(attempt, deps)
        now = deps.clock()
        refused = claims_in_the_way(
            person.claims, attempt.slot, attempt.platform, attempt.rules, now
        )
        if refused is None:
            if deps.store.persons.claim(person, mine):
                return mine
            continue
        lapsed = [other for other in person.claims if other.lapsed(now)]
        if not any(_let_go(c.booking_id, c.claim, attempt.left, deps) for c in lapsed):
            deps.store.slots.free(attempt.slot.id, claim)
            raise refused
    deps.store.slots.free(attempt.slot.id, claim)
    raise _busy()


def _busy() -> Refused:
    return Refused(Code.BUSY, "网络繁忙，请再点一次，不会重复预约")


def _stored_or_busy(attempt: _Attempt, deps: Deps) -> Booking:
    """Another copy of this tap is ahead: its booking if it stands, else nobody knows yet."""
    stored = deps.store.bookings.get(attempt.id)
    if stored is None:
        raise _busy()
    return stored


def _insert(attempt: _Attempt, claim: PersonClaim, deps: Deps) -> Booking:
    """Write the booking: from here on it exists. A copy of this tap may have been faster."""
    if deps.clock() - claim.taken_at >= ATTEMPT:
        raise _busy()
    slot = deps.store.slots.get(attempt.slot.id)
    seat = slot.seat_of(claim.claim) if slot else None
    if slot is None or seat is None or claim.until is None:
        return _stored_or_busy(attempt, deps)
    booking = _new_booking(attempt, claim, claim.until, seat.number)
    if deps.store.bookings.insert(booking, attempt.request.visit_reason):
        done_now = [effect for effect in booking.effects if effect.kind is not Kind.EXPIRE]
        if done_now:
            carry_out(booking, done_now, deps, attempt.left)
        return booking
    stored = _stored_or_busy(attempt, deps)
    if stored.seat.claim != claim.claim:
        deps.store.persons.unclaim(attempt.patient.person_id, claim.claim)
        deps.store.slots.free(slot.id, claim.claim)
    return stored


def _new_booking(
    attempt: _Attempt, claim: PersonClaim, lapses_at: datetime, number: int
) -> Booking:
    ground = Ground(
        id=attempt.id,
        patient=attempt.patient,
        slot=attempt.slot,
        claim=claim.claim,
        number=number,
        cancellable_until=attempt.rules.cancellable_until(attempt.slot.date),
        now=attempt.started,
    )
    if attempt.slot.fee_fen == 0:
        return free_booking(ground)
    return hold(ground, attempt.platform.payable_until(lapses_at), lapses_at)
