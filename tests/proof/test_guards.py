"""The list of guards is complete where it can be checked by eye, and taking one out really takes it out."""

import ast

import pytest

from proof.guards import STORE, Guard, _Remover, guards


def test_the_guards_of_taking_a_seat_are_listed() -> None:
    found = {guard.key for guard in guards() if (guard.module, guard.function) == ("slots", "take")}
    assert found == {"state", "left", "release_at", "closes_at", "claim", "pool"}


def test_conditions_of_an_element_and_those_handed_on_are_listed() -> None:
    listed = {str(guard) for guard in guards()}
    assert {
        "slots._on_seat: until", "slots._hand: state", "persons._on_claim: claim", "bookings.lease_effect: not_before",
        "bookings.cancel: fate",
    } <= listed  # fmt: skip


@pytest.mark.parametrize("guard", guards(), ids=str)
def test_a_guard_that_is_taken_out_is_gone(guard: Guard) -> None:
    remover = _Remover(guard.line, guard.column)
    before = ast.parse((STORE / f"{guard.module}.py").read_text())
    size = sum(1 for _ in ast.walk(before))
    after = remover.visit(before)
    assert remover.removed
    assert sum(1 for _ in ast.walk(after)) < size
