"""sweep: every kind of work has its turn, and what fails keeps nobody waiting."""

from datetime import timedelta

import pytest
from pymongo.errors import AutoReconnect, OperationFailure

from common.clients.payments import RefundStatus
from common.domain.booking.status import Status
from common.domain.money.payment import Outcome
from common.domain.slot import Pool
from common.domain.waitlist import EntryStatus
from common.protocol import catalogue_job
from common.protocol.claims import person_claim
from common.protocol.deadline import Deadline
from common.store.slots import SeatClaim
from common.usecases.sweep import sweep
from common.usecases.turns import GONE_AFTER, PUT_OFF_FOR
from tests.support.service import A_MINUTE
from tests.usecases.catalogues import active, catalogue, write
from tests.usecases.queues import entry_of, join
from tests.usecases.world import quiet

BACKLOG = 30


def _falling(seconds=60.0, by=5.0):
    """A run whose time falls by so much with each look at it."""
    left = iter([seconds - by * n for n in range(int(seconds / by) + 1)])
    return Deadline(lambda: next(left, 0.0))


def _lapses(service, phone, count):
    """So many holds of one slot whose time is over, of nobody's business but their own effects'."""
    held = phone.book(service.slot_id("d2")).booking.id
    like = service.db.bookings.find_one({"_id": held})
    copies = [
        {
            **like,
            "_id": f"b-lapsed{n:03}",
            "pickup_code": f"lapsed{n}",
            "due_at": like["due_at"] - timedelta(minutes=5),
        }
        for n in range(count)
    ]
    service.db.bookings.insert_many(copies)
    return [copy["_id"] for copy in copies]


def _orphan(service):
    now = service.clock()
    mark = SeatClaim(
        id="orphan", booking_id="nobody", taken_at=now, until=now + timedelta(minutes=17)
    )
    slot = service.slot_id("d3", start="0900")
    assert service.store.slots.take(slot, Pool.PHONE, mark, now)
    person = service.store.persons.get(service.db.persons.find_one()["_id"])
    assert service.store.persons.claim(person, person_claim(service.slot(slot), mark))


@pytest.fixture
def backlog(one_seat, owner):
    """Of every kind something is left over, behind many lapsed holds; what is to be seen when each was worked on."""
    service, payer, waiting = one_seat, one_seat.person(), one_seat.person()
    second = service.slot_id(start="0830")
    given_back = service.person()
    booked = given_back.booked_and_paid(second)
    service.outside.next_refund.append(RefundStatus.PROCESSING)
    given_back.cancel(booked)
    held = payer.book(second).booking.id
    payment = service.pays(held)
    join(waiting)
    service.db.waitlist.update_one({}, {"$set": {"closes_at": service.clock()}})
    service.db.slots.update_one({"_id": service.slot_id(day="2026-03-05")}, {"$set": {"left": 1}})
    _orphan(service)
    _lapses(service, service.person(), BACKLOG)
    service.clock.pass_(minutes=20)
    return payment, waiting


def test_within_two_runs_every_kind_has_its_turn(one_seat, backlog):
    payment, waiting = backlog
    overdue = {"due_at": {"$lte": one_seat.clock()}}
    assert one_seat.db.refunds.count_documents(overdue) == 1
    runs = [sweep(one_seat.deps, _falling(by=2.5)) for _ in range(2)]
    assert all(run.left_over for run in runs)
    held = one_seat.db.bookings.count_documents({"_id": {"$regex": "^b-lapsed"}, "status": "held"})
    assert 0 < held < BACKLOG, "the backlog was worked on, and is not done"
    assert one_seat.store.payments.get(payment.id).outcome is Outcome.KEPT
    assert one_seat.db.refunds.count_documents(overdue) == 0
    assert sum(run.claims for run in runs) >= 1
    assert sum(run.seats for run in runs) >= 1
    assert entry_of(waiting).status is EntryStatus.CLOSED


def test_a_payment_is_settled_in_the_first_run_behind_many_lapses(service, phone):
    held = phone.book().booking.id
    payment = service.pays(held)
    _lapses(service, service.person(), 14)
    service.clock.pass_(minutes=20)
    assert sweep(service.deps, _falling()).left_over
    assert service.store.payments.get(payment.id).outcome is Outcome.KEPT


def test_what_a_newer_release_wrote_is_put_off_and_blocks_nobody(service, phone):
    good = phone.book().booking.id
    ids = _lapses(service, service.person(), 120)
    spoiled = {"$set": {"status": "from the future"}}
    service.db.bookings.update_many({"_id": {"$in": ids}}, spoiled)
    service.clock.pass_(minutes=20)
    before = {raw["_id"]: raw for raw in service.db.bookings.find({"_id": {"$in": ids}})}
    counts = service.sweep()
    assert service.booking(good).status is Status.EXPIRED
    assert counts.failed == 120
    for raw in service.db.bookings.find({"_id": {"$in": ids}}):
        assert raw == {**before[raw["_id"]], "due_at": service.clock() + PUT_OFF_FOR}
    told = [fields for _, event, fields in service.log.lines if event == "sweep failed on one item"]
    assert {fields["id"] for fields in told} == set(ids)
    assert service.sweep().failed == 0
    service.db.bookings.update_many({"_id": {"$in": ids}}, {"$set": {"status": "held"}})
    service.clock.now = service.clock() + PUT_OFF_FOR
    service.sweep()
    expired = service.db.bookings.count_documents({"_id": {"$in": ids}, "status": "expired"})
    assert expired == 120


@pytest.mark.parametrize("collection", ["payments", "refunds"])
def test_money_that_does_not_read_is_put_off_and_kept(service, phone, collection):
    identity = phone.book().booking.id
    payment = service.pays(identity)
    if collection == "refunds":
        service.settle(payment)
        service.outside.next_refund.append(RefundStatus.PROCESSING)
        phone.cancel(identity)
    service.db[collection].update_many({}, {"$unset": {"merchant_id": ""}})
    service.clock.pass_(minutes=3)
    before = service.db[collection].find_one()
    assert service.sweep().failed == 1
    after = {**before, "due_at": service.clock() + PUT_OFF_FOR}
    assert service.db[collection].find_one() == after


@pytest.mark.parametrize("collection", ["persons", "slots"])
def test_a_holder_that_does_not_read_keeps_the_others_waiting_no_longer(service, phone, collection):
    _orphan(service)
    broken = {"_id": "0-broken", "holding": 1}
    service.db[collection].insert_one(broken)
    service.clock.pass_(minutes=2)
    counts = service.sweep()
    assert (counts.failed, counts.claims, counts.seats) == (1, 1, 1)
    assert service.db[collection].find_one({"_id": "0-broken"}) == broken


def test_one_piece_without_an_answer_does_not_end_the_run(service, monkeypatch):
    people = [service.person() for _ in range(3)]
    held = [person.book().booking.id for person in people]
    service.clock.pass_(minutes=20)
    real = service.store.bookings.get

    def get(booking_id):
        if booking_id == held[0]:
            raise AutoReconnect("the connection is gone")
        return real(booking_id)

    monkeypatch.setattr(service.store.bookings, "get", get)
    due = service.db.bookings.find_one({"_id": held[0]})["due_at"]
    counts = service.sweep()
    assert counts.failed >= 1
    monkeypatch.undo()
    assert [service.booking(each).status for each in held[1:]] == [Status.EXPIRED] * 2
    assert service.db.bookings.find_one({"_id": held[0]})["due_at"] == due, "its fate is unknown"
    quiet(service)
    assert service.booking(held[0]).status is Status.EXPIRED


def test_a_database_that_does_not_answer_ends_the_run(service, monkeypatch):
    _lapses(service, service.person(), 2 * GONE_AFTER)
    service.clock.pass_(minutes=20)
    asked = []

    def get(booking_id):
        asked.append(booking_id)
        raise AutoReconnect("the connection is gone")

    monkeypatch.setattr(service.store.bookings, "get", get)
    with pytest.raises(AutoReconnect):
        service.sweep()
    assert len(asked) == GONE_AFTER


def test_a_refusal_of_the_database_puts_nothing_off(service, phone, monkeypatch):
    """What a proxy or an overloaded node says is no fault of the piece: the next run does it."""
    held = phone.book().booking.id
    service.pays(held)
    real, refusals = service.store.bookings.apply, [OperationFailure("exceeded time limit", 262)]

    def apply(*arguments):
        if refusals:
            raise refusals.pop()
        return real(*arguments)

    monkeypatch.setattr(service.store.bookings, "apply", apply)
    service.clock.pass_(minutes=2)
    assert service.sweep().failed == 1
    service.clock.pass_(minutes=1)
    service.sweep()
    assert service.booking(held).status is Status.CONFIRMED


def test_money_that_a_run_finds_is_settled_by_the_same_run(service, phone):
    """The hold's end finds it paid: the notice was lost. Time goes on within a run."""
    held = phone.book().booking.id
    service.outside.pay(held)
    service.clock.pass_(minutes=17)

    def later():
        service.clock.pass_(milliseconds=1)
        return service.clock()

    assert sweep(service.with_deps(clock=later), A_MINUTE).payments == 1
    assert service.booking(held).status.value == "confirmed"


def test_what_is_only_looked_at_begins_elsewhere_each_minute(service):
    """No run comes to the end, and yet none of them is left out."""
    many = 40
    like = service.db.slots.find_one({"_id": service.slot_id()})
    now = service.clock()
    seat = {**like["seats"][0], "claim": "c", "booking_id": "nobody", "taken_at": now, "until": now}
    service.db.slots.insert_many(
        [{**like, "_id": f"s{n:02}", "holding": 1, "left": 2, "seats": [seat]} for n in range(many)]
    )
    service.clock.pass_(minutes=2)
    for _ in range(12):
        sweep(service.deps, _falling(by=4.0))
        service.clock.pass_(minutes=1)
    assert service.db.slots.count_documents({"holding": {"$gt": 0}}) == 0


def test_a_long_import_leaves_the_others_their_turns(one_seat, owner, monkeypatch):
    """Part after part, and in each run what stands behind the jobs has its turn too."""
    monkeypatch.setattr(catalogue_job, "PART", 1)
    doctors = tuple(f"p{n:02}" for n in range(20))
    job = write(one_seat, catalogue(doctors=doctors), Deadline(lambda: 0.0))
    waiting, cursors = one_seat.person(), [0]
    join(waiting)
    one_seat.db.waitlist.update_one({}, {"$set": {"closes_at": one_seat.clock()}})
    one_seat.clock.pass_(minutes=2)
    while one_seat.store.jobs.get(job.id).due_at is not None:
        sweep(one_seat.deps, _falling(by=2.5))
        assert entry_of(waiting).status is EntryStatus.CLOSED
        cursors.append(one_seat.store.jobs.get(job.id).cursor)
    assert cursors == sorted(set(cursors)), "each run wrote something"
    assert (len(cursors) > 2, cursors[-1]) == (True, job.parts)
    assert active(one_seat, "doctors") >= set(doctors)
