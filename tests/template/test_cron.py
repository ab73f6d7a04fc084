"""When a timer's expression fires next, and what is refused."""

from __future__ import annotations

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from template import cron

SHANGHAI = ZoneInfo("Asia/Shanghai")

NEXT = [
    ("0 * * * * * *", "2026-11-22T00:00:00+08:00", "2026-11-22T00:01:00+08:00"),
    ("30 * * * * * *", "2026-11-22T00:00:29+08:00", "2026-11-22T00:00:30+08:00"),
    ("0 5 0 * * * *", "2026-11-22T00:05:00+08:00", "2026-11-23T00:05:00+08:00"),
    ("0 5 0 * * * *", "2026-12-31T23:59:59+08:00", "2027-01-01T00:05:00+08:00"),
    ("0 0 0 29 FEB * *", "2026-11-22T00:00:00+08:00", "2028-02-29T00:00:00+08:00"),
    ("0 0 9 * * MON *", "2026-11-22T00:00:00+08:00", "2026-11-23T09:00:00+08:00"),
    ("0 0 9 1 * MON *", "2026-11-24T00:00:00+08:00", "2026-11-30T09:00:00+08:00"),
    ("0 0 9 1 * MON *", "2026-11-30T09:00:00+08:00", "2026-12-01T09:00:00+08:00"),
    (
        "*/20 10-12/2 8,20 * JAN-MAR * 2027",
        "2026-11-22T00:00:00+08:00",
        "2027-01-01T08:10:00+08:00",
    ),
    ("*/20 10-12/2 8,20 * * * *", "2026-11-22T08:12:40+08:00", "2026-11-22T20:10:00+08:00"),
    ("0 50/5 * * * * *", "2026-11-22T08:00:00+08:00", "2026-11-22T08:50:00+08:00"),
    ("0 0 16 * * * *", "2026-11-22T07:59:59.999+00:00", "2026-11-22T16:00:00+08:00"),
]


@pytest.mark.parametrize(("expression", "instant", "expected"), NEXT)
def test_when_a_timer_fires_next(expression: str, instant: str, expected: str) -> None:
    found = cron.next_after(expression, datetime.fromisoformat(instant), SHANGHAI)
    assert found == datetime.fromisoformat(expected)
    assert found.utcoffset() == timezone.utc.utcoffset(None)


def test_a_cron_whose_years_are_over() -> None:
    now = datetime(2026, 11, 22, tzinfo=SHANGHAI)
    assert cron.next_after("0 0 0 * * * 2020-2025", now, SHANGHAI) is None


def test_an_hour_that_summer_time_skips_does_not_fire() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 28, 12, tzinfo=berlin)
    found = cron.next_after("0 30 2 * * * *", before, berlin)
    assert found == datetime(2026, 3, 30, 2, 30, tzinfo=berlin)


@pytest.mark.parametrize(
    "expression",
    ["", "* * * * *", "a * * * * * *", "0 0 24 * * * *", "0 0 0 0 * * *", "0 0 0 * 13 * *",
     "0 0 0 * FOO * *", "5-1 * * * * * *", "*/0 * * * * * *", "0,,1 * * * * * *", "0 0 0 * * 0 *",
     "0 0 0 L * * *", "0 0 0 ? * * *", "0 0 0 15W * * *", "0 0 0 * * MON#2 *", "H * * * * * *",
     "0 0 0 * * SAT-SUN *", "0 0 0 * DEC-JAN * *", "0 0 0 * * * 1969", "-1 * * * * * *", "0 0 0 31 APR * *"],
)  # fmt: skip
def test_a_bad_cron(expression: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        cron.parse(expression)


# What croniter by itself would answer otherwise.
CORRECTED = [
    # A range of one value is that value, not every value.
    ("0 5-5 * * * * *", "2026-11-22T00:05:00+08:00", "2026-11-22T01:05:00+08:00"),
    ("0 0 9 * * MON-MON *", "2026-11-24T00:00:00+08:00", "2026-11-30T09:00:00+08:00"),
    # A field that names every value restricts nothing: the other field decides.
    ("0 0 9 1-31 * MON *", "2026-11-24T00:00:00+08:00", "2026-11-30T09:00:00+08:00"),
    ("0 0 9 1 * SUN-SAT *", "2026-11-24T00:00:00+08:00", "2026-12-01T09:00:00+08:00"),
    # More than fifty years away.
    ("59 59 23 31 12 * 2099", "2026-11-22T00:00:00+08:00", "2099-12-31T23:59:59+08:00"),
    ("0 0 0 1 1 * 2027,2098", "2027-01-01T00:00:00+08:00", "2098-01-01T00:00:00+08:00"),
]


@pytest.mark.parametrize(("expression", "instant", "expected"), CORRECTED)
def test_where_the_library_alone_says_another_time(
    expression: str, instant: str, expected: str
) -> None:
    found = cron.next_after(expression, datetime.fromisoformat(instant), SHANGHAI)
    assert found == datetime.fromisoformat(expected)


@pytest.mark.parametrize("expression", ["* * * * * * *", "0 0 0 1 * * *", "0 0 0 29 FEB * *"])
def test_nothing_fires_after_2099(expression: str) -> None:
    end = datetime(2099, 12, 31, 23, 59, 59, tzinfo=SHANGHAI)
    assert cron.next_after(expression, end, SHANGHAI) is None


@pytest.mark.parametrize(
    ("day", "start", "expected"),
    [
        ("31", "2026-01-31", ["2026-03-31", "2026-05-31", "2026-07-31", "2026-08-31"]),
        ("30", "2026-01-30", ["2026-03-30", "2026-04-30"]),
        ("29", "2027-01-29", ["2027-03-29"]),
        ("29", "2028-01-29", ["2028-02-29", "2028-03-29"]),
        ("28,31", "2027-02-28", ["2027-03-28", "2027-03-31", "2027-04-28", "2027-05-28"]),
    ],
)
def test_a_month_without_the_day_is_passed_over(day: str, start: str, expected: list[str]) -> None:
    at, found = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI), []
    for _ in expected:
        following = cron.next_after(f"0 0 0 {day} * * *", at, SHANGHAI)
        assert following is not None
        at = following
        found.append(f"{at.astimezone(SHANGHAI):%Y-%m-%d}")
    assert found == expected


def test_an_hour_that_comes_twice_fires_once() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    assert cron.next_after("0 30 2 * * * *", first, berlin) == datetime(
        2026, 10, 26, 2, 30, tzinfo=berlin
    )


def test_a_leap_day_in_years_without_one_is_refused_and_a_weekday_beside_it_fires() -> None:
    with pytest.raises(ValueError, match="never fires"):
        cron.parse("0 0 0 29 FEB * 2026-2027")
    either = datetime(2026, 1, 31, tzinfo=SHANGHAI)
    assert cron.next_after("0 0 0 31 FEB MON *", either, SHANGHAI) == datetime(
        2026, 2, 2, tzinfo=SHANGHAI
    )
