"""The crash matrix in short: every situation, cut at some of its points. `make prove` cuts at all."""

from dataclasses import replace
from typing import Any

import pytest

from proof.cuts import Scene, Way, points_of, try_scene
from proof.scenarios import SCENES
from proof.world import World

EVERY = 8


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_cut_loses_nothing(world: World, scene: Scene) -> None:
    scene.begin(world)
    tried = try_scene(world, scene, (Way.UNWOUND,), EVERY)
    assert tried.cuts >= 2
    assert tried.wrong == []


@pytest.mark.parametrize("way", [Way.KILLED, Way.UNKNOWN])
def test_a_process_ends_or_an_answer_is_lost(world: World, way: Way) -> None:
    scene = _named("cancel paid, two wait")
    scene.begin(world)
    tried = try_scene(world, scene, (way,), 6)
    assert tried.cuts >= 6
    assert tried.wrong == []


def test_the_points_are_found_by_running(world: World) -> None:
    scene = _named("book")
    scene.begin(world)
    points = [str(point) for point in points_of(world, scene)]
    assert points == [
        "slots.update_one", "persons.update_one", "bookings.insert_one", "bookings.update_one", "wechat.prepay",
    ]  # fmt: skip


def test_a_use_case_that_forgets_is_found_out(world: World) -> None:
    """The control: an act that gives a seat away before the booking says so must be noticed at some cut."""
    scene = _named("cancel paid")

    def careless(world: World) -> Any:
        booking = world.booking(world.facts["booking"])
        assert booking is not None
        world.store.slots.free(booking.slot_id, booking.seat.pool, booking.seat.claim)
        return scene.act(world)

    scene.begin(world)
    tried = try_scene(world, replace(scene, act=careless), (Way.UNWOUND,))
    assert any("a booking has lost its seat" in wrong for wrong in tried.wrong)


def _named(name: str) -> Scene:
    return next(scene for scene in SCENES if scene.name == name)
