"""Random histories in short, the same ones every time."""

import pytest

from proof import start_states as begin
from proof.cuts import Wrong
from proof.histories import Histories, story
from proof.world import World


def test_no_history_breaks_a_promise(world: World) -> None:
    story(world, world.now(), examples=8, steps=12)


def test_a_broken_promise_is_found(world: World) -> None:
    """The control: a booking that is given up without its releases and its refund."""
    begin.confirmed(world)
    machine = type("History", (Histories,), {"world": world, "beginning": world.now()})
    history = machine()
    history.at_every_instant()
    world.raw["bookings"].update_one(
        {"_id": world.facts["booking"]}, {"$set": {"status": "cancelled", "effects": []}}
    )
    world.interceptor.dirty.add("bookings")
    with pytest.raises(Wrong, match="money is kept without a confirmed booking"):
        history.at_every_instant()
