"""Documents to store: invented, complete, and changed by keyword."""

from datetime import date, datetime, timedelta, timezone
from typing import Any
from zlib import crc32

from common.domain.booking.effects import Notify
from common.domain.booking.model import Booking
from common.domain.booking.new_booking import BookingDraft, hold
from common.domain.booking.seat import BookedSeat
from common.domain.money.payment import Payment, Refund, RefundStatus
from common.domain.person.identity import IdType, Sex
from common.domain.person.patient import Patient, Relation
from common.domain.person.person import PersonClaim
from common.domain.slot import Seat, Slot, SlotNames
from common.domain.waitlist import Entry
from common.store.slots import SeatClaim
from tests.support.identity import resident_id

NOW = datetime(2026, 3, 2, tzinfo=timezone.utc)
MS = timedelta(milliseconds=1)
MINUTE = timedelta(minutes=1)
START = NOW + timedelta(days=2)
NAMES = SlotNames(hospital="演示医院", department="内科", doctor="测甲")
BORN = date(1980, 5, 5)


def a_slot(identity: str = "s1", seats: int = 2, **fields: Any) -> Slot:
    given: dict[str, Any] = {
        "id": identity, "hospital_id": "h1", "department_id": "dep", "doctor_id": "d1", "date": "2026-03-04",
        "period": "am", "visit_kind": "专家", "starts_at": START, "ends_at": START + 30 * MINUTE,
        "release_at": NOW - MINUTE, "closes_at": START, "fee_fen": 5000, "merchant_id": "m1",
        "capacity": seats, "left": seats, "names": NAMES,
        "seats": tuple(Seat(number=n + 1) for n in range(seats)),
    }  # fmt: skip
    return Slot(**{**given, **fields})


def a_claim(identity: str = "c1", booking: str = "b1", **fields: Any) -> SeatClaim:
    given = {"taken_at": NOW, "until": NOW + 17 * MINUTE, **fields}
    return SeatClaim(id=identity, booking_id=booking, **given)


def a_person_claim(identity: str = "c1", booking: str = "b1", **fields: Any) -> PersonClaim:
    given: dict[str, Any] = {
        "slot_id": "s1", "hospital_id": "h1", "department_id": "dep", "date": "2026-03-04", "starts_at": START,
        "ends_at": START + 30 * MINUTE, "taken_at": NOW, "until": NOW + 17 * MINUTE,
    }  # fmt: skip
    return PersonClaim(claim=identity, booking_id=booking, **{**given, **fields})


def a_patient(
    identity: str = "p1", openid: str = "o1", person: str = "n1", **fields: Any
) -> Patient:
    given: dict[str, Any] = {
        "name": "测试员", "id_type": IdType.RESIDENT_ID, "id_number": resident_id(BORN, "female"),
        "phone": "13900000000", "relation": Relation.SELF, "sex": Sex.FEMALE, "birth_date": BORN, "verified": True,
    }  # fmt: skip
    return Patient(id=identity, openid=openid, person_id=person, **{**given, **fields})


def a_hold(identity: str = "b1", claim: str = "c1", **fields: Any) -> Booking:
    """A hold made at `NOW`."""
    code = f"{crc32(identity.encode()) % 10**8:08d}"
    draft = BookingDraft(
        identity, a_patient(), a_slot(), BookedSeat(claim=claim, number=1), START, NOW, code
    )
    booking = hold(draft, NOW + 15 * MINUTE, NOW + 17 * MINUTE)
    return booking.model_copy(update=fields)


def an_effect(target: str = "x", due: datetime = NOW) -> Notify:
    return Notify(id=f"notify:{target}", message=target, not_before=due)


def a_payment(tx: str = "tx1", **fields: Any) -> Payment:
    given: dict[str, Any] = {
        "merchant_id": "m1", "transaction_id": tx, "order_no": "b1", "amount_fen": 5000, "currency": "CNY",
        "paid_at": NOW, "received_at": NOW, "due_at": NOW + MINUTE,
    }  # fmt: skip
    return Payment(id=f"m1:{tx}", **{**given, **fields})


def a_refund(identity: str = "r1", **fields: Any) -> Refund:
    given: dict[str, Any] = {
        "booking_id": "b1", "merchant_id": "m1", "transaction_id": "tx1", "amount_fen": 5000,
        "status": RefundStatus.REQUESTED, "created_at": NOW,
    }  # fmt: skip
    return Refund(id=identity, **{**given, **fields})


def an_entry(identity: str = "w1", person: str = "n1", slot: str = "s1", **fields: Any) -> Entry:
    given: dict[str, Any] = {
        "openid": "o1", "patient_id": "p1", "hospital_id": "h1", "department_id": "dep", "doctor_id": "d1",
        "names": NAMES, "date": "2026-03-04", "period": "am", "starts_at": START,
        "ends_at": START + 30 * MINUTE, "fee_fen": 5000, "quota_no": 1, "queue_no": 1, "joined_at": NOW,
        "closes_at": NOW + timedelta(days=1),
    }  # fmt: skip
    return Entry(id=identity, person_id=person, slot_id=slot, **{**given, **fields})
