"""Checked rows become what the domain knows; ids are functions of the rows, so a second import finds them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.hospital_catalogue import HospitalCatalogue
from common.domain.timetable import Clinic, ClinicException
from common.importing import found_by
from common.importing.references import Tables
from common.importing.rows import DoctorRow, ExceptionRow, HospitalRow, Session, TimetableRow
from common.importing.table import Line, R, Row

Doc = dict[str, Any]


def documents(tables: Tables, rules: dict[str, Doc]) -> list[HospitalCatalogue]:
    """The catalogues of checked tables, one a hospital; `rules` what differs from the defaults by hospital."""
    doctors = {line.row.doctor_id: line.row for line in tables.doctors}
    rows = _Rows(tables, doctors)
    return [_catalogue(line.row, rows, rules) for line in tables.hospitals]


class _Rows:
    """The rows of each hospital by its id; `exceptions` is None without such a table."""

    def __init__(self, tables: Tables, doctors: dict[str, DoctorRow]) -> None:
        def hospital_of(row: TimetableRow | ExceptionRow) -> str:
            at = doctors.get(row.doctor_id or "")
            return at.hospital_id if at else getattr(row, "hospital_id", None) or ""

        self.doctors = _grouped(doctors.values(), lambda row: row.hospital_id)
        self.departments = _grouped(_rows(tables.departments), lambda row: row.hospital_id)
        self.timetable = _grouped(_rows(tables.timetable), hospital_of)
        self.exceptions = None
        if tables.exceptions is not None:
            self.exceptions = _grouped(_rows(tables.exceptions), hospital_of)


def _rows(lines: list[Line[R]]) -> Iterator[R]:
    return (line.row for line in lines)


def _grouped(rows: Iterable[R], key: Callable[[R], str]) -> defaultdict[str, list[R]]:
    groups: defaultdict[str, list[R]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _catalogue(row: HospitalRow, rows: _Rows, rules: dict[str, Doc]) -> HospitalCatalogue:
    key = row.hospital_id
    own = {doctor.doctor_id: doctor for doctor in rows.doctors[key]}
    hospital = Hospital(**_document(row, "hospital_id"), rules=rules.get(key, {}))
    return HospitalCatalogue(
        hospital=found_by.of_hospital(hospital),
        departments=tuple(
            found_by.of_departments(
                [Department(**_document(each, "department_id")) for each in rows.departments[key]]
            )
        ),
        doctors=tuple(found_by.of_doctor(_doctor(each)) for each in own.values()),
        clinics=tuple(_clinic(each, own[each.doctor_id]) for each in rows.timetable[key]),
        exceptions=None
        if rows.exceptions is None
        else tuple(_exceptions(rows.exceptions[key], own)),
    )


def _doctor(row: DoctorRow) -> Doctor:
    first, *others = row.department_id
    fields = _document(row, "doctor_id") | {"department_id": first, "also_in": tuple(others)}
    return Doctor(**fields)


def _document(row: Row, key: str) -> Doc:
    return {"id": getattr(row, key), **row.model_dump(exclude={key})}


def _clinic(row: TimetableRow, doctor: DoctorRow) -> Clinic:
    begins = [row.period, row.start.replace(":", "")]
    valid = [row.from_date.replace("-", "")] if row.from_date else []
    return Clinic(
        id="-".join([row.doctor_id, str(row.weekday), *begins, *valid]),
        weekday=row.weekday,
        period=row.period,
        from_date=row.from_date,
        until_date=row.until_date,
        **_place(row, doctor),
        **_session(row, doctor),
    )


def _place(row: Session, doctor: DoctorRow) -> Doc:
    department = row.department_id or doctor.department_id[0]
    return {
        "doctor_id": doctor.doctor_id,
        "hospital_id": doctor.hospital_id,
        "department_id": department,
    }


def _session(row: Session, doctor: DoctorRow) -> Doc:
    seats = row.seats_per_slot or 0
    phone = seats - row.window_seats - row.referral_seats
    return {
        **row.model_dump(include={"visit_kind", "start", "end", "slot_minutes"}),
        "seats": seats,
        "pools": {"phone": phone, "window": row.window_seats, "referral": row.referral_seats},
        "fee_fen": doctor.fee_fen if row.fee_fen is None else row.fee_fen,
    }


def _exceptions(rows: list[ExceptionRow], doctors: dict[str, DoctorRow]) -> list[ClinicException]:
    found: dict[str, ClinicException] = {}
    # A doctor's own row comes after the hospital's: its reason is the one that stands.
    for row in sorted(rows, key=lambda row: row.doctor_id is not None):
        for doctor in [doctors[row.doctor_id]] if row.doctor_id else doctors.values():
            exception = _exception(row, doctor)
            found[exception.id] = exception
    return list(found.values())


def _exception(row: ExceptionRow, doctor: DoctorRow) -> ClinicException:
    parts = [doctor.doctor_id, row.date.replace("-", ""), row.period or "all", row.kind]
    clinic = None
    if row.kind == "extra" and row.start:
        parts.append(row.start.replace(":", ""))
        clinic = Clinic(
            id="-".join(parts),
            weekday=date.fromisoformat(row.date).isoweekday(),
            period=row.period or "",
            from_date=row.date,
            until_date=row.date,
            **_place(row, doctor),
            **_session(row, doctor),
        )
    return ClinicException(
        id="-".join(parts),
        hospital_id=doctor.hospital_id,
        doctor_id=doctor.doctor_id,
        date=row.date,
        period=row.period,
        kind=row.kind,
        reason=row.reason,
        clinic=clinic,
    )
