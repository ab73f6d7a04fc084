"""Random histories in short, the same ones every time."""

import pytest

from proof import acts
from proof.cuts import Wrong
from proof.histories import Histories, story
from proof.world import World


def test_no_history_breaks_a_promise(world: World) -> None:
    story(world, world.now(), examples=8, steps=12)


def test_a_broken_promise_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a cancellation that forgets the refund."""

    def forgetful(self: Histories, which: int) -> None:
        booking = self._pick("bookings", which, status="confirmed")
        if booking:
            change = {"$set": {"status": "cancelled", "effects": []}}
            self.world.raw["bookings"].update_one({"_id": booking["_id"]}, change)
            self.world.tap.dirty.add("bookings")

    acts.books(0)(world)
    world.facts["tx"] = world.paid_at_wechat(next(iter(world.outside.orders)))
    acts.notice()(world)
    monkeypatch.setattr(Histories.cancel, "function", forgetful, raising=False)
    machine = type("Careless", (Histories,), {"world": world, "beginning": world.now()})
    history = machine()
    forgetful(history, 0)
    with pytest.raises(Wrong):
        history.at_every_instant()
