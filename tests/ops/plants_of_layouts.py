"""Corruptions of how half-days are laid out, one at a time."""

from tests.ops.plants import Plant, put
from tests.ops.world import World


def _held(world: World) -> None:
    """A slot that is halted while a job holds the hospital."""
    world.db["slots"].update_one({"_id": world.slot}, {"$set": {"halted": "open"}})
    world.db["hospitals"].update_many({}, {"$set": {"held_by": "nobody"}})


PLANTS_OF_LAYOUTS = [
    Plant("a slot halted by nobody", put("slots", "slot", {"$set": {"halted": "open"}}), "8",
          "a slot is halted and no job works on it"),
    Plant("a halted slot", _held, "8", "a slot is halted", False),
    Plant("a slot of an older layout", put("slots", "slot", {"$set": {"laid": 7}}), "8",
          "a slot is of an older layout of its half-day"),
    Plant("a taken seat of a retired slot", put("slots", "slot", {"$set": {"retired": True}}), "8",
          "a seat is taken of a slot that another layout replaced"),
    Plant("more added than there is",
          put("slots", "slot", {"$set": {"added": [{"key": "k", "pool": "phone", "seats": 99}]}}), "8",
          "more seats were added to a slot than it has"),
]  # fmt: skip
