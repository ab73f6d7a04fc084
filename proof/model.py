"""The protocol as a small pure model: documents, their single updates, and the use cases as steps.

A process is a generator that yields one atomic operation at a time: one document update or one read. Its state is its
program and the results so far, so a state of the world is plain data and is visited once. Time is two marks: an
attempt is *fresh* (its process may still be alive) or *stale* (it cannot; the orphan rules may act).
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

Step = tuple[Any, ...]
Program = Generator[Step, Any, Any]
Release = Callable[[str, str], Program]


PHONE, WINDOW = "phone", "window"


class Seat(NamedTuple):
    """A taken seat: whose claim, for which booking, kept for good or not, and whether its attempt may live."""

    claim: str
    booking: str
    kept: bool
    fresh: bool


class Booking(NamedTuple):
    """What the model keeps of a booking. `effects` are release:claim:pool, unclaim:claim, keep:claim, refund:tx."""

    status: str
    person: str
    claim: str
    effects: frozenset[str]
    dispositions: frozenset[tuple[str, str]]
    pool: str = PHONE


class Waiting(NamedTuple):
    """An entry of the slot's queue: whose, and how far it is. `passed`: passed over, until time goes by."""

    entry: str
    person: str
    status: str = "waiting"
    passed: bool = False


@dataclass(frozen=True)
class State:
    """Everything stored, as plain data. `persons` holds (person, claim, booking, fresh).

    `pools` says of which pool each seat is, `left` how many seats of the phone and of the window are counted as free.
    """

    seats: tuple[Seat | None, ...]
    pools: tuple[str, ...]
    left: tuple[int, int]
    persons: frozenset[tuple[str, str, str, bool]] = frozenset()
    bookings: tuple[tuple[str, Booking], ...] = ()
    refunded: frozenset[str] = frozenset()
    queue: tuple[Waiting, ...] = ()
    running: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    def booking(self, identity: str) -> Booking | None:
        """A booking by its id."""
        return dict(self.bookings).get(identity)

    def put(self, identity: str, booking: Booking) -> "State":
        """With this booking as it is now."""
        return replace(
            self, bookings=tuple(sorted({**dict(self.bookings), identity: booking}.items()))
        )


@dataclass(frozen=True)
class Rules:
    """The rules that can be taken out, to see what each is for."""

    take_is_guarded: bool = True
    person_is_claimed: bool = True
    orphans_by_claim: bool = True
    status_decides: bool = True
    live_attempts_are_spared: bool = True
    passed_over_are_remembered: bool = True
    hand_asks_for_the_claim: bool = True
    take_asks_for_the_pool: bool = True
    free_counts_for_its_pool: bool = True
    phones_wait_for_the_phones_seats: bool = True


def opened(*pools: str) -> State:
    """A slot with a free seat for each of these."""
    return State((None,) * len(pools), pools, (pools.count(PHONE), pools.count(WINDOW)))


def _counted(s: State, pool: str, change: int) -> tuple[int, int]:
    phone, window = s.left
    return (phone + change, window) if pool == PHONE else (phone, window + change)


# --- single updates


def take(
    s: State, claim: str, booking: str, pools: tuple[str, ...], seen: int | None = None
) -> tuple[State, Any]:
    """TAKE: a free seat of one of the pools, or None. Without pools it writes where it saw one free."""
    at = _first_free(s, pools) if pools else seen
    if at is None:
        return s, None
    seat = Seat(claim, booking, False, True)
    seats = (*s.seats[:at], seat, *s.seats[at + 1 :])
    return replace(
        s, seats=seats, left=_counted(s, pools[0] if pools else s.pools[at], -1)
    ), s.pools[at]


def _first_free(s: State, pools: tuple[str, ...]) -> int | None:
    return next((i for i, x in enumerate(s.seats) if x is None and s.pools[i] in pools), None)


def free(s: State, claim: str, pool: str) -> tuple[State, bool]:
    """FREE: the seat with this claim, counted for the pool."""
    seats = tuple(None if seat and seat.claim == claim else seat for seat in s.seats)
    if seats == s.seats:
        return s, False
    return replace(s, seats=seats, left=_counted(s, pool, 1)), True


def keep(s: State, claim: str) -> tuple[State, None]:
    """KEEP: for good."""
    seats = tuple(x._replace(kept=True) if x and x.claim == claim else x for x in s.seats)
    return replace(s, seats=seats), None


def claim_person(s: State, person: str, claim: str, booking: str) -> tuple[State, str]:
    """CLAIM: one booking a person; in the way of itself is another answer."""
    mine = [c for c in s.persons if c[0] == person]
    if mine:
        return s, "own" if any(c[2] == booking for c in mine) else "refused"
    return replace(s, persons=s.persons | {(person, claim, booking, True)}), "done"


def unclaim(s: State, claim: str) -> tuple[State, None]:
    """The person's claim with this id goes."""
    return replace(s, persons=frozenset(c for c in s.persons if c[1] != claim)), None


def own_claim(s: State, person: str, booking: str) -> tuple[State, str | None]:
    """The fresh claim of a cut-off attempt for the same booking, to go on from."""
    found = [c[1] for c in s.persons if c[0] == person and c[2] == booking and c[3]]
    return s, found[0] if found and any(x and x.claim == found[0] for x in s.seats) else None


def insert(
    s: State, identity: str, person: str, claim: str, pool: str = PHONE
) -> tuple[State, bool]:
    """The booking, unless it is there."""
    if s.booking(identity):
        return s, False
    new = Booking("held", person, claim, frozenset(), frozenset(), pool)
    return s.put(identity, new), True


def look(s: State, identity: str) -> tuple[State, Booking | None]:
    """The booking as it stands."""
    return s, s.booking(identity)


def look_free(s: State, pool: str) -> tuple[State, int | None]:
    """Where a seat of a pool is free."""
    return s, _first_free(s, (pool,))


def move(
    s: State, identity: str, was: str, now: str, effects: tuple[str, ...], disposition: tuple[str, str] | None,
    guarded: bool, rewrite: bool = False,
) -> tuple[State, bool]:  # fmt: skip
    """One move of a booking, filtered on the status it leaves and on a transaction without a disposition."""
    b = s.booking(identity)
    if b is None or (guarded and b.status != was):
        return s, False
    if disposition and not rewrite and disposition[0] in dict(b.dispositions):
        return s, False
    dispositions = dict(b.dispositions) | dict([disposition] if disposition else [])
    return s.put(
        identity,
        b._replace(
            status=now,
            effects=b.effects | set(effects),
            dispositions=frozenset(dispositions.items()),
        ),
    ), True


def pull(s: State, identity: str, effect: str) -> tuple[State, None]:
    """An effect that happened is taken off."""
    b = s.booking(identity)
    return (s.put(identity, b._replace(effects=b.effects - {effect})) if b else s), None


def refund(s: State, tx: str) -> tuple[State, None]:
    """WeChat sends the money back; once, for the number is a function of the transaction."""
    return replace(s, refunded=s.refunded | {tx}), None


# --- the use cases


def book(rules: Rules, attempt: str, identity: str, person: str, pool: str = PHONE) -> Program:
    """One attempt of a tap, or of a desk for its pool."""
    counted = pool if rules.free_counts_for_its_pool else PHONE
    if (yield (look, identity)):
        return
    claim = yield (own_claim, person, identity)
    if claim is None:
        claim = attempt
        if rules.take_is_guarded:
            pools = (pool,) if rules.take_asks_for_the_pool else (pool, PHONE, WINDOW)
            got = yield (take, claim, identity, pools)
        else:
            seen = yield (look_free, pool)
            got = yield (take, claim, identity, (), seen)
        if got is None:
            return
        if rules.person_is_claimed:
            answer = yield (claim_person, person, claim, identity)
            if answer != "done":
                yield (free, claim, counted)
                return
    if (yield (insert, identity, person, claim, pool)):
        return
    stored = yield (look, identity)
    if stored and stored.claim != claim:
        yield (unclaim, claim)
        yield (free, claim, counted)


def carry_out(identity: str, effects: frozenset[str], release: Release | None = None) -> Program:
    """Every effect, then it is taken off. `release`: how a seat goes to the queue; False keeps the effect."""
    for effect in sorted(effects):
        kind, *target = effect.split(":")
        if kind == "release" and release is not None:
            if (yield from release(*target)):
                yield (pull, identity, effect)
            continue
        yield ({"release": free, "unclaim": unclaim, "keep": keep, "refund": refund}[kind], *target)
        yield (pull, identity, effect)


def settle(rules: Rules, identity: str, tx: str) -> Program:
    """Money arrived: kept by a hold, sent back by anything else."""
    for _ in range(3):
        b = yield (look, identity)
        if b is None or tx in dict(b.dispositions):
            return
        if b.status == "held":
            effects, now, disposition = (f"keep:{b.claim}",), "confirmed", (tx, "kept")
        else:
            effects, now, disposition = (f"refund:{tx}",), b.status, (tx, "refund")
        if (yield (move, identity, b.status, now, effects, disposition, rules.status_decides)):
            yield from carry_out(identity, frozenset(effects))
            return


def give_up(
    rules: Rules, identity: str, statuses: tuple[str, ...], now: str, release: Release | None = None
) -> Program:
    """cancel and expire: the booking says so first, seat and claim follow."""
    b = yield (look, identity)
    if b is None or b.status not in statuses:
        return
    kept = next((tx for tx, disposition in b.dispositions if disposition == "kept"), None)
    counted = b.pool if rules.free_counts_for_its_pool else PHONE
    effects = [f"release:{b.claim}:{counted}", f"unclaim:{b.claim}"]
    effects += [f"refund:{kept}"] if kept else []
    disposition = (kept, "refund") if kept else None
    if (
        yield (
            move,
            identity,
            b.status,
            now,
            tuple(effects),
            disposition,
            rules.status_decides,
            True,
        )
    ):
        yield from carry_out(identity, frozenset(effects), release)
