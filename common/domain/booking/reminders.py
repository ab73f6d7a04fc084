"""就诊提醒: when reminders are due. The day before at 18:00, and two hours before but not before 07:00."""

from datetime import datetime, timedelta
from typing import NamedTuple

from common.domain.business_time import at, business_date, plus_days


class Reminder(NamedTuple):
    """One message that is due at an instant."""

    kind: str
    due_at: datetime


def reminders(starts_at: datetime) -> tuple[Reminder, ...]:
    """Both reminders of a visit, earliest first."""
    day = business_date(starts_at)
    soon = max(starts_at - timedelta(hours=2), at(day, "07:00"))
    return (
        Reminder("visit_tomorrow", at(plus_days(day, -1), "18:00")),
        Reminder("visit_soon", soon),
    )


def next_reminder(starts_at: datetime, after: datetime) -> Reminder | None:
    """The first reminder later than `after`. What was due before the booking was made is not sent at all."""
    return next((r for r in reminders(starts_at) if after < r.due_at < starts_at), None)


def due_reminder(starts_at: datetime, remind_at: datetime) -> Reminder | None:
    """The reminder a booking waits for at `remind_at`."""
    return next((r for r in reminders(starts_at) if r.due_at == remind_at), None)


def remind_at(starts_at: datetime, after: datetime) -> datetime | None:
    """When the first reminder later than `after` is due; None when none is left."""
    following = next_reminder(starts_at, after)
    return following.due_at if following else None
