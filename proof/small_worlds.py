"""The small worlds of the model, and what each of its rules is for."""

from dataclasses import replace
from functools import partial

from proof.explore import Call, Small, explore
from proof.model import (
    PHONE,
    WINDOW,
    Booking,
    Program,
    Rules,
    Seat,
    State,
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
from proof.queue_model import release_seat


def _held(s: State) -> State:
    s, _ = take(s, "c0", "x", (PHONE,))
    s, _ = claim_person(s, "P", "c0", "x")
    return insert(s, "x", "P", "c0")[0]


def _cut_off(s: State) -> State:
    s, _ = take(s, "c0", "x", (PHONE,))
    return claim_person(s, "P", "c0", "x")[0]


def _two_wait(s: State) -> State:
    """x holds the only seat; R waits behind Q, who has another booking at that hour."""
    s = replace(_held(s), persons=frozenset({("P", "c0", "x", True), ("Q", "cz", "z", True)}))
    s = s.put("z", Booking("elsewhere", "Q", "cz", frozenset(), frozenset()))
    return replace(s, queue=(Waiting("e1", "Q"), Waiting("e2", "R")))


def _window_held_one_waits(s: State) -> State:
    """x holds the window's seat, z the phone's; R waits for one of the phone's."""
    for identity, person, claim, pool in (("x", "P", "c0", WINDOW), ("z", "Q", "cz", PHONE)):
        s, _ = take(s, claim, identity, (pool,))
        s, _ = claim_person(s, person, claim, identity)
        s, _ = insert(s, identity, person, claim, pool)
    return replace(s, queue=(Waiting("e1", "R"),))


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
                yield (free, claim, PHONE)


def _stale_seat(s: State, claim: str, spared: bool) -> tuple[State, Seat | None]:
    return s, next(
        (x for x in s.seats if x and x.claim == claim and not (x.fresh and spared)), None
    )


def _books(attempt: str, identity: str, person: str, pool: str = PHONE) -> Call:
    return lambda rules: book(rules, attempt, identity, person, pool)


def _settles(rules: Rules) -> Program:
    return settle(rules, "x", "t")


def _cancels(rules: Rules) -> Program:
    return give_up(rules, "x", ("held", "confirmed"), "cancelled")


def _expires(rules: Rules) -> Program:
    return give_up(rules, "x", ("held",), "expired")


_ONE, _TWO, _MIXED = (PHONE,), (PHONE, PHONE), (PHONE, WINDOW)

_WORLDS: tuple[Small, ...] = (
    Small("two buyers, one seat", _ONE, {"a": _books("a", "x", "P"), "b": _books("b", "y", "Q")},
          without="take_is_guarded"),
    Small("one tap twice, two seats", _TWO, {"a": _books("a", "x", "P"), "b": _books("b", "x", "P")}, money={"x": "t"},
          without="orphans_by_claim"),
    Small("one person, two taps", _TWO, {"a": _books("a", "x", "P"), "b": _books("b", "y", "P")},
          without="person_is_claimed"),
    Small("one tap three times", _TWO, {name: _books(name, "x", "P") for name in "abc"}),
    Small("two copies go on from a cut attempt", _ONE, {"a": _books("a", "x", "P"), "b": _books("b", "x", "P")},
          _cut_off),
    Small("book beside a sweep", _ONE, {"a": _books("a", "x", "P"), "s": sweep_orphan_seats},
          without="live_attempts_are_spared"),
    Small("money × expire", _ONE, {"n": _settles, "e": _expires}, _held, {"x": "t"}, without="status_decides"),
    Small("money × cancel", _ONE, {"n": _settles, "c": _cancels}, _held, {"x": "t"}, without="status_decides"),
    Small("two notices × cancel", _ONE, {"n": _settles, "m": _settles, "c": _cancels}, _held, {"x": "t"}),
    Small("cancel × another who works it off, two wait", _ONE, {"c": _gives_up_to_the_queue, "s": _works_off},
          _two_wait,
          without="passed_over_are_remembered"),
    Small("cancel × work × the first comes back", _ONE,
          {"c": _gives_up_to_the_queue, "s": _works_off, "q": _comes_back}, _two_wait,
          without="hand_asks_for_the_claim"),
    Small("cancel × buyer, two wait", _ONE, {"c": _gives_up_to_the_queue, "b": _books("b", "y", "S")}, _two_wait),
    Small("cancel × expire × buyer", _ONE, {"c": _cancels, "e": _expires, "b": _books("b", "y", "Q")}, _held),
    Small("a phone, a desk, a seat for each", _MIXED, {"a": _books("a", "x", "P"), "b": _books("b", "y", "Q", WINDOW)},
          without="take_asks_for_the_pool"),
    Small("two desks, the window's last seat", _MIXED,
          {"a": _books("a", "x", "P", WINDOW), "b": _books("b", "y", "Q", WINDOW)}, without="take_is_guarded"),
    Small("one person, at the desk and by phone", _MIXED,
          {"a": _books("a", "x", "P"), "b": _books("b", "y", "P", WINDOW)}, without="free_counts_for_its_pool"),
    Small("the window's seat given up × buyer, one waits", _MIXED,
          {"c": _gives_up_to_the_queue, "b": _books("b", "y", "S")}, _window_held_one_waits,
          without="phones_wait_for_the_phones_seats"),
    Small("the window's seat given up × desk × work, one waits", _MIXED,
          {"c": _gives_up_to_the_queue, "d": _books("d", "y", "S", WINDOW), "s": _works_off}, _window_held_one_waits,
          without="free_counts_for_its_pool"),
)  # fmt: skip


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
