"""What tests of use cases share: expecting a refusal, cutting a write, and what must hold once all is quiet."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

import pytest
from pymongo.errors import AutoReconnect

from common.contracts.patients import AddPatient
from common.domain.errors import Code, Refused
from common.domain.person.identity import IdType, Sex
from common.domain.person.patient import Relation
from common.domain.slot import Seat
from common.store import Store
from common.usecases.patients import patients
from tests.support.identity import resident_id
from tests.support.service import Phone, Service

SEATED = {"held", "confirmed", "checked_in", "completed", "no_show"}
ACTIVE = {"held", "confirmed", "checked_in"}


@contextmanager
def refused(code: Code) -> Iterator[Any]:
    """The block is answered with this code."""
    with pytest.raises(Refused) as caught:
        yield caught
    assert caught.value.code is code, caught.value


def cut(
    monkeypatch: pytest.MonkeyPatch, store: Store, place: str, *, after: bool = False
) -> list[str]:
    """The next call of a method of the store loses its connection, before or after its effect.

    `place`: the method, as `bookings.apply`. What is returned grows by one when it did.
    """
    target, name = _method(store, place)
    real, done = getattr(target, name), []

    def once(*args: Any, **kwargs: Any) -> Any:
        if done:
            return real(*args, **kwargs)
        if after:
            real(*args, **kwargs)
        done.append(name)
        raise AutoReconnect("the connection is gone")

    monkeypatch.setattr(target, name, once)
    return done


def first_before(
    monkeypatch: pytest.MonkeyPatch, store: Store, place: str, rival: Callable[[], Any]
) -> None:
    """Something else happens just before the next call of a method of the store; `place` as for `cut`."""
    target, name = _method(store, place)
    real, done = getattr(target, name), []

    def late(*args: Any, **kwargs: Any) -> Any:
        if not done:
            done.append(name)
            rival()
        return real(*args, **kwargs)

    monkeypatch.setattr(target, name, late)


def _method(store: Store, place: str) -> tuple[Any, str]:
    where, _, name = place.rpartition(".")
    return attrgetter(where)(store), name


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What several acts give when they start together: a result, or the code it was refused with."""
    barrier, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            answers[place] = act()
        except Refused as refusal:
            answers[place] = refusal.code  # type: ignore[call-overload]
        except Exception as error:  # noqa: BLE001  told to the test, which does not expect it
            answers[place] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def add_patient(phone: Phone, number: str, **fields: Any) -> str:
    """Another patient of a user; the id."""
    given = {
        "action": "add", "name": "测试乙", "id_type": IdType.RESIDENT_ID, "id_number": number,
        "phone": "13900000000", "relation": Relation.OTHER, **fields,
    }  # fmt: skip
    return patients(AddPatient(**given), phone.caller, phone.service.deps).patient.id  # type: ignore[union-attr]


def another(phone: Phone, patient_id: str) -> Phone:
    """The same user's phone, booking for another of their patients."""
    return Phone(phone.service, phone.caller, patient_id)


def number_of(birth: Any, serial: int, sex: Sex = Sex.FEMALE) -> str:
    """A resident ID of nobody."""
    return resident_id(birth, sex.value, serial)


def taken(service: Service) -> list[Seat]:
    """The taken seats of the slot that everybody books."""
    return [seat for seat in service.slot().seats if seat.claim]


def quiet(service: Service) -> None:
    """Let everything that is due happen, then hold the world against the invariants of the protocol."""
    service.sweep_until_quiet()
    assert violations(service) == []


def nothing_taken(service: Service, bookings: int = 0) -> None:
    """A refusal took nothing: all is well, and so many bookings are there."""
    assert violations(service) == []
    assert service.db.bookings.count_documents({}) == bookings


def violations(service: Service) -> list[str]:
    """What is wrong in a world where nothing is due any more; written independently of the service's own rules."""
    db, found = service.db, []
    bookings = {raw["_id"]: raw for raw in db.bookings.find()}
    found += _of_slots(list(db.slots.find()), bookings)
    found += _of_persons(list(db.persons.find()), bookings)
    found += _of_money(service, bookings)
    for booking in bookings.values():
        late = [e["id"] for e in booking["effects"] if e["not_before"] <= service.clock()]
        if late:
            found.append(f"{booking['_id']} still owes {late}")
        if booking["status"] == "held" and booking["hold_until"] <= service.clock():
            found.append(f"{booking['_id']} is held past its time")
    for entry in db.waitlist.find({"status": "offered"}):
        offers = [b for b in bookings.values() if b.get("entry_id") == entry["_id"]]
        if [b["status"] for b in offers] != ["held"]:
            found.append(f"entry {entry['_id']} is offered without a held booking")
    for entry in db.waitlist.find({"status": {"$in": ["lapsed", "left", "closed", "taken"]}}):
        if entry["active"]:
            found.append(f"entry {entry['_id']} is over and still counts")
    return found


def _of_slots(slots: list[dict[str, Any]], bookings: dict[str, Any]) -> list[str]:
    found, seats_of = [], Counter()
    for slot in slots:
        seats, where = slot["seats"], slot["_id"]
        for pool, counts in (
            ("phone", slot),
            *((name, slot[name]) for name in ("window", "referral")),
        ):
            own = [seat for seat in seats if seat["pool"] == pool]
            free = sum(seat["claim"] is None for seat in own)
            if counts["left"] != free:
                found.append(f"{where}: {pool} left {counts['left']}, but {free} are free")
            held = sum(seat["until"] is not None for seat in own)
            if counts["holding"] != held:
                found.append(f"{where}: {pool} holding {counts['holding']}, but {held} are held")
        if len({seat["number"] for seat in seats}) != len(seats):
            found.append(f"{where}: a number twice")
        for seat in seats:
            if seat["claim"] is None:
                if any(seat[name] is not None for name in ("booking_id", "taken_at", "until")):
                    found.append(f"{where}: a free seat with marks of its past")
                continue
            booking = bookings.get(seat["booking_id"])
            seats_of[seat["booking_id"]] += 1
            if booking is None or booking["status"] not in SEATED:
                found.append(f"{where}: number {seat['number']} is taken by nobody")
            elif booking["seat"] != {key: seat[key] for key in ("claim", "number", "pool")}:
                found.append(f"{where}: number {seat['number']} and its booking disagree")
            elif (seat["until"] is None) != (booking["status"] != "held"):
                found.append(f"{where}: number {seat['number']} kept and held are confused")
    for booking in bookings.values():
        if seats_of[booking["_id"]] != (booking["status"] in SEATED):
            found.append(
                f"{booking['_id']} ({booking['status']}) has {seats_of[booking['_id']]} seats"
            )
    return found


def _of_persons(persons: list[dict[str, Any]], bookings: dict[str, Any]) -> list[str]:
    found, claimed = [], Counter()
    for person in persons:
        if person["holding"] != sum(claim["until"] is not None for claim in person["claims"]):
            found.append(f"person {person['_id']}: holding {person['holding']}")
        for claim in person["claims"]:
            booking = bookings.get(claim["booking_id"])
            claimed[claim["booking_id"]] += 1
            if booking is None or booking["status"] not in ACTIVE:
                found.append(f"person {person['_id']} claims for no active booking")
            elif (booking["seat"]["claim"], booking["person_id"]) != (
                claim["claim"],
                person["_id"],
            ):
                found.append(f"person {person['_id']} and {booking['_id']} disagree")
    for booking in bookings.values():
        if claimed[booking["_id"]] != (booking["status"] in ACTIVE):
            found.append(
                f"{booking['_id']} ({booking['status']}) has {claimed[booking['_id']]} claims"
            )
    return found


def _of_money(service: Service, bookings: dict[str, Any]) -> list[str]:
    found, db = [], service.db
    outside = service.outside
    for payment in db.payments.find():
        booking, tx = bookings.get(payment["order_no"]), payment["transaction_id"]
        if payment["outcome"] is None:
            found.append(f"payment {tx} is undecided")
        if payment["outcome"] in (None, "alarm") or booking is None:
            continue
        (disposition,) = [
            m["disposition"] for m in booking["money"] if m["transaction_id"] == tx
        ] or [None]
        sent_back = outside.sent_back(tx)
        if disposition == "kept" and (
            booking.get("paid_by") != tx or booking["status"] not in SEATED
        ):
            found.append(f"payment {tx} is kept for nothing")
        if disposition == "refund" and sent_back != payment["amount_fen"]:
            found.append(f"payment {tx} was {payment['amount_fen']}, {sent_back} went back")
        if disposition == "kept" and sent_back:
            found.append(f"payment {tx} is kept and went back")
        if disposition is None:
            found.append(f"payment {tx} has no disposition")
    for booking in bookings.values():
        kept = [m["transaction_id"] for m in booking["money"] if m["disposition"] == "kept"]
        paid = booking["status"] in SEATED - {"held"} and booking["fee_fen"] > 0
        if len(kept) != paid:
            found.append(f"{booking['_id']} ({booking['status']}) is paid {len(kept)} times")
    return found
