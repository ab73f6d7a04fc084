"""The queue of a slot in the model: HAND, and a seat that is released to the first who may have it."""

from dataclasses import replace
from typing import Any

from proof.model import (
    PHONE,
    Program,
    Rules,
    Seat,
    State,
    Waiting,
    claim_person,
    free,
    insert,
    unclaim,
)

# --- single updates


def hand(s: State, claim: str, to: str, booking: str, guarded: bool) -> tuple[State, bool]:
    """HAND: the seat passes from one claim to another and is never free. Unguarded it takes whatever seat there is."""
    mine = [x is not None and (x.claim == claim or not guarded) for x in s.seats]
    if True not in mine:
        return s, False
    at = mine.index(True)
    seat = Seat(to, booking, False, True)
    return replace(s, seats=(*s.seats[:at], seat, *s.seats[at + 1 :])), True


def read_queue(s: State) -> tuple[State, tuple[Waiting, ...]]:
    """Who waits and is not passed over."""
    return s, tuple(w for w in s.queue if w.status == "waiting" and not w.passed)


def may_have(s: State, person: str) -> tuple[State, bool]:
    """Whether no claim is in the way of a person."""
    return s, all(c[0] != person for c in s.persons)


def note(s: State, entry: str, **change: Any) -> tuple[State, None]:
    """One entry of the queue changes."""
    return replace(
        s, queue=tuple(w._replace(**change) if w.entry == entry else w for w in s.queue)
    ), None


def pass_over(s: State, entry: str) -> tuple[State, None]:
    """Not asked again for a while."""
    return note(s, entry, passed=True)


def offer(s: State, entry: str, person: str, claim: str) -> tuple[State, bool]:
    """The offered booking, which the entry follows."""
    s, done = insert(s, f"q-{entry}", person, claim)
    return (note(s, entry, status="offered")[0] if done else s), done


# --- the program


def release_seat(rules: Rules, claim: str, pool: str) -> Program:
    """To the first who may have it, one asked a run; False when somebody is left to ask and the seat is kept.

    Who waits, waits for a phone's seat: one of another pool is free at once.
    """
    for_phones = pool == PHONE or not rules.phones_wait_for_the_phones_seats
    for waiting in (yield (read_queue,)) if for_phones else ():
        if (yield (may_have, waiting.person)):
            to = f"h-{claim}-{waiting.entry}"
            handed = (hand, claim, to, f"q-{waiting.entry}", rules.hand_asks_for_the_claim)
            if not (yield handed):
                return True
            claim = to
            if (yield (claim_person, waiting.person, claim, f"q-{waiting.entry}")) == "done":
                if (yield (offer, waiting.entry, waiting.person, claim)):
                    return True
                yield (unclaim, claim)
        else:
            if rules.passed_over_are_remembered:
                yield (pass_over, waiting.entry)
            return False
    yield (free, claim, pool)
    return True
