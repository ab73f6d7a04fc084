"""What message_templates.csv may name is what messages can say."""

from datetime import datetime, timezone

from common.domain import messages
from common.domain.booking.model import BookedSeat, Booking
from common.domain.booking.status import Status
from common.domain.slot import SlotNames
from ops.importing.rows import MESSAGE_VALUES

NOON = datetime(2026, 11, 25, 4, tzinfo=timezone.utc)

BOOKING = Booking(
    id="b1",
    openid="o1",
    patient_id="p1",
    person_id="q1",
    slot_id="s1",
    hospital_id="h1",
    department_id="d1",
    doctor_id="r1",
    names=SlotNames(hospital="演示医院", department="内科", doctor="甲乙"),
    date="2026-11-25",
    period="pm",
    starts_at=NOON,
    ends_at=NOON,
    status=Status.CONFIRMED,
    seat=BookedSeat(claim="c1", number=1),
    pickup_code="00000001",
    fee_fen=5000,
    order_no="b1",
    cancellable_until=NOON,
    created_at=NOON,
)


def test_the_values_are_those_of_the_domain() -> None:
    assert set(MESSAGE_VALUES) == set(messages.values("refund_result", BOOKING, NOON))
