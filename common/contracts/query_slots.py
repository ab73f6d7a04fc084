"""query_slots: the slots of a doctor or a department over some days."""

from pydantic import model_validator

from common.contracts.base import Day, Id, Instant, Period, Reply, Request
from common.domain.business_time import plus_days
from common.domain.rules.hospital import LONGEST_WINDOW
from common.domain.slot import Availability

# Every day that any hospital opens.
MAX_DAYS = LONGEST_WINDOW + 1


class QuerySlotsRequest(Request):
    """At most 14 days of one doctor or one department; `date_to` defaults to `date_from`."""

    doctor_id: Id | None = None
    department_id: Id | None = None
    date_from: Day
    date_to: Day | None = None

    @model_validator(mode="after")
    def _bounded(self) -> "QuerySlotsRequest":
        if (self.doctor_id is None) == (self.department_id is None):
            raise ValueError("doctor_id or department_id")
        if not self.date_from <= self.last_day <= plus_days(self.date_from, MAX_DAYS - 1):
            raise ValueError("date_to")
        return self

    @property
    def last_day(self) -> str:
        """The last day asked for."""
        return self.date_to or self.date_from


class SlotView(Reply):
    """One bookable period."""

    id: str
    hospital_id: str
    department_id: str
    doctor_id: str
    doctor_name: str
    title: str
    visit_kind: str
    date: str
    period: Period
    starts_at: Instant
    ends_at: Instant
    fee_fen: int
    capacity: int
    left: int
    availability: Availability
    release_at: Instant
    waitlist_open: bool


class SlotsReply(Reply):
    """Slots in the order of their start."""

    slots: list[SlotView]
