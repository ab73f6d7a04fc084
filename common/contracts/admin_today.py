"""admin today: a hospital's day at a glance, for desktop and phone, without anybody's data."""

from typing import Literal

from common.contracts.base import Id, Instant, Period, Reply, Request


class AskToday(Request):
    """A hospital's today and tomorrow, and what needs somebody."""

    action: Literal["today"]
    hospital_id: Id


class SessionTodayView(Reply):
    """A doctor's half-day at a glance: of all `seats` those `sold`, those still bookable (`left`), who waits for one.

    `stopped` of its `slots` are off sale.
    """

    doctor_id: str
    doctor_name: str
    department_id: str
    department_name: str
    period: Period
    starts_at: Instant
    ends_at: Instant
    seats: int
    sold: int
    left: int
    waiting: int
    slots: int
    stopped: int


class TodayDayView(Reply):
    """The sessions of one day that who asks may see, by their beginning."""

    date: str
    sessions: list[SessionTodayView]


NeedKind = Literal["merchant", "laid_out", "timetable", "import", "untold", "refund"]


class NeedView(Reply):
    """Something that needs somebody. `count`: how many, counted up to 100; `date`: until when there is something;
    `words`: why an import was refused."""

    kind: NeedKind
    count: int | None = None
    date: str | None = None
    words: str = ""


class TodayReply(Reply):
    """Today and tomorrow; `needs` for who looks after the whole hospital, most urgent first, without anybody's data."""

    days: list[TodayDayView]
    needs: list[NeedView]
