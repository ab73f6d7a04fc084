"""Every state that a small world of the model can reach: each interleaving, each stop, then the timers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from proof.model import (
    PHONE,
    WINDOW,
    Program,
    Rules,
    Seat,
    State,
    Step,
    carry_out,
    free,
    give_up,
    opened,
    settle,
    unclaim,
)
from proof.queue_model import may_have, release_seat

# Offers lapse one after the other, and each run asks one who waits.
_ROUNDS = 6
# What a person's claim stands on; `elsewhere`: a booking of another slot, whose seat is not in the world.
_COUNTS = ("held", "confirmed", "elsewhere")

# --- the timers, in one go: everybody who could stop has stopped


def settled(s: State, rules: Rules, money: dict[str, str]) -> State:
    """What the timers make of a state in which no process lives any more."""
    s = replace(s, running=())
    for identity, tx in sorted(money.items()):
        s = _to_the_end(s, settle(rules, identity, tx)) if s.booking(identity) else s
    release = partial(release_seat, rules) if s.queue else None
    for _ in range(_ROUNDS if s.queue else 1):
        for identity, b in s.bookings:
            if b.status == "held":
                s = _to_the_end(s, give_up(rules, identity, ("held",), "expired", release))
        for identity, b in s.bookings:
            s = _to_the_end(s, carry_out(identity, b.effects, release))
        s = _orphans(s, rules)
    return s


def _to_the_end(s: State, program: Program) -> State:
    result = None
    while True:
        try:
            step = program.send(result)
        except StopIteration:
            return s
        s, result = step[0](s, *step[1:])


def _orphans(s: State, rules: Rules) -> State:
    for seat, pool in zip(s.seats, s.pools, strict=True):
        if seat is None:
            continue
        counted = pool if rules.free_counts_for_its_pool else PHONE
        b = s.booking(seat.booking)
        seated = b is not None and b.status in ("held", "confirmed")
        if not seated or (rules.orphans_by_claim and b is not None and b.claim != seat.claim):
            s = (
                _to_the_end(s, release_seat(rules, seat.claim, counted))
                if s.queue
                else free(s, seat.claim, counted)[0]
            )
    for _, claim, identity, _ in sorted(s.persons):
        b = s.booking(identity)
        active = b is not None and b.status in _COUNTS
        if not active or (rules.orphans_by_claim and b is not None and b.claim != claim):
            s, _ = unclaim(s, claim)
    return s


# --- what must hold


def broken_now(s: State, _: Rules) -> str:
    """What may never be, not even for an instant."""
    for identity, b in s.bookings:
        if b.status in ("held", "confirmed"):
            if any(x and x.claim == b.claim and p != b.pool for x, p in _places(s)):
                return f"a seat of another pool was sold to the {b.pool}"
            if not any(x and x.claim == b.claim and x.booking == identity for x in s.seats):
                return f"{identity} has lost its seat"
            if not any(c[1] == b.claim and c[2] == identity for c in s.persons):
                return f"{identity} has lost its person's claim"
    for pool, left in zip((PHONE, WINDOW), s.left, strict=True):
        if left != len(_free_of(s, pool)):
            return f"{left} seats of the {pool} are counted, {len(_free_of(s, pool))} are free"
    return ""


def _places(s: State) -> list[tuple[Seat | None, str]]:
    return list(zip(s.seats, s.pools, strict=True))


def _free_of(s: State, pool: str) -> list[None]:
    return [seat for seat, of in _places(s) if seat is None and of == pool]


def broken_at_rest(s: State, money: dict[str, str]) -> str:
    """What must hold when nothing is left to do."""
    for seat in s.seats:
        b = s.booking(seat.booking) if seat else None
        if seat and not (b and b.status in ("held", "confirmed") and b.claim == seat.claim):
            return "a seat has leaked"
    for _, claim, identity, _ in s.persons:
        b = s.booking(identity)
        if not (b and b.status in _COUNTS and b.claim == claim):
            return "a person's claim has leaked"
    if _free_of(s, PHONE):
        for w in s.queue:
            if w.status == "waiting" and not w.passed and may_have(s, w.person)[1]:
                return "a seat is free while somebody waits for it"
    for identity, tx in money.items():
        b = s.booking(identity)
        if b is None:
            continue
        stands = b.status == "confirmed" and dict(b.dispositions).get(tx) == "kept"
        if stands == (tx in s.refunded):
            return f"money of {identity}: {'both kept and sent back' if stands else 'neither kept nor sent back'}"
    return ""


# --- exploring


Call = Callable[[Rules], Program]


@dataclass(frozen=True)
class Small:
    """A small world: seats of these pools, these calls meeting, this money, sweeps of orphans while they run."""

    name: str
    seats: tuple[str, ...]
    calls: dict[str, Call]
    begin: Callable[[State], State] = lambda s: s
    money: dict[str, str] = field(default_factory=dict)
    without: str = ""


def explore(world: Small, rules: Rules) -> tuple[int, str]:
    """Every state that can be reached; how many, and the first thing that is broken in one of them."""
    first = world.begin(opened(*world.seats))
    first = replace(first, running=tuple((name, ()) for name in sorted(world.calls)))
    seen, waiting = {first}, [first]
    while waiting:
        state = waiting.pop()
        wrong = broken_now(state, rules) or broken_at_rest(
            settled(state, rules, world.money), world.money
        )
        if wrong:
            return len(seen), wrong
        for following in _following(state, world, rules):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return len(seen), ""


def _following(state: State, world: Small, rules: Rules) -> Iterator[State]:
    """Each running process makes a step, or stops for good."""
    for at, (name, results) in enumerate(state.running):
        others = (*state.running[:at], *state.running[at + 1 :])
        yield replace(state, running=others)
        step = _next_step(world.calls[name](rules), results)
        if step is None:
            continue
        after, result = step[0](state, *step[1:])
        yield replace(
            after,
            running=tuple(sorted((*others, (name, (*results, result))), key=lambda each: each[0])),
        )


def _next_step(program: Program, results: tuple[Any, ...]) -> Step | None:
    try:
        step = next(program)
        for result in results:
            step = program.send(result)
    except StopIteration:
        return None
    return step
