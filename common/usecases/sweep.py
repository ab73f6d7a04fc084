"""sweep: everything that was left over. Any number of runs may overlap; each piece of work is claimed by its write.

Effects that are due (an unpaid hold's end is one), transactions nobody settled, refunds whose end nobody heard, and
seats and claims whose attempt was cut off before there was a booking.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from common.clients.payments import PayError
from common.contracts.timers import SweepCounts
from common.domain.booking.status import Status
from common.domain.money.payment import Refund
from common.domain.person.person import Person, PersonClaim
from common.domain.slot import Seat, Slot
from common.domain.waitlist import Entry
from common.protocol import refunds
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.effects import carry_out, run_due
from common.protocol.retry import ORPHAN_AFTER, RetryLater
from common.protocol.seats import match_free_seat, release_seat
from common.protocol.settle import settle
from common.store.database import UNKNOWN_OUTCOMES

BATCH = 100
# One piece of work with its outside call takes a few seconds at worst.
MARGIN_SECONDS = 6.0
T = TypeVar("T")


class _Run:
    """One run: its counts, and whether there is time for one more piece of work."""

    def __init__(self, deps: Deps, deadline: Deadline) -> None:
        self.deps = deps
        self.deadline = deadline
        self.counts: dict[str, int] = dict.fromkeys(SweepCounts.model_fields, 0)
        self.out_of_time = False

    def each(self, items: Iterable[T], work: Callable[[T], None]) -> bool:
        """Do the work for each item; False when the time ran out first."""
        for item in items:
            if not self.deadline.allows(MARGIN_SECONDS):
                self.out_of_time = True
                return False
            self._one(item, work)
        return True

    def _one(self, item: T, work: Callable[[T], None]) -> None:
        """One piece of work that fails for a reason of its own must not keep the others waiting."""
        try:
            work(item)
        except UNKNOWN_OUTCOMES:
            raise
        except Exception as error:  # noqa: BLE001  logged, and met again by the next run
            self.counts["failed"] += 1
            self.deps.log.error("sweep failed on one item", error)

    def until_empty(self, batch: Callable[[], list[T]], work: Callable[[T], None]) -> None:
        """Batch after batch until one is not full: what was worked on is no longer due."""
        while True:
            items, failed = batch(), self.counts["failed"]
            if not self.each(items, work) or len(items) < BATCH:
                return
            if self.counts["failed"] - failed >= len(items):
                return  # nothing moves here now: the rest of the work gets its turn


def sweep(deps: Deps, deadline: Deadline) -> SweepCounts:
    """One run; stops by itself before the platform would stop it. Returns what it did."""
    run = _Run(deps, deadline)
    store, clock = deps.store, deps.clock
    run.until_empty(lambda: store.bookings.outbox.due(clock(), BATCH), lambda i: _booking(i, run))
    run.until_empty(
        lambda: store.payments.due(clock(), BATCH),
        lambda payment: _count(run, "payments", settle(payment, deps, deadline) is not None),
    )
    run.until_empty(lambda: store.refunds.due(clock(), BATCH), lambda r: _refund(r, run))
    # Persons before seats: a seat is offered again to the one whose cut-off offer left a claim on them.
    run.each(store.persons.with_holds(), lambda person: _person(person, run))
    run.each(store.slots.with_holds(), lambda slot: _slot(slot, run))
    run.each(store.waitlist.to_close(clock()), lambda entry: _close_queue(entry, run))
    waited_for = store.slots.with_free_seats(store.waitlist.slots_waited_for())
    run.each(waited_for, lambda slot_id: _match(slot_id, run))
    return SweepCounts.model_validate({**run.counts, "left_over": run.out_of_time})


def _count(run: _Run, name: str, happened: bool) -> None:
    run.counts[name if happened else "failed"] += 1


def _booking(booking_id: str, run: _Run) -> None:
    ran = run_due(booking_id, run.deps, run.deadline)
    run.counts["bookings"] += 1
    run.counts["effects"] += ran.done
    run.counts["failed"] += ran.waiting


def _refund(refund: Refund, run: _Run) -> None:
    deps = run.deps
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


def _slot(slot: Slot, run: _Run) -> None:
    """Held seats: kept where the booking is confirmed, given back where no booking came of them."""
    now = run.deps.clock()
    for seat in slot.seats:
        if (
            seat.until is not None
            and seat.taken_at is not None
            and seat.taken_at + ORPHAN_AFTER <= now
        ):
            _seat(slot, seat, run)


def _seat(slot: Slot, seat: Seat, run: _Run) -> None:
    deps, claim = run.deps, str(seat.claim)
    booking = deps.store.bookings.get(str(seat.booking_id))
    if booking is None or not booking.seated or booking.seat.claim != claim:
        _release(slot.id, claim, run)
    elif booking.status is not Status.HELD and deps.store.slots.keep(slot.id, claim):
        run.counts["seats"] += 1


def _release(slot_id: str, claim: str, run: _Run) -> None:
    try:
        offered = release_seat(slot_id, claim, run.deps)
    except RetryLater:
        return  # kept for the queue until the morning
    run.counts["seats"] += 1
    if offered is not None:
        run_due(offered, run.deps, run.deadline)


def _close_queue(entry: Entry, run: _Run) -> None:
    run.counts["entries"] += run.deps.store.waitlist.close(entry.id)


def _match(slot_id: str, run: _Run) -> None:
    """Free seats of a slot somebody waits for: one round for each, as long as somebody takes them."""
    try:
        while offered := match_free_seat(slot_id, run.deps):
            run.counts["seats"] += 1
            run_due(offered, run.deps, run.deadline)
    except RetryLater:
        return


def _person(person: Person, run: _Run) -> None:
    """Held claims on a person, by the same test."""
    now = run.deps.clock()
    for claim in person.claims:
        if claim.until is not None and claim.taken_at + ORPHAN_AFTER <= now:
            _claim(person, claim, run)


def _claim(person: Person, claim: PersonClaim, run: _Run) -> None:
    deps = run.deps
    booking = deps.store.bookings.get(claim.booking_id)
    if booking is None or not booking.active or booking.seat.claim != claim.claim:
        deps.store.persons.unclaim(person.id, claim.claim)
        run.counts["claims"] += 1
    elif booking.status is not Status.HELD and deps.store.persons.keep(person.id, claim.claim):
        run.counts["claims"] += 1
