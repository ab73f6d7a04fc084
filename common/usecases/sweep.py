"""sweep: everything that was left over. Any number of runs may overlap; each piece of work is claimed by its write.

Every kind of work has its turn, again and again, until the time is over; none waits for another to be done.
"""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from common.clients.payments import PayError
from common.contracts.timers import SweepCounts
from common.domain.booking.status import Status
from common.domain.person.person import Person, PersonClaim
from common.domain.slot import Pool, Seat, Slot
from common.protocol import catalogue_job, refunds
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.effects import carry_out, run_due
from common.protocol.retry import ORPHAN_AFTER, RetryLater
from common.protocol.seats import match_free_seat, release_seat
from common.protocol.settle import settle
from common.usecases.turns import Kind, Turns

_GOLDEN_SECTION = 0.6180339887498949


class _Run(NamedTuple):
    """What every piece of work is given. `unfinished`: jobs with parts left that this run goes on with."""

    deps: Deps
    deadline: Deadline
    counts: dict[str, int]
    unfinished: deque[str]


def sweep(deps: Deps, deadline: Deadline) -> SweepCounts:
    """One run; stops by itself before the platform would stop it. Returns what it did.

    Raises what the database raised when it does not answer.
    """
    run = _Run(deps, deadline, dict.fromkeys(SweepCounts.model_fields, 0), deque())
    turns = Turns(_kinds(run), deps, deadline)
    turns.run()
    run.counts["failed"] += turns.failed
    return SweepCounts.model_validate({**run.counts, "left_over": turns.out_of_time})


def _kinds(run: _Run) -> list[Kind]:
    """In the order of their turns. Persons come before seats: a seat is offered again to the one whose cut-off offer
    left a claim on them."""
    store, clock, now = run.deps.store, run.deps.clock, run.deps.clock()
    return [
        Kind(
            "bookings", store.bookings.outbox.due(now), _with(run, _booking), store.bookings.outbox
        ),
        Kind(
            "payments",
            _asked(lambda: store.payments.due(clock())),
            _with(run, _payment),
            store.payments,
        ),
        Kind(
            "refunds",
            _asked(lambda: store.refunds.due(clock())),
            _with(run, _refund),
            store.refunds,
        ),
        Kind("persons", _from_another_place(store.persons.with_holds(), now), _with(run, _person)),
        Kind("slots", _from_another_place(store.slots.with_holds(), now), _with(run, _slot)),
        Kind("jobs", _jobs(run, now), _with(run, _job), store.jobs),
        Kind("queues", store.waitlist.to_close(now), _with(run, _close_queue)),
        Kind("matches", _waited_for(run, now), _with(run, _match)),
    ]


def _asked(due: Callable[[], Iterator[str]]) -> Iterator[str]:
    """What is due at the first turn: the kinds before it may have found money, and asked for it back."""
    yield from due()


def _with(run: _Run, work: Callable[[str, _Run], None]) -> Callable[[str], None]:
    return lambda identity: work(identity, run)


def _from_another_place(found: Iterator[str], now: datetime) -> Iterator[str]:
    """What is looked at and stays where it is: each minute's run begins elsewhere, so that all get their turn even when
    no run comes to the end. Steps of the golden section leave no gap for long."""
    ids = sorted(set(found))
    first = int(now.timestamp() // 60 * _GOLDEN_SECTION % 1 * len(ids))
    yield from ids[first:] + ids[:first]


def _waited_for(run: _Run, now: datetime) -> Iterator[str]:
    """Read at its first turn: what came before may have made seats free."""
    store = run.deps.store
    waited_for = _from_another_place(iter(store.waitlist.slots_waited_for()), now)
    yield from store.slots.with_free_seats(list(waited_for))


def _count(run: _Run, name: str, happened: bool) -> None:
    run.counts[name if happened else "failed"] += 1


def _booking(booking_id: str, run: _Run) -> None:
    ran = run_due(booking_id, run.deps, run.deadline)
    run.counts["bookings"] += 1
    run.counts["effects"] += ran.done
    run.counts["failed"] += ran.waiting


def _payment(payment_id: str, run: _Run) -> None:
    payment = run.deps.store.payments.get(payment_id)
    if payment is not None:
        _count(run, "payments", settle(payment, run.deps, run.deadline) is not None)


def _refund(refund_no: str, run: _Run) -> None:
    deps = run.deps
    refund = deps.store.refunds.get(refund_no)
    if refund is None:
        return None
    try:
        effects = refunds.ask(refund, deps)
    except PayError as error:
        deps.log.warning("refund not asked for", error, refund_no=refund.id, code=error.code)
        deps.store.refunds.postpone(refund.id, deps.clock() + refunds.ASK_AGAIN)
        return _count(run, "refunds", False)
    booking = deps.store.bookings.get(refund.booking_id)
    if booking is not None and effects:
        carry_out(booking, effects, deps, run.deadline)
    return _count(run, "refunds", True)


def _slot(slot_id: str, run: _Run) -> None:
    """Held seats: kept where the booking is confirmed, given back where no booking came of them."""
    slot, now = run.deps.store.slots.get(slot_id), run.deps.clock()
    for seat in slot.seats if slot else ():
        if (
            slot is not None
            and seat.until is not None
            and seat.taken_at is not None
            and seat.taken_at + ORPHAN_AFTER <= now
        ):
            _seat(slot, seat, run)


def _seat(slot: Slot, seat: Seat, run: _Run) -> None:
    deps, claim = run.deps, str(seat.claim)
    booking = deps.store.bookings.get(str(seat.booking_id))
    if booking is None or not booking.seated or booking.seat.claim != claim:
        _release(slot.id, seat.pool, claim, run)
    elif booking.status is not Status.HELD and deps.store.slots.keep(slot.id, seat.pool, claim):
        run.counts["seats"] += 1


def _release(slot_id: str, pool: Pool, claim: str, run: _Run) -> None:
    try:
        offered = release_seat(slot_id, pool, claim, run.deps, run.deadline)
    except RetryLater:
        return  # kept for the queue: until the morning, or for who is still to be asked
    run.counts["seats"] += 1
    if offered is not None:
        run_due(offered, run.deps, run.deadline)


def _close_queue(entry_id: str, run: _Run) -> None:
    run.counts["entries"] += run.deps.store.waitlist.close(entry_id)


def _match(slot_id: str, run: _Run) -> None:
    """Free seats of a slot somebody waits for: one round for each, as long as somebody takes them."""
    try:
        while offered := match_free_seat(slot_id, run.deps, run.deadline):
            run.counts["seats"] += 1
            run_due(offered, run.deps, run.deadline)
    except RetryLater:
        return


def _jobs(run: _Run, now: datetime) -> Iterator[str]:
    """Those that are due; then again and again those that have parts left."""
    yield from run.deps.store.jobs.due(now)
    while run.unfinished:
        yield run.unfinished.popleft()


def _job(job_id: str, run: _Run) -> None:
    """One part of a job: a long one has its turns as everything else."""
    job = catalogue_job.run(job_id, run.deps, run.deadline, parts=1)
    if job.due_at is None:
        run.counts["jobs"] += 1
    elif job.due_at <= run.deps.clock():  # else somebody else works on it
        run.unfinished.append(job_id)


def _person(person_id: str, run: _Run) -> None:
    """Held claims on a person, by the same test."""
    person, now = run.deps.store.persons.get(person_id), run.deps.clock()
    for claim in person.claims if person else ():
        if person is not None and claim.until is not None and claim.taken_at + ORPHAN_AFTER <= now:
            _claim(person, claim, run)


def _claim(person: Person, claim: PersonClaim, run: _Run) -> None:
    deps = run.deps
    booking = deps.store.bookings.get(claim.booking_id)
    if booking is None or not booking.active or booking.seat.claim != claim.claim:
        deps.store.persons.unclaim(person.id, claim.claim)
        run.counts["claims"] += 1
    elif booking.status is not Status.HELD and deps.store.persons.keep(person.id, claim.claim):
        run.counts["claims"] += 1
