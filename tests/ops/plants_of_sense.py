"""Corruptions that break no count and no reference: how each is made, and what must be said of it (invariant 7)."""
# ruff: noqa: E501  a table is read by its lines

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from ops.pickup_codes import told_by
from tests.ops.plants import Plant, of_booking, on_claim, on_seat, put, several
from tests.ops.world import World

FAR = datetime(2099, 1, 1, tzinfo=timezone.utc)
SPOILT = "k1.2.AAAA"


def one(collection: str, change: dict[str, Any], **query: Any) -> Callable[[World], Any]:
    """An update on the first document that fits."""

    def spoil(world: World) -> None:
        raw = world.db[collection].find_one(query)
        assert raw is not None
        assert world.db[collection].update_one({"_id": raw["_id"]}, change).modified_count == 1

    return spoil


def swapped(world: World) -> None:
    """A sealed phone where a sealed name belongs."""
    raw = world.db["patients"].find_one({}) or {}
    change = {"$set": {"name_sealed": raw["phone_sealed"]}}
    world.db["patients"].update_one({"_id": raw["_id"]}, change)


def moved_patient(world: World) -> None:
    """Somebody else's patient, and all that refers to it moved along."""
    first, second = list(world.db["patients"].find({}).sort("_id", 1))[:2]
    world.db["patients"].update_one(
        {"_id": first["_id"]}, {"$set": {"openid": second["openid"], "quota_no": 5}}
    )


def another_person(world: World) -> None:
    """A patient without a booking points to somebody else."""
    service = world.service
    phone = service.person()
    other = (world.db["persons"].find_one({}) or {})["_id"]
    world.db["patients"].update_one({"_id": phone.patient_id}, {"$set": {"person_id": other}})


def one_number_twice(world: World) -> None:
    world.db["persons"].drop_indexes()
    first, second = list(world.db["persons"].find({}).sort("_id", 1))[:2]
    world.db["persons"].update_one({"_id": second["_id"]}, {"$set": {"hashes": first["hashes"]}})


def two_visits_at_once(world: World) -> None:
    """A second claim at the same hour on another slot, with everything that belongs to it."""
    booking = world.db["bookings"].find_one({"_id": world.free}) or {}
    person = world.db["persons"].find_one({"_id": booking["person_id"]}) or {}
    claim = {**person["claims"][0], "claim": "second", "slot_id": "d1.2026-03-05.am.0800"}
    world.db["persons"].update_one({"_id": person["_id"]}, {"$push": {"claims": claim}})


def other_hospital(world: World) -> None:
    """A second hospital with a merchant of its own, into which a slot's money goes."""
    hospital = world.db["hospitals"].find_one({}) or {}
    merchant = world.db["merchants"].find_one({}) or {}
    world.db["merchants"].insert_one({**merchant, "_id": "m2", "mchid": "1999999999"})
    world.db["hospitals"].insert_one({**hospital, "_id": "h2", "merchant_id": "m2"})


def after_the_visit(world: World) -> None:
    """When the visit is over its booking is given to another user."""
    world.service.clock.pass_(days=30)
    booking = world.service.booking(world.confirmed)
    other = world.db["users"].find_one({"_id": {"$ne": booking.openid}}) or {}
    world.db["bookings"].update_one({"_id": booking.id}, {"$set": {"openid": other["_id"]}})


def slot(change: dict[str, Any]) -> Callable[[World], Any]:
    return put("slots", "slot", {"$set": change})


def booking(which: str, change: dict[str, Any]) -> Callable[[World], Any]:
    return put("bookings", which, {"$set": change})


PLANTS_OF_SENSE = (
    Plant("hold until 2099", booking("held", {"hold_until": FAR}), "7", "a hold lasts longer than any rule allows"),
    Plant("effect in 2099", booking("held", {"effects.0.not_before": FAR, "due_at": FAR}), "7", "an effect is put off for more than a day"),
    Plant("seat until 2099", on_seat("held", {"until": FAR}), "7", "a seat is held longer than any rule allows"),
    Plant("claim until 2099", on_claim("held", {"until": FAR}), "7", "a claim is held longer than any rule allows"),
    Plant("attempts less than none", booking("held", {"effects.0.attempts": -10**9}), "7", "an effect was tried less than never"),
    Plant("effect without its data", lambda w: w.db["bookings"].update_one({"_id": w.held}, {"$push": {"effects": {
        "id": "x", "kind": "release_seat", "not_before": FAR}}}), "reference", "does not read: effects"),
    Plant("fee of one fen", several(
        booking("confirmed", {"fee_fen": 1, "money.0.amount_fen": 1}),
        of_booking("payments", "confirmed", {"$set": {"amount_fen": 1}})), "7", "booking and slot differ in fee_fen"),
    Plant("fee of nothing", booking("held", {"fee_fen": 0}), "7", "fee and merchant do not belong together"),
    Plant("booking of another merchant", several(other_hospital, booking("held", {"merchant_id": "m2"})), "7", "booking and slot differ in merchant_id"),
    Plant("slot of another merchant", several(other_hospital, slot({"merchant_id": "m2"})), "7", "a slot's money goes to another hospital"),
    Plant("claim at another hour", on_claim("confirmed", {"starts_at": FAR - timedelta(hours=1), "ends_at": FAR}), "7", "a claim and its booking differ in starts_at"),
    Plant("claim in another department", on_claim("confirmed", {"department_id": "women"}), "7", "a claim and its booking differ in department_id"),
    Plant("ends at another time", booking("confirmed", {"ends_at": FAR}), "7", "booking and slot differ in ends_at"),
    Plant("other half of the day", booking("confirmed", {"period": "pm"}), "7", "booking and slot differ in period"),
    Plant("cancellable for ever", booking("confirmed", {"cancellable_until": FAR}), "7", "it can be cancelled after the day of the visit"),
    Plant("made in the future", booking("expired", {"created_at": FAR}), "7", "it was made in the future"),
    Plant("bookable for ever", slot({"closes_at": FAR}), "7", "a slot can be booked after it began"),
    Plant("never released", slot({"release_at": FAR}), "7", "a slot is released after its day"),
    Plant("slot turned round", slot({"ends_at": datetime(2026, 3, 3, tzinfo=timezone.utc)}), "7", "a slot ends before it begins"),
    Plant("no reminder", put("bookings", "confirmed", {"$unset": {"remind_at": ""}}), "7", "no reminder is awaited"),
    Plant("reminder in 2099", booking("confirmed", {"remind_at": FAR}), "7", "no reminder is awaited"),
    Plant("no history", booking("confirmed", {"history": []}), "7", "its history is gone"),
    Plant("history of another status", put("bookings", "confirmed", {"$pop": {"history": 1}}), "7", "its history does not lead to its status"),
    Plant("penalty removed", put("bookings", "expired", {"$unset": {"lost_hold_at": ""}}), "7", "a lost hold does not count"),
    Plant("cancelled by nobody", put("bookings", "refunded", {"$unset": {"cancelled_by": ""}}), "7", "when and by whom it was cancelled"),
    Plant("order number of another", booking("held", {"order_no": "b-other"}), "7", "the order number is not the booking's own"),
    Plant("code of the order number", lambda w: w.db["bookings"].update_one({"_id": w.held}, {"$set": {"pickup_code": told_by(w.held)}}), "7", "can be told from the order number"),
    Plant("no code", booking("held", {"pickup_code": "1234"}), "7", "the pickup code is not eight digits"),
    Plant("given away after the visit", after_the_visit, "reference", "disagrees in openid with what it names in patients"),
    Plant("place in the queue", put("waitlist", "waiting", {"$set": {"quota_no": 9}}), "7", "an entry is beyond the limit of a person", running=False),
    Plant("no place in the queue", put("waitlist", "waiting", {"$set": {"quota_no": 0}}), "7", "an entry counts for nothing"),
    Plant("first in the queue", put("waitlist", "waiting", {"$set": {"joined_at": datetime(2020, 1, 1, tzinfo=timezone.utc)}}), "7", "an entry was made when nobody could join"),
    Plant("queue open for ever", put("waitlist", "waiting", {"$set": {"closes_at": FAR}}), "7", "a queue does not close the evening before"),
    Plant("offer until 2099", put("waitlist", "offered", {"$set": {"offer_until": FAR}}), "7", "an offer and its booking end at different times"),
    Plant("hospital's rules", one("hospitals", {"$set": {"rules": {"window_days": "many"}}}), "7", "a hospital's rules do not read: window_days"),
    Plant("user", one("users", {"$unset": {"public_id": ""}}), "reference", "does not read: public_id"),
    Plant("patient", one("patients", {"$set": {"sex": "x"}}), "reference", "does not read: sex"),
    Plant("sealed field gone", one("patients", {"$unset": {"phone_sealed": ""}}), "7", "a sealed field is missing"),
    Plant("sealed field spoilt", one("patients", {"$set": {"phone_sealed": SPOILT}}), "7", "a sealed field does not open"),
    Plant("sealed field in clear", one("patients", {"$set": {"phone_sealed": "13900000000"}}), "7", "a sealed field is not of the form in use"),
    Plant("sealed fields swapped", swapped, "7", "a sealed field does not open"),
    Plant("words of another", several(
        booking("expired", {"visit_reason_sealed": SPOILT})), "7", "a sealed field does not open"),
    Plant("patient of another user", moved_patient, "7", "a sealed field does not open"),
    Plant("patient of another person", another_person, "7", "a patient's identity number is not the person's"),
    Plant("one number, two persons", one_number_twice, "7", "two persons have one identity number"),
    Plant("person without a number", one("persons", {"$set": {"hashes": []}}), "7", "a person can be found by no identity number"),
    Plant("two visits at one hour", two_visits_at_once, "7", "a person has two visits at one time"),
    Plant("merchant's key", one("merchants", {"$set": {"public_key_pem": "-----BEGIN PUBLIC KEY-----"}}), "7", "numbers or key are not what they should be"),
    Plant("merchant's own key", one("merchants", {"$set": {"private_key_pem_sealed": SPOILT}}), "7", "a sealed field does not open"),
    Plant("merchant's number", one("merchants", {"$unset": {"mchid": ""}}), "7", "a merchant without mchid"),
)  # fmt: skip
