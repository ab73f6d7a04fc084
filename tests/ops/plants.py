"""Corruptions of the small hospital, one at a time: how each is made, and what must be said of it."""
# ruff: noqa: E501  a table is read by its lines

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from common.domain.waitlist import offered_booking_id
from tests.ops.world import World

LONG_AGO = datetime(2026, 3, 1, tzinfo=timezone.utc)


class Plant(NamedTuple):
    """`running` is False for what may be so for a while: then only settled mode reports it."""

    name: str
    spoil: Callable[[World], Any]
    invariant: str
    what: str
    running: bool = True


def put(collection: str, which: str, change: dict[str, Any]) -> Callable[[World], Any]:
    """An update on one of the world's named documents."""

    def spoil(world: World) -> None:
        done = world.db[collection].update_one({"_id": getattr(world, which)}, change)
        assert done.modified_count == 1

    return spoil


def on_seat(which: str, change: dict[str, Any]) -> Callable[[World], Any]:
    """An update on the seat of a named booking."""

    def spoil(world: World) -> None:
        booking = world.service.booking(getattr(world, which))
        change_at = {f"seats.$.{name}": value for name, value in change.items()}
        seat = {"$elemMatch": {"claim": booking.seat.claim}}
        done = world.db["slots"].update_one(
            {"_id": booking.slot_id, "seats": seat}, {"$set": change_at}
        )
        assert done.modified_count == 1

    return spoil


def on_claim(which: str, change: dict[str, Any]) -> Callable[[World], Any]:
    """An update on the person's claim of a named booking."""

    def spoil(world: World) -> None:
        booking = world.service.booking(getattr(world, which))
        change_at = {f"claims.$.{name}": value for name, value in change.items()}
        query = {"_id": booking.person_id, "claims": {"$elemMatch": {"claim": booking.seat.claim}}}
        assert world.db["persons"].update_one(query, {"$set": change_at}).modified_count == 1

    return spoil


def of_booking(collection: str, which: str, change: dict[str, Any]) -> Callable[[World], Any]:
    """An update on the payment or refund of a named booking."""
    field = {"payments": "order_no", "refunds": "booking_id"}[collection]

    def spoil(world: World) -> None:
        query = {field: getattr(world, which)}
        assert world.db[collection].update_one(query, change).modified_count == 1

    return spoil


def remove(collection: str, field: str, which: str) -> Callable[[World], Any]:
    """One document less."""

    def spoil(world: World) -> None:
        assert world.db[collection].delete_one({field: getattr(world, which)}).deleted_count == 1

    return spoil


def several(*spoils: Callable[[World], Any]) -> Callable[[World], Any]:
    """All of them."""
    return lambda world: [spoil(world) for spoil in spoils]


def orphan_seat(age: timedelta, until: bool = True) -> Callable[[World], Any]:
    """A seat taken by an attempt that never wrote its booking."""

    def spoil(world: World) -> None:
        now = world.service.clock()
        seat = {
            "seats.$.claim": "lost", "seats.$.booking_id": "b-never", "seats.$.taken_at": now - age,
            "seats.$.until": now + timedelta(minutes=9) if until else None,
        }  # fmt: skip
        query = {"_id": world.slot, "seats": {"$elemMatch": {"claim": None}}}
        counts = {"left": -1, "holding": int(until)}
        done = world.db["slots"].update_one(query, {"$set": seat, "$inc": counts})
        assert done.modified_count == 1

    return spoil


def orphan_claim(age: timedelta) -> Callable[[World], Any]:
    """A person's claim whose attempt never wrote its booking."""

    def spoil(world: World) -> None:
        person = world.db["persons"].find_one({"claims": {"$size": 1}, "holding": 0})
        assert person is not None
        now = world.service.clock()
        claim = {
            **person["claims"][0], "claim": "lost", "booking_id": "b-never", "taken_at": now - age,
            "until": now,
        }  # fmt: skip
        update = {"$push": {"claims": claim}, "$inc": {"rev": 1, "holding": 1}}
        world.db["persons"].update_one({"_id": person["_id"]}, update)

    return spoil


def second_refund(world: World) -> None:
    refund = world.db["refunds"].find_one({"booking_id": world.refunded})
    assert refund is not None
    world.db["refunds"].insert_one({**refund, "_id": "r-another"})


def _beside(minutes: int, *, state: str = "open", taken: bool = False) -> Callable[[World], Any]:
    """Another slot of the doctor on the same half-day, so much later, with the same numbers."""

    def spoil(world: World) -> None:
        slot = world.db["slots"].find_one({"_id": world.slot})
        assert slot is not None
        later = timedelta(minutes=minutes)
        seat = {"number": 1, "pool": "phone"}
        if taken:
            seat |= {"claim": "x", "booking_id": "nobody", "taken_at": LONG_AGO}
        new = {"starts_at": slot["starts_at"] + later, "ends_at": slot["ends_at"] + later}
        new |= {"seats": [seat], "capacity": 1, "left": 1 - taken, "holding": 0, "state": state}
        world.db["slots"].insert_one({**slot, **new, "_id": f"{world.slot}.planted"})

    return spoil


def second_booking_on_seat(world: World) -> None:
    booking = world.db["bookings"].find_one({"_id": world.confirmed})
    assert booking is not None
    world.db["bookings"].insert_one(
        {**booking, "_id": "b-second", "pickup_code": "00000000", "money": [], "paid_by": None}
    )


def free_seat_before_the_queue(world: World) -> None:
    """Somebody freed a seat past the queue: exact counts, yet wrong."""
    slot = world.service.slot(world.full_slot)
    seat = next(seat for seat in slot.seats if seat.until is None)
    assert seat.claim is not None
    world.db["bookings"].delete_one({"_id": seat.booking_id})
    assert world.service.store.slots.free(slot.id, seat.pool, seat.claim)
    world.db["persons"].update_one(
        {"claims.claim": seat.claim}, {"$set": {"claims": []}, "$inc": {"rev": 1}}
    )
    world.db["payments"].delete_one({"order_no": seat.booking_id})
    world.db["message_log"].delete_many({"booking_id": seat.booking_id})


def effect(kind: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"{kind}:planted",
        "kind": kind,
        "not_before": LONG_AGO,
        "attempts": 0,
        **fields,
    }


def refund_of_kept_money(world: World) -> None:
    money = world.service.booking(world.confirmed).money[0]
    going_back = effect(
        "refund",
        transaction_id=money.transaction_id,
        amount_fen=money.amount_fen,
        refund_no="r-planted",
    )
    update = {"$push": {"effects": going_back}, "$set": {"due_at": LONG_AGO}}
    world.db["bookings"].update_one({"_id": world.confirmed}, update)


AGES = timedelta(hours=2)
PLANTS = (
    Plant("left too high", put("slots", "slot", {"$inc": {"left": 1}}), "1", "left is not"),
    Plant("left too low", put("slots", "slot", {"$inc": {"left": -1}}), "1", "left is not"),
    Plant("holding too high", put("slots", "slot", {"$inc": {"holding": 1}}), "1", "holding is not"),
    Plant("holding too low", put("slots", "slot", {"$inc": {"holding": -1}}), "1", "holding is not"),
    Plant("capacity", put("slots", "slot", {"$inc": {"capacity": 1}}), "1", "capacity is not"),
    Plant("number twice", put("slots", "slot", {"$set": {"seats.0.number": 2}}), "1", "number is on two"),
    Plant("a doctor twice at one minute", _beside(minutes=15), "8", "two slots of a doctor overlap"),
    Plant("closed, but somebody sits there", _beside(minutes=15, state="closed", taken=True), "8", "two slots of a doctor overlap"),
    Plant("number twice in a half-day", _beside(minutes=300), "8", "a number is there twice"),
    Plant("claim twice", put("slots", "full_slot", {"$set": {"seats.1.claim": "x", "seats.2.claim": "x"}}), "1", "claim is on two"),
    Plant("free seat with marks", put("slots", "slot", {"$set": {"seats.2.booking_id": "b"}}), "1", "still carries marks"),
    Plant("seat lost", on_seat("confirmed", {"claim": "another"}), "2", "has lost its seat"),
    Plant("seat of an active hold lost", on_seat("held", {"claim": "another"}), "2", "has lost its seat"),
    Plant("seat marked for another", on_seat("confirmed", {"booking_id": "b-other"}), "2", "marked for another"),
    Plant("another number", on_seat("confirmed", {"number": 9}), "2", "different numbers"),
    Plant("two bookings, one seat", second_booking_on_seat, "2", "marked for another"),
    Plant("slot gone", remove("slots", "_id", "slot"), "2", "slot of a booking is gone"),
    Plant("old orphan seat", orphan_seat(AGES), "2", "no booking that keeps it"),
    Plant("old kept orphan seat", orphan_seat(AGES, until=False), "2", "no booking that keeps it"),
    Plant("young orphan seat", orphan_seat(timedelta(seconds=5)), "2", "no booking that keeps it", running=False),
    Plant("seat of an expired booking", several(
        put("bookings", "confirmed", {"$set": {"status": "expired", "money": [], "paid_by": None}}),
        on_seat("confirmed", {"taken_at": LONG_AGO})), "2", "no booking that keeps it"),
    Plant("release pending", several(
        put("bookings", "held", {"$set": {"status": "cancelled"}}),
        on_seat("held", {"taken_at": LONG_AGO}), on_claim("held", {"taken_at": LONG_AGO}),
        lambda w: w.db["bookings"].update_one({"_id": w.held}, {"$push": {"effects": {"$each": [
            effect("release_seat", slot_id=w.slot, claim=w.service.booking(w.held).seat.claim),
            effect("release_claim", person_id=w.service.booking(w.held).person_id, claim=w.service.booking(w.held).seat.claim)]}},
            "$set": {"due_at": LONG_AGO}})), "2", "no booking that keeps it", running=False),
    Plant("release of a live seat", lambda w: w.db["bookings"].update_one({"_id": w.confirmed}, {
        "$push": {"effects": effect("release_seat", slot_id=w.slot, claim=w.service.booking(w.confirmed).seat.claim)},
        "$set": {"due_at": LONG_AGO}}), "2", "is to be released"),
    Plant("confirmed seat only held", several(
        on_seat("confirmed", {"until": LONG_AGO, "taken_at": LONG_AGO}),
        put("slots", "slot", {"$inc": {"holding": 1}})), "2", "only held"),
    Plant("held seat without end", several(
        on_seat("held", {"until": None}), put("slots", "slot", {"$inc": {"holding": -1}})), "2", "has no end"),
    Plant("claim lost", on_claim("confirmed", {"claim": "another"}), "3", "lost its person's claim"),
    Plant("claim of a hold lost", on_claim("held", {"claim": "another"}), "3", "lost its person's claim"),
    Plant("old orphan claim", orphan_claim(AGES), "3", "no active booking"),
    Plant("young orphan claim", orphan_claim(timedelta(seconds=5)), "3", "no active booking", running=False),
    Plant("claim twice on a person", lambda w: w.db["persons"].update_one(
        {"_id": w.service.booking(w.confirmed).person_id},
        {"$push": {"claims": w.db["persons"].find_one({"_id": w.service.booking(w.confirmed).person_id})["claims"][0]}}),
        "3", "a claim stands twice"),
    Plant("claim for another slot", on_claim("confirmed", {"slot_id": "x"}), "3", "another slot"),
    Plant("confirmed claim only held", several(
        on_claim("confirmed", {"until": LONG_AGO, "taken_at": LONG_AGO}),
        lambda w: w.db["persons"].update_one({"_id": w.service.booking(w.confirmed).person_id}, {"$inc": {"holding": 1}})),
        "3", "only held"),
    Plant("claim of a hold without end", several(
        on_claim("held", {"until": None}),
        lambda w: w.db["persons"].update_one({"_id": w.service.booking(w.held).person_id}, {"$inc": {"holding": -1}})),
        "3", "has no end"),
    Plant("person's count", lambda w: w.db["persons"].update_one(
        {"_id": w.service.booking(w.free).person_id}, {"$inc": {"holding": 1}}), "3", "holding is not"),
    Plant("payment gone", remove("payments", "order_no", "confirmed"), "4", "money without its payment"),
    Plant("payment of another amount", of_booking("payments", "confirmed", {"$inc": {"amount_fen": 1}}), "4", "without its payment"),
    Plant("amounts differ", of_booking("payments", "refunded", {"$inc": {"amount_fen": 1}}), "4", "differ in the amount"),
    Plant("payment stands in no booking", put("bookings", "confirmed", {"$set": {"money": []}}), "4", "stands in no booking"),
    Plant("payment's booking gone", remove("bookings", "_id", "confirmed"), "4", "stands in no booking"),
    Plant("confirmed without money", put("bookings", "confirmed", {"$set": {"money": [], "paid_by": None}}), "4", "exactly the money"),
    Plant("confirmed by other money", put("bookings", "confirmed", {"$set": {"paid_by": "tx-other"}}), "4", "exactly the money"),
    Plant("confirmed by refunded money", put("bookings", "confirmed", {"$set": {"money.0.disposition": "refund"}}), "4", "exactly the money"),
    Plant("money kept, booking gone", several(
        put("bookings", "refunded", {"$set": {"money.0.disposition": "kept"}})), "4", "kept without a confirmed"),
    Plant("kept and going back", refund_of_kept_money, "4", "stands on money that goes back"),
    Plant("no refund", remove("refunds", "booking_id", "refunded"), "4", "has no refund"),
    Plant("refund too small", of_booking("refunds", "refunded", {"$inc": {"amount_fen": -1}}), "4", "less is refunded"),
    Plant("refund too large", of_booking("refunds", "refunded", {"$inc": {"amount_fen": 1}}), "4", "more is refunded"),
    Plant("refunded twice", second_refund, "4", "more is refunded"),
    Plant("refund of a stranger", of_booking("refunds", "refunded", {"$set": {"booking_id": "b-none"}}), "4", "need not go back"),
    Plant("returned by hand, not yet settled", several(
        of_booking("payments", "refunded", {"$set": {"returned": True, "outcome": None, "due_at": LONG_AGO}}),
        put("bookings", "refunded", {"$set": {"money": []}})), "4", "need not go back", running=False),
    Plant("refund by another merchant", of_booking("refunds", "refunded", {"$set": {"merchant_id": "m9"}}), "4", "number or merchant"),
    Plant("refund nobody asks for", of_booking("refunds", "refunded", {"$set": {"status": "requested"}}), "4", "nobody asks WeChat"),
    Plant("refused and nobody asks again", of_booking("refunds", "refunded", {"$set": {"status": "refused"}}), "4", "nobody asks WeChat"),
    Plant("refund nobody follows", of_booking("refunds", "refunding", {"$unset": {"due_at": ""}}), "4", "whose end nobody asks"),
    Plant("two dispositions", lambda w: w.db["bookings"].update_one(
        {"_id": w.confirmed}, {"$push": {"money": w.db["bookings"].find_one({"_id": w.confirmed})["money"][0]}}),
        "4", "two dispositions"),
    Plant("marks differ", of_booking("payments", "confirmed", {"$set": {"outcome": "refund"}}), "4", "differ in its disposition"),
    Plant("false alarm", of_booking("payments", "confirmed", {"$set": {"outcome": "alarm"}}), "4", "raised an alarm"),
    Plant("payment nobody settles", of_booking("payments", "confirmed", {"$set": {"outcome": None}}), "4", "nobody will settle"),
    Plant("payment to be settled", of_booking("payments", "confirmed", {
        "$set": {"outcome": None, "due_at": LONG_AGO}}), "6", "is not settled", running=False),
    Plant("refund to be asked for", of_booking("refunds", "refunding", {"$set": {"due_at": LONG_AGO}}), "6", "to be asked for", running=False),
    Plant("offered without a booking", lambda w: w.db["bookings"].delete_one(
        {"_id": offered_booking_id(w.offered)}), "5", "an entry is offered"),
    Plant("waiting with a booking", put("waitlist", "offered", {"$set": {"status": "waiting"}}), "5", "an entry is waiting"),
    Plant("taken but only held", put("waitlist", "offered", {"$set": {"status": "taken", "active": False}}), "5", "an entry is taken"),
    Plant("lapsed but held", put("waitlist", "offered", {"$set": {"status": "lapsed", "active": False}}), "5", "an entry is lapsed"),
    Plant("left but held", put("waitlist", "offered", {"$set": {"status": "left", "active": False}}), "5", "an entry is left"),
    Plant("closed but held", put("waitlist", "offered", {"$set": {"status": "closed", "active": False}}), "5", "an entry is closed"),
    Plant("active mark", put("waitlist", "waiting", {"$set": {"active": False}}), "5", "active mark"),
    Plant("offer for another slot", put("waitlist", "offered", {"$set": {"slot_id": "d1.2026-03-05.am.0800"}}), "5", "for something else"),
    Plant("free seat while waiting", free_seat_before_the_queue, "5", "free while somebody waits", running=False),
    Plant("queue not closed", put("waitlist", "waiting", {"$set": {"closes_at": LONG_AGO}}), "5", "to be closed", running=False),
    Plant("active on a suspended slot", put("slots", "slot", {"$set": {"state": "suspended"}}), "6", "suspended", running=False),
    Plant("effect due", lambda w: w.db["bookings"].update_one({"_id": w.free}, {
        "$push": {"effects": effect("notify", message="visit_soon", about="")},
        "$set": {"due_at": LONG_AGO}}), "6", "effect is due", running=False),
    Plant("effect forgotten", put("bookings", "held", {"$unset": {"due_at": ""}}), "6", "due_at is later"),
    Plant("effect late", put("bookings", "held", {"$set": {"due_at": LONG_AGO + timedelta(days=9)}}), "6", "due_at is later"),
    Plant("hold without end", put("bookings", "held", {"$set": {"effects": []}, "$unset": {"due_at": ""}}), "6", "nothing ends"),
    Plant("hold without a time", put("bookings", "held", {"$set": {"hold_until": None}}), "6", "nothing ends"),
    Plant("unreadable", put("bookings", "held", {"$set": {"status": "lost"}}), "reference", "does not read: status"),
)  # fmt: skip
