"""What breaks no count and no reference is found all the same; `-rP` shows how much of it."""

import pytest

from ops.verify.repair import repair, repairable
from ops.verify.words import sentence
from tests.ops.plants import Plant
from tests.ops.plants_of_sense import PLANTS_OF_SENSE
from tests.ops.world import World, told


def found(world: World, plant: Plant) -> bool:
    """Whether the plant is named in the modes that must name it, and in no other way by the other."""
    running, settled = world.verify(), world.verify(settled=True)
    named = {(i, w) for i, w in told(settled) if i == plant.invariant and plant.what in w}
    if plant.running:
        return bool(named) and named <= set(told(running))
    pending = any(plant.what in what for what in running.pending)
    return bool(named) and pending and not named & set(told(running))


@pytest.mark.parametrize("plant", PLANTS_OF_SENSE, ids=lambda plant: plant.name)
def test_planted(world: World, plant: Plant) -> None:
    assert not found(world, plant), "the world is sound before"
    plant.spoil(world)
    assert found(world, plant), told(world.verify(settled=True))
    for finding in world.verify(settled=True).violations:
        assert sentence(finding.what) != finding.what, "add its sentence to ops/verify/words.py"


def test_how_many_plants_are_found(world: World) -> None:
    """Printed, because docs/guarantees.md tells the number."""
    names = {plant.name for plant in PLANTS_OF_SENSE}
    assert len(names) == len(PLANTS_OF_SENSE)
    print(f"plants of sense: {len(PLANTS_OF_SENSE)}, each found by test_planted")


def test_a_code_told_by_the_order_number_is_mended(world: World) -> None:
    [plant] = [one for one in PLANTS_OF_SENSE if one.name == "code of the order number"]
    plant.spoil(world)
    [finding] = repairable(world.verify().violations)
    assert repair(finding, world.db, world.service.clock)
    assert told(world.verify()) == []
