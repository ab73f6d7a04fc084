"""slots: numbered seats, taken and given back by one conditional update each.

A seat is matched by one `$elemMatch` and written through `seats.$`. A second condition on the same array would let the
positional operator point at another element, so there is never one.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from pymongo.database import Database

from common.domain.document import Part
from common.domain.slot import Added, Pool, Seat, Slot, SlotState
from common.store.collection import Raw, ids, insert_missing, to_raw

_AT_A_TIME = 500
_FREED: Raw = {
    "seats.$.claim": None, "seats.$.booking_id": None,
    "seats.$.taken_at": None, "seats.$.until": None,
}  # fmt: skip


class SeatClaim(Part):
    """What an attempt writes on the seat it takes: a fresh claim id, never used again."""

    id: str
    booking_id: str
    taken_at: datetime
    until: datetime


class Slots:
    """Bookable periods of doctors."""

    def __init__(self, database: Database[Raw]) -> None:
        self._slots = database["slots"]

    # --- reading

    def get(self, slot_id: str) -> Slot | None:
        """One slot with its seats."""
        raw = self._slots.find_one({"_id": slot_id})
        return Slot.model_validate(raw) if raw else None

    def of_doctor(self, doctor_id: str, first: str, last: str) -> list[Slot]:
        """A doctor's slots of some days, without their seats. Lists leave out what another layout took the place of."""
        return self._listed({"doctor_id": doctor_id, "date": {"$gte": first, "$lte": last}})

    def of_department(self, department_id: str, first: str, last: str) -> list[Slot]:
        """A department's slots of some days, without their seats."""
        return self._listed({"department_id": department_id, "date": {"$gte": first, "$lte": last}})

    def _listed(self, query: Raw) -> list[Slot]:
        found = [Slot.model_validate(raw) for raw in self._slots.find(query, {"seats": 0})]
        now = [slot for slot in found if not slot.retired]
        return sorted(now, key=lambda slot: (slot.starts_at, slot.doctor_id))

    def named(self, slot_ids: list[str]) -> list[Slot]:
        """Some slots with their seats."""
        found = self._slots.find({"_id": {"$in": slot_ids}})
        return [Slot.model_validate(raw) for raw in found]

    def with_free_seats(self, slot_ids: list[str]) -> Iterator[str]:
        """Of some slots, the open ones with a free phone seat; asked for as they are wanted, so many at a time."""
        for first in range(0, len(slot_ids), _AT_A_TIME):
            some = slot_ids[first : first + _AT_A_TIME]
            query = {"_id": {"$in": some}, "state": SlotState.OPEN.value, "left": {"$gte": 1}}
            yield from [raw["_id"] for raw in self._slots.find(query, {"_id": 1})]

    def with_holds(self) -> Iterator[str]:
        """Ids of the slots on which some seat is held for a time; once for each pool it is of."""
        for pool in Pool:
            holding = count_field(pool, "holding")
            yield from ids(self._slots, {holding: {"$gt": 0}}, holding)

    # --- writing

    def lay_out(self, slots: list[Slot]) -> int:
        """Add slots unless they are there, and say how many were new; one that exists is left as it is."""
        return insert_missing(self._slots, slots)

    def laid_out(self, day: str, hospital_id: str) -> list[Slot]:
        """A hospital's slots of a day, without their seats."""
        return self._listed({"hospital_id": hospital_id, "date": day})

    def last_day(self, hospital_id: str) -> str | None:
        """The last day on which a hospital has slots."""
        newest = self._slots.find({"hospital_id": hospital_id}, {"date": 1}).sort([("date", -1)])
        return next((str(raw["date"]) for raw in newest.limit(1)), None)

    def stop(self, slot_ids: list[str]) -> int:
        """Take open slots off sale; what is taken on them stays. How many there were."""
        change = {"$set": {"state": SlotState.CLOSED.value, "stopped": True}}
        query = {"_id": {"$in": slot_ids}, "state": SlotState.OPEN.value}
        return self._slots.update_many(query, change).modified_count

    def sell_again(self, slot_ids: list[str]) -> int:
        """Open slots again that `stop` closed, or that were laid out as suspended. How many there were."""
        change = {"$set": {"state": SlotState.OPEN.value, "stopped": False}}
        query = {"_id": {"$in": slot_ids}, "stopped": True, "halted": None}
        return self._slots.update_many(query, change).modified_count

    def turn(self, slot_id: str, before: SlotState, after: SlotState, audit: str) -> bool:
        """By hand: from open to closed or back, on record; False when it is not so any more."""
        query = {"_id": slot_id, "state": before.value, "stopped": {"$ne": True}, "halted": None}
        change = {"$set": {"state": after.value, "audit": audit}}
        return self._slots.update_one(query, change).modified_count == 1

    def halt(self, slot_ids: list[str], rev: int) -> None:
        """HALT: nobody takes a seat of these slots until a job has decided about them; each slot once a job."""
        for state in SlotState:
            stands = SlotState.CLOSED if state is SlotState.OPEN else state
            query = {
                "_id": {"$in": slot_ids}, "state": state.value, "rev": {"$not": {"$gte": rev}},
            }  # fmt: skip
            change = {"$set": {"state": stands.value, "halted": state.value, "rev": rev}}
            self._slots.update_many(query, change)

    def go_on(self, slot_ids: list[str], rev: int) -> None:
        """GO ON: what this job halted is as it was before."""
        for state in SlotState:
            query = {"_id": {"$in": slot_ids}, "halted": state.value, "rev": rev}
            change = {"$set": {"state": state.value, "halted": None}}
            self._slots.update_many(query, change)

    def retire(self, slot_ids: list[str], rev: int) -> None:
        """RETIRE: another layout takes the place of what this job halted. Suspended, as no release opens by itself."""
        query = {"_id": {"$in": slot_ids}, "rev": rev}
        change = {
            "$set": {
                "state": SlotState.SUSPENDED.value, "stopped": False, "halted": None, "retired": True,
            }
        }  # fmt: skip
        self._slots.update_many(query, change)

    def add(self, slot: Slot, seats: list[Seat], added: Added, audit: str) -> bool:
        """ADD: seats more on an open slot, on record; False when it is not as it was read, or does not count the pool.

        A slot that has as many seats as when it was read is of the same layout, and got none by the same tap.
        """
        left = count_field(added.pool, "left")
        query = {
            "_id": slot.id, "state": SlotState.OPEN.value, "capacity": slot.capacity, left: {"$gte": 0},
        }  # fmt: skip
        change = {
            "$push": {"seats": {"$each": [to_raw(seat) for seat in seats]}, "added": to_raw(added)},
            "$inc": {"capacity": len(seats), left: len(seats)},
            "$set": {"audit": audit},
        }
        return self._slots.update_one(query, change).modified_count == 1

    def take(self, slot_id: str, pool: Pool, claim: SeatClaim, now: datetime) -> bool:
        """TAKE: any free seat of a pool, or say there is none. The check is the write: one document, one update."""
        left, holding = count_field(pool, "left"), count_field(pool, "holding")
        taken = self._slots.update_one(
            {
                "_id": slot_id, "state": SlotState.OPEN.value, left: {"$gte": 1},
                "release_at": {"$lte": now}, "closes_at": {"$gt": now},
                "seats": {"$elemMatch": {"claim": None, "pool": pool.value}},
            },
            {
                "$inc": {left: -1, holding: 1},
                "$set": {
                    "seats.$.claim": claim.id, "seats.$.booking_id": claim.booking_id,
                    "seats.$.taken_at": claim.taken_at, "seats.$.until": claim.until,
                },
            },
        )  # fmt: skip
        return taken.modified_count == 1

    def free(self, slot_id: str, pool: Pool, claim: str) -> bool:
        """FREE: give a seat back. First as a held one, only then as a kept one: `until` goes from set to null only."""
        return self._free(slot_id, pool, claim, held=True) or self._free(
            slot_id, pool, claim, held=False
        )

    def _free(self, slot_id: str, pool: Pool, claim: str, held: bool) -> bool:
        counts = {count_field(pool, "left"): 1}
        if held:
            counts[count_field(pool, "holding")] = -1
        return self._on_seat(slot_id, pool, claim, held, {"$inc": counts, "$set": _FREED})

    def hand(self, slot_id: str, pool: Pool, claim: str, to: SeatClaim) -> bool:
        """HAND: pass a seat of an open slot from one claim to another without ever freeing it; held first, as FREE."""
        return self._hand(slot_id, pool, claim, to, held=True) or self._hand(
            slot_id, pool, claim, to, held=False
        )

    def _hand(self, slot_id: str, pool: Pool, claim: str, to: SeatClaim, held: bool) -> bool:
        change: dict[str, Any] = {
            "$set": {
                "seats.$.claim": to.id, "seats.$.booking_id": to.booking_id,
                "seats.$.taken_at": to.taken_at, "seats.$.until": to.until,
            },
        }  # fmt: skip
        if not held:
            change["$inc"] = {count_field(pool, "holding"): 1}
        return self._on_seat(slot_id, pool, claim, held, change, state=SlotState.OPEN.value)

    def keep(self, slot_id: str, pool: Pool, claim: str) -> bool:
        """KEEP: a held seat is held for good. Run again, it matches nothing."""
        change = {"$inc": {count_field(pool, "holding"): -1}, "$set": {"seats.$.until": None}}
        return self._on_seat(slot_id, pool, claim, True, change)

    def _on_seat(
        self, slot_id: str, pool: Pool, claim: str, held: bool, change: dict[str, Any], **also: str
    ) -> bool:
        until = {"$ne": None} if held else None
        seat = {"$elemMatch": {"claim": claim, "until": until, "pool": pool.value}}
        query = {"_id": slot_id, "seats": seat, **also}
        return self._slots.update_one(query, change).modified_count == 1


def count_field(pool: Pool, name: Literal["left", "holding"]) -> str:
    """Where a count of a pool is stored: the phone's own two where every release looks for them."""
    return name if pool is Pool.PHONE else f"{pool.value}.{name}"
