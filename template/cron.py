"""Seven-field cron: second minute hour day month weekday year, as CloudBase timers write it.

Fields take `*`, numbers, `a-b`, lists by `,` and steps by `/`. Weekdays are names only (SUN..SAT),
because the platform's pages disagree on what 0 is. Day and weekday both restricted mean either.
Source: https://cloud.tencent.com/document/product/583/9708
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from itertools import product

_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
_ITEM = re.compile(r"(\*|[0-9A-Z]+(?:-[0-9A-Z]+)?)(?:/([0-9]+))?")


@dataclass(frozen=True)
class _Field:
    name: str
    low: int
    high: int
    names: dict[str, int]
    numbers: bool = True

    def number(self, word: str) -> int:
        if word in self.names:
            return self.names[word]
        if not self.numbers:
            raise ValueError(f"{self.name} {word!r}: write weekdays as {', '.join(self.names)}")
        if not word.isdecimal():
            raise ValueError(f"{self.name} {word!r} is not a number")
        if not self.low <= int(word) <= self.high:
            raise ValueError(f"{self.name} {word} is outside {self.low}-{self.high}")
        return int(word)

    def parse(self, text: str) -> frozenset[int]:
        values: set[int] = set()
        for item in text.upper().split(","):
            match = _ITEM.fullmatch(item)
            if not match:
                raise ValueError(
                    f"{self.name} {item!r}: use *, a number, a-b, lists by , or steps by /"
                )
            span, step = match[1], int(match[2] or 1)
            if step == 0:
                raise ValueError(f"{self.name} {item!r}: a step of 0 never ends")
            if span == "*":
                first, last = self.low, self.high
            else:
                start, dash, end = span.partition("-")
                first = self.number(start)
                # `5/10` means from 5 on, every 10, as in `5-59/10`.
                last = self.number(end) if dash else self.high if match[2] else first
            if last < first:
                raise ValueError(f"{self.name} {item!r}: the range runs backwards")
            values.update(range(first, last + 1, step))
        return frozenset(values)


_FIELDS = (
    _Field("second", 0, 59, {}),
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day", 1, 31, {}),
    _Field("month", 1, 12, {name: n for n, name in enumerate(_MONTHS, 1)}),
    _Field("weekday", 0, 6, {name: n for n, name in enumerate(_WEEKDAYS)}, numbers=False),
    _Field("year", 1970, 2099, {}),
)


@dataclass(frozen=True)
class Cron:
    """A parsed expression; each field the set of values it allows."""

    seconds: frozenset[int]
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    years: frozenset[int]

    def has_day(self, day: date) -> bool:
        """Whether the expression fires on this calendar day."""
        if day.year not in self.years or day.month not in self.months:
            return False
        in_month, in_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        both_restricted = len(self.days) < 31 and len(self.weekdays) < 7
        return in_month or in_week if both_restricted else in_month and in_week

    def times(self, not_before: time) -> list[time]:
        """Times of day on which it fires, from `not_before` on: the first hour that has any."""
        for hour in sorted(h for h in self.hours if h >= not_before.hour):
            found = [
                time(hour, minute, second)
                for minute in sorted(self.minutes)
                for second in sorted(self.seconds)
                if time(hour, minute, second) >= not_before
            ]
            if found:
                return found
        return []


@lru_cache(maxsize=256)
def parse(expression: str) -> Cron:
    """Read an expression; ValueError says which field is wrong and how to write it."""
    words = expression.split()
    if len(words) != 7:
        raise ValueError(
            f"cron {expression!r} has {len(words)} fields; write seven: "
            "second minute hour day month weekday year, for example 0 */5 * * * * *"
        )
    cron = Cron(*(field.parse(word) for field, word in zip(_FIELDS, words, strict=True)))
    if not any(cron.has_day(day) for day in _days(cron)):
        raise ValueError(f"cron {expression!r} never fires: no such day")
    return cron


def next_after(expression: str, instant: datetime, zone: tzinfo) -> datetime | None:
    """The first firing strictly after an aware instant, in UTC; None when the years have run out.

    Fields are read as wall-clock time in `zone`. A wall time that a zone skips does not fire.
    """
    cron = parse(expression)
    local = instant.astimezone(zone)
    day, start = local.date(), local.time().replace(tzinfo=None)
    last_year = max(cron.years)
    while day.year <= last_year:
        if cron.has_day(day):
            while times := cron.times(start):
                for moment in times:
                    found = _instant(day, moment, zone)
                    if found is not None and found > instant:
                        return found
                if times[-1].hour == 23:
                    break
                start = time(times[-1].hour + 1)
        day, start = _following_day(cron, day), time(0)
    return None


def _following_day(cron: Cron, day: date) -> date:
    """The next day worth looking at: months and years that can't match are skipped whole."""
    following = day + timedelta(days=1)
    if following.year not in cron.years:
        later = [year for year in cron.years if year > following.year]
        return date(min(later, default=max(cron.years) + 1), 1, 1)
    if following.month not in cron.months:
        return date(following.year + following.month // 12, following.month % 12 + 1, 1)
    return following


def _instant(day: date, moment: time, zone: tzinfo) -> datetime | None:
    wall = datetime.combine(day, moment, tzinfo=zone)
    found = wall.astimezone(timezone.utc)
    skipped = found.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None)
    return None if skipped else found


def _days(cron: Cron) -> Iterator[date]:
    for year, month in product(sorted(cron.years), sorted(cron.months)):
        for number in range(1, monthrange(year, month)[1] + 1):
            yield date(year, month, number)
