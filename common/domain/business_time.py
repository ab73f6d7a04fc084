"""Hospital time: instants are aware UTC, business days are dates in Asia/Shanghai (no daylight saving since 1991)."""

from datetime import date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
UTC = timezone.utc
_ALMOST_A_MINUTE = timedelta(minutes=1) - timedelta.resolution


def business_date(instant: datetime) -> str:
    """The hospital's calendar day of an instant, as `YYYY-MM-DD`."""
    return instant.astimezone(SHANGHAI).date().isoformat()


def at(day: str, clock: str) -> datetime:
    """The instant of a wall-clock time (`HH:MM`) on a hospital day (`YYYY-MM-DD`); the day ends at `24:00`."""
    if clock == "24:00":
        day, clock = plus_days(day, 1), "00:00"
    local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), SHANGHAI)
    return local.astimezone(UTC)


def plus_days(day: str, days: int) -> str:
    """The hospital day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def days_from(first: str, last: str) -> list[str]:
    """Every hospital day from `first` to `last`, both included; empty when `last` is earlier."""
    count = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    return [plus_days(first, step) for step in range(count)]


def weekday(day: str) -> int:
    """Monday is 1, Sunday is 7, as people number weekdays in China."""
    return date.fromisoformat(day).isoweekday()


def wire(instant: datetime) -> str:
    """RFC 3339 with `+08:00`, the form every reply uses."""
    return instant.astimezone(SHANGHAI).isoformat(timespec="seconds")


def spoken(instant: datetime) -> str:
    """As people write it, and as WeChat's `time` values want it: `2026年11月25日 08:30`."""
    local = instant.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def spoken_short(instant: datetime) -> str:
    """Without the year, to the first whole minute that is not earlier: `11月25日 08:30`."""
    local = (instant + _ALMOST_A_MINUTE).astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def spoken_limit(instant: datetime) -> str:
    """Until when, where midnight belongs to the day that ends with it: `11月24日 24:00`."""
    local = instant.astimezone(SHANGHAI)
    if (local.hour, local.minute) != (0, 0):
        return spoken_short(instant)
    day = local.date() - timedelta(days=1)
    return f"{day.month}月{day.day}日 24:00"


def minutes_until(instant: datetime, now: datetime) -> int:
    """Whole minutes after which an instant has come; 1 at least, because something is still to happen."""
    return max(1, -((now - instant) // timedelta(minutes=1)))
