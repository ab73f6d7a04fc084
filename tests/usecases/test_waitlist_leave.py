"""waitlist: leaving at every moment."""

from common.domain.actor import By
from common.domain.booking.status import Status
from common.domain.errors import Code
from common.domain.waitlist import EntryStatus, offered_booking_id
from tests.usecases.queues import entry_of, join, leave
from tests.usecases.world import first_before, quiet, refused, violations


def test_leaving_while_waiting(one_seat, queue):
    assert {leave(queue[1]).status for _ in range(2)} == {EntryStatus.LEFT}
    assert violations(one_seat) == []


def test_turning_an_offer_down_hands_it_to_the_next(one_seat, queue, offered):
    assert leave(offered).status is EntryStatus.LEFT
    booking = one_seat.booking(offered_booking_id(entry_of(offered).id))
    assert (booking.status, booking.cancelled_by) == (Status.CANCELLED, By.PATIENT)
    assert booking.lost_hold_at is None
    assert entry_of(queue[1]).status is EntryStatus.OFFERED
    assert violations(one_seat) == []


def test_leaving_between_the_offer_and_its_mark(one_seat, owner, queue, monkeypatch):
    """The offer's booking is written, the entry still reads waiting."""
    first_before(monkeypatch, one_seat.store, "waitlist.mark_offered", lambda: leave(queue[0]))
    owner.cancel(owner.booked)
    assert entry_of(queue[0]).status is EntryStatus.LEFT
    booking = one_seat.booking(offered_booking_id(entry_of(queue[0]).id))
    assert (booking.status, booking.cancelled_by) == (Status.CANCELLED, By.SYSTEM)
    quiet(one_seat)
    assert entry_of(queue[1]).status is not EntryStatus.WAITING


def test_leaving_between_the_choice_and_the_hand(one_seat, owner, queue, monkeypatch):
    first_before(monkeypatch, one_seat.store, "slots.hand", lambda: leave(queue[0]))
    owner.cancel(owner.booked)
    one_seat.sweep()
    assert entry_of(queue[0]).status is EntryStatus.LEFT
    assert entry_of(queue[1]).status is EntryStatus.OFFERED
    assert violations(one_seat) == []


def test_leaving_after_it_was_paid(one_seat, offered):
    identity = entry_of(offered).booking_id
    offered.pay(identity)
    one_seat.settle(one_seat.pays(identity))
    with refused(Code.BAD_STATE):
        leave(offered)
    assert one_seat.booking(identity).status is Status.CONFIRMED


def test_leaving_while_the_money_is_on_its_way(one_seat, offered):
    """Paid at WeChat, the notice not here yet: the offer is turned down, the money goes back."""
    identity = entry_of(offered).booking_id
    offered.pay(identity)
    payment = one_seat.pays(identity)
    assert leave(offered).status is EntryStatus.LEFT
    one_seat.settle(payment)
    quiet(one_seat)
    assert one_seat.outside.refunded_tx[payment.transaction_id]


def test_paid_between_the_look_and_the_turning_down(one_seat, offered, monkeypatch):
    identity = entry_of(offered).booking_id
    offered.pay(identity)
    payment = one_seat.pays(identity)
    first_before(monkeypatch, one_seat.store, "bookings.apply", lambda: one_seat.settle(payment))
    with refused(Code.BAD_STATE):
        leave(offered)
    assert one_seat.booking(identity).status is Status.CONFIRMED
    quiet(one_seat)


def test_leaving_what_is_over_is_answered_as_it_stands(one_seat, offered):
    one_seat.clock.pass_(minutes=32)
    one_seat.sweep()
    assert leave(offered).status is EntryStatus.LAPSED


def test_cancelling_the_offered_booking_itself_ends_the_entry(one_seat, offered, queue):
    offered.cancel(entry_of(offered).booking_id)
    assert entry_of(offered).status is EntryStatus.LEFT
    assert entry_of(queue[1]).status is EntryStatus.OFFERED
    quiet(one_seat)


def test_late_money_for_a_lapsed_offer_takes_a_seat_if_there_is_one(one_seat, owner):
    phone = one_seat.person()
    join(phone)
    owner.cancel(owner.booked)
    identity = entry_of(phone).booking_id
    phone.pay(identity)
    one_seat.clock.pass_(minutes=32)
    one_seat.sweep()
    one_seat.settle(one_seat.pays(identity, late=True))
    assert (one_seat.booking(identity).status, entry_of(phone).status) == (
        Status.CONFIRMED,
        EntryStatus.TAKEN,
    )
    quiet(one_seat)
