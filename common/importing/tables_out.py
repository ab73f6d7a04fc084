"""A stored catalogue as the tables it would be handed in as: imported again, they change nothing."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from common.domain.catalogue import Department, Doctor
from common.domain.hospital_catalogue import HospitalCatalogue
from common.domain.timetable import Clinic, ClinicException
from common.importing.problems import FEN
from common.importing.rows import (
    DepartmentRow,
    DoctorRow,
    ExceptionRow,
    HospitalRow,
    RuleRow,
    TimetableRow,
)
from common.importing.sheets import MODELS, written

# The rows of each file: each a text by field, without the fields that are empty.
Texts = dict[str, list[dict[str, str]]]


def tables_of(catalogue: HospitalCatalogue) -> Texts:
    """The rows of a hospital's active documents, by file, in the order of their ids."""
    hospital = catalogue.hospital
    doctors = {doctor.id: doctor for doctor in _active(catalogue.doctors)}
    rules = sorted(hospital.rules.items())
    given: dict[str, Iterator[dict[str, Any]]] = {
        HospitalRow.FILE: iter([{**hospital.model_dump(), "hospital_id": hospital.id}]),
        DepartmentRow.FILE: map(_department, _active(catalogue.departments)),
        DoctorRow.FILE: map(_doctor, doctors.values()),
        TimetableRow.FILE: (
            _clinic(each, doctors[each.doctor_id])
            for each in _active(catalogue.clinics)
            if each.doctor_id in doctors
        ),
        ExceptionRow.FILE: _exceptions(hospital.id, _active(catalogue.exceptions or ()), doctors),
        RuleRow.FILE: (
            {"hospital_id": hospital.id, "rule": rule, "value": _rule(value)}
            for rule, value in rules
        ),
    }
    return {
        model.FILE: [
            {
                name: text
                for name in model.model_fields
                if (text := written(name, row.get(name, "")))
            }
            for row in given[model.FILE]
        ]
        for model in MODELS
    }


def _active(documents: Any) -> list[Any]:
    return sorted((each for each in documents if each.active), key=lambda each: each.id)


def _rule(value: Any) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def _department(department: Department) -> dict[str, Any]:
    sex = department.sex.value if department.sex else None
    return {**department.model_dump(), "department_id": department.id, "sex": sex}


def _doctor(doctor: Doctor) -> dict[str, Any]:
    fields = doctor.model_dump()
    return fields | {"doctor_id": doctor.id, "department_id": ";".join(doctor.department_ids)}


def _clinic(clinic: Clinic, doctor: Doctor) -> dict[str, Any]:
    """A clinic's row. What is as with the doctor is left to the doctor's row."""
    pools = clinic.pools
    fee = None if clinic.fee_fen == doctor.fee_fen else clinic.fee_fen
    return clinic.model_dump() | {
        "department_id": clinic.department_id if doctor.also_in else None,
        "seats_per_slot": clinic.seats,
        "window_seats": pools.get("window") or None,
        "referral_seats": pools.get("referral") or None,
        FEN: fee,
    }


def _exceptions(
    hospital_id: str, exceptions: list[ClinicException], doctors: dict[str, Doctor]
) -> Iterator[dict[str, Any]]:
    """Rows of exceptions; what closes every doctor alike is one row of the hospital, whoever has left it."""
    alike: dict[tuple[str, str | None, str], set[str]] = defaultdict(set)
    for each in exceptions:
        if each.kind == "closed":
            alike[each.date, each.period, each.reason].add(each.doctor_id)
    whole = {key for key, closed in alike.items() if len(doctors) > 1 and closed >= doctors.keys()}
    for day, period, reason in sorted(whole, key=lambda key: (key[0], key[1] or "")):
        yield {
            "hospital_id": hospital_id,
            "date": day,
            "period": period,
            "kind": "closed",
            "reason": reason,
        }
    for each in exceptions:
        closes_all = each.kind == "closed" and (each.date, each.period, each.reason) in whole
        if each.doctor_id in doctors and not closes_all:
            own = {name: getattr(each, name) for name in ("date", "period", "kind", "reason")}
            clinic = _clinic(each.clinic, doctors[each.doctor_id]) if each.clinic else {}
            yield clinic | own | {"doctor_id": each.doctor_id, "hospital_id": None}
