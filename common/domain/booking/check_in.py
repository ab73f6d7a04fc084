"""签到: when a patient may check in. From half an hour before the visit until the end of its half-day."""

from datetime import datetime, timedelta

from common.domain.booking.visit import Visit
from common.domain.business_time import at, plus_days

OPENS_BEFORE = timedelta(minutes=30)
NOON, EVENING, MIDNIGHT = "12:00", "18:00", "00:00"


def check_in_from(visit: Visit) -> datetime:
    """When check-in opens."""
    return visit.starts_at - OPENS_BEFORE


def check_in_to(visit: Visit) -> datetime:
    """When check-in ends: noon, evening or midnight, but not before the visit itself ends."""
    return max(_half_day_end(visit), visit.ends_at)


def _half_day_end(visit: Visit) -> datetime:
    if visit.period == "am":
        return at(visit.date, NOON)
    if visit.period == "pm":
        return at(visit.date, EVENING)
    return at(plus_days(visit.date, 1), MIDNIGHT)
