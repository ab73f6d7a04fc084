"""Checked rows become what the domain knows; ids are functions of the rows, so a second import finds them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.messages import MessageTemplate
from common.domain.rules.platform import PlatformRules
from common.domain.timetable import Clinic, ClinicException
from ops.importing import found_by
from ops.importing.references import Tables
from ops.importing.rows import PLATFORM, DoctorRow, ExceptionRow, Session, TimetableRow
from ops.importing.table import Line, Row

Doc = dict[str, Any]


@dataclass(frozen=True)
class HandedIn:
    """Everything a directory holds, checked and ready to store; fees in fen, times and dates of Asia/Shanghai.

    A list is the whole of its collection: what is stored and not in it is to become inactive, never deleted.
    None means that the file was not there and what is stored stays as it is. `merchants` have the fields of
    `clients.payments.Merchant`, keys in clear: the store seals them. `keyless` are merchants without key columns.
    """

    merchants: list[Doc]
    keyless: list[str]
    hospitals: list[Hospital]
    departments: list[Department]
    doctors: list[Doctor]
    clinics: list[Clinic]
    exceptions: list[ClinicException] | None
    platform_rules: PlatformRules
    message_templates: list[MessageTemplate] | None


def documents(tables: Tables, keys: dict[str, Doc], rules: dict[str, Doc]) -> HandedIn:
    """The documents of checked tables; `keys` by merchant id, `rules` what differs from the defaults by scope."""
    doctors = {line.row.doctor_id: line.row for line in tables.doctors}
    templates = tables.message_templates
    return HandedIn(
        merchants=list(keys.values()),
        keyless=[line.row.merchant_id for line in tables.merchants if not line.row.keyed],
        hospitals=[
            found_by.of_hospital(
                Hospital(
                    **_document(line.row, "hospital_id"), rules=rules.get(line.row.hospital_id, {})
                )
            )
            for line in tables.hospitals
        ],
        departments=found_by.of_departments(
            [Department(**_document(line.row, "department_id")) for line in tables.departments]
        ),
        doctors=[
            found_by.of_doctor(Doctor(**_document(line.row, "doctor_id")))
            for line in tables.doctors
        ],
        clinics=[_clinic(line.row, doctors[line.row.doctor_id]) for line in tables.timetable],
        exceptions=None if tables.exceptions is None else _exceptions(tables.exceptions, doctors),
        platform_rules=PlatformRules(**rules.get(PLATFORM, {})),
        message_templates=None
        if templates is None
        else [MessageTemplate(**_document(line.row, "kind")) for line in templates],
    )


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
        **_place(doctor),
        **_session(row, doctor),
    )


def _place(doctor: DoctorRow) -> Doc:
    return doctor.model_dump(include={"doctor_id", "hospital_id", "department_id"})


def _session(row: Session, doctor: DoctorRow) -> Doc:
    seats = row.seats_per_slot or 0
    phone = seats - row.window_seats - row.referral_seats
    return {
        **row.model_dump(include={"visit_kind", "start", "end", "slot_minutes"}),
        "seats": seats,
        "pools": {"phone": phone, "window": row.window_seats, "referral": row.referral_seats},
        "fee_fen": doctor.fee_fen if row.fee_fen is None else row.fee_fen,
    }


def _exceptions(
    lines: list[Line[ExceptionRow]], doctors: dict[str, DoctorRow]
) -> list[ClinicException]:
    found: dict[str, ClinicException] = {}
    # A doctor's own row comes after the hospital's: its reason is the one that stands.
    for row in sorted((line.row for line in lines), key=lambda row: row.doctor_id is not None):
        for doctor in doctors.values():
            if row.doctor_id == doctor.doctor_id or row.hospital_id == doctor.hospital_id:
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
            **_place(doctor),
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
