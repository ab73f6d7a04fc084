"""出诊表: a weekly clinic timetable with dated exceptions, and the slots it gives for one day.

No calendar library decides: a public holiday is an exception the hospital enters, because hospitals do work on some.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import Field

from common.domain.business_time import SHANGHAI, at, weekday
from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.document import Document
from common.domain.rules.hospital import HospitalRules
from common.domain.slot import PHONE_POOL, POOLS, Seat, Slot, SlotNames, SlotState


class Clinic(Document):
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
    active: bool = True


class ClinicException(Document):
    """A dated exception: `closed` takes a doctor's clinic away, `extra` adds one with the fields of a clinic."""

    hospital_id: str
    doctor_id: str
    date: str
    kind: str
    period: str | None = None
    reason: str = ""
    clinic: Clinic | None = None
    active: bool = True


def clinics_on(
    day: str, clinics: Iterable[Clinic], exceptions: Iterable[ClinicException]
) -> list[tuple[Clinic, SlotState]]:
    """The clinics of a day after its exceptions; one that an exception takes away is shown as suspended (停诊)."""
    today = [e for e in exceptions if e.active and e.date == day]
    closed = [e for e in today if e.kind == "closed"]
    regular = [
        (clinic, SlotState.SUSPENDED if any(_closes(e, clinic) for e in closed) else SlotState.OPEN)
        for clinic in clinics
        if _regular_on(day, clinic)
    ]
    extra = [e.clinic for e in today if e.kind == "extra" and e.clinic is not None]
    return regular + [(clinic, SlotState.OPEN) for clinic in extra]


def _regular_on(day: str, clinic: Clinic) -> bool:
    return (
        clinic.active
        and clinic.weekday == weekday(day)
        and (clinic.from_date is None or clinic.from_date <= day)
        and (clinic.until_date is None or day <= clinic.until_date)
    )


def _closes(exception: ClinicException, clinic: Clinic) -> bool:
    return exception.doctor_id == clinic.doctor_id and exception.period in (None, clinic.period)


class Place(NamedTuple):
    """Where a clinic is held, and by whose rules."""

    hospital: Hospital
    department: Department
    doctor: Doctor
    rules: HospitalRules


def lay_out(
    day: str, clinic: Clinic, place: Place, state: SlotState = SlotState.OPEN
) -> list[Slot]:
    """The slots of one clinic on one day, numbered through: the numbers of a half-day follow each other."""
    slots, number = [], 0
    begins, ends = at(day, clinic.start), at(day, clinic.end)
    length = timedelta(minutes=clinic.slot_minutes)
    while begins + length <= ends:
        seats = _seats(clinic, number)
        number += len(seats)
        slots.append(_slot(day, clinic, place, state, begins, seats))
        begins += length
    return slots


def _slot(
    day: str,
    clinic: Clinic,
    place: Place,
    state: SlotState,
    begins: datetime,
    seats: tuple[Seat, ...],
) -> Slot:
    hospital, department, doctor, rules = place
    names = SlotNames(
        hospital=hospital.name, address=hospital.address, department=department.name,
        location=department.location, doctor=doctor.name, title=doctor.title,
    )  # fmt: skip
    return Slot(
        id=f"{clinic.doctor_id}.{day}.{clinic.period}.{begins.astimezone(SHANGHAI):%H%M}",
        hospital_id=hospital.id,
        department_id=department.id,
        doctor_id=doctor.id,
        date=day,
        period=clinic.period,
        visit_kind=clinic.visit_kind,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=clinic.slot_minutes),
        release_at=rules.release_at(day),
        closes_at=rules.closes_at(begins),
        fee_fen=clinic.fee_fen,
        merchant_id=hospital.merchant_id,
        state=state,
        capacity=len(seats),
        left=sum(seat.pool == PHONE_POOL for seat in seats),
        seats=seats,
        names=names,
    )


def _seats(clinic: Clinic, before: int) -> tuple[Seat, ...]:
    """Pools take turns through the numbers, so the window's seats are not all the last ones of the morning."""
    wanted = {pool: clinic.pools.get(pool, 0) for pool in POOLS}
    wanted[PHONE_POOL] = clinic.seats - sum(n for p, n in wanted.items() if p != PHONE_POOL)
    spread = sorted(
        ((turn + 0.5) / count, order, pool)
        for order, (pool, count) in enumerate(wanted.items())
        for turn in range(count)
    )
    return tuple(
        Seat(number=before + index, pool=pool) for index, (_, _, pool) in enumerate(spread, 1)
    )
