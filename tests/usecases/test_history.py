"""The history of a booking, as it is stored: every move that happened, on whose side it was decided, and why."""

from common.domain.booking.model import Disposition
from tests.usecases.queues import accept, entry_of, join, leave


def history(service, booking_id):
    """Left, became, by whom and why; each move at the time it happened."""
    found = service.db.bookings.find_one({"_id": booking_id})["history"]
    assert [move["at"] for move in found] == sorted(move["at"] for move in found)
    return [(m.get("leaves"), m["becomes"], m["by"], m.get("why", "")) for m in found]


BORN = (None, "held", "patient", "")


def test_paid_and_given_back(service, phone):
    identity = phone.book().booking.id
    payment = service.pays(identity)
    service.settle(payment)
    phone.cancel(identity)
    assert history(service, identity) == [
        BORN,
        ("held", "confirmed", "patient", f"paid {payment.transaction_id}"),
        ("confirmed", "cancelled", "patient", "by patient"),
    ]


def test_not_paid_in_time_and_paid_late(service, phone):
    identity = phone.book().booking.id
    service.clock.pass_(minutes=17)
    service.sweep()
    payment = service.pays(identity, late=True)
    service.settle(payment)
    assert history(service, identity) == [
        BORN,
        ("held", "expired", "system", "not paid in time"),
        ("expired", "confirmed", "patient", f"paid late {payment.transaction_id}"),
    ]


def test_money_that_goes_back(service, phone):
    identity = phone.book().booking.id
    payment = service.pays(identity, amount_fen=1)
    service.settle(payment)
    assert history(service, identity) == [
        BORN,
        ("held", "held", "system", f"refunds {payment.transaction_id}"),
    ]
    assert service.booking(identity).disposition_of(payment.transaction_id) is Disposition.REFUND


def test_money_that_came_back_by_hand(service, phone):
    identity = phone.book().booking.id
    payment = service.pays(identity).model_copy(update={"returned": True})
    service.settle(payment)
    assert history(service, identity)[1:] == [
        ("held", "held", "system", f"returned by hand {payment.transaction_id}")
    ]


def test_free(service, phone):
    identity = phone.book(service.slot_id("d3", start="0900")).booking.id
    phone.cancel(identity)
    assert history(service, identity) == [
        (None, "confirmed", "patient", ""),
        ("confirmed", "cancelled", "patient", "by patient"),
    ]


def test_a_hold_given_up(service, phone):
    identity = phone.book().booking.id
    phone.cancel(identity)
    assert history(service, identity)[1:] == [("held", "cancelled", "patient", "by patient")]


def test_an_offer_turned_down(one_seat, offered):
    identity = entry_of(offered).booking_id
    leave(offered)
    assert history(one_seat, identity) == [
        BORN,
        ("held", "cancelled", "patient", "offer turned down"),
    ]


def test_a_free_offer_accepted(one_seat):
    free = one_seat.slot_id("d3", start="0900")
    owner, waiting = one_seat.person(), one_seat.person()
    taken = owner.book(free).booking.id
    join(waiting, free)
    owner.cancel(taken)
    identity = entry_of(waiting).booking_id
    accept(waiting)
    assert history(one_seat, identity) == [BORN, ("held", "confirmed", "patient", "accepted")]
