"""waitlist: an offer goes to the first, lapses to the next, and the seat is never free in between."""

from datetime import timedelta

import pytest
from pymongo.errors import AutoReconnect

from common.domain.booking.status import Status
from common.domain.errors import Code
from common.domain.waitlist import EntryStatus
from ops.verify.walk import verify
from tests.support.service import Service
from tests.usecases.queues import accept, entry_of, join, leave
from tests.usecases.world import at_once, cut, quiet, refused, violations


def test_a_seat_given_back_is_offered_to_the_first_and_never_free(one_seat, owner, queue):
    number = one_seat.booking(owner.booked).seat.number
    owner.cancel(owner.booked)
    entry, booking = entry_of(queue[0]), one_seat.booking(entry_of(queue[0]).booking_id)
    assert (entry.status, booking.status) == (EntryStatus.OFFERED, Status.HELD)
    assert booking.hold_until == entry.offer_until == one_seat.clock() + timedelta(minutes=30)
    assert booking.seat.number == number
    assert one_seat.slot().left == 0
    assert [entry_of(phone).position for phone in queue[1:]] == [1, 2]
    assert one_seat.outside.kinds_sent().count("waitlist_offer") == 1
    assert violations(one_seat) == []


def test_paying_takes_the_offer_with_the_same_number(one_seat, offered):
    identity = entry_of(offered).booking_id
    assert offered.pay(identity).payment is not None
    one_seat.settle(one_seat.pays(identity))
    assert one_seat.booking(identity).status is Status.CONFIRMED
    assert (entry_of(offered).status, entry_of(offered).booking_id) == (EntryStatus.TAKEN, identity)
    quiet(one_seat)


def test_a_paid_offer_is_not_taken_by_accepting(one_seat, offered):
    with refused(Code.BAD_STATE):
        accept(offered)
    assert entry_of(offered).status is EntryStatus.OFFERED


def test_nothing_to_accept_before_ones_turn(queue):
    with refused(Code.BAD_STATE):
        accept(queue[1])


def test_an_offer_lapses_to_the_next_and_so_on_to_nobody(one_seat, queue, offered):
    for place, phone in enumerate(queue):
        assert entry_of(phone).status is EntryStatus.OFFERED
        assert one_seat.slot().left == 0
        one_seat.clock.pass_(minutes=32)
        one_seat.sweep()
        assert entry_of(phone).status is EntryStatus.LAPSED, place
        assert violations(one_seat) == []
    assert one_seat.slot().left == 1


def test_an_offer_that_passed_by_is_nobodys_lost_hold(one_seat, queue, offered):
    one_seat.clock.pass_(minutes=32)
    one_seat.sweep()
    assert one_seat.booking(entry_of(offered).booking_id).lost_hold_at is None


def test_an_offer_is_made_once_and_reminded_of_once(one_seat, offered):
    for _ in range(3):
        one_seat.sweep()
    one_seat.store.credits.grant(offered.caller.openid, "t-waitlist_offer")
    one_seat.clock.pass_(minutes=20)
    for _ in range(2):
        one_seat.sweep()
    assert one_seat.outside.kinds_sent().count("waitlist_offer") == 2


def test_no_reminder_of_an_offer_that_was_taken(one_seat, offered):
    identity = entry_of(offered).booking_id
    offered.pay(identity)
    one_seat.settle(one_seat.pays(identity))
    one_seat.store.credits.grant(offered.caller.openid, "t-waitlist_offer")
    one_seat.clock.pass_(minutes=20)
    one_seat.sweep()
    assert one_seat.outside.kinds_sent().count("waitlist_offer") == 1


def test_nobody_is_told_of_an_offer_that_is_over(one_seat, owner, queue, monkeypatch):
    """The offer was written and nothing more; when the sweep comes its time has passed."""
    cut(monkeypatch, one_seat.store, "bookings.outbox.lease")
    with pytest.raises(AutoReconnect):
        owner.cancel(owner.booked)
    one_seat.clock.pass_(minutes=32)
    one_seat.sweep()
    told = [
        m["openid"] for m in one_seat.outside.messages if m["template_id"] == "t-waitlist_offer"
    ]
    assert queue[0].caller.openid not in told
    assert entry_of(queue[0]).status is EntryStatus.LAPSED
    quiet(one_seat)


def test_who_booked_that_hour_elsewhere_is_passed_over_and_keeps_waiting(one_seat, owner, queue):
    queue[0].booked_and_paid(one_seat.slot_id("d2"))
    owner.cancel(owner.booked)
    assert [entry_of(phone).status for phone in queue[:2]] == [
        EntryStatus.WAITING,
        EntryStatus.OFFERED,
    ]
    assert violations(one_seat) == []


def test_who_was_blocked_since_joining_is_passed_over_and_the_seat_is_not_kept_for_them(
    one_seat, owner, queue
):
    for _ in range(3):
        queue[0].cancel(queue[0].booked_and_paid(one_seat.slot_id("d2")))
    for phone in queue[1:]:
        leave(phone)
    owner.cancel(owner.booked)
    assert entry_of(queue[0]).status is EntryStatus.WAITING
    assert one_seat.slot().left == 1
    quiet(one_seat)
    assert _of_the_queue(verify(one_seat.db, one_seat.clock, settled=True)) == []


@pytest.mark.parametrize("collection", ["hospitals", "departments", "doctors"])
def test_what_takes_no_bookings_any_more_makes_no_offers_and_keeps_no_seat(
    one_seat, owner, queue, collection
):
    one_seat.db[collection].update_many({}, {"$set": {"active": False}})
    owner.cancel(owner.booked)
    assert [entry_of(phone).status for phone in queue] == [EntryStatus.WAITING] * 3
    assert one_seat.slot().left == 1
    quiet(one_seat)
    assert _of_the_queue(verify(one_seat.db, one_seat.clock, settled=True)) == []


def test_a_patient_who_was_removed_is_passed_over_and_closed(one_seat, owner, queue):
    one_seat.store.patients.remove(queue[0].caller.openid, queue[0].patient_id)
    owner.cancel(owner.booked)
    assert [entry_of(phone).status for phone in queue[:2]] == [
        EntryStatus.CLOSED,
        EntryStatus.OFFERED,
    ]
    assert violations(one_seat) == []


def test_a_queue_of_people_who_cannot_come_frees_the_seat(one_seat, owner, queue):
    for phone in queue:
        one_seat.store.patients.remove(phone.caller.openid, phone.patient_id)
    owner.cancel(owner.booked)
    assert one_seat.slot().left == 1
    quiet(one_seat)


def test_a_suspended_slot_makes_no_offers(one_seat, owner, queue):
    one_seat.db.slots.update_one({"_id": one_seat.slot_id()}, {"$set": {"state": "suspended"}})
    owner.cancel(owner.booked)
    assert entry_of(queue[0]).status is EntryStatus.WAITING
    assert one_seat.slot().seats[0].claim is None


def test_a_lapsed_hold_met_by_a_buyer_goes_to_the_queue_not_to_the_buyer(one_seat):
    one_seat.person().book()
    waiting = one_seat.person()
    join(waiting)
    one_seat.clock.pass_(minutes=17)
    with refused(Code.SLOT_HELD):
        one_seat.person().book()
    assert entry_of(waiting).status is EntryStatus.OFFERED
    assert violations(one_seat) == []


def test_a_seat_that_is_free_although_somebody_waits_is_matched_by_the_sweep(
    one_seat, owner, queue
):
    """It was freed in the moment somebody joined."""
    one_seat.db.waitlist.update_many({}, {"$set": {"status": "left"}})
    owner.cancel(owner.booked)
    one_seat.db.waitlist.update_many({}, {"$set": {"status": "waiting"}})
    assert one_seat.slot().left == 1
    one_seat.sweep()
    assert [entry_of(phone).status.value for phone in queue] == ["offered", "waiting", "waiting"]
    assert violations(one_seat) == []


def test_two_seats_for_two_people(db):
    service = Service(db, seats=2)
    owners = [service.person() for _ in range(2)]
    booked = [owner.booked_and_paid() for owner in owners]
    waiting = [service.person() for _ in range(3)]
    for phone in waiting:
        join(phone)
        service.clock.pass_(seconds=1)
    at_once(*[lambda o=o, b=b: o.cancel(b) for o, b in zip(owners, booked, strict=True)])
    service.clock.pass_(minutes=2)
    service.sweep()
    assert [entry_of(phone).status.value for phone in waiting] == ["offered", "offered", "waiting"]
    assert violations(service) == []


def _of_the_queue(report):
    return [found for found in report.violations if found.invariant == "5"]


def test_a_free_offer_is_accepted_by_a_tap_and_by_the_same_tap_again(one_seat, free_offer):
    assert {accept(free_offer).status for _ in range(3)} == {EntryStatus.TAKEN}
    booking = one_seat.booking(entry_of(free_offer).booking_id)
    assert booking.status is Status.CONFIRMED
    assert booking.remind_at is not None
    assert one_seat.outside.kinds_sent()[-1] == "booking_confirmed"
    quiet(one_seat)


def test_a_free_offer_not_accepted_in_time_lapses(one_seat, free_offer):
    one_seat.clock.now = entry_of(free_offer).offer_until
    with refused(Code.BAD_STATE):
        accept(free_offer)
    one_seat.clock.pass_(minutes=2)
    quiet(one_seat)
    assert entry_of(free_offer).status is EntryStatus.LAPSED


def test_accepted_while_it_lapses(one_seat, free_offer):
    one_seat.clock.now = entry_of(free_offer).offer_until + timedelta(minutes=2)
    answers = at_once(one_seat.sweep, lambda: accept(free_offer))
    assert answers[1] is Code.BAD_STATE
    quiet(one_seat)
