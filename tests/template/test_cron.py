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
     "0 0 0 L * * *", "0 0 0 ? * * *", "0 0 0 * * * 1969", "-1 * * * * * *", "0 0 0 31 APR * *"],
)  # fmt: skip
def test_a_bad_cron(expression: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        cron.parse(expression)
