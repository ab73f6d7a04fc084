"""The race matrix in short: every pair, each side stopped once at some places. `make prove` runs every schedule."""

import pytest

from common.store.slots import Slots
from proof import actions as acts
from proof import start_states as begin
from proof.interceptor import Point
from proof.pairs import PAIRS
from proof.races import Race, try_race
from proof.scheduler import Trace, every_schedule
from proof.unguarded import AddsAgain, LooksAlone, make_careless
from proof.world import World

SAMPLE = 2


@pytest.mark.parametrize("race", PAIRS, ids=lambda race: race.name)
def test_a_race_ends_well(world: World, race: Race) -> None:
    race.begin(world)
    raced = try_race(world, race, SAMPLE)
    assert raced.schedules >= 2
    assert raced.wrong == []


def test_the_control_a_check_before_the_write_sells_one_seat_twice(world: World) -> None:
    race = Race(
        "two buyers", begin.nothing, (acts.books(0), acts.books(1)), frozenset({"OK", "SLOT_HELD"})
    )
    good = world.deps
    make_careless(world)
    try:
        raced = try_race(world, race, 6)
    finally:
        world.deps = good
    assert any("a booking has lost its seat" in wrong for wrong in raced.wrong)


def test_the_control_two_desks_without_a_guard_sell_the_windows_last_seat_twice(
    world: World,
) -> None:
    race = Race(
        "two desks", begin.nothing, (acts.books_at_desk(0), acts.books_at_desk(1)),
        frozenset({"OK", "SLOT_HELD", "BUSY"}),
    )  # fmt: skip
    good = world.deps
    make_careless(world)
    try:
        raced = try_race(world, race, 15)
    finally:
        world.deps = good
    assert any("a booking has lost its seat" in wrong for wrong in raced.wrong)


def _in_a_careless_world(world: World, kind: type[Slots], name: str) -> list[str]:
    """What is wrong after a race of the matrix without a guard."""
    race = next(race for race in PAIRS if race.name == name)
    race.begin(world)
    good = world.deps
    make_careless(world, kind)
    try:
        return try_race(world, race, 40).wrong
    finally:
        world.deps = good


def test_the_control_who_only_looks_lays_out_anew_what_somebody_books(world: World) -> None:
    wrong = _in_a_careless_world(world, LooksAlone, "laid out anew × book")
    assert any("a seat is taken of a slot that another layout replaced" in each for each in wrong)


def test_the_control_of_two_copies_of_a_tap_each_adds_its_seat(world: World) -> None:
    wrong = _in_a_careless_world(world, AddsAgain, "seats added, two copies")
    assert any("a number is on two seats" in each for each in wrong)


@pytest.mark.parametrize(
    ("most", "count"), [(None, 20), (0, 2), (1, 2 + 4), (2, 2 + 4 + 8)], ids=["all", "0", "1", "2"]
)
def test_every_schedule_is_run_once(most: int | None, count: int) -> None:
    """Two sides of three steps: C(6,3) = 20 interleavings; with preemptions bounded, counted by hand."""
    seen = []

    def run_one(choices: str) -> Trace:
        trace, left = Trace(), {"A": 3, "B": 3}
        while enabled := "".join(side for side in "AB" if left[side]):
            at = len(trace.went)
            last = trace.went[-1] if trace.went else "A"
            who = choices[at] if at < len(choices) else (last if last in enabled else enabled[0])
            left[who] -= 1
            trace.enabled.append(enabled)
            trace.went.append(who)
            trace.points.append(Point("x", "y", True))
        return trace

    seen = ["".join(trace.went) for trace in every_schedule(run_one, most)]
    assert len(seen) == len(set(seen)) == count
