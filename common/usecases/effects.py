"""Carrying out what a booking's moves left to do.

Every executor is idempotent and reads only its effect's data for what it acts on. One that cannot finish raises
`NotYet`, and the effect waits, longer each time; one that fails for an unknown reason is logged and waits as well.
Nothing is ever dropped: an effect leaves the booking only after it happened.
"""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import timedelta

from common.clients.payments import CloseOutcome, Paid
from common.domain.bookings import EFFECT_LEASE, Booking, By, Effect, Kind, Status
from common.domain.moves import on_cancel
from common.domain.waitlist import EntryStatus
from common.store.database import UNKNOWN_OUTCOMES
from common.usecases import messages, refunds
from common.usecases.deps import Deps, TimeLeft
from common.usecases.expire import expire
from common.usecases.later import NotYet
from common.usecases.payments import hear_of_payment
from common.usecases.seats import release_seat

Executor = Callable[[Booking, Effect, Deps, TimeLeft], tuple[Effect, ...]]

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
STUCK_AFTER = 8


def carry_out(
    booking: Booking, effects: Iterable[Effect], deps: Deps, left: TimeLeft
) -> tuple[int, int]:
    """Run effects of a booking as read, and what they push in turn; returns how many happened and how many wait.

    The caller holds their lease: it pushed them just now, or leased them.
    """
    waiting, done, failed = deque(effects), [], 0
    while waiting:
        effect = waiting.popleft()
        try:
            waiting.extend(_EXECUTORS[effect.kind](booking, effect, deps, left))
            done.append(effect.id)
        except NotYet as later:
            failed += 1
            _put_off(booking, effect, deps, later)
        except UNKNOWN_OUTCOMES:
            raise  # nothing is known: the lease runs out and the effect is tried again
        except Exception as error:  # noqa: BLE001  a bug must not drop what is owed
            failed += 1
            deps.log.error("effect failed", error, booking_id=booking.id, effect=effect.kind.value)
            _put_off(booking, effect, deps, NotYet("failed"))
    _take_off(booking, done, deps)
    return len(done), failed


def run_due(booking_id: str, deps: Deps, left: TimeLeft) -> tuple[int, int]:
    """Lease and run whatever is due on a booking; what somebody else has leased is left to them."""
    now = deps.clock()
    booking = deps.store.bookings.get(booking_id)
    if booking is None:
        return 0, 0
    leased = [
        effect
        for effect in booking.effects
        if effect.not_before <= now
        and deps.store.bookings.lease_effect(booking_id, effect.id, now, now + EFFECT_LEASE)
    ]
    if not leased:
        deps.store.bookings.tune_due(booking)
        return 0, 0
    return carry_out(booking, leased, deps, left)


def run_releases(booking: Booking, deps: Deps, left: TimeLeft) -> None:
    """Give back what a booking no longer keeps, at once and whoever holds the lease: it can only happen once."""
    releases = (Kind.RELEASE_SEAT, Kind.RELEASE_CLAIM)
    carry_out(booking, [e for e in booking.effects if e.kind in releases], deps, left)


def _take_off(booking: Booking, done: list[str], deps: Deps) -> None:
    """Done effects leave, and with them an expiry that became moot by a move."""
    moot = booking.effect(Kind.EXPIRE)
    stored = deps.store.bookings.get(booking.id)
    if stored is None:
        return
    if moot and stored.status is not Status.HELD and stored.effect(Kind.EXPIRE):
        done = [*done, moot.id]
    if done:
        deps.store.bookings.done(booking.id, done)
        stored = deps.store.bookings.get(booking.id)
    if stored is not None:
        deps.store.bookings.tune_due(stored)


def _put_off(booking: Booking, effect: Effect, deps: Deps, later: NotYet) -> None:
    wait = min(FIRST_WAIT * 2 ** min(effect.attempts, 10), LONGEST_WAIT)
    stuck = effect.attempts >= STUCK_AFTER
    if stuck:
        deps.log.error(
            "effect stuck",
            booking_id=booking.id,
            effect=effect.kind.value,
            attempts=effect.attempts,
        )
    until = deps.clock() + (wait if later.wait is None else later.wait)
    deps.store.bookings.put_off(booking.id, effect.id, until, stuck)


def _keep_seat(booking: Booking, effect: Effect, deps: Deps, left: TimeLeft) -> tuple[Effect, ...]:
    deps.store.slots.keep(effect.data["slot_id"], effect.data["claim"])
    return ()


def _keep_claim(booking: Booking, effect: Effect, deps: Deps, left: TimeLeft) -> tuple[Effect, ...]:
    deps.store.persons.keep(effect.data["person_id"], effect.data["claim"])
    return ()


def _release_seat(
    booking: Booking, effect: Effect, deps: Deps, left: TimeLeft
) -> tuple[Effect, ...]:
    offered = release_seat(effect.data["slot_id"], effect.data["claim"], deps)
    if offered is not None:
        run_due(offered, deps, left)
    return ()


def _release_claim(
    booking: Booking, effect: Effect, deps: Deps, left: TimeLeft
) -> tuple[Effect, ...]:
    deps.store.persons.unclaim(effect.data["person_id"], effect.data["claim"])
    return ()


def _close_order(
    booking: Booking, effect: Effect, deps: Deps, left: TimeLeft
) -> tuple[Effect, ...]:
    """The order of a cancelled hold must not be paid any more; if it was, the money is on record and goes back."""
    # The pay sheet may have been opened between the look and the cancellation: only now `prepay_at` is final.
    current = deps.store.bookings.get(booking.id) or booking
    if current.prepay_at is None or booking.merchant_id is None:
        return ()
    wait = effect.data.get("earliest", deps.clock()) - deps.clock()
    if wait > timedelta(0):
        raise NotYet("the last look", wait)
    pay = deps.pay_of(booking.merchant_id)
    if pay.close(booking.order_no) is CloseOutcome.PAID:
        state = pay.query(booking.order_no)
        if not isinstance(state, Paid):
            raise NotYet("paid at close, not at query")
        hear_of_payment(booking.merchant_id, booking.order_no, state, deps, settle_at=deps.clock())
    return ()


def _mark_offered(
    booking: Booking, effect: Effect, deps: Deps, left: TimeLeft
) -> tuple[Effect, ...]:
    """The entry follows its offer; when the patient had left meanwhile, the offer is taken back while it is held."""
    entry_id = effect.data["entry_id"]
    if deps.store.waitlist.mark_offered(entry_id, effect.data["until"]):
        return ()
    entry, current = deps.store.waitlist.get(entry_id), deps.store.bookings.get(booking.id)
    if entry is None or entry.status is not EntryStatus.LEFT:
        return ()
    if current is None or current.status is not Status.HELD:
        return ()
    now = deps.clock()
    move = on_cancel(current, By.SYSTEM, "left the queue", now)
    return move.effects if deps.store.bookings.cancel(current, move, now) else ()


def _close_entry(
    booking: Booking, effect: Effect, deps: Deps, left: TimeLeft
) -> tuple[Effect, ...]:
    deps.store.waitlist.end(effect.data["entry_id"], EntryStatus(effect.data["status"]))
    return ()


_EXECUTORS: dict[Kind, Executor] = {
    Kind.EXPIRE: expire,
    Kind.KEEP_SEAT: _keep_seat,
    Kind.KEEP_CLAIM: _keep_claim,
    Kind.RELEASE_SEAT: _release_seat,
    Kind.RELEASE_CLAIM: _release_claim,
    Kind.CLOSE_ORDER: _close_order,
    Kind.REFUND: refunds.send,
    Kind.NOTIFY: messages.send,
    Kind.MARK_OFFERED: _mark_offered,
    Kind.CLOSE_ENTRY: _close_entry,
}
