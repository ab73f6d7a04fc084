"""settle: one transaction against every status its booking may have by then. Money is never dropped."""

import pytest
from pymongo.errors import AutoReconnect

from common.clients.payments import Refunded
from common.domain.actor import By
from common.domain.booking.model import Disposition
from common.domain.booking.status import Status
from common.domain.money.payment import Outcome
from common.protocol.record_payment import record_payment
from tests.usecases.world import at_once, cut, first_before, quiet, violations


def test_the_right_money_confirms_a_hold(service, held):
    payment = service.pays(held)
    assert service.settle(payment) is Outcome.KEPT
    booking, seat = service.booking(held), service.slot().seats[0]
    assert (booking.status, booking.paid_by) == (Status.CONFIRMED, payment.transaction_id)
    assert seat.until is None
    assert booking.effects == ()
    assert service.store.payments.get(payment.id).outcome is Outcome.KEPT
    assert service.outside.kinds_sent() == ["booking_confirmed"]
    assert violations(service) == []


def test_the_same_notice_twice_confirms_once_and_tells_once(service, held):
    payment = service.pays(held)
    assert [service.settle(payment) for _ in range(3)] == [Outcome.KEPT] * 3
    assert len(service.booking(held).money) == 1
    assert service.outside.kinds_sent() == ["booking_confirmed"]
    assert len(service.booking(held).history) == 2


def test_two_notices_at_once(service, held):
    payment = service.pays(held)
    assert at_once(*[lambda: service.settle(payment)] * 4) == [Outcome.KEPT] * 4
    assert service.outside.kinds_sent() == ["booking_confirmed"]
    quiet(service)


@pytest.mark.parametrize("amount", [1, 4999, 5001, 10_000])
def test_a_wrong_amount_never_confirms_and_goes_back_whole(service, held, amount):
    payment = service.pays(held, amount_fen=amount)
    assert service.settle(payment) is Outcome.REFUND
    assert service.booking(held).status is Status.HELD
    (refund,) = service.store.refunds.of_bookings([service.booking(held)])
    assert (refund.amount_fen, refund.transaction_id) == (amount, payment.transaction_id)
    assert "payment of a wrong amount" in [event for _, event, _ in service.log.lines]
    told = service.booking(held).history[-1]
    assert (told.leaves, told.becomes, told.by) == (Status.HELD, Status.HELD, By.SYSTEM)


def test_a_hold_paid_wrongly_still_ends(service, held):
    """WeChat calls the order paid for ever; the money is on its way back, so the seat must not wait for it."""
    service.settle(service.pays(held, amount_fen=1))
    service.clock.pass_(minutes=17)
    quiet(service)
    assert service.booking(held).status is Status.EXPIRED


def test_another_currency_never_confirms(service, held):
    payment = service.pays(held).model_copy(update={"currency": "USD"})
    assert service.settle(payment) is Outcome.REFUND
    assert service.booking(held).status is Status.HELD


def test_money_for_another_merchant_confirms_nothing(service, held):
    payment = service.pays(held).model_copy(update={"merchant_id": "m2", "id": "m2:x"})
    assert service.settle(payment) is Outcome.ALARM
    assert service.booking(held).status is Status.HELD
    assert ("error", "payment without a booking") in [line[:2] for line in service.log.lines]


def test_money_for_no_booking_of_ours_is_an_alarm(service, held):
    payment = service.pays(held).model_copy(update={"order_no": "b-unknown"})
    assert service.settle(payment) is Outcome.ALARM


def test_a_second_payment_of_a_confirmed_booking_goes_back(service, held):
    service.settle(service.pays(held))
    second = service.pays(held, late=True)
    assert service.settle(second) is Outcome.REFUND
    booking = service.booking(held)
    assert [m.disposition for m in booking.money] == [Disposition.KEPT, Disposition.REFUND]
    assert booking.paid_by != second.transaction_id
    assert service.outside.kinds_sent() == ["booking_confirmed", "refund_result"]
    quiet(service)


@pytest.mark.parametrize("status", [Status.CHECKED_IN, Status.COMPLETED, Status.NO_SHOW])
def test_money_for_a_booking_that_went_its_way_goes_back(service, held, status):
    service.settle(service.pays(held))
    service.db.bookings.update_one({"_id": held}, {"$set": {"status": status.value}})
    assert service.settle(service.pays(held, late=True)) is Outcome.REFUND
    assert service.booking(held).status is status


def test_money_for_a_cancelled_hold_goes_back_and_it_stays_cancelled(service, phone, held):
    payment = service.pays(held)
    phone.cancel(held)
    assert service.settle(payment) is Outcome.REFUND
    assert service.booking(held).status is Status.CANCELLED
    assert service.outside.refunded_tx[payment.transaction_id]
    quiet(service)


def test_the_cancellation_came_between_the_look_and_the_write(service, phone, held, monkeypatch):
    payment = service.pays(held)
    first_before(monkeypatch, service.store, "bookings.apply", lambda: phone.cancel(held))
    assert service.settle(payment) is Outcome.REFUND
    assert service.booking(held).status is Status.CANCELLED
    quiet(service)


def test_the_payment_came_between_the_look_and_the_cancellation(service, phone, held, monkeypatch):
    payment = service.pays(held)
    first_before(monkeypatch, service.store, "bookings.apply", lambda: service.settle(payment))
    reply = phone.cancel(held)
    assert reply.booking.status == "cancelled"
    assert reply.booking.refund.amount_fen == 5000
    quiet(service)


def test_the_hold_ended_between_the_look_and_the_write(service, held, monkeypatch):
    payment = service.pays(held)
    service.clock.pass_(minutes=17)

    def rival():
        service.db.bookings.update_one({"_id": held}, {"$set": {"status": "expired"}})
        service.db.slots.update_one(
            {"_id": service.slot_id()},
            {"$set": {"seats.0.claim": None, "seats.0.booking_id": None, "seats.0.taken_at": None,
                      "seats.0.until": None}, "$inc": {"left": 1, "holding": -1}},
        )  # fmt: skip
        service.db.persons.update_many({}, {"$set": {"claims": [], "holding": 0}})

    first_before(monkeypatch, service.store, "bookings.apply", rival)
    assert service.settle(payment) is Outcome.KEPT
    assert service.booking(held).status is Status.CONFIRMED
    quiet(service)


# --- cut off


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("place", ["bookings.apply", "bookings.outbox.done"])
def test_a_confirmation_cut_off_is_finished_by_the_sweep(service, held, monkeypatch, place, after):
    payment = service.pays(held)
    cut(monkeypatch, service.store, place, after=after)
    with pytest.raises(AutoReconnect):
        service.settle(payment)
    quiet(service)
    assert service.booking(held).status is Status.CONFIRMED
    assert service.outside.kinds_sent() == ["booking_confirmed"]


def test_money_that_was_only_written_down_is_settled_by_the_sweep(service, held):
    service.pays(held)
    service.clock.pass_(seconds=59)
    service.sweep()
    assert service.booking(held).status is Status.HELD
    service.clock.pass_(seconds=1)
    assert service.sweep().payments == 1
    assert service.booking(held).status is Status.CONFIRMED


def test_a_refund_cut_off_after_it_was_decided_is_sent_once(service, phone, held, monkeypatch):
    payment = service.pays(held)
    phone.cancel(held)
    cut(monkeypatch, service.store, "refunds.open")
    with pytest.raises(AutoReconnect):
        service.settle(payment)
    assert service.booking(held).disposition_of(payment.transaction_id) is Disposition.REFUND
    quiet(service)
    assert len(service.outside.refunded_tx[payment.transaction_id]) == 1


def test_nobody_is_confirmed_by_money_that_has_gone_back(service, phone, held):
    """The order was paid and sent back in the merchant's own console; we hear of it by asking."""
    paid = service.outside.pay(held)
    service.outside.refunded_tx[paid.transaction_id] = ["by-hand"]
    state = service.outside.pay_of("m1").query(held)
    assert isinstance(state, Refunded)
    payment = record_payment("m1", held, state, service.deps, service.clock())
    assert service.settle(payment) is Outcome.REFUND
    assert service.booking(held).status is Status.HELD
    assert service.outside.refunded_tx[paid.transaction_id] == ["by-hand"]
    assert phone.bookings().bookings[0].refund.status == "success"
    service.sweep_until_quiet()
    service.clock.pass_(minutes=15)
    service.sweep()
    assert service.booking(held).status is Status.EXPIRED
