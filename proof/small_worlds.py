"""Every interleaving of small worlds of the model, a stop after every step, then the timers; and what a rule is for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from proof.model import (
    Booking,
    Program,
    Rules,
    Seat,
    State,
    Step,
    Waiting,
    book,
    carry_out,
    claim_person,
    free,
    give_up,
    insert,
    look,
    move,
    settle,
    take,
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
    for seat in s.seats:
        if seat is None:
            continue
        b = s.booking(seat.booking)
        seated = b is not None and b.status in ("held", "confirmed")
        if not seated or (rules.orphans_by_claim and b is not None and b.claim != seat.claim):
            s = (
                _to_the_end(s, release_seat(rules, seat.claim))
                if s.queue
                else free(s, seat.claim)[0]
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
            if not any(x and x.claim == b.claim and x.booking == identity for x in s.seats):
                return f"{identity} has lost its seat"
            if not any(c[1] == b.claim and c[2] == identity for c in s.persons):
                return f"{identity} has lost its person's claim"
    return ""


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
    if any(seat is None for seat in s.seats):
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
    """A small world: so many seats, these calls meeting, this money, sweeps of orphans while they run."""

    name: str
    seats: int
    calls: dict[str, Call]
    begin: Callable[[State], State] = lambda s: s
    money: dict[str, str] = field(default_factory=dict)
    without: str = ""


def _held(s: State) -> State:
    s, _ = take(s, "c0", "x", True)
    s, _ = claim_person(s, "P", "c0", "x")
    return insert(s, "x", "P", "c0")[0]


def _cut_off(s: State) -> State:
    s, _ = take(s, "c0", "x", True)
    return claim_person(s, "P", "c0", "x")[0]


def _two_wait(s: State) -> State:
    """x holds the only seat; R waits behind Q, who has another booking at that hour."""
    s = replace(_held(s), persons=frozenset({("P", "c0", "x", True), ("Q", "cz", "z", True)}))
    s = s.put("z", Booking("elsewhere", "Q", "cz", frozenset(), frozenset()))
    return replace(s, queue=(Waiting("e1", "Q"), Waiting("e2", "R")))


def _gives_up_to_the_queue(rules: Rules) -> Program:
    return give_up(rules, "x", ("held", "confirmed"), "cancelled", partial(release_seat, rules))


def _works_off(rules: Rules) -> Program:
    """Somebody else who runs the effects of x."""
    b = yield (look, "x")
    if b is not None:
        yield from carry_out("x", b.effects, partial(release_seat, rules))


def _comes_back(_: Rules) -> Program:
    """Q gives the other booking up: nothing is in the way any more."""
    yield (move, "z", "elsewhere", "cancelled", (), None, True)
    yield (unclaim, "cz")


def sweep_orphan_seats(rules: Rules) -> Program:
    """A sweep beside living processes: what is stale and stands on no booking goes."""
    for claim in ("a", "b", "c0"):
        seat = yield (_stale_seat, claim, rules.live_attempts_are_spared)
        if seat:
            b = yield (look, seat.booking)
            if not (b and b.status in ("held", "confirmed") and b.claim == claim):
                yield (free, claim)


def _stale_seat(s: State, claim: str, spared: bool) -> tuple[State, Seat | None]:
    return s, next(
        (x for x in s.seats if x and x.claim == claim and not (x.fresh and spared)), None
    )


def _books(attempt: str, identity: str, person: str) -> Call:
    return lambda rules: book(rules, attempt, identity, person)


def _settles(rules: Rules) -> Program:
    return settle(rules, "x", "t")


def _cancels(rules: Rules) -> Program:
    return give_up(rules, "x", ("held", "confirmed"), "cancelled")


def _expires(rules: Rules) -> Program:
    return give_up(rules, "x", ("held",), "expired")


_WORLDS: tuple[Small, ...] = (
    Small("two buyers, one seat", 1, {"a": _books("a", "x", "P"), "b": _books("b", "y", "Q")},
          without="take_is_guarded"),
    Small("one tap twice, two seats", 2, {"a": _books("a", "x", "P"), "b": _books("b", "x", "P")}, money={"x": "t"},
          without="orphans_by_claim"),
    Small("one person, two taps", 2, {"a": _books("a", "x", "P"), "b": _books("b", "y", "P")},
          without="person_is_claimed"),
    Small("one tap three times", 2, {name: _books(name, "x", "P") for name in "abc"}),
    Small("two copies go on from a cut attempt", 1, {"a": _books("a", "x", "P"), "b": _books("b", "x", "P")}, _cut_off),
    Small("book beside a sweep", 1, {"a": _books("a", "x", "P"), "s": sweep_orphan_seats},
          without="live_attempts_are_spared"),
    Small("money × expire", 1, {"n": _settles, "e": _expires}, _held, {"x": "t"}, without="status_decides"),
    Small("money × cancel", 1, {"n": _settles, "c": _cancels}, _held, {"x": "t"}, without="status_decides"),
    Small("two notices × cancel", 1, {"n": _settles, "m": _settles, "c": _cancels}, _held, {"x": "t"}),
    Small("cancel × another who works it off, two wait", 1, {"c": _gives_up_to_the_queue, "s": _works_off}, _two_wait,
          without="passed_over_are_remembered"),
    Small("cancel × work × the first comes back", 1,
          {"c": _gives_up_to_the_queue, "s": _works_off, "q": _comes_back}, _two_wait,
          without="hand_asks_for_the_claim"),
    Small("cancel × buyer, two wait", 1, {"c": _gives_up_to_the_queue, "b": _books("b", "y", "S")}, _two_wait),
    Small("cancel × expire × buyer", 1, {"c": _cancels, "e": _expires, "b": _books("b", "y", "Q")}, _held),
)  # fmt: skip


def explore(world: Small, rules: Rules) -> tuple[int, str]:
    """Every state that can be reached; how many, and the first thing that is broken in one of them."""
    first = world.begin(State(seats=(None,) * world.seats))
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


def report(_uri: str = "") -> tuple[list[tuple[str, ...]], list[str]]:
    """Every small world with all rules, and those that show what a rule is for without it."""
    rows: list[tuple[str, ...]] = []
    wrong: list[str] = []
    for world in _WORLDS:
        states, broken = explore(world, Rules())
        if broken:
            wrong.append(f"{world.name}: {broken}")
        without = ""
        if world.without:
            _, found = explore(world, replace(Rules(), **{world.without: False}))
            without = f"{world.without.replace('_', ' ')}: {found or 'NOTHING'}"
            if not found:
                wrong.append(f"{world.name}: nothing breaks without {world.without}")
        rows.append((world.name, str(states), without))
    return rows, wrong
