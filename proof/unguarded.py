"""The controls: writes of a slot without their guards, and two who meet interleaved by force.

TAKE must sell one seat twice, HALT lay out anew what somebody books meanwhile, ADD add the seats of one tap twice.
"""

from dataclasses import replace
from datetime import datetime

from common.domain.slot import Added, Pool, Seat, Slot
from common.store.slots import SeatClaim, Slots, count_field
from proof import actions as acts
from proof.scheduler import Trace, every_schedule, run
from proof.world import World


class Unguarded(Slots):
    """Looks, then writes: the guard of TAKE removed."""

    def take(self, slot_id: str, pool: Pool, claim: SeatClaim, now: datetime) -> bool:
        """Take the first seat of the pool that was free when we looked."""
        slot = self.get(slot_id)
        free = [s for s in slot.seats if s.claim is None and s.pool is pool] if slot else []
        if not slot or not free:
            return False
        at = slot.seats.index(free[0])
        change = {
            f"seats.{at}.claim": claim.id, f"seats.{at}.booking_id": claim.booking_id,
            f"seats.{at}.taken_at": claim.taken_at, f"seats.{at}.until": claim.until,
        }  # fmt: skip
        self._slots.update_one(
            {"_id": slot_id},
            {
                "$set": change,
                "$inc": {count_field(pool, "left"): -1, count_field(pool, "holding"): 1},
            },
        )
        return True


class LooksAlone(Slots):
    """Lays out anew what it saw nobody book, while everybody may go on booking."""

    def halt(self, slot_ids: list[str], rev: int) -> None:
        """Note that a job looked; the slots stay on sale."""
        self._slots.update_many({"_id": {"$in": slot_ids}}, {"$set": {"rev": rev}})


class AddsAgain(Slots):
    """Adds seats to whatever the slot has become since it was read."""

    def add(self, slot: Slot, seats: list[Seat], added: Added, audit: str) -> bool:
        """Add them as if the slot were as it was read."""
        return super().add(self.get(slot.id) or slot, seats, added, audit)


def make_careless(world: World, kind: type[Slots] = Unguarded) -> None:
    """From now on this world writes seats without a guard."""
    slots = kind(world.intercepted)  # type: ignore[arg-type]
    world.deps = replace(world.deps, store=replace(world.deps.store, slots=slots))


def most_sold(world: World) -> int:
    """How often one seat is sold to two buyers, at worst, over the interleavings with one preemption."""
    moment, shared = world.now(), frozenset({"slots", "persons", "bookings"})

    def sold(choices: str) -> Trace:
        world.back_to(moment)
        return run(world, (acts.books(0), acts.books(1)), shared, choices)

    most = 0
    for _ in every_schedule(sold, most=1):
        active = {"slot_id": world.slot, "status": {"$in": ["held", "confirmed"]}}
        most = max(most, world.raw["bookings"].count_documents(active))
    world.back_to(moment)
    return most
