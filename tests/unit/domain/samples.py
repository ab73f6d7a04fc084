"""Documents to decide on: invented, complete, and changed by keyword."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from common.domain.booking.model import Booking
from common.domain.booking.new_booking import BookingDraft, hold
from common.domain.business_time import at
from common.domain.catalogue import Department
from common.domain.person.identity import IdType, Sex
from common.domain.person.patient import Patient, Relation
from common.domain.person.person import PersonClaim
from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import PlatformRules
from common.domain.slot import Seat, Slot, SlotNames

PLATFORM, HOSPITAL = PlatformRules(), HospitalRules()
DAY = "2026-03-04"
NOW = datetime(2026, 3, 2, tzinfo=timezone.utc)
MS, MINUTE, HOUR = timedelta(milliseconds=1), timedelta(minutes=1), timedelta(hours=1)

NAMES = SlotNames(
    hospital="演示医院", address="演示路1号", department="内科", doctor="测甲", title="主任医师"
)


def a_slot(start: str = "08:00", end: str = "08:30", day: str = DAY, **fields: Any) -> Slot:
    given: dict[str, Any] = {
        "id": f"s-{day}-{start}", "hospital_id": "h1", "department_id": "dep", "doctor_id": "d1", "date": day,
        "period": "am", "visit_kind": "专家", "starts_at": at(day, start), "ends_at": at(day, end),
        "release_at": NOW - HOUR, "closes_at": at(day, start), "fee_fen": 5000, "merchant_id": "m1",
        "capacity": 1, "left": 1, "seats": (Seat(number=1),),
        "names": NAMES,
    }  # fmt: skip
    return Slot(**{**given, **fields})


def a_patient(**fields: Any) -> Patient:
    given: dict[str, Any] = {
        "id": "p1", "openid": "o1", "person_id": "n1", "name": "测试员", "id_type": IdType.RESIDENT_ID,
        "id_number": "x", "phone": "13900000000", "relation": Relation.SELF, "sex": Sex.FEMALE,
        "birth_date": date(1980, 5, 5), "verified": True,
    }  # fmt: skip
    return Patient(**{**given, **fields})


def a_department(**fields: Any) -> Department:
    return Department(**{"id": "dep", "hospital_id": "h1", "name": "内科", **fields})


def a_booking(slot: Slot | None = None, **fields: Any) -> Booking:
    """A hold of the slot."""
    slot = slot or a_slot()
    ground = BookingDraft("b1", a_patient(), slot, "c1", 1, at(slot.date, "00:00"), NOW)
    return hold(ground, NOW + 15 * MINUTE, NOW + 17 * MINUTE).model_copy(update=fields)


def claim_of(slot: Slot, name: str = "x", **fields: Any) -> PersonClaim:
    given: dict[str, Any] = {
        "claim": name, "booking_id": f"b-{name}", "slot_id": slot.id, "hospital_id": slot.hospital_id,
        "department_id": slot.department_id, "date": slot.date, "starts_at": slot.starts_at,
        "ends_at": slot.ends_at, "taken_at": NOW,
    }  # fmt: skip
    return PersonClaim(**{**given, **fields})
