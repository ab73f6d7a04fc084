"""Business time across midnight, and instants in words."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.business_time import (
    SHANGHAI,
    UTC,
    at,
    business_date,
    days_from,
    minutes_until,
    plus_days,
    spoken,
    spoken_limit,
    spoken_short,
    weekday,
    wire,
)

INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(timezone.utc))


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        ("2026-03-02T15:59:59", "2026-03-02"),
        ("2026-03-02T16:00:00", "2026-03-03"),
        ("2026-12-31T16:00:00", "2027-01-01"),
    ],
)
def test_a_hospital_day_begins_at_its_own_midnight(utc, day):
    assert business_date(datetime.fromisoformat(utc).replace(tzinfo=timezone.utc)) == day


def test_a_day_ends_where_the_next_begins():
    assert at("2026-12-31", "24:00") == at("2027-01-01", "00:00")
    with pytest.raises(ValueError, match="hour"):
        at("2026-12-31", "24:30")


@given(INSTANTS)
def test_an_instant_lies_within_its_day(instant):
    day = business_date(instant)
    assert at(day, "00:00") <= instant < at(plus_days(day, 1), "00:00")
    assert datetime.fromisoformat(wire(instant)) == instant.replace(microsecond=0)


def test_an_instant_is_kept_in_utc():
    assert at("2026-11-05", "08:05") == datetime(2026, 11, 5, 0, 5, tzinfo=timezone.utc)
    assert at("2026-11-05", "08:05").tzinfo is UTC
    assert SHANGHAI.tzname(None) == "Asia/Shanghai"


def test_days():
    assert days_from("2026-02-27", "2026-03-02") == [
        "2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02",
    ]  # fmt: skip
    assert days_from("2026-03-02", "2026-03-02") == ["2026-03-02"]
    assert days_from("2026-03-02", "2026-03-01") == []
    assert plus_days("2026-03-01", -1) == "2026-02-28"
    assert (weekday("2026-03-02"), weekday("2026-03-08")) == (1, 7)


def test_words():
    assert spoken(at("2026-11-05", "08:05")) == "2026年11月5日 08:05"
    assert spoken(at("2026-11-05", "00:05")) == "2026年11月5日 00:05"
    assert wire(at("2026-11-05", "00:05")) == "2026-11-05T00:05:00+08:00"
    later = at("2026-11-05", "00:05").replace(second=7, microsecond=999_000)
    assert wire(later) == "2026-11-05T00:05:07+08:00"


def test_an_end_is_said_to_the_minute_in_which_it_is_over():
    end = at("2026-11-05", "08:05")
    assert spoken_short(end) == "11月5日 08:05"
    assert spoken_short(end + timedelta.resolution) == "11月5日 08:06"
    assert spoken_short(at("2026-12-31", "23:59") + timedelta(seconds=1)) == "1月1日 00:00"


def test_midnight_belongs_to_the_day_that_ends_with_it():
    assert spoken_limit(at("2026-11-25", "00:00")) == "11月24日 24:00"
    assert spoken_limit(at("2026-03-01", "00:00")) == "2月28日 24:00"
    assert spoken_limit(at("2026-11-25", "00:01")) == "11月25日 00:01"
    assert spoken_limit(at("2026-11-25", "08:30")) == "11月25日 08:30"


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(-90, 1), (0, 1), (1, 1), (60, 1), (60.001, 2), (120, 2), (900, 15)]
)
def test_minutes_until_something_still_to_come(seconds, minutes):
    now = at("2026-11-25", "08:30")
    assert minutes_until(now + timedelta(seconds=seconds), now) == minutes
