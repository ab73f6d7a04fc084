"""What a message says, kind by kind: the values a template may ask for.

Values never name the illness: no department in a payment's description, and a template shows one only where the
hospital put `department_name` into its fields.
"""

from datetime import datetime

from common.domain.booking.model import Booking
from common.domain.business_time import spoken
from common.domain.messages import MessageTemplate

_TIPS = {
    "booking_confirmed": "请按时就诊，凭取号凭证到窗口取号",
    "booking_cancelled": "预约已取消，费用将原路退回",
    "refund_result": "已原路退回，到账时间以银行为准",
    "hold_expired": "未在时限内付款或确认，号已让出",
    "visit_tomorrow": "明天就诊，请带好证件",
    "visit_soon": "即将就诊，请提前到院",
    "waitlist_offer": "请在截止前付款，过时给下一位",
    "clinic_suspended": "医生停诊，预约已取消，钱原路退回",
    "clinic_changed": "出诊有变动，请点开预约看清楚",
}

# Nothing was paid, so nothing goes back.
_TIPS_UNPAID = {
    "booking_cancelled": "预约已取消，没有产生费用",
    "clinic_suspended": "医生停诊，预约已取消，请另约时间",
}

# Nothing is asked for, so a tap is enough.
_TIPS_FREE = {"waitlist_offer": "请在截止前确认，过时给下一位"}

_STATES = {
    "booking_confirmed": "预约成功",
    "booking_cancelled": "已取消",
    "refund_result": "退款成功",
    "hold_expired": "已取消",
    "visit_tomorrow": "待就诊",
    "visit_soon": "待就诊",
    "waitlist_offer": "待付款",
    "clinic_suspended": "已停诊",
    "clinic_changed": "有变动",
}
_STATES_FREE = {"waitlist_offer": "待确认"}


def page_of(kind: str, booking_id: str) -> str:
    """Where a tap on the message leads: the booking, or the queue where an offer is taken."""
    if kind == "waitlist_offer":
        return "packages/waitlist/mine/mine"
    return f"pages/booking/booking?id={booking_id}"


def values(
    kind: str, booking: Booking, now: datetime, amount_fen: int | None = None
) -> dict[str, str]:
    """Every value a template of this kind may show about a booking."""
    return {
        "hospital_name": booking.names.hospital,
        "hospital_address": booking.names.address,
        "department_name": booking.names.department,
        "location": booking.names.location or booking.names.address or booking.names.hospital,
        "doctor_name": f"{booking.names.doctor} {booking.names.title}".strip(),
        "patient_name": booking.patient_name_masked,
        "starts_at": spoken(booking.starts_at),
        "number": str(booking.seat.number),
        "pickup_code": booking.pickup_code,
        "fee": f"¥{booking.fee_fen / 100:.2f}",
        "amount": f"¥{(booking.fee_fen if amount_fen is None else amount_fen) / 100:.2f}",
        "status": _state(kind, booking),
        "tip": _tip(kind, booking),
        "handled_at": spoken(now),
        "hold_until": spoken(booking.hold_until or booking.starts_at),
    }


def _state(kind: str, booking: Booking) -> str:
    return (_STATES | _STATES_FREE if booking.fee_fen == 0 else _STATES)[kind]


def _tip(kind: str, booking: Booking) -> str:
    tips = _TIPS if booking.paid_by else _TIPS | _TIPS_UNPAID
    return (tips | _TIPS_FREE if booking.fee_fen == 0 else tips)[kind]


def fill(template: MessageTemplate, known: dict[str, str]) -> dict[str, str]:
    """The template's fields with their values; a value we do not know becomes empty and is fitted by the client."""
    return {key: known.get(name, "") for key, name in template.fields.items()}
