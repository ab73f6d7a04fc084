"""sweep: everything that was left over, by any number of runs, each ending before its time."""

from datetime import timedelta

from common.domain.booking.status import Status
from common.domain.slot import Pool
from common.protocol.claims import person_claim
from common.protocol.deadline import Deadline
from common.store.slots import SeatClaim
from common.usecases.sweep import sweep
from tests.usecases.world import at_once, quiet, violations


def _orphan(service, booking="b-nobody", claim="orphan"):
    """A seat and a claim on a person that no booking came of."""
    now = service.clock()
    mark = SeatClaim(id=claim, booking_id=booking, taken_at=now, until=now + timedelta(minutes=17))
    assert service.store.slots.take(service.slot_id(), Pool.PHONE, mark, now)
    person = service.store.persons.get(service.db.persons.find_one()["_id"])
    assert service.store.persons.claim(person, person_claim(service.slot(), mark))


def test_nothing_to_do_changes_nothing(service, phone):
    phone.booked_and_paid()
    before = {name: list(service.db[name].find()) for name in service.db.list_collection_names()}
    counts = service.sweep().model_dump()
    assert not any(counts.values())
    assert {name: list(service.db[name].find()) for name in before} == before


def test_orphans_are_tidied_after_the_grace_and_not_before(service, phone):
    _orphan(service)
    service.clock.pass_(seconds=59, milliseconds=999)
    assert (service.sweep().seats, service.sweep().claims) == (0, 0)
    service.clock.pass_(milliseconds=1)
    counts = service.sweep()
    assert (counts.seats, counts.claims) == (1, 1)
    assert violations(service) == []


def test_a_seat_whose_booking_stands_on_another_seat_is_an_orphan(service, phone):
    held = phone.book().booking.id
    now = service.clock()
    mark = SeatClaim(id="c-other", booking_id=held, taken_at=now, until=now + timedelta(minutes=17))
    service.store.slots.take(service.slot_id(), Pool.PHONE, mark, now)
    service.clock.pass_(minutes=1)
    assert service.sweep().seats == 1
    assert violations(service) == []
    assert service.booking(held).status is Status.HELD


def test_a_confirmed_booking_whose_seat_was_not_kept(service, phone):
    paid = phone.booked_and_paid()
    until = service.clock() + timedelta(minutes=17)
    service.db.slots.update_one(
        {"_id": service.slot_id()}, {"$set": {"seats.0.until": until}, "$inc": {"holding": 1}}
    )
    service.db.persons.update_one({}, {"$set": {"claims.0.until": until}, "$inc": {"holding": 1}})
    service.clock.pass_(minutes=1)
    counts = service.sweep()
    assert (counts.seats, counts.claims) == (1, 1)
    assert service.booking(paid).status is Status.CONFIRMED
    assert violations(service) == []


def test_a_held_booking_keeps_what_it_holds(service, phone):
    phone.book()
    service.clock.pass_(minutes=5)
    counts = service.sweep()
    assert (counts.seats, counts.claims) == (0, 0)
    assert violations(service) == []


def test_overlapping_runs_do_each_piece_once(service):
    people = [service.person() for _ in range(3)]
    held = [person.book().booking.id for person in people]
    service.outside.pay(held[0])
    service.clock.pass_(minutes=17)
    answers = at_once(*[service.sweep] * 5)
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    quiet(service)
    statuses = [service.booking(identity).status for identity in held]
    assert statuses == [Status.CONFIRMED, Status.EXPIRED, Status.EXPIRED]
    sent = service.outside.kinds_sent()
    assert (sent.count("booking_confirmed"), sent.count("hold_expired")) == (1, 2)


def test_it_stops_before_its_time_is_over_and_says_so(service):
    held = [service.person().book().booking.id for _ in range(3)]
    service.clock.pass_(minutes=17)
    left = iter([60.0, 60.0, 60.0])
    counts = sweep(service.deps, Deadline(lambda: next(left, 5.0)))
    assert counts.left_over
    expired = [identity for identity in held if service.booking(identity).status is Status.EXPIRED]
    assert 0 < len(expired) < 3
    assert not service.sweep().left_over
    quiet(service)


def test_one_piece_that_cannot_be_done_does_not_keep_the_others_waiting(service):
    """A document that somebody damaged by hand."""
    broken, fine = (service.person().book().booking.id for _ in range(2))
    service.db.bookings.update_one({"_id": broken}, {"$unset": {"names": ""}})
    service.clock.pass_(minutes=17)
    assert service.sweep().failed >= 1
    assert service.booking(fine).status is Status.EXPIRED
    assert "sweep failed on one item" in [event for _, event, _ in service.log.lines]


def test_a_mistake_of_ours_in_one_effect_waits_and_is_not_dropped(service, phone, monkeypatch):
    held = phone.book().booking.id

    def broken(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(service.store.slots, "free", broken)
    phone.cancel(held)
    assert "effect failed" in [event for _, event, _ in service.log.lines]
    monkeypatch.undo()
    quiet(service)
    assert service.slot().left == 3
