"""A booking: who keeps a seat, who counts, what became of its money."""

from common.domain.booking.effects import Expire, KeepSeat
from common.domain.booking.model import BookingPayment, Disposition, earliest
from common.domain.booking.status import ACTIVE, SEATED, Status
from tests.unit.samples import MINUTE, NOW, PAID, a_booking


def test_who_keeps_a_seat_and_who_counts():
    assert {Status.COMPLETED, Status.NO_SHOW} == SEATED - ACTIVE
    assert set(Status) - SEATED == {Status.CANCELLED, Status.EXPIRED}
    for status in Status:
        booking = a_booking(status=status)
        assert (booking.seated, booking.active) == (status in SEATED, status in ACTIVE)


def test_the_statuses_as_they_are_stored():
    assert [status.value for status in Status] == [
        "held", "confirmed", "checked_in", "completed", "cancelled", "expired", "no_show",
    ]  # fmt: skip
    assert [d.value for d in Disposition] == ["kept", "refund"]


def test_what_was_decided_for_each_transaction():
    back = BookingPayment(transaction_id="tx2", disposition=Disposition.REFUND, amount_fen=1)
    booking = a_booking(money=(PAID, back))
    assert booking.disposition_of("tx1") is Disposition.KEPT
    assert booking.disposition_of("tx2") is Disposition.REFUND
    assert booking.disposition_of("tx3") is None


def test_the_transaction_that_paid_it():
    other = PAID.model_copy(update={"transaction_id": "tx2"})
    assert a_booking(money=(other, PAID), paid_by="tx1").kept_payment == PAID
    assert a_booking(money=(PAID,)).kept_payment is None


def test_what_is_still_to_do():
    booking = a_booking()
    assert booking.pending(Expire) is booking.effects[0]
    assert booking.pending(KeepSeat) is None


def test_when_the_first_of_some_effects_is_due():
    one, other = (Expire(id=str(n), not_before=NOW + n * MINUTE) for n in (2, 1))
    assert earliest((one, other)) == NOW + MINUTE
    assert earliest(()) is None


def test_two_transactions_and_one_booking_stay_as_they_were_read():
    booking = a_booking(money=(PAID,))
    assert type(booking).model_validate(booking.model_dump(by_alias=True)) == booking
