"""Many of something, written straight into the database: what years or an attack would bring together."""

from datetime import timedelta
from typing import Any

from common.store.collection import to_raw
from tests.support.service import Phone, Service

_AT_ONCE = 1000
Raw = dict[str, Any]


def blocked_queue(service: Service, like: Raw, count: int) -> None:
    """So many wait who have another booking at that hour; `like` is an entry, and they came before it."""
    slot = service.slot(like["slot_id"])
    patients = service.store.patients
    patient = patients.owned(like["openid"], like["patient_id"])
    assert patient is not None
    claim = {
        "claim": "elsewhere", "booking_id": "elsewhere", "slot_id": "elsewhere", "hospital_id": "h1",
        "department_id": "elsewhere", "date": slot.date, "starts_at": slot.starts_at, "ends_at": slot.ends_at,
        "taken_at": like["joined_at"], "until": None,
    }  # fmt: skip
    service.db.waitlist.update_one({"_id": like["_id"]}, {"$set": {"queue_no": count + 1}})
    numbers = range(1, count + 1)
    _insert(service, "persons", [
        {"_id": f"n-blocked{n}", "hashes": [f"k.{n}"], "rev": 0, "claims": [claim], "holding": 0} for n in numbers
    ])  # fmt: skip
    _insert(service, "patients", [
        patients._sealer.seal({
            **to_raw(patient), "_id": f"p-blocked{n}", "openid": f"o-blocked{n}", "person_id": f"n-blocked{n}",
            "quota_no": 1,
        })
        for n in numbers
    ])  # fmt: skip
    _insert(service, "waitlist", [
        {
            **like, "_id": f"w-blocked{n}", "openid": f"o-blocked{n}", "patient_id": f"p-blocked{n}",
            "person_id": f"n-blocked{n}", "queue_no": n,
            "joined_at": like["joined_at"] - timedelta(minutes=30) + timedelta(milliseconds=n),
        }
        for n in numbers
    ])  # fmt: skip


def long_history(service: Service, phone: Phone, like: Raw, count: int) -> None:
    """So many free bookings that were made and given back over the last sixty days; `like` is one of them."""
    step = timedelta(days=60) / count
    _insert(service, "bookings", [
        {
            **like, "_id": f"b-{phone.patient_id}-{n}",
            "pickup_code": f"x-{phone.patient_id}-{n}", "order_no": f"b-{phone.patient_id}-{n}",
            "created_at": service.clock() - n * step, "cancelled_at": service.clock() - n * step,
        }
        for n in range(1, count + 1)
    ])  # fmt: skip


def _insert(service: Service, collection: str, documents: list[Raw]) -> None:
    for first in range(0, len(documents), _AT_ONCE):
        service.db[collection].insert_many(documents[first : first + _AT_ONCE])
