"""What a change of the timetable would do, as who proposes it sees it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from common.contracts.admin import DayChangeView, PlanView, SessionChangeView
from common.domain.business_time import SHANGHAI
from common.domain.slot import Pool, Slot, SlotState

Outcome = Literal["added", "closed", "replanned", "touched"]


def plan_view(slots: Sequence[Slot]) -> PlanView | None:
    """A half-day that consists of these slots; None when it has none."""
    if not slots:
        return None
    return PlanView(
        start=_clock(min(slot.starts_at for slot in slots)),
        end=_clock(max(slot.ends_at for slot in slots)),
        slot_minutes=sorted({_minutes(slot) for slot in slots}),
        seats=sum(slot.capacity for slot in slots),
        on_sale=any(slot.state is SlotState.OPEN for slot in slots),
    )


def sold(slots: Iterable[Slot]) -> int:
    """How many seats of some slots are taken."""
    return sum(slot.capacity - sum(slot.counts(pool).left for pool in Pool) for slot in slots)


def days_view(
    changes: Iterable[tuple[str, SessionChangeView]], at_most: int
) -> tuple[list[DayChangeView], int]:
    """The first so many of some half-days by their date, those left as they are first of all; how many are left out."""
    found = sorted(changes, key=lambda each: each[1].outcome != "touched")
    shown: dict[str, list[SessionChangeView]] = {}
    for date, change in found[:at_most]:
        shown.setdefault(date, []).append(change)
    days = [DayChangeView(date=date, sessions=_in_order(shown[date])) for date in sorted(shown)]
    return days, max(0, len(found) - at_most)


def _in_order(sessions: list[SessionChangeView]) -> list[SessionChangeView]:
    return sorted(sessions, key=lambda each: (each.doctor_name, each.doctor_id, each.period))


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(SHANGHAI):%H:%M}"


def _minutes(slot: Slot) -> int:
    return int((slot.ends_at - slot.starts_at).total_seconds()) // 60
