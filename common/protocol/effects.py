"""Carrying out effects: what a booking's moves left to do.

Every executor is idempotent and reads only its effect for what it acts on. One that cannot finish raises `RetryLater`,
and the effect waits, longer each time; one that fails for an unknown reason is logged and waits as well. Nothing is
ever dropped: an effect leaves the booking only after it happened.
"""

from collections import deque
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from typing_extensions import assert_never

from common.domain.booking.effects import (
    EFFECT_LEASE,
    AnyEffect,
    CloseEntry,
    CloseOrder,
    Effects,
    Expire,
    KeepClaim,
    KeepSeat,
    MarkOffered,
    Notify,
    ReleaseClaim,
    ReleaseSeat,
    SendRefund,
)
from common.domain.booking.model import Booking
from common.domain.booking.status import Status
from common.protocol import claims, entries, expire, notify, orders, refunds, seats
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.retry import RetryLater
from common.protocol.work import Work
from common.store.database import UNKNOWN_OUTCOMES

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
STUCK_AFTER = 8


class Ran(NamedTuple):
    """How many effects happened, and how many wait."""

    done: int = 0
    waiting: int = 0


def _execute(effect: AnyEffect, work: Work) -> Effects:
    """Run one effect; returns what it pushed in turn. A new kind has no way around this: the types would not fit."""
    match effect:
        case Expire():
            return expire.expire(work)
        case KeepSeat():
            return seats.keep(effect, work)
        case ReleaseSeat():
            return seats.release(effect, work)
        case KeepClaim():
            return claims.keep(effect, work)
        case ReleaseClaim():
            return claims.release(effect, work)
        case CloseOrder():
            return orders.close(effect, work)
        case SendRefund():
            return refunds.send(effect, work)
        case Notify():
            return notify.send(effect, work)
        case MarkOffered():
            return entries.mark_offered(effect, work)
        case CloseEntry():
            return entries.close(effect, work)
        case _:
            assert_never(effect)


def carry_out(
    booking: Booking, effects: Iterable[AnyEffect], deps: Deps, deadline: Deadline
) -> Ran:
    """Run effects of a booking as read, and what they push in turn.

    The caller holds their lease: it pushed them just now, or leased them.
    """
    work, queue = Work(booking, deps, deadline), deque(effects)
    done: list[str] = []
    failed = 0
    while queue:
        effect = queue.popleft()
        try:
            queue.extend(_execute(effect, work))
            while work.afterwards:
                run_due(work.afterwards.pop(0), deps, deadline)
            done.append(effect.id)
        except RetryLater as later:
            failed += 1
            _postpone(effect, later, work)
        except UNKNOWN_OUTCOMES:
            raise  # nothing is known: the lease runs out and the effect is tried again
        except Exception as error:  # noqa: BLE001  a bug must not drop what is owed
            failed += 1
            deps.log.error("effect failed", error, booking_id=booking.id, effect=effect.kind)
            _postpone(effect, RetryLater("failed"), work)
    _take_off(booking, done, deps)
    return Ran(len(done), failed)


def run_due(booking_id: str, deps: Deps, deadline: Deadline) -> Ran:
    """Lease and run whatever is due on a booking; what somebody else has leased is left to them."""
    now, outbox = deps.clock(), deps.store.bookings.outbox
    booking = deps.store.bookings.get(booking_id)
    if booking is None:
        return Ran()
    leased = [
        effect
        for effect in booking.effects
        if effect.not_before <= now and outbox.lease(booking_id, effect.id, now, now + EFFECT_LEASE)
    ]
    if not leased:
        outbox.refresh_due_at(booking)
        return Ran()
    return carry_out(booking, leased, deps, deadline)


def run_releases(booking: Booking, deps: Deps, deadline: Deadline) -> None:
    """Give back what a booking no longer keeps, at once and whoever holds the lease: it can only happen once."""
    releases = [e for e in booking.effects if isinstance(e, ReleaseSeat | ReleaseClaim)]
    carry_out(booking, releases, deps, deadline)


def expire_or_release(
    booking_id: str | None, claim: str | None, deps: Deps, deadline: Deadline
) -> bool:
    """Let a lapsed seat or claim go if its booking says so; whether it was.

    The booking decides: held and lapsed → expire it (one of many does), given up → run its releases.
    """
    booking = deps.store.bookings.get(booking_id) if booking_id else None
    if booking is None or booking.seat.claim != claim:
        return False
    if booking.status is Status.HELD:
        run_due(booking.id, deps, deadline)
        booking = deps.store.bookings.get(booking.id)
    if booking is None or booking.seated:
        return False
    run_releases(booking, deps, deadline)
    return True


def _take_off(booking: Booking, done: list[str], deps: Deps) -> None:
    """Done effects leave, and with them an expiry that became moot by a move."""
    stored = deps.store.bookings.get(booking.id)
    if stored is None:
        return
    moot = booking.pending(Expire)
    if moot and stored.status is not Status.HELD and stored.pending(Expire):
        done = [*done, moot.id]
    if done:
        deps.store.bookings.outbox.done(booking.id, done)
        stored = deps.store.bookings.get(booking.id)
    if stored is not None:
        deps.store.bookings.outbox.refresh_due_at(stored)


def _postpone(effect: AnyEffect, later: RetryLater, work: Work) -> None:
    deps, booking_id = work.deps, work.booking.id
    stuck = effect.attempts >= STUCK_AFTER
    if stuck:
        deps.log.error(
            "effect stuck", booking_id=booking_id, effect=effect.kind, attempts=effect.attempts
        )
    wait = min(FIRST_WAIT * 2 ** min(effect.attempts, 10), LONGEST_WAIT)
    until = deps.clock() + (wait if later.wait is None else later.wait)
    deps.store.bookings.outbox.postpone(booking_id, effect.id, until, stuck)
