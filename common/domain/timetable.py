"""出诊表: a weekly clinic timetable with dated exceptions, the sessions it gives for one day, and their slots.

A session (班次) is one half-day of a doctor on one date. What it holds is decided once: a timetable that changes later
changes the days that are not laid out yet, and half-days that nobody has booked when a job lays them out anew.

No calendar library decides: a public holiday is an exception the hospital enters, because hospitals do work on some.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import Field

from common.domain.business_time import SHANGHAI, at, weekday
from common.domain.catalogue import Catalogued, Department, Doctor, Hospital
from common.domain.document import Document, Part
from common.domain.rules.hospital import HospitalRules
from common.domain.slot import Pool, Seat, Slot, SlotNames, SlotState, count_seats


class Clinic(Catalogued):
    """A doctor's clinic on one weekday (Monday 1 … Sunday 7), valid within its dates."""

    hospital_id: str
    department_id: str
    doctor_id: str
    weekday: int = Field(ge=1, le=7)
    period: str
    visit_kind: str
    start: str
    end: str
    slot_minutes: int = Field(ge=5, le=480)
    seats: int = Field(ge=1, le=200)
    pools: dict[str, int]
    fee_fen: int = Field(ge=0)
    from_date: str | None = None
    until_date: str | None = None


class ClinicException(Catalogued):
    """A dated exception: `closed` takes a doctor's clinic away, `extra` adds one with the fields of a clinic."""

    hospital_id: str
    doctor_id: str
    date: str
    kind: str
    period: str | None = None
    reason: str = ""
    clinic: Clinic | None = None


class PlannedClinic(Part):
    """A clinic of a session as it was decided; `extra` when a dated exception brought it (加诊)."""

    clinic: Clinic
    extra: bool = False


class Session(Document):
    """A doctor's half-day on one date and the clinics in it, none where it was given up.

    Stored once, by whoever comes first; decided again only by a job, once a job: `rev` is the revision of the catalogue
    that the last one wrote, `laid` that of the one which laid these clinics out, 0 for the first layout.
    """

    hospital_id: str
    doctor_id: str
    date: str
    period: str
    clinics: tuple[PlannedClinic, ...]
    rev: int = 0
    laid: int = 0


def session_id(doctor_id: str, day: str, period: str) -> str:
    """The id of a session; the ids of its slots begin with it and end with the layout when it is not the first."""
    return f"{doctor_id}.{day}.{period}"


def sessions_on(
    day: str, clinics: Iterable[Clinic], exceptions: Iterable[ClinicException]
) -> list[Session]:
    """The sessions of a day after its exceptions.

    A clinic that an exception closes (停诊) is among them unless an extra one takes its half-day or its time: it is
    laid out off sale. Of two clinics of a doctor that overlap, the first is held.
    """
    today = _of_day(day, exceptions)
    extra = _extra(today)
    regular = [
        clinic
        for clinic in clinics
        if _regular_on(day, clinic)
        and not (
            _closed(clinic.doctor_id, clinic.period, today)
            and any(_takes_the_place(other, clinic) for other in extra)
        )
    ]
    planned = [PlannedClinic(clinic=clinic) for clinic in regular]
    planned += [PlannedClinic(clinic=clinic, extra=True) for clinic in extra]
    return _grouped(day, _without_overlaps(planned))


def off_sale(slot: Slot, exceptions: Iterable[ClinicException]) -> bool:
    """Whether exceptions take a slot off sale: they close its half-day, or bring its extra clinic no more."""
    today = _of_day(slot.date, exceptions)
    if not slot.extra:
        return _closed(slot.doctor_id, slot.period, today)
    place = (slot.doctor_id, slot.period)
    return not any((clinic.doctor_id, clinic.period) == place for clinic in _extra(today))


def _of_day(day: str, exceptions: Iterable[ClinicException]) -> list[ClinicException]:
    return [exception for exception in exceptions if exception.active and exception.date == day]


def _extra(today: Iterable[ClinicException]) -> list[Clinic]:
    return [e.clinic for e in today if e.kind == "extra" and e.clinic]


def _closed(doctor_id: str, period: str, today: Iterable[ClinicException]) -> bool:
    return any(
        e.kind == "closed" and e.doctor_id == doctor_id and e.period in (None, period)
        for e in today
    )


def _takes_the_place(extra: Clinic, closed: Clinic) -> bool:
    same_half_day = extra.period == closed.period
    return extra.doctor_id == closed.doctor_id and (same_half_day or _overlap(extra, closed))


def _overlap(one: Clinic, other: Clinic) -> bool:
    return one.start < other.end and other.start < one.end


def _without_overlaps(planned: list[PlannedClinic]) -> Iterator[PlannedClinic]:
    held: dict[str, list[Clinic]] = defaultdict(list)
    for each in planned:
        clinic = each.clinic
        if not any(_overlap(clinic, other) for other in held[clinic.doctor_id]):
            held[clinic.doctor_id].append(clinic)
            yield each


def _grouped(day: str, planned: Iterable[PlannedClinic]) -> list[Session]:
    sessions: dict[str, list[PlannedClinic]] = defaultdict(list)
    for each in sorted(planned, key=lambda planned: planned.clinic.start):
        clinic = each.clinic
        sessions[session_id(clinic.doctor_id, day, clinic.period)].append(each)
    return [
        Session(
            id=key,
            hospital_id=group[0].clinic.hospital_id,
            doctor_id=group[0].clinic.doctor_id,
            date=day,
            period=group[0].clinic.period,
            clinics=tuple(group),
        )
        for key, group in sessions.items()
    ]


def _regular_on(day: str, clinic: Clinic) -> bool:
    return (
        clinic.active
        and clinic.weekday == weekday(day)
        and (clinic.from_date is None or clinic.from_date <= day)
        and (clinic.until_date is None or day <= clinic.until_date)
    )


class Place(NamedTuple):
    """Where a clinic is held, and by whose rules."""

    hospital: Hospital
    department: Department
    doctor: Doctor
    rules: HospitalRules


def starts(session: Session) -> Iterator[tuple[Clinic, datetime]]:
    """When each slot of a session begins, and the clinic it is of, in the order of their numbers."""
    for planned in session.clinics:
        for begins in _starts(session.date, planned.clinic):
            yield planned.clinic, begins


def lay_out(
    session: Session,
    place_of: Callable[[Clinic], Place | None],
    exceptions: Iterable[ClinicException],
) -> Iterator[Slot]:
    """The slots of a session, numbered through, but for those of a clinic that has no place any more.

    What the exceptions of now take off sale is suspended.
    """
    number, now = 0, list(exceptions)
    for planned in session.clinics:
        clinic, place = planned.clinic, place_of(planned.clinic)
        for begins in _starts(session.date, clinic):
            seats = _seats(clinic, number)
            number += len(seats)
            if place is not None:
                yield _suspended_if(now, _slot(session, planned, place, begins, seats))


def _suspended_if(exceptions: list[ClinicException], slot: Slot) -> Slot:
    if not off_sale(slot, exceptions):
        return slot
    return slot.model_copy(update={"state": SlotState.SUSPENDED, "stopped": True})


def _starts(day: str, clinic: Clinic) -> Iterator[datetime]:
    begins, ends = at(day, clinic.start), at(day, clinic.end)
    length = timedelta(minutes=clinic.slot_minutes)
    while begins + length <= ends:
        yield begins
        begins += length


def _slot(
    session: Session,
    planned: PlannedClinic,
    place: Place,
    begins: datetime,
    seats: tuple[Seat, ...],
) -> Slot:
    (hospital, department, doctor, rules), clinic = place, planned.clinic
    return Slot(
        id=f"{session.id}.{begins.astimezone(SHANGHAI):%H%M}{f'.{session.laid}' if session.laid else ''}",
        hospital_id=hospital.id,
        department_id=department.id,
        doctor_id=doctor.id,
        date=session.date,
        period=clinic.period,
        visit_kind=clinic.visit_kind,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=clinic.slot_minutes),
        release_at=rules.release_at(session.date),
        closes_at=rules.closes_at(begins),
        fee_fen=clinic.fee_fen,
        merchant_id=hospital.merchant_id,
        extra=planned.extra,
        rev=session.rev,
        laid=session.laid,
        capacity=len(seats),
        left=count_seats(seats, Pool.PHONE).left,
        window=count_seats(seats, Pool.WINDOW),
        referral=count_seats(seats, Pool.REFERRAL),
        seats=seats,
        names=names_of(place),
    )


def names_of(place: Place) -> SlotNames:
    """The words a patient reads of a place."""
    hospital, department, doctor, rules = place
    return SlotNames(
        hospital=hospital.name, address=hospital.address, department=department.name,
        location=department.location, doctor=doctor.name, title=doctor.title, fee=rules.fee_name,
    )  # fmt: skip


def _seats(clinic: Clinic, before: int) -> tuple[Seat, ...]:
    """Pools take turns through the numbers, so the window's seats are not all the last ones of the morning."""
    wanted = {pool: clinic.pools.get(pool.value, 0) for pool in Pool}
    wanted[Pool.PHONE] = clinic.seats - wanted[Pool.WINDOW] - wanted[Pool.REFERRAL]
    spread = sorted(
        ((turn + 0.5) / count, order, pool)
        for order, (pool, count) in enumerate(wanted.items())
        for turn in range(count)
    )
    return tuple(
        Seat(number=before + index, pool=pool) for index, (_, _, pool) in enumerate(spread, 1)
    )
