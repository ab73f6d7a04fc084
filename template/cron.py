"""Seven-field cron: second minute hour day month weekday year, as CloudBase timers write it.

Fields take `*`, numbers, `a-b`, lists by `,` and steps by `/`. Weekdays are names only (SUN..SAT),
because the platform's pages disagree on what 0 is. Day and weekday both restricted mean either.
Source: https://cloud.tencent.com/document/product/583/9708

The next time is croniter's. It is given no syntax, only `*` and lists of numbers, because it takes
more than the platform (L, #, ranges that run backwards) and reads `5-5` as every value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone, tzinfo
from functools import lru_cache
from itertools import takewhile

from croniter import croniter

_FIRST_YEAR, _LAST_YEAR = 1970, 2099
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

    def plain(self, text: str) -> str:
        """The field as `*` or a list of numbers; ValueError names the field and what to write."""
        values = {value for item in text.upper().split(",") for value in self._item(item)}
        if len(values) > self.high - self.low:
            return "*"  # `1-31` restricts nothing, so a weekday beside it does
        return ",".join(map(str, sorted(values)))

    def _item(self, item: str) -> range:
        match = _ITEM.fullmatch(item)
        if not match:
            raise ValueError(
                f"{self.name} {item!r}: use *, a number, a-b, lists by , or steps by /"
            )
        span, step = match[1], int(match[2] or 1)
        if step == 0:
            raise ValueError(f"{self.name} {item!r}: a step of 0 never ends")
        if span == "*":
            return range(self.low, self.high + 1, step)
        start, dash, end = span.partition("-")
        first = self._number(start)
        # `5/10` means from 5 on, every 10, as in `5-59/10`.
        last = self._number(end) if dash else self.high if match[2] else first
        if last < first:
            raise ValueError(f"{self.name} {item!r}: the range runs backwards")
        return range(first, last + 1, step)

    def _number(self, word: str) -> int:
        if word in self.names:
            return self.names[word]
        if not self.numbers:
            raise ValueError(f"{self.name} {word!r}: write weekdays as {', '.join(self.names)}")
        if not word.isdecimal():
            raise ValueError(f"{self.name} {word!r} is not a number")
        if not self.low <= int(word) <= self.high:
            raise ValueError(f"{self.name} {word} is outside {self.low}-{self.high}")
        return int(word)


_FIELDS = (
    _Field("second", 0, 59, {}),
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day", 1, 31, {}),
    _Field("month", 1, 12, {name: n for n, name in enumerate(_MONTHS, 1)}),
    _Field("weekday", 0, 6, {name: n for n, name in enumerate(_WEEKDAYS)}, numbers=False),
    _Field("year", _FIRST_YEAR, _LAST_YEAR, {}),
)


@lru_cache(maxsize=256)
def parse(expression: str) -> str:
    """The same seven fields, each `*` or numbers; ValueError says which is wrong and what to write."""
    words = expression.split()
    if len(words) != 7:
        raise ValueError(
            f"cron {expression!r} has {len(words)} fields; write seven: "
            "second minute hour day month weekday year, for example 0 */5 * * * * *"
        )
    plain = " ".join(field.plain(word) for field, word in zip(_FIELDS, words, strict=True))
    if next(_walls(plain, datetime(_FIRST_YEAR - 1, 12, 31, 23, 59, 59)), None) is None:
        raise ValueError(f"cron {expression!r} never fires: no such day")
    return plain


def next_after(expression: str, instant: datetime, zone: tzinfo) -> datetime | None:
    """The first firing strictly after an aware instant, in UTC; None when the years have run out.

    Fields are read as wall-clock time in `zone`. A wall time that a zone skips does not fire.
    """
    wall_now = instant.astimezone(zone).replace(tzinfo=None)
    for wall in _walls(parse(expression), wall_now):
        found = wall.replace(tzinfo=zone).astimezone(timezone.utc)
        skipped = found.astimezone(zone).replace(tzinfo=None) != wall
        if found > instant and not skipped:
            return found
    return None


def _walls(plain: str, after: datetime) -> Iterator[datetime]:
    """Firings as wall-clock times without a zone: by a zone, croniter moves what the zone skips."""
    # By itself croniter looks 50 years ahead, and knows no end of the years written as `*`.
    years = _LAST_YEAR - _FIRST_YEAR + 1
    timer = croniter(plain, after, second_at_beginning=True, max_years_between_matches=years)
    return takewhile(lambda wall: wall.year <= _LAST_YEAR, timer.all_next(datetime))
