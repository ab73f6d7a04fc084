"""remind: each reminder once, due by what the database holds and not by the hour of the run."""

from datetime import timedelta

import pytest
from pymongo.errors import AutoReconnect

from common.domain.booking.status import Status
from common.domain.business_time import at
from common.protocol.deadline import Deadline
from common.usecases.remind import remind
from tests.usecases.world import at_once, cut, first_before, quiet

EVENING, MORNING = at("2026-03-03", "18:00"), at("2026-03-04", "07:00")
MS = timedelta(milliseconds=1)


@pytest.fixture
def paid(service, phone):
    identity = phone.booked_and_paid()
    service.outside.messages.clear()
    return identity


def _sent(service):
    return service.outside.kinds_sent()


def test_the_evening_before_and_in_the_morning_each_once(service, paid):
    service.clock.now = EVENING - MS
    assert service.remind().due == 0
    service.clock.now = EVENING
    assert [service.remind().sent for _ in range(3)] == [1, 0, 0]
    service.clock.now = MORNING
    assert [service.remind().sent for _ in range(3)] == [1, 0, 0]
    assert _sent(service) == ["visit_tomorrow", "visit_soon"]
    assert service.booking(paid).remind_at is None


def test_the_run_came_late_and_tomorrow_is_today(service, paid):
    """Nothing ran all night: only the reminder that still says something true goes out."""
    service.clock.now = MORNING + timedelta(minutes=10)
    service.remind()
    assert _sent(service) == ["visit_soon"]
    assert service.booking(paid).remind_at is None


def test_late_in_the_evening_tomorrow_is_still_tomorrow(service, paid):
    service.clock.now = EVENING + timedelta(hours=3)
    service.remind()
    assert _sent(service) == ["visit_tomorrow"]
    assert service.booking(paid).remind_at == MORNING


def test_the_run_came_after_the_visit_began(service, paid):
    service.clock.now = service.slot().starts_at
    assert service.remind().sent == 0
    assert _sent(service) == []
    assert service.booking(paid).remind_at is None


def test_booked_after_the_evening_before(service, phone):
    service.clock.now = EVENING
    phone.booked_and_paid()
    service.clock.now = MORNING
    service.remind()
    assert _sent(service) == ["booking_confirmed", "visit_soon"]


def test_a_cancelled_booking_is_not_reminded_of(service, phone, paid):
    phone.cancel(paid)
    service.outside.messages.clear()
    service.clock.now = EVENING
    assert service.remind().due == 0
    assert _sent(service) == []


def test_cancelled_between_the_look_and_the_claim(service, phone, paid, monkeypatch):
    service.clock.now = EVENING
    first_before(monkeypatch, service.store, "bookings.claim_reminder", lambda: phone.cancel(paid))
    assert service.remind().sent == 0
    assert "visit_tomorrow" not in _sent(service)
    assert service.booking(paid).status is Status.CANCELLED


def test_a_hold_is_not_reminded_of(service, phone):
    phone.book()
    service.clock.now = EVENING
    assert service.remind().due == 0


def test_four_runs_at_once_remind_once(service, paid):
    service.clock.now = EVENING
    at_once(*[service.remind] * 4)
    assert _sent(service) == ["visit_tomorrow"]


@pytest.mark.parametrize("after", [False, True])
def test_cut_off_around_the_claim_it_is_sent_once(service, paid, monkeypatch, after):
    service.clock.now = EVENING
    cut(monkeypatch, service.store, "bookings.claim_reminder", after=after)
    with pytest.raises(AutoReconnect):
        service.remind()
    service.remind()
    quiet(service)
    assert _sent(service) == ["visit_tomorrow"]


def test_it_stops_before_its_time_is_over(service):
    for _ in range(3):
        service.person().booked_and_paid()
    service.clock.now = EVENING
    left = iter([60.0, 60.0, 60.0, 5.0])
    counts = remind(service.deps, Deadline(lambda: next(left, 0.0)))
    assert counts.left_over
    assert counts.due < 3
    assert service.remind().due == 3 - counts.due


def test_a_booking_that_does_not_read_keeps_no_other_waiting(service, paid):
    like = service.db.bookings.find_one({"_id": paid})
    spoiled = {**like, "_id": "a-spoiled", "pickup_code": "spoiled", "status": "from the future"}
    service.db.bookings.insert_one(spoiled)
    service.clock.now = EVENING
    assert service.remind().sent == 1
    assert service.db.bookings.find_one({"_id": "a-spoiled"}) == spoiled
    assert "booking does not read" in [event for _, event, _ in service.log.lines]
