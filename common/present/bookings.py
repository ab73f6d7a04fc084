"""A booking as its user sees it, on the phone and in the copy of their own data."""

from collections.abc import Iterable, Mapping
from typing import Any

from common.contracts.account import ExportedBooking, ExportedPayment
from common.contracts.booking import (
    BookedPatientView,
    BookingView,
    DepartmentView,
    DoctorView,
    HospitalView,
    RefundView,
)
from common.domain.booking.check_in import check_in_from, check_in_to
from common.domain.booking.model import Booking
from common.domain.booking.visit import Visit
from common.domain.money.payment import Refund, RefundStatus
from common.present.unreadable import IN_A_COPY

_REFUND_WORDS = {
    RefundStatus.REQUESTED: "processing",
    RefundStatus.PROCESSING: "processing",
    RefundStatus.SUCCESS: "success",
    RefundStatus.REFUSED: "failed",
    RefundStatus.ABNORMAL: "failed",
    RefundStatus.CLOSED: "failed",
}


def booking_view(booking: Booking, refunds: Iterable[Refund]) -> BookingView:
    """One booking; of the refunds its own are shown."""
    own = [refund for refund in refunds if refund.booking_id == booking.id]
    return BookingView(
        **visit_view_fields(booking),
        id=booking.id,
        entry_id=booking.entry_id,
        order_no=booking.order_no,
        pickup_code=booking.pickup_code,
        status=booking.status.value,
        number=booking.seat.number,
        created_at=booking.created_at,
        hold_until=booking.hold_until,
        cancellable_until=booking.cancellable_until,
        cancelled_by=booking.cancelled_by.value if booking.cancelled_by else None,
        refund=_refund_view(booking, own),
        check_in_from=check_in_from(booking),
        check_in_to=check_in_to(booking),
    )


def exported_booking(
    booking: Booking, refunds: Iterable[Refund], words: Mapping[str, str | None]
) -> ExportedBooking:
    """A booking in the copy of a user's own data; `words`: what they wrote with it, by field."""
    payments = [ExportedPayment.model_validate(m, from_attributes=True) for m in booking.money]
    shown = booking_view(booking, refunds).model_dump()
    written = {field: IN_A_COPY if text is None else text for field, text in words.items()}
    return ExportedBooking(**shown, **written, payments=payments)


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
    owed = sum(money.amount_fen for money in booking.money if money.disposition.value == "refund")
    if owed == 0:
        return None
    states = {_REFUND_WORDS[refund.status] for refund in refunds}
    if sum(refund.amount_fen for refund in refunds) < owed:
        states.add("processing")
    for word in ("failed", "processing", "success"):
        if word in states:
            return RefundView.model_validate({"status": word, "amount_fen": owed})
    return None
