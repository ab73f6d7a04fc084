"""From documents to what a phone sees."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from common.contracts.booking import (
    BookedPatientView,
    BookingView,
    DepartmentView,
    DoctorView,
    HospitalView,
    RefundView,
)
from common.contracts.patients import PatientView
from common.domain.bookings import Booking
from common.domain.business_time import at, plus_days
from common.domain.patients import Patient, age_on, mask_id, mask_name, mask_phone
from common.domain.payments import Refund, RefundStatus
from common.domain.visits import Visit
from common.usecases.deps import Deps

CHECK_IN_OPENS = timedelta(minutes=30)
_NOON, _EVENING = "12:00", "18:00"
_REFUND_WORDS = {
    RefundStatus.REQUESTED: "processing",
    RefundStatus.PROCESSING: "processing",
    RefundStatus.SUCCESS: "success",
    RefundStatus.ABNORMAL: "failed",
    RefundStatus.CLOSED: "failed",
}


def booking_views(bookings: Iterable[Booking], deps: Deps) -> list[BookingView]:
    """Bookings with their refunds."""
    bookings = list(bookings)
    refunds = deps.store.refunds.of_bookings([b.id for b in bookings if b.money])
    return [_booking_view(b, [r for r in refunds if r.booking_id == b.id]) for b in bookings]


def booking_view(booking: Booking, deps: Deps) -> BookingView:
    """One booking with its refund."""
    return booking_views([booking], deps)[0]


def _booking_view(booking: Booking, refunds: list[Refund]) -> BookingView:
    return BookingView(
        **visit_view_fields(booking),
        id=booking.id,
        pickup_code=booking.pickup_code,
        status=booking.status.value,
        number=booking.seat.number,
        created_at=booking.created_at,
        hold_until=booking.hold_until,
        cancellable_until=booking.cancellable_until,
        cancelled_by=booking.cancelled_by.value if booking.cancelled_by else None,
        refund=_refund_view(booking, refunds),
        check_in_from=booking.starts_at - CHECK_IN_OPENS,
        check_in_to=_half_day_end(booking),
    )


def visit_view_fields(visit: Visit) -> dict[str, Any]:
    """The fields of a `VisitView`."""
    names = visit.names
    return {
        "slot_id": visit.slot_id,
        "hospital": HospitalView(id=visit.hospital_id, name=names.hospital, address=names.address),
        "department": DepartmentView(
            id=visit.department_id, name=names.department, location=names.location
        ),
        "doctor": DoctorView(id=visit.doctor_id, name=names.doctor, title=names.title),
        "patient": BookedPatientView(id=visit.patient_id, name_masked=visit.patient_name_masked),
        "date": visit.date,
        "period": visit.period,
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "fee_fen": visit.fee_fen,
    }


def _refund_view(booking: Booking, refunds: list[Refund]) -> RefundView | None:
    """The refunds of a booking as one: failed if any is, else processing while any is on its way or unasked."""
    owed = sum(money.amount_fen for money in booking.money if money.fate.value == "refund")
    if owed == 0:
        return None
    states = {_REFUND_WORDS[refund.status] for refund in refunds}
    if sum(refund.amount_fen for refund in refunds) < owed:
        states.add("processing")
    for word in ("failed", "processing", "success"):
        if word in states:
            return RefundView.model_validate({"status": word, "amount_fen": owed})
    return None


def _half_day_end(booking: Booking) -> datetime:
    if booking.period == "am":
        return max(at(booking.date, _NOON), booking.ends_at)
    if booking.period == "pm":
        return max(at(booking.date, _EVENING), booking.ends_at)
    return max(at(plus_days(booking.date, 1), "00:00"), booking.ends_at)


def patient_view(patient: Patient, today: str) -> PatientView:
    """A patient, masked."""
    return PatientView(
        id=patient.id,
        name_masked=mask_name(patient.name),
        id_type=patient.id_type.value,
        id_masked=mask_id(patient.id_number),
        phone_masked=mask_phone(patient.phone),
        relation=patient.relation.value,
        sex=patient.sex.value,
        age=age_on(patient.birth_date, date.fromisoformat(today)),
        verified=patient.verified,
        guardian_id=patient.guardian_id,
    )
