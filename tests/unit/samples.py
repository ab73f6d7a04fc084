"""Documents to decide on: invented, complete, and changed by keyword."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from common.domain.booking.model import Booking, BookingPayment, Disposition
from common.domain.booking.new_booking import BookingDraft, hold, offer
from common.domain.booking.seat import BookedSeat
from common.domain.business_time import at
from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.errors import Code, Refused
from common.domain.money.payment import Payment, Refund, RefundStatus
from common.domain.person.identity import IdType, Sex
from common.domain.person.patient import Patient, Relation
from common.domain.person.person import Person, PersonClaim
from common.domain.rules.history import History
from common.domain.rules.hospital import HospitalRules
from common.domain.rules.may_book import Case
from common.domain.rules.platform import PlatformRules
from common.domain.rules.rulebook import Rulebook
from common.domain.slot import Seat, Slot, SlotNames
from common.domain.waitlist import Entry

PLATFORM, HOSPITAL = PlatformRules(), HospitalRules()
RULES = Rulebook(PLATFORM, HOSPITAL)
# A Wednesday; booked on the Monday before, at 08:00 in China.
DAY = "2026-03-04"
NOW = datetime(2026, 3, 2, tzinfo=timezone.utc)
EVENING_BEFORE = at("2026-03-03", "18:00")
MS, SECOND = timedelta(milliseconds=1), timedelta(seconds=1)
MINUTE, HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

NAMES = SlotNames(
    hospital="演示医院", address="演示路1号", department="内科", location="2楼", doctor="测甲", title="主任医师"
)  # fmt: skip
PAID = BookingPayment(transaction_id="tx1", disposition=Disposition.KEPT, amount_fen=5000)


def told(refused: Refused | None) -> tuple[Code, str, dict[str, Any]] | None:
    """All that a refusal says."""
    return (refused.code, refused.message, refused.details) if refused else None


def a_slot(start: str = "08:00", end: str = "08:30", day: str = DAY, **fields: Any) -> Slot:
    given: dict[str, Any] = {
        "id": f"s-{day}-{start}", "hospital_id": "h1", "department_id": "dep", "doctor_id": "d1", "date": day,
        "period": "am", "visit_kind": "专家", "starts_at": at(day, start), "ends_at": at(day, end),
        "release_at": NOW - HOUR, "closes_at": at(day, start), "fee_fen": 5000, "merchant_id": "m1",
        "capacity": 1, "left": 1, "seats": (Seat(number=1),), "names": NAMES,
    }  # fmt: skip
    return Slot(**{**given, **fields})


def a_patient(**fields: Any) -> Patient:
    given: dict[str, Any] = {
        "id": "p1", "openid": "o1", "person_id": "n1", "name": "测试员", "id_type": IdType.RESIDENT_ID,
        "id_number": "990000198005050021", "phone": "13900000000", "relation": Relation.SELF, "sex": Sex.FEMALE,
        "birth_date": date(1980, 5, 5), "verified": True,
    }  # fmt: skip
    return Patient(**{**given, **fields})


def a_hospital(**fields: Any) -> Hospital:
    return Hospital(**{"id": "h1", "name": "演示医院", "merchant_id": "m1", **fields})


def a_department(**fields: Any) -> Department:
    return Department(**{"id": "dep", "hospital_id": "h1", "name": "内科", **fields})


def a_doctor(**fields: Any) -> Doctor:
    given = {"id": "d1", "hospital_id": "h1", "department_id": "dep", "name": "测甲"}
    return Doctor(**{**given, **fields})


def a_draft(slot: Slot | None = None, **fields: Any) -> BookingDraft:
    slot = slot or a_slot()
    draft = BookingDraft(
        "b1",
        a_patient(),
        slot,
        BookedSeat(claim="c1", number=1),
        at(slot.date, "00:00"),
        NOW,
        "40821736",
    )
    return draft._replace(**fields)


def a_booking(slot: Slot | None = None, **fields: Any) -> Booking:
    """A hold of the slot."""
    booking = hold(a_draft(slot), NOW + 15 * MINUTE, NOW + 17 * MINUTE)
    return booking.model_copy(update=fields)


def an_offer(**fields: Any) -> Booking:
    """A hold of the slot that was offered to an entry."""
    return offer(a_draft(**fields), "w1", NOW + 30 * MINUTE, NOW + 32 * MINUTE)


def claim_of(slot: Slot, name: str = "x", **fields: Any) -> PersonClaim:
    given: dict[str, Any] = {
        "claim": name, "booking_id": f"b-{name}", "slot_id": slot.id, "hospital_id": slot.hospital_id,
        "department_id": slot.department_id, "date": slot.date, "starts_at": slot.starts_at,
        "ends_at": slot.ends_at, "taken_at": NOW,
    }  # fmt: skip
    return PersonClaim(**{**given, **fields})


def a_payment(**fields: Any) -> Payment:
    given: dict[str, Any] = {
        "id": "m1:tx1", "merchant_id": "m1", "transaction_id": "tx1", "order_no": "b1", "amount_fen": 5000,
        "currency": "CNY", "paid_at": NOW, "received_at": NOW,
    }  # fmt: skip
    return Payment(**{**given, **fields})


def a_refund(**fields: Any) -> Refund:
    given: dict[str, Any] = {
        "id": "r1", "booking_id": "b1", "merchant_id": "m1", "transaction_id": "tx1", "amount_fen": 5000,
        "status": RefundStatus.REQUESTED, "created_at": NOW,
    }  # fmt: skip
    return Refund(**{**given, **fields})


def an_entry(**fields: Any) -> Entry:
    slot = a_slot()
    given: dict[str, Any] = {
        "id": "w1", "openid": "o1", "patient_id": "p1", "person_id": "n1", "patient_name_masked": "测*员",
        "slot_id": slot.id, "hospital_id": "h1", "department_id": "dep", "doctor_id": "d1", "names": NAMES,
        "date": DAY, "period": "am", "starts_at": slot.starts_at, "ends_at": slot.ends_at, "fee_fen": 5000,
        "quota_no": 1, "queue_no": 1, "joined_at": NOW, "closes_at": at("2026-03-03", "20:00"),
    }  # fmt: skip
    return Entry(**{**given, **fields})


def a_case(**fields: Any) -> Case:
    given: dict[str, Any] = {
        "slot": a_slot(), "patient": a_patient(), "person": Person(id="n1", hashes=("k1.aa",)),
        "department": a_department(), "rules": RULES, "history": History(), "user_lost_holds": 0, "now": NOW,
    }  # fmt: skip
    return Case(**{**given, **fields})
