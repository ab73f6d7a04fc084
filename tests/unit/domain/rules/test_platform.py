"""The platform's rules: their defaults, their bounds, and the instants they give."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from common.domain.business_time import at
from common.domain.rules.platform import PlatformRules, Rate
from tests.unit.samples import DAY, MINUTE, NOW, PLATFORM

INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(timezone.utc))


def test_the_defaults_are_what_is_published():
    assert PLATFORM.model_dump() == {
        "consent_version": "2026-01",
        "active_per_person": 5,
        "per_day_per_person": 3,
        "patients_per_user": 5,
        "patient_changes_per_month": 5,
        "unpaid_holds_per_day": 3,
        "calls_per_minute": 60,
        "books_per_minute": 10,
        "hold_minutes": 15,
        "payment_grace_minutes": 2,
        "waitlist_per_person": 3,
        "waitlist_per_slot": 50,
        "offer_minutes": 30,
        "offers_from": "06:00",
        "offers_to": "23:00",
        "waitlist_closes": "20:00",
    }


# The least and the most of each; None: no most.
BOUNDS = {
    "active_per_person": (1, None),
    "per_day_per_person": (1, None),
    "patients_per_user": (1, None),
    "patient_changes_per_month": (1, None),
    "unpaid_holds_per_day": (1, None),
    "calls_per_minute": (1, None),
    "books_per_minute": (1, None),
    "hold_minutes": (2, 120),
    "payment_grace_minutes": (1, 10),
    "waitlist_per_person": (1, None),
    "waitlist_per_slot": (1, 100),
    "offer_minutes": (5, 120),
}


@pytest.mark.parametrize(("rule", "bounds"), BOUNDS.items(), ids=BOUNDS)
def test_each_number_has_its_bounds(rule, bounds):
    least, most = bounds
    assert getattr(PlatformRules(**{rule: least}), rule) == least
    with pytest.raises(ValidationError):
        PlatformRules(**{rule: least - 1})
    assert getattr(PlatformRules(**{rule: most or 10_000}), rule) == (most or 10_000)
    if most:
        with pytest.raises(ValidationError):
            PlatformRules(**{rule: most + 1})


@pytest.mark.parametrize("rule", ["offers_from", "offers_to", "waitlist_closes"])
def test_each_time_is_one_of_the_clock(rule):
    for good in ("00:00", "09:59", "19:00", "20:00", "23:59"):
        assert getattr(PlatformRules(**{rule: good}), rule) == good
    for wrong in ("24:00", "6:00", "06:60", "06:0", "06:000", "1:06:00", "3 pm", ""):
        with pytest.raises(ValidationError):
            PlatformRules(**{rule: wrong})


def test_a_rule_nobody_knows_is_refused():
    with pytest.raises(ValidationError):
        PlatformRules(no_rule=1)


def test_rules_that_were_read_are_never_changed():
    with pytest.raises(ValidationError):
        PlatformRules().hold_minutes = 3


def test_how_often_a_user_may_call_and_book():
    rules = PlatformRules(calls_per_minute=7, books_per_minute=2)
    assert (rules.every_call, rules.new_bookings) == (Rate("all", 7), Rate("book", 2))


def test_a_hold_ends_on_a_whole_second_and_its_seat_two_minutes_later():
    until = PLATFORM.hold_until(NOW + timedelta(microseconds=900_000))
    assert until == NOW + 15 * MINUTE
    assert PLATFORM.lapses_at(until) == until + 2 * MINUTE
    assert PLATFORM.payable_until(PLATFORM.lapses_at(until)) == until


def test_the_queue_closes_the_evening_before():
    assert PLATFORM.queue_closes_at(DAY) == at("2026-03-03", "20:00")


@pytest.mark.parametrize(
    ("clock", "offered"),
    [
        ("00:00", "2026-03-03 06:00"), ("05:59", "2026-03-03 06:00"), ("06:00", "2026-03-03 06:00"),
        ("12:34", "2026-03-03 12:34"), ("22:59", "2026-03-03 22:59"), ("23:00", "2026-03-04 06:00"),
    ],
)  # fmt: skip
def test_offers_keep_to_the_day(clock, offered):
    assert PLATFORM.next_offer_time(at("2026-03-03", clock)) == at(*offered.split())


def test_an_offer_in_the_first_minute_of_the_day_is_made_at_once():
    now = at("2026-03-03", "06:00") + timedelta(seconds=30)
    assert PLATFORM.next_offer_time(now) == now


@given(INSTANTS)
def test_an_offer_is_never_made_in_somebodys_sleep(now):
    then = PLATFORM.next_offer_time(now)
    clock = then.astimezone(timezone(timedelta(hours=8))).strftime("%H:%M")
    assert "06:00" <= clock < "23:00"
    assert now <= then <= now + timedelta(hours=7)
    assert PLATFORM.next_offer_time(then) == then
    assert 30 * MINUTE - timedelta(seconds=1) < PLATFORM.offer_until(then) - then <= 30 * MINUTE


def test_an_offer_ends_on_a_whole_second():
    assert PLATFORM.offer_until(NOW + timedelta(microseconds=900_000)) == NOW + 30 * MINUTE
