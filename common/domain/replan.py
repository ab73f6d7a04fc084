"""重新排班: what a changed timetable makes of half-days that are decided already.

A half-day of a doctor is given up, laid out anew, or left as it is; who has booked is never moved.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from common.domain.business_time import at, plus_days, weekday
from common.domain.catalogue import Catalogued, Hospital
from common.domain.job import DayToReplan
from common.domain.rules.hospital import rules_of
from common.domain.slot import Pool, Seat, Slot
from common.domain.timetable import (
    Clinic,
    ClinicException,
    Session,
    session_id,
    sessions_on,
    starts,
)

Span = tuple[datetime, datetime]
# What a clinic says of a date is the rest: two that differ in these alone hold the same half-day.
_OF_THE_WEEK = {"id", "rev", "active", "weekday", "from_date", "until_date", "pools"}


class HalfDay(NamedTuple):
    """A half-day as it is decided, and as the timetable wants it; without clinics it is none."""

    was: Session
    becomes: Session

    @property
    def differs(self) -> bool:
        """Whether the timetable wants it otherwise."""
        return _held(self.was) != _held(self.becomes)


def _held(session: Session) -> list[tuple[Any, ...]]:
    return [
        (
            planned.extra,
            planned.clinic.model_dump(exclude=_OF_THE_WEEK),
            [planned.clinic.pools.get(pool.value, 0) for pool in (Pool.WINDOW, Pool.REFERRAL)],
        )
        for planned in session.clinics
    ]


def half_days(
    hospital_id: str,
    day: DayToReplan,
    decided: Iterable[Session],
    clinics: Iterable[Clinic],
    exceptions: Iterable[ClinicException],
) -> list[HalfDay]:
    """The half-days of a day's doctors that are decided, wanted, or were wanted before; those given up come first."""
    there = {each.id: each for each in decided if each.doctor_id in day.doctor_ids}
    planned = {
        each.id: each
        for each in sessions_on(day.date, clinics, exceptions)
        if each.doctor_id in day.doctor_ids
    }
    none = {
        session_id(doctor, day.date, period): Session(
            id=session_id(doctor, day.date, period), hospital_id=hospital_id, doctor_id=doctor, date=day.date,
            period=period, clinics=(),
        )
        for doctor, period in {
            *day.half_days, *((each.doctor_id, each.period) for each in (*there.values(), *planned.values()))
        }
    }  # fmt: skip
    found = [
        HalfDay(there.get(key, none[key]), planned.get(key, none[key])) for key in sorted(none)
    ]
    return sorted(found, key=lambda each: bool(each.becomes.clinics))


def days_to_replan(
    days: Sequence[str],
    documents: Iterable[Catalogued],
    stored: Iterable[Catalogued],
    before: tuple[Iterable[Clinic], Iterable[ClinicException]],
) -> tuple[DayToReplan, ...]:
    """Of some days, those that documents to be written concern, in their old text or in their new one."""
    by_id = {each.id: each for each in stored}
    touched = [each for one in documents for each in (one, by_id.get(one.id)) if each is not None]
    clinics, exceptions = list(before[0]), list(before[1])
    found = []
    for day in days:
        doctors = {
            each.doctor_id
            for each in touched
            if isinstance(each, (Clinic, ClinicException)) and _concerns(each, day)
        }
        if doctors:
            old = [s for s in sessions_on(day, clinics, exceptions) if s.doctor_id in doctors]
            found.append(
                DayToReplan(
                    date=day,
                    doctor_ids=tuple(sorted(doctors)),
                    half_days=tuple((each.doctor_id, each.period) for each in old),
                )
            )
    return tuple(found)


def is_laid_out(day: str, hospital: Hospital, decided: Iterable[Session], now: datetime) -> bool:
    """Whether `publish` has come to a day: by the calendar, or as sessions of it say."""
    return any(decided) or day <= plus_days(rules_of(hospital).last_day(now), 1)


def _concerns(document: Clinic | ClinicException, day: str) -> bool:
    if isinstance(document, ClinicException):
        return document.date == day
    return document.weekday == weekday(day)


def spans(session: Session) -> list[Span]:
    """When the clinics of a session begin and end."""
    clinics = [planned.clinic for planned in session.clinics]
    return [(at(session.date, clinic.start), at(session.date, clinic.end)) for clinic in clinics]


def in_the_way(session: Session, decided: Iterable[Session], there: Iterable[Slot]) -> bool:
    """Whether a session overlaps another half-day that its doctor has on that day, decided or laid out."""
    doctor = session.doctor_id
    taken = [
        (slot.starts_at, slot.ends_at)
        for slot in there
        if slot.doctor_id == doctor and session_id(doctor, slot.date, slot.period) != session.id
    ]
    taken += [
        span
        for other in decided
        if other.doctor_id == doctor and other.id != session.id
        for span in spans(other)
    ]
    return any(
        begins < ends and starts_at < stops
        for begins, stops in spans(session)
        for starts_at, ends in taken
    )


def is_kept(was: Session, slots: Iterable[Slot], waiting: int, now: datetime) -> bool:
    """Whether a half-day is left as it is: it has begun, somebody has a seat or waits, or staff changed it by hand."""
    begun = any(begins <= now for begins, _ in spans(was))
    return bool(waiting) or begun or any(_kept(slot) for slot in slots)


def _kept(slot: Slot) -> bool:
    return slot.by_hand or any(seat.claim is not None for seat in slot.seats)


def added_seats(session: Session, slot: Slot, pool: Pool, seats: int) -> list[Seat]:
    """The next seats that staff add to a slot of a session.

    Their numbers follow those of the whole half-day, and each slot has its own among them, so that two slots to which
    seats are added at once never give a number twice. Raises `ValueError` for a slot of another layout.
    """
    begun = list(starts(session))
    places = [begins for _, begins in begun]
    if slot.laid != session.laid or slot.starts_at not in places:
        raise ValueError(f"{slot.id} is not of {session.id} as it is laid out")
    place, last = places.index(slot.starts_at), sum(clinic.seats for clinic, _ in begun)
    before = slot.capacity - begun[place][0].seats
    return [
        Seat(number=last + (before + turn) * len(places) + place + 1, pool=pool)
        for turn in range(seats)
    ]
