"""A booking as the phone sees it, in every reply that carries one."""

from typing import Literal

from common.contracts.base import Instant, Period, Reply
from common.domain.actor import By
from common.domain.booking.status import Status


class HospitalView(Reply):
    """Where to go."""

    id: str
    name: str
    address: str


class DepartmentView(Reply):
    """Which department, and where in the house."""

    id: str
    name: str
    location: str


class DoctorView(Reply):
    """Whom to see."""

    id: str
    name: str
    title: str


class BookedPatientView(Reply):
    """For whom."""

    id: str
    name_masked: str


class RefundView(Reply):
    """Money on its way back. `failed` means the hospital's staff work on it."""

    status: Literal["processing", "success", "failed"]
    amount_fen: int


class VisitView(Reply):
    """For whom, with whom, where and when: what a booking and an entry of a queue both show."""

    slot_id: str
    hospital: HospitalView
    department: DepartmentView
    doctor: DoctorView
    patient: BookedPatientView
    date: str
    period: Period
    starts_at: Instant
    ends_at: Instant
    fee_fen: int


class BookingView(VisitView):
    """One booking. `entry_id`: the entry of a queue that it was offered to; `order_no`: its number at WeChat Pay."""

    id: str
    entry_id: str | None
    order_no: str
    pickup_code: str
    status: Status
    number: int
    created_at: Instant
    hold_until: Instant | None
    cancellable_until: Instant
    cancelled_by: By | None
    refund: RefundView | None
    check_in_from: Instant
    check_in_to: Instant


class PaymentView(Reply):
    """What the phone hands to `wx.requestPayment`, names as WeChat spells them."""

    timeStamp: str
    nonceStr: str
    package: str
    signType: Literal["RSA"]
    paySign: str


class BookingReply(Reply):
    """A booking."""

    booking: BookingView


class BookingPaymentReply(Reply):
    """A booking and, while it waits for money, what opens the pay sheet; None: nothing to pay, or ask `pay` later."""

    booking: BookingView
    payment: PaymentView | None


class BookingsReply(Reply):
    """A page of bookings, newest first; `cursor` goes into the next request, None at the end."""

    bookings: list[BookingView]
    cursor: str | None
