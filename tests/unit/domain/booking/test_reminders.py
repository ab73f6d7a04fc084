"""When a patient is reminded of a visit."""

import pytest

from common.domain.booking.reminders import (
    Reminder,
    due_reminder,
    next_reminder,
    remind_at,
    reminders,
)
from common.domain.business_time import at
from tests.unit.samples import DAY, EVENING_BEFORE, MS


@pytest.mark.parametrize(
    ("start", "soon"),
    [("08:00", "07:00"), ("09:00", "07:00"), ("09:01", "07:01"), ("15:00", "13:00")],
)
def test_the_evening_before_and_two_hours_before_but_not_before_seven(start, soon):
    assert reminders(at(DAY, start)) == (
        Reminder("visit_tomorrow", EVENING_BEFORE),
        Reminder("visit_soon", at(DAY, soon)),
    )


STARTS, MORNING = at(DAY, "08:30"), at(DAY, "07:00")


def test_what_is_past_is_not_sent():
    assert next_reminder(STARTS, EVENING_BEFORE - MS).kind == "visit_tomorrow"
    assert next_reminder(STARTS, EVENING_BEFORE).kind == "visit_soon"
    assert next_reminder(STARTS, MORNING - MS).kind == "visit_soon"
    assert next_reminder(STARTS, MORNING) is None
    assert next_reminder(at(DAY, "06:00"), EVENING_BEFORE) is None
    assert next_reminder(MORNING, EVENING_BEFORE) is None


def test_which_reminder_a_booking_waits_for():
    assert due_reminder(STARTS, EVENING_BEFORE).kind == "visit_tomorrow"
    assert due_reminder(STARTS, MORNING).kind == "visit_soon"
    assert due_reminder(STARTS, MORNING + MS) is None
    assert due_reminder(STARTS, MORNING - MS) is None


def test_when_the_next_one_is_due():
    assert remind_at(STARTS, EVENING_BEFORE - MS) == EVENING_BEFORE
    assert remind_at(STARTS, EVENING_BEFORE) == MORNING
    assert remind_at(STARTS, MORNING) is None
