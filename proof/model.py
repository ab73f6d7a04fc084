"""The protocol as a small pure model: every interleaving of small worlds, a stop after every step, then the timers.

A process is a generator that yields one atomic operation at a time: one document update or one read. Its state is its
program and the results so far, so a state of the world is plain data and is visited once. Time is two marks: an
attempt is *fresh* (its process may still be alive) or *stale* (it cannot; the orphan rules may act).
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

Step = tuple[Any, ...]
Program = Generator[Step, Any, None]


class Seat(NamedTuple):
    """A taken seat: whose claim, for which booking, kept for good or not, and whether its attempt may live."""

    claim: str
    booking: str
    kept: bool
    fresh: bool


class Booking(NamedTuple):
    """What the model keeps of a booking. `effects` are release:claim, unclaim:claim, keep:claim, refund:tx."""

    status: str
    person: str
    claim: str
    effects: frozenset[str]
    fates: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class State:
    """Everything stored, as plain data. `persons` holds (person, claim, booking, fresh)."""

    seats: tuple[Seat | None, ...]
    persons: frozenset[tuple[str, str, str, bool]] = frozenset()
    bookings: tuple[tuple[str, Booking], ...] = ()
    refunded: frozenset[str] = frozenset()
    running: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    def booking(self, identity: str) -> Booking | None:
        """A booking by its id."""
        return dict(self.bookings).get(identity)

    def put(self, identity: str, booking: Booking) -> "State":
        """With this booking as it is now."""
        return replace(self, bookings=tuple(sorted({**dict(self.bookings), identity: booking}.items())))


@dataclass(frozen=True)
class Rules:
    """The rules that can be taken out, to see what each is for."""

    take_is_guarded: bool = True
    person_is_claimed: bool = True
    orphans_by_claim: bool = True
    status_decides: bool = True
    live_attempts_are_spared: bool = True


# --- single updates


def take(s: State, claim: str, booking: str, guarded: bool, seen: int | None = None) -> tuple[State, Any]:
    """TAKE: a free seat, or None. Unguarded it writes where it saw one free."""
    at = next((i for i, seat in enumerate(s.seats) if seat is None), None) if guarded else seen
    if at is None:
        return s, None
    seat = Seat(claim, booking, False, True)
    return replace(s, seats=(*s.seats[:at], seat, *s.seats[at + 1 :])), at


def free(s: State, claim: str) -> tuple[State, bool]:
    """FREE: the seat with this claim."""
    seats = tuple(None if seat and seat.claim == claim else seat for seat in s.seats)
    return replace(s, seats=seats), seats != s.seats


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


def insert(s: State, identity: str, person: str, claim: str) -> tuple[State, bool]:
    """The booking, unless it is there."""
    if s.booking(identity):
        return s, False
    return s.put(identity, Booking("held", person, claim, frozenset(), frozenset())), True


def look(s: State, identity: str) -> tuple[State, Booking | None]:
    """The booking as it stands."""
    return s, s.booking(identity)


def look_free(s: State) -> tuple[State, int | None]:
    """Where a seat is free."""
    return s, next((i for i, seat in enumerate(s.seats) if seat is None), None)


def move(
    s: State, identity: str, was: str, now: str, effects: tuple[str, ...], fate: tuple[str, str] | None,
    guarded: bool, rewrite: bool = False,
) -> tuple[State, bool]:  # fmt: skip
    """One move of a booking, filtered on the status it leaves and on a transaction without a fate."""
    b = s.booking(identity)
    if b is None or (guarded and b.status != was):
        return s, False
    if fate and not rewrite and fate[0] in dict(b.fates):
        return s, False
    fates = dict(b.fates) | dict([fate] if fate else [])
    return s.put(identity, b._replace(status=now, effects=b.effects | set(effects), fates=frozenset(fates.items()))), True


def pull(s: State, identity: str, effect: str) -> tuple[State, None]:
    """An effect that happened is taken off."""
    b = s.booking(identity)
    return (s.put(identity, b._replace(effects=b.effects - {effect})) if b else s), None


def refund(s: State, tx: str) -> tuple[State, None]:
    """WeChat sends the money back; once, for the number is a function of the transaction."""
    return replace(s, refunded=s.refunded | {tx}), None


# --- the use cases


def book(rules: Rules, attempt: str, identity: str, person: str) -> Program:
    """One attempt of a tap."""
    if (yield (look, identity)):
        return
    claim = yield (own_claim, person, identity)
    if claim is None:
        claim = attempt
        if rules.take_is_guarded:
            got = yield (take, claim, identity, True)
        else:
            seen = yield (look_free,)
            got = yield (take, claim, identity, False, seen)
        if got is None:
            return
        if rules.person_is_claimed:
            answer = yield (claim_person, person, claim, identity)
            if answer != "done":
                yield (free, claim)
                return
    if (yield (insert, identity, person, claim)):
        return
    stored = yield (look, identity)
    if stored and stored.claim != claim:
        yield (unclaim, claim)
        yield (free, claim)


def carry_out(identity: str, effects: frozenset[str]) -> Program:
    """Every effect, then it is taken off."""
    for effect in sorted(effects):
        kind, _, target = effect.partition(":")
        yield ({"release": free, "unclaim": unclaim, "keep": keep, "refund": refund}[kind], target)
        yield (pull, identity, effect)


def settle(rules: Rules, identity: str, tx: str) -> Program:
    """Money arrived: kept by a hold, sent back by anything else."""
    for _ in range(3):
        b = yield (look, identity)
        if b is None or tx in dict(b.fates):
            return
        if b.status == "held":
            effects, now, fate = (f"keep:{b.claim}",), "confirmed", (tx, "kept")
        else:
            effects, now, fate = (f"refund:{tx}",), b.status, (tx, "refund")
        if (yield (move, identity, b.status, now, effects, fate, rules.status_decides)):
            yield from carry_out(identity, frozenset(effects))
            return


def give_up(rules: Rules, identity: str, statuses: tuple[str, ...], now: str) -> Program:
    """cancel and expire: the booking says so first, seat and claim follow."""
    b = yield (look, identity)
    if b is None or b.status not in statuses:
        return
    kept = next((tx for tx, fate in b.fates if fate == "kept"), None)
    effects = [f"release:{b.claim}", f"unclaim:{b.claim}"] + ([f"refund:{kept}"] if kept else [])
    fate = (kept, "refund") if kept else None
    if (yield (move, identity, b.status, now, tuple(effects), fate, rules.status_decides, True)):
        yield from carry_out(identity, frozenset(effects))


# --- the timers, in one go: everybody who could stop has stopped


def settled(s: State, rules: Rules, money: dict[str, str]) -> State:
    """What the timers make of a state in which no process lives any more."""
    s = replace(s, running=())
    for identity, tx in sorted(money.items()):
        s = _to_the_end(s, settle(rules, identity, tx)) if s.booking(identity) else s
    for identity, b in s.bookings:
        if b.status == "held":
            s = _to_the_end(s, give_up(rules, identity, ("held",), "expired"))
    for identity, b in s.bookings:
        s = _to_the_end(s, carry_out(identity, b.effects))
    return _orphans(s, rules)


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
            s, _ = free(s, seat.claim)
    for _, claim, identity, _ in sorted(s.persons):
        b = s.booking(identity)
        active = b is not None and b.status in ("held", "confirmed")
        if not active or (rules.orphans_by_claim and b is not None and b.claim != claim):
            s, _ = unclaim(s, claim)
    return s


# --- what must hold


def broken_now(s: State, rules: Rules) -> str:
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
        if not (b and b.status in ("held", "confirmed") and b.claim == claim):
            return "a person's claim has leaked"
    for identity, tx in money.items():
        b = s.booking(identity)
        if b is None:
            continue
        stands = b.status == "confirmed" and dict(b.fates).get(tx) == "kept"
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


def sweep_orphan_seats(rules: Rules) -> Program:
    """A sweep beside living processes: what is stale and stands on no booking goes."""
    for claim in ("a", "b", "c0"):
        seat = yield (_stale_seat, claim, rules.live_attempts_are_spared)
        if seat:
            b = yield (look, seat.booking)
            if not (b and b.status in ("held", "confirmed") and b.claim == claim):
                yield (free, claim)


def _stale_seat(s: State, claim: str, spared: bool) -> tuple[State, Seat | None]:
    return s, next((x for x in s.seats if x and x.claim == claim and not (x.fresh and spared)), None)


_WORLDS: tuple[Small, ...] = (
    Small("two buyers, one seat", 1, {"a": lambda r: book(r, "a", "x", "P"), "b": lambda r: book(r, "b", "y", "Q")},
          without="take_is_guarded"),
    Small("one tap twice, two seats", 2, {"a": lambda r: book(r, "a", "x", "P"), "b": lambda r: book(r, "b", "x", "P")},
          money={"x": "t"}, without="orphans_by_claim"),
    Small("one person, two taps", 2, {"a": lambda r: book(r, "a", "x", "P"), "b": lambda r: book(r, "b", "y", "P")},
          without="person_is_claimed"),
    Small("one tap three times", 2, {n: (lambda n: lambda r: book(r, n, "x", "P"))(n) for n in "abc"}),
    Small("two copies go on from a cut attempt", 1,
          {"a": lambda r: book(r, "a", "x", "P"), "b": lambda r: book(r, "b", "x", "P")}, _cut_off),
    Small("book beside a sweep", 1, {"a": lambda r: book(r, "a", "x", "P"), "s": sweep_orphan_seats},
          without="live_attempts_are_spared"),
    Small("money × expire", 1, {"n": lambda r: settle(r, "x", "t"), "e": lambda r: give_up(r, "x", ("held",), "expired")},
          _held, {"x": "t"}, without="status_decides"),
    Small("money × cancel", 1,
          {"n": lambda r: settle(r, "x", "t"), "c": lambda r: give_up(r, "x", ("held", "confirmed"), "cancelled")},
          _held, {"x": "t"}, without="status_decides"),
    Small("two notices × cancel", 1,
          {"n": lambda r: settle(r, "x", "t"), "m": lambda r: settle(r, "x", "t"),
           "c": lambda r: give_up(r, "x", ("held", "confirmed"), "cancelled")},
          _held, {"x": "t"}),
    Small("cancel × expire × buyer", 1,
          {"c": lambda r: give_up(r, "x", ("held", "confirmed"), "cancelled"),
           "e": lambda r: give_up(r, "x", ("held",), "expired"), "b": lambda r: book(r, "b", "y", "Q")}, _held),
)  # fmt: skip


def explore(world: Small, rules: Rules) -> tuple[int, str]:
    """Every state that can be reached; how many, and the first thing that is broken in one of them."""
    first = world.begin(State(seats=(None,) * world.seats))
    first = replace(first, running=tuple((name, ()) for name in sorted(world.calls)))
    seen, waiting = {first}, [first]
    while waiting:
        state = waiting.pop()
        wrong = broken_now(state, rules) or broken_at_rest(settled(state, rules, world.money), world.money)
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
        yield replace(after, running=tuple(sorted((*others, (name, (*results, result))), key=lambda each: each[0])))


def _next_step(program: Program, results: tuple[Any, ...]) -> Step | None:
    try:
        step = next(program)
        for result in results:
            step = program.send(result)
    except StopIteration:
        return None
    return step


def report(uri: str = "") -> tuple[list[tuple[str, ...]], list[str]]:
    """Every small world with all rules, and those that show what a rule is for without it."""
    rows, wrong = [], []
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
