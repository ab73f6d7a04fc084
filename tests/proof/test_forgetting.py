"""Forgetting one user touches nobody else, and nothing that is still open."""

from proof import actions as acts
from proof import start_states as begin
from proof.world import World


def test_the_bookings_of_others_stay_theirs(world: World) -> None:
    mine = acts.books(0)(world).booking.id
    theirs = acts.books(1, "pair")(world).booking.id
    assert world.store.bookings.forget_user("o1", "erased-1") == 1
    owners = {raw["_id"]: raw["openid"] for raw in world.raw["bookings"].find({})}
    assert owners == {mine: "erased-1", theirs: "o2"}


def test_ended_entries_are_forgotten_and_open_ones_stay(world: World) -> None:
    begin.waiting(world)
    acts.leaves(1)(world)
    world.store.waitlist.forget_user("o2", "erased-2")
    world.store.waitlist.forget_user("o3", "erased-3")
    owners = {raw["status"]: raw["openid"] for raw in world.raw["waitlist"].find({})}
    assert owners == {"left": "erased-2", "waiting": "o3"}


def test_the_entries_of_others_stay_theirs(world: World) -> None:
    begin.waiting(world)
    acts.leaves(1)(world)
    world.store.waitlist.forget_user("o4", "erased-4")
    assert {raw["openid"] for raw in world.raw["waitlist"].find({})} == {"o2", "o3"}
