"""settle: one transaction against every status its booking may have by then. Money is never dropped."""

import pytest
from pymongo.errors import AutoReconnect

from common.clients.payments import Refunded
from common.domain.booking.model import Disposition
from common.domain.booking.status import Status
from common.domain.errors import Code
from common.domain.money.payment import Outcome
from common.protocol.record_payment import record_payment
from tests.usecases.world import at_once, cut, first_before, quiet, refused, violations


@pytest.fixture
def held(phone):
    return phone.book().booking.id


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
    first_before(monkeypatch, service.store.bookings, "apply", lambda: phone.cancel(held))
    assert service.settle(payment) is Outcome.REFUND
    assert service.booking(held).status is Status.CANCELLED
    quiet(service)


def test_the_payment_came_between_the_look_and_the_cancellation(service, phone, held, monkeypatch):
    payment = service.pays(held)
    first_before(monkeypatch, service.store.bookings, "apply", lambda: service.settle(payment))
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

    first_before(monkeypatch, service.store.bookings, "apply", rival)
    assert service.settle(payment) is Outcome.KEPT
    assert service.booking(held).status is Status.CONFIRMED
    quiet(service)


# --- late money, three ways


@pytest.fixture
def expired(service, held):
    service.clock.pass_(minutes=17)
    service.sweep()
    assert service.booking(held).status is Status.EXPIRED
    return held


def test_late_money_finds_a_seat_free(service, phone, expired):
    service.person().book()
    old = service.booking(expired).seat
    assert service.settle(service.pays(expired, late=True)) is Outcome.KEPT
    booking = service.booking(expired)
    assert booking.status is Status.CONFIRMED
    assert booking.seat.claim != old.claim
    assert booking.remind_at is not None
    assert service.outside.kinds_sent()[-1] == "booking_confirmed"
    assert phone.bookings().bookings[0].number == booking.seat.number
    quiet(service)


def test_late_money_after_the_seat_is_gone(one_seat):
    slow, quick = one_seat.person(), one_seat.person()
    lost = slow.book().booking.id
    one_seat.clock.pass_(minutes=17)
    won = quick.booked_and_paid()
    payment = one_seat.pays(lost, late=True)
    assert one_seat.settle(payment) is Outcome.REFUND
    assert one_seat.booking(lost).status is Status.EXPIRED
    assert one_seat.booking(won).status is Status.CONFIRMED
    assert one_seat.outside.kinds_sent()[-1] == "refund_result"
    quiet(one_seat)


def test_late_money_after_the_person_booked_elsewhere(service, phone, expired):
    """The same hour in another department: two seats for one person would be wrong."""
    phone.booked_and_paid(service.slot_id("d2"))
    assert service.settle(service.pays(expired, late=True)) is Outcome.REFUND
    assert service.booking(expired).status is Status.EXPIRED
    assert [seat.claim for seat in service.slot().seats] == [None] * 3
    quiet(service)


@pytest.mark.parametrize("change", [{"state": "suspended"}, {"state": "closed"}])
def test_late_money_for_a_slot_that_is_no_longer_sold(service, expired, change):
    service.db.slots.update_one({"_id": service.slot_id()}, {"$set": change})
    assert service.settle(service.pays(expired, late=True)) is Outcome.REFUND
    quiet(service)


def test_late_money_after_the_visit_began(service, expired):
    payment = service.pays(expired, late=True)
    service.clock.now = service.slot().starts_at
    assert service.settle(payment) is Outcome.REFUND
    quiet(service)


def test_late_money_whose_own_seat_was_not_given_back_yet(one_seat, monkeypatch):
    """The expiry was cut off before its effects: its own seat must not be in the way."""
    lost = one_seat.person().book().booking.id
    one_seat.clock.pass_(minutes=17)
    cut(monkeypatch, one_seat.store, "slots.free")
    with pytest.raises(AutoReconnect):
        one_seat.sweep()
    assert one_seat.booking(lost).status is Status.EXPIRED
    assert one_seat.settle(one_seat.pays(lost, late=True)) is Outcome.KEPT
    quiet(one_seat)
    assert one_seat.booking(lost).status is Status.CONFIRMED


def test_late_money_heard_of_twice_while_one_seat_is_left(one_seat, monkeypatch):
    """The notice and the patient's own question arrive together: the second must not refuse what the first regains."""
    slow = one_seat.person()
    lost = slow.book().booking.id
    one_seat.clock.pass_(minutes=17)
    one_seat.sweep()
    payment, second = one_seat.pays(lost, late=True), []
    first_before(
        monkeypatch,
        one_seat.store.persons,
        "claim",
        lambda: second.append(one_seat.settle(payment)),
    )
    assert one_seat.settle(payment) is Outcome.KEPT
    assert second == [None]
    quiet(one_seat)
    assert one_seat.booking(lost).status is Status.CONFIRMED


def test_late_money_four_times_at_once_takes_one_seat(service, expired):
    payment = service.pays(expired, late=True)
    answers = at_once(*[lambda: service.settle(payment)] * 4)
    assert set(answers) <= {Outcome.KEPT, None}
    quiet(service)
    assert service.booking(expired).status is Status.CONFIRMED


@pytest.mark.parametrize("place", ["slots.take", "persons.claim", "bookings.apply"])
@pytest.mark.parametrize("after", [False, True])
def test_late_money_cut_off_anywhere_is_settled_by_the_sweep(
    service, expired, monkeypatch, place, after
):
    payment = service.pays(expired, late=True)
    cut(monkeypatch, service.store, place, after=after)
    with pytest.raises(AutoReconnect):
        service.settle(payment)
    quiet(service)
    assert service.booking(expired).status is Status.CONFIRMED


def test_two_transactions_for_one_expired_booking(service, expired):
    first, second = service.pays(expired, late=True), service.pays(expired, late=True)
    assert [service.settle(first), service.settle(second)] == [Outcome.KEPT, Outcome.REFUND]
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


def test_a_refund_cut_off_after_its_fate_was_written_is_sent_once(
    service, phone, held, monkeypatch
):
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


def test_who_booked_elsewhere_meanwhile_is_not_in_the_way_once_it_is_over(service, phone, expired):
    other = phone.book(service.slot_id("d2")).booking.id
    phone.cancel(other)
    assert service.settle(service.pays(expired, late=True)) is Outcome.KEPT
    with refused(Code.TIME_CONFLICT):
        phone.book(service.slot_id("d2"))
