"""waitlist: joining, the place in the queue, offers handed on without freeing the seat, leaving at any moment."""

from datetime import datetime, timedelta, timezone

import pytest
from pymongo.errors import AutoReconnect

from common.contracts.waitlist import AcceptOffer, JoinWaitlist, LeaveWaitlist, MyWaitlist
from common.domain.bookings import By, Status
from common.domain.errors import Code
from common.domain.rules import PlatformRules
from common.domain.waitlist import EntryStatus, offered_booking_id
from common.usecases.seats import release_seat
from common.usecases.waitlist import waitlist
from tests.support.service import Phone, Service
from tests.usecases.world import at_once, cut, first_before, quiet, refused, violations

MS = timedelta(milliseconds=1)
FREE = {"doctor": "d3", "start": "0900"}


def _china(day, hour, minute=0):
    """March 2026, in China."""
    return datetime(2026, 3, day, hour, minute, tzinfo=timezone(timedelta(hours=8)))


def _join(phone, slot_id=None, key="join-this-one"):
    request = JoinWaitlist(
        action="join", slot_id=slot_id or phone.service.slot_id(), patient_id=phone.patient_id,
        idempotency_key=key,
    )  # fmt: skip
    return waitlist(request, phone.caller, phone.service.deps).entry


def _mine(phone):
    return waitlist(MyWaitlist(action="mine"), phone.caller, phone.service.deps).entries


def _entry(phone):
    (entry,) = _mine(phone)
    return entry


def _leave(phone, entry_id=None):
    request = LeaveWaitlist(action="leave", entry_id=entry_id or _entry(phone).id)
    return waitlist(request, phone.caller, phone.service.deps).entry


def _accept(phone, entry_id=None):
    request = AcceptOffer(action="accept", entry_id=entry_id or _entry(phone).id)
    return waitlist(request, phone.caller, phone.service.deps).entry


@pytest.fixture
def owner(one_seat) -> Phone:
    """Has the only seat, paid."""
    phone = one_seat.person()
    phone.booked = phone.booked_and_paid()
    return phone


@pytest.fixture
def queue(one_seat, owner) -> list[Phone]:
    """Three people waiting, one after the other."""
    phones = [one_seat.person() for _ in range(3)]
    for phone in phones:
        _join(phone)
        one_seat.clock.pass_(seconds=1)
    return phones


@pytest.fixture
def offered(one_seat, owner, queue) -> Phone:
    """The first of them, who has been offered the seat."""
    owner.cancel(owner.booked)
    assert _entry(queue[0]).status is EntryStatus.OFFERED
    return queue[0]


# --- joining


def test_who_comes_first_stands_first(queue):
    assert [_entry(phone).position for phone in queue] == [1, 2, 3]
    _leave(queue[1])
    assert [_entry(phone).position for phone in queue] == [1, None, 2]


def test_only_a_full_slot_has_a_queue(one_seat):
    phone = one_seat.person()
    with refused(Code.BAD_STATE):
        _join(phone)
    one_seat.person().book()
    assert _join(phone).status is EntryStatus.WAITING


@pytest.mark.parametrize(
    "change",
    [
        {"state": "suspended"},
        {"state": "closed"},
        {"release_at": datetime(2026, 3, 3, tzinfo=timezone.utc)},
    ],
)
def test_no_queue_for_what_is_not_sold(one_seat, owner, change):
    one_seat.db.slots.update_one({"_id": one_seat.slot_id()}, {"$set": change})
    with refused(Code.SLOT_CLOSED):
        _join(one_seat.person())


def test_a_hospital_may_have_no_queues(db):
    without = Service(db, seats=1, waitlist=False)
    without.person().book()
    with refused(Code.BAD_STATE):
        _join(without.person())


def test_the_queue_closes_at_eight_in_the_evening_before(one_seat, owner):
    one_seat.clock.now = _china(3, 20) - MS
    phone = one_seat.person()
    assert _join(phone).status is EntryStatus.WAITING
    one_seat.clock.now = _china(3, 20)
    with refused(Code.SLOT_CLOSED):
        _join(one_seat.person())
    assert one_seat.sweep().entries == 1
    assert (_entry(phone).status, _entry(phone).position) == (EntryStatus.CLOSED, None)
    assert violations(one_seat) == []


def test_the_same_tap_joins_once(one_seat, owner):
    phone = one_seat.person()
    answers = at_once(*[lambda: _join(phone)] * 6)
    assert len({answer.id for answer in answers}) == 1, answers
    assert one_seat.db.waitlist.count_documents({}) == 1


def test_the_same_tap_for_another_slot_is_a_mistake_of_the_phone(one_seat, owner):
    phone = one_seat.person()
    _join(phone)
    with refused(Code.BAD_REQUEST):
        _join(phone, one_seat.slot_id(start="0830"))


def test_waiting_twice_for_one_slot(one_seat, owner):
    phone = one_seat.person()
    answers = at_once(
        lambda: _join(phone, key="first-of-two"), lambda: _join(phone, key="second-of-two")
    )
    assert answers.count(Code.ALREADY_WAITING) == 1, answers


def test_after_leaving_one_may_join_again_at_the_end(one_seat, queue):
    _leave(queue[0])
    assert _join(queue[0], key="join-once-more").position == 3


def test_at_most_so_many_queues_a_person_however_many_joins_meet(one_seat):
    one_seat.store.catalogue.set_platform_rules(PlatformRules(waitlist_per_person=2))
    slots = [
        one_seat.slot_id(), one_seat.slot_id("d2", start="0830"), one_seat.slot_id(day="2026-03-05"),
    ]  # fmt: skip
    for slot in slots:
        one_seat.person().booked_and_paid(slot)
    phone = one_seat.person()
    answers = at_once(
        *[
            lambda slot=slot, n=n: _join(phone, slot, f"join-number-{n}")
            for n, slot in enumerate(slots)
        ]
    )
    assert answers.count(Code.LIMIT_REACHED) == 1, answers
    waiting = [entry.id for entry in _mine(phone)]
    _leave(phone, waiting[0])
    refused_slot = next(s for s in slots if s not in {e.slot_id for e in _mine(phone)})
    assert _join(phone, refused_slot, "join-after-all").status is EntryStatus.WAITING


def test_no_queue_for_who_has_booked_that_hour_or_may_not_come(one_seat, owner):
    with refused(Code.ALREADY_BOOKED):
        _join(owner)
    one_seat.person().booked_and_paid(one_seat.slot_id("d2"))
    with refused(Code.TIME_CONFLICT):
        _join(owner, one_seat.slot_id("d2"))
    with refused(Code.PATIENT_NOT_ELIGIBLE):
        _join(one_seat.person(sex="male"), one_seat.slot_id("d2"))


def test_who_is_blocked_at_a_hospital_cannot_come_in_through_the_queue(one_seat):
    phone = one_seat.person()
    for _ in range(3):
        phone.cancel(phone.booked_and_paid())
    one_seat.person().booked_and_paid()
    with refused(Code.PATIENT_BLOCKED):
        _join(phone)


def test_what_is_somebody_elses_does_not_exist(one_seat, owner, queue):
    foreign = _entry(queue[0]).id
    for act in (_leave, _accept):
        with refused(Code.NOT_FOUND):
            act(queue[1], foreign)
    with refused(Code.NOT_FOUND):
        _join(Phone(one_seat, queue[1].caller, owner.patient_id), key="another-patient")
    with refused(Code.NOT_FOUND):
        _join(queue[1], "no.such.slot", "another-slot")
    assert _entry(queue[0]).status is EntryStatus.WAITING


# --- an offer


def test_a_seat_given_back_is_offered_to_the_first_and_never_free(one_seat, owner, queue):
    number = one_seat.booking(owner.booked).seat.number
    owner.cancel(owner.booked)
    entry, booking = _entry(queue[0]), one_seat.booking(_entry(queue[0]).booking_id)
    assert (entry.status, booking.status) == (EntryStatus.OFFERED, Status.HELD)
    assert booking.hold_until == entry.offer_until == one_seat.clock() + timedelta(minutes=30)
    assert booking.seat.number == number
    assert one_seat.slot().left == 0
    assert [_entry(phone).position for phone in queue[1:]] == [1, 2]
    assert one_seat.outside.kinds_sent().count("waitlist_offer") == 1
    assert violations(one_seat) == []


def test_paying_takes_the_offer_with_the_same_number(one_seat, offered):
    identity = _entry(offered).booking_id
    assert offered.pay(identity).payment is not None
    one_seat.settle(one_seat.pays(identity))
    assert one_seat.booking(identity).status is Status.CONFIRMED
    assert (_entry(offered).status, _entry(offered).booking_id) == (EntryStatus.TAKEN, identity)
    quiet(one_seat)


def test_a_paid_offer_is_not_taken_by_accepting(one_seat, offered):
    with refused(Code.BAD_STATE):
        _accept(offered)
    assert _entry(offered).status is EntryStatus.OFFERED


def test_nothing_to_accept_before_ones_turn(queue):
    with refused(Code.BAD_STATE):
        _accept(queue[1])


def test_an_offer_lapses_to_the_next_and_so_on_to_nobody(one_seat, queue, offered):
    for place, phone in enumerate(queue):
        assert _entry(phone).status is EntryStatus.OFFERED
        assert one_seat.slot().left == 0
        one_seat.clock.pass_(minutes=32)
        one_seat.sweep()
        assert _entry(phone).status is EntryStatus.LAPSED, place
        assert violations(one_seat) == []
    assert one_seat.slot().left == 1


def test_an_offer_that_passed_by_is_nobodys_lost_hold(one_seat, queue, offered):
    one_seat.clock.pass_(minutes=32)
    one_seat.sweep()
    assert one_seat.booking(_entry(offered).booking_id).lost_hold_at is None


def test_an_offer_is_made_once_and_reminded_of_once(one_seat, offered):
    for _ in range(3):
        one_seat.sweep()
    one_seat.store.credits.grant(offered.caller.openid, "t-waitlist_offer")
    one_seat.clock.pass_(minutes=20)
    for _ in range(2):
        one_seat.sweep()
    assert one_seat.outside.kinds_sent().count("waitlist_offer") == 2


def test_no_reminder_of_an_offer_that_was_taken(one_seat, offered):
    identity = _entry(offered).booking_id
    offered.pay(identity)
    one_seat.settle(one_seat.pays(identity))
    one_seat.store.credits.grant(offered.caller.openid, "t-waitlist_offer")
    one_seat.clock.pass_(minutes=20)
    one_seat.sweep()
    assert one_seat.outside.kinds_sent().count("waitlist_offer") == 1


def test_nobody_is_told_of_an_offer_that_is_over(one_seat, owner, queue, monkeypatch):
    """The offer was written and nothing more; when the sweep comes its time has passed."""
    cut(monkeypatch, one_seat.store.bookings, "lease_effect")
    with pytest.raises(AutoReconnect):
        owner.cancel(owner.booked)
    one_seat.clock.pass_(minutes=32)
    one_seat.sweep()
    told = [
        m["openid"] for m in one_seat.outside.messages if m["template_id"] == "t-waitlist_offer"
    ]
    assert queue[0].caller.openid not in told
    assert _entry(queue[0]).status is EntryStatus.LAPSED
    quiet(one_seat)


def test_who_booked_that_hour_elsewhere_is_passed_over_and_keeps_waiting(one_seat, owner, queue):
    queue[0].booked_and_paid(one_seat.slot_id("d2"))
    owner.cancel(owner.booked)
    assert [_entry(phone).status for phone in queue[:2]] == [
        EntryStatus.WAITING,
        EntryStatus.OFFERED,
    ]
    assert violations(one_seat) == []


def test_a_patient_who_was_removed_is_passed_over_and_closed(one_seat, owner, queue):
    one_seat.store.patients.remove(queue[0].caller.openid, queue[0].patient_id)
    owner.cancel(owner.booked)
    assert [_entry(phone).status for phone in queue[:2]] == [
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
    assert _entry(queue[0]).status is EntryStatus.WAITING
    assert one_seat.slot().seats[0].claim is None


def test_a_lapsed_hold_met_by_a_buyer_goes_to_the_queue_not_to_the_buyer(one_seat):
    one_seat.person().book()
    waiting = one_seat.person()
    _join(waiting)
    one_seat.clock.pass_(minutes=17)
    with refused(Code.SLOT_HELD):
        one_seat.person().book()
    assert _entry(waiting).status is EntryStatus.OFFERED
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
    assert [_entry(phone).status.value for phone in queue] == ["offered", "waiting", "waiting"]
    assert violations(one_seat) == []


def test_two_seats_for_two_people(db):
    service = Service(db, seats=2)
    owners = [service.person() for _ in range(2)]
    booked = [owner.booked_and_paid() for owner in owners]
    waiting = [service.person() for _ in range(3)]
    for phone in waiting:
        _join(phone)
        service.clock.pass_(seconds=1)
    at_once(*[lambda o=o, b=b: o.cancel(b) for o, b in zip(owners, booked, strict=True)])
    service.clock.pass_(minutes=2)
    service.sweep()
    assert [_entry(phone).status.value for phone in waiting] == ["offered", "offered", "waiting"]
    assert violations(service) == []


# --- a free offer


@pytest.fixture
def free_offer(one_seat) -> Phone:
    slot = one_seat.slot_id(**FREE)
    owner, phone = one_seat.person(), one_seat.person()
    booked = owner.book(slot).booking.id
    _join(phone, slot)
    owner.cancel(booked)
    return phone


def test_a_free_offer_is_accepted_by_a_tap_and_by_the_same_tap_again(one_seat, free_offer):
    assert {_accept(free_offer).status for _ in range(3)} == {EntryStatus.TAKEN}
    booking = one_seat.booking(_entry(free_offer).booking_id)
    assert booking.status is Status.CONFIRMED
    assert booking.remind_at is not None
    assert one_seat.outside.kinds_sent()[-1] == "booking_confirmed"
    quiet(one_seat)


def test_a_free_offer_not_accepted_in_time_lapses(one_seat, free_offer):
    one_seat.clock.now = _entry(free_offer).offer_until
    with refused(Code.BAD_STATE):
        _accept(free_offer)
    one_seat.clock.pass_(minutes=2)
    quiet(one_seat)
    assert _entry(free_offer).status is EntryStatus.LAPSED


def test_accepted_while_it_lapses(one_seat, free_offer):
    one_seat.clock.now = _entry(free_offer).offer_until + timedelta(minutes=2)
    answers = at_once(one_seat.sweep, lambda: _accept(free_offer))
    assert answers[1] is Code.BAD_STATE
    quiet(one_seat)


# --- leaving at every moment


def test_leaving_while_waiting(one_seat, queue):
    assert {_leave(queue[1]).status for _ in range(2)} == {EntryStatus.LEFT}
    assert violations(one_seat) == []


def test_turning_an_offer_down_hands_it_to_the_next(one_seat, queue, offered):
    assert _leave(offered).status is EntryStatus.LEFT
    booking = one_seat.booking(offered_booking_id(_entry(offered).id))
    assert (booking.status, booking.cancelled_by) == (Status.CANCELLED, By.PATIENT)
    assert booking.lost_hold_at is None
    assert _entry(queue[1]).status is EntryStatus.OFFERED
    assert violations(one_seat) == []


def test_leaving_between_the_offer_and_its_mark(one_seat, owner, queue, monkeypatch):
    """The offer's booking is written, the entry still reads waiting."""
    first_before(monkeypatch, one_seat.store.waitlist, "mark_offered", lambda: _leave(queue[0]))
    owner.cancel(owner.booked)
    assert _entry(queue[0]).status is EntryStatus.LEFT
    booking = one_seat.booking(offered_booking_id(_entry(queue[0]).id))
    assert (booking.status, booking.cancelled_by) == (Status.CANCELLED, By.SYSTEM)
    quiet(one_seat)
    assert _entry(queue[1]).status is not EntryStatus.WAITING


def test_leaving_between_the_choice_and_the_hand(one_seat, owner, queue, monkeypatch):
    first_before(monkeypatch, one_seat.store.slots, "hand", lambda: _leave(queue[0]))
    owner.cancel(owner.booked)
    one_seat.sweep()
    assert _entry(queue[0]).status is EntryStatus.LEFT
    assert _entry(queue[1]).status is EntryStatus.OFFERED
    assert violations(one_seat) == []


def test_leaving_after_it_was_paid(one_seat, offered):
    identity = _entry(offered).booking_id
    offered.pay(identity)
    one_seat.settle(one_seat.pays(identity))
    with refused(Code.BAD_STATE):
        _leave(offered)
    assert one_seat.booking(identity).status is Status.CONFIRMED


def test_leaving_while_the_money_is_on_its_way(one_seat, offered):
    """Paid at WeChat, the notice not here yet: the offer is turned down, the money goes back."""
    identity = _entry(offered).booking_id
    offered.pay(identity)
    payment = one_seat.pays(identity)
    assert _leave(offered).status is EntryStatus.LEFT
    one_seat.settle(payment)
    quiet(one_seat)
    assert one_seat.outside.refunded_tx[payment.transaction_id]


def test_paid_between_the_look_and_the_turning_down(one_seat, offered, monkeypatch):
    identity = _entry(offered).booking_id
    offered.pay(identity)
    payment = one_seat.pays(identity)
    first_before(monkeypatch, one_seat.store.bookings, "cancel", lambda: one_seat.settle(payment))
    with refused(Code.BAD_STATE):
        _leave(offered)
    assert one_seat.booking(identity).status is Status.CONFIRMED
    quiet(one_seat)


def test_leaving_what_is_over_is_answered_as_it_stands(one_seat, offered):
    one_seat.clock.pass_(minutes=32)
    one_seat.sweep()
    assert _leave(offered).status is EntryStatus.LAPSED


def test_cancelling_the_offered_booking_itself_ends_the_entry(one_seat, offered, queue):
    offered.cancel(_entry(offered).booking_id)
    assert _entry(offered).status is EntryStatus.LEFT
    assert _entry(queue[1]).status is EntryStatus.OFFERED
    quiet(one_seat)


def test_late_money_for_a_lapsed_offer_takes_a_seat_if_there_is_one(one_seat, owner):
    phone = one_seat.person()
    _join(phone)
    owner.cancel(owner.booked)
    identity = _entry(phone).booking_id
    phone.pay(identity)
    one_seat.clock.pass_(minutes=32)
    one_seat.sweep()
    one_seat.settle(one_seat.pays(identity, late=True))
    assert (one_seat.booking(identity).status, _entry(phone).status) == (
        Status.CONFIRMED,
        EntryStatus.TAKEN,
    )
    quiet(one_seat)


# --- night and closing


def _thursday(one_seat):
    slot = one_seat.slot_id(day="2026-03-05")
    owner, phone = one_seat.person(), one_seat.person()
    booked = owner.booked_and_paid(slot)
    _join(phone, slot)
    return owner, phone, booked, slot


@pytest.mark.parametrize(("hour", "minute"), [(23, 0), (23, 59)])
def test_a_seat_that_comes_free_at_night_is_kept_for_the_queue(one_seat, hour, minute):
    owner, phone, booked, slot = _thursday(one_seat)
    one_seat.clock.now = _china(2, hour, minute)
    owner.cancel(booked)
    for _ in range(3):
        one_seat.sweep()
        one_seat.clock.pass_(minutes=10)
    assert _entry(phone).status is EntryStatus.WAITING
    assert one_seat.slot(slot).left == 0
    with refused(Code.SLOT_FULL):
        one_seat.person().book(slot)
    one_seat.clock.now = _china(3, 6) - MS
    one_seat.sweep()
    assert _entry(phone).status is EntryStatus.WAITING
    one_seat.clock.now = _china(3, 6)
    one_seat.sweep()
    assert _entry(phone).status is EntryStatus.OFFERED
    assert _entry(phone).offer_until == _china(3, 6, 30)
    quiet(one_seat)


def test_the_last_offer_of_the_evening(one_seat):
    owner, phone, booked, _ = _thursday(one_seat)
    one_seat.clock.now = _china(2, 23) - MS
    owner.cancel(booked)
    assert _entry(phone).status is EntryStatus.OFFERED


def test_a_lapsed_hold_at_night_is_not_sold_past_the_queue(one_seat):
    slot = one_seat.slot_id(day="2026-03-05")
    phone = one_seat.person()
    one_seat.clock.now = _china(2, 22, 55)
    one_seat.person().book(slot)
    _join(phone, slot)
    one_seat.clock.pass_(minutes=17)
    with refused(Code.SLOT_HELD):
        one_seat.person().book(slot)
    one_seat.sweep()
    assert one_seat.slot(slot).left == 0
    one_seat.clock.now = _china(3, 6)
    one_seat.sweep()
    assert _entry(phone).status is EntryStatus.OFFERED
    quiet(one_seat)


def test_everybody_left_during_the_night(one_seat):
    owner, phone, booked, slot = _thursday(one_seat)
    one_seat.clock.now = _china(2, 23, 30)
    owner.cancel(booked)
    _leave(phone)
    one_seat.clock.now = _china(3, 6)
    quiet(one_seat)
    assert one_seat.slot(slot).left == 1


def test_after_the_queue_closed_a_seat_is_simply_free(one_seat, owner, queue):
    one_seat.clock.now = _china(3, 20)
    owner.cancel(owner.booked)
    one_seat.sweep()
    assert one_seat.slot().left == 1
    assert {_entry(phone).status for phone in queue} == {EntryStatus.CLOSED}
    assert violations(one_seat) == []


def test_an_offer_stands_although_the_queue_closed_meanwhile(one_seat, owner, queue, monkeypatch):
    """The queue closes between the offer's booking and its mark."""
    one_seat.clock.now = _china(3, 20) - timedelta(seconds=1)

    def closing():
        one_seat.store.waitlist.close(_entry(queue[0]).id)

    first_before(monkeypatch, one_seat.store.waitlist, "mark_offered", closing)
    owner.cancel(owner.booked)
    assert _entry(queue[0]).status is EntryStatus.OFFERED
    assert _leave(queue[0]).status is EntryStatus.LEFT
    quiet(one_seat)


def test_an_offer_marked_after_its_place_was_given_away(one_seat, owner, queue, monkeypatch):
    """The queue closed under the offer, and the person joined another one on the place that came free."""
    thursday = one_seat.slot_id(day="2026-03-05")
    one_seat.person().booked_and_paid(thursday)

    def elsewhere():
        one_seat.store.waitlist.close(_entry(queue[0]).id)
        _join(queue[0], thursday, "join-elsewhere")

    first_before(monkeypatch, one_seat.store.waitlist, "mark_offered", elsewhere)
    owner.cancel(owner.booked)
    one_seat.sweep()
    assert [entry.status.value for entry in _mine(queue[0])] == ["waiting", "offered"]


# --- cut off


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "name",
    ["bookings.cancel", "slots.hand", "persons.claim", "bookings.insert", "bookings.lease_effect",
     "waitlist.mark_offered", "bookings.done"],
)  # fmt: skip
def test_a_hand_over_cut_off_anywhere_reaches_the_first_who_waits(
    one_seat, owner, queue, monkeypatch, name, after
):
    where, method = name.split(".")
    done = cut(monkeypatch, getattr(one_seat.store, where), method, after=after)
    with pytest.raises(AutoReconnect):
        owner.cancel(owner.booked)
    assert done
    owner.cancel(owner.booked)
    one_seat.clock.pass_(minutes=2)
    one_seat.sweep()
    one_seat.clock.pass_(minutes=2)
    one_seat.sweep()
    assert [_entry(phone).status.value for phone in queue] == ["offered", "waiting", "waiting"]
    assert one_seat.slot().left == 0
    assert violations(one_seat) == []


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "name", ["bookings.expire", "slots.hand", "bookings.insert", "waitlist.end"]
)
def test_a_lapse_cut_off_anywhere_reaches_the_next(
    one_seat, offered, queue, monkeypatch, name, after
):
    where, method = name.split(".")
    one_seat.clock.pass_(minutes=32)
    done = cut(monkeypatch, getattr(one_seat.store, where), method, after=after)
    with pytest.raises(AutoReconnect):
        one_seat.sweep()
    assert done
    one_seat.sweep()
    one_seat.clock.pass_(minutes=2)
    one_seat.sweep()
    one_seat.clock.pass_(minutes=2)
    one_seat.sweep()
    assert [_entry(phone).status.value for phone in queue] == ["lapsed", "offered", "waiting"]
    assert violations(one_seat) == []


def test_releasing_a_seat_again_changes_nothing(one_seat, owner, queue):
    claim = one_seat.booking(owner.booked).seat.claim
    owner.cancel(owner.booked)
    before = one_seat.slot()
    assert release_seat(one_seat.slot_id(), claim, one_seat.deps) is None
    assert one_seat.slot() == before
