"""The list of guards is complete where it can be checked by eye, and taking one out really takes it out."""

import ast

import pytest

from proof.guards import Guard, guards
from proof.knockout import Remover


def _in(file: str, function: str) -> set[str]:
    return {g.name for g in guards() if (g.file.stem, g.function) == (file, function)}


def test_the_guards_of_taking_a_seat_are_listed() -> None:
    assert _in("slots", "take") == {"state", "left", "release_at", "closes_at", "claim", "pool"}


def test_conditions_of_an_element_and_those_handed_on_are_listed() -> None:
    listed = {str(guard) for guard in guards()}
    assert {
        "slots._on_seat: until", "slots._on_seat: pool", "slots._hand: state", "persons._on_claim: claim",
        "outbox.lease: not_before", "bookings.apply: status",
    } <= listed  # fmt: skip


def test_each_named_guard_is_listed_where_it_becomes_a_condition_and_where_a_move_asks_for_it() -> (
    None
):
    assert _in("bookings", "HOLD_RUNS") == _in("bookings", "HOLD_OVER") == {"hold_until"}
    assert _in("bookings", "NEW_MONEY") == {"money.transaction_id"}
    assert _in("bookings", "MONEY_KEPT") == {"disposition"}
    asked = {(g.function, g.name) for g in guards() if g.file.stem == "moves"}
    assert asked == {
        ("on_accept", "HOLD_RUNS"), ("on_lapse", "HOLD_OVER"), ("on_cancel", "MONEY_KEPT"),
        ("_kept", "NEW_MONEY"), ("_goes_back", "NEW_MONEY"),
    }  # fmt: skip


@pytest.mark.parametrize("guard", guards(), ids=str)
def test_a_guard_that_is_taken_out_is_gone(guard: Guard) -> None:
    remover = Remover(guard.line, guard.column)
    before = ast.parse(guard.file.read_text())
    size = sum(1 for _ in ast.walk(before))
    after = remover.visit(before)
    assert remover.removed
    assert sum(1 for _ in ast.walk(after)) < size
