"""Sessions: a doctor is at one place at a time, and a half-day's numbers are each there once (invariant 8)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from common.domain.slot import Slot, SlotState
from common.domain.timetable import Session, session_id
from ops.verify.findings import Finding
from ops.verify.look import Look


def check_sessions(slots: Sequence[Slot], look: Look) -> Iterator[Finding]:
    """Each of these slots against the doctor's other ones of that day; what two share is told at the later one."""
    days = _days_of(slots, look)
    for slot in slots:
        for other in days[slot.doctor_id, slot.date]:
            if (other.starts_at, other.id) < (slot.starts_at, slot.id):
                yield from _together(other, slot)
    yield from _layouts(slots, look)


def _days_of(slots: Sequence[Slot], look: Look) -> dict[tuple[str, str], list[Slot]]:
    wanted = {(slot.doctor_id, slot.date) for slot in slots}
    doctors, dates = {doctor for doctor, _ in wanted}, {date for _, date in wanted}
    found: dict[tuple[str, str], list[Slot]] = defaultdict(list)
    for slot in look.slots_of_doctors(doctors, dates):
        if (slot.doctor_id, slot.date) in wanted:
            found[slot.doctor_id, slot.date].append(slot)
    return found


def _together(first: Slot, second: Slot) -> Iterator[Finding]:
    if first.retired or second.retired:
        return
    root, ids = ("slots", second.id), {"slot": second.id, "other": first.id}
    if _live(first) and _live(second) and second.starts_at < first.ends_at:
        yield Finding("8", "two slots of a doctor overlap", ids, root)
    if _session(first) != _session(second):
        return
    for number in sorted(_numbers(first) & _numbers(second)):
        what = "a number is there twice in a doctor's half-day"
        yield Finding("8", what, {**ids, "number": str(number)}, root)


def _layouts(slots: Sequence[Slot], look: Look) -> Iterator[Finding]:
    """Each slot is of the layout that its half-day has now, or retired; it is halted only while a job works."""
    sessions = look.by_id("clinic_sessions", Session, {_session(slot) for slot in slots})
    held = look.parts("hospitals", {slot.hospital_id for slot in slots}, ("held_by",))
    for slot in slots:
        root, ids = ("slots", slot.id), {"slot": slot.id}
        works = bool(held.get(slot.hospital_id, {}).get("held_by"))
        if slot.retired and any(seat.claim for seat in slot.seats):
            yield Finding("8", "a seat is taken of a slot that another layout replaced", ids, root)
        if slot.halted and not works:
            yield Finding("8", "a slot is halted and no job works on it", ids, root)
        if slot.halted and works:
            yield Finding("8", "a slot is halted", ids, root, allowed=True)
        session = sessions.get(_session(slot))
        if session and slot.laid != session.laid and not slot.retired and not works:
            yield Finding("8", "a slot is of an older layout of its half-day", ids, root)
        if sum(each.seats for each in slot.added) > slot.capacity:
            yield Finding("8", "more seats were added to a slot than it has", ids, root)


def _live(slot: Slot) -> bool:
    return slot.state is SlotState.OPEN or any(seat.claim for seat in slot.seats)


def _session(slot: Slot) -> str:
    return session_id(slot.doctor_id, slot.date, slot.period)


def _numbers(slot: Slot) -> set[int]:
    return {seat.number for seat in slot.seats}
