"""Hospitals, departments and doctors as anybody may see them."""

from collections.abc import Sequence

from common.contracts.catalog import (
    DepartmentCard,
    DoctorCard,
    HospitalCard,
    HospitalRulesView,
    NoticeCard,
)
from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.notice import Notice
from common.domain.rules.hospital import rules_of
from common.domain.rules.platform import PlatformRules


def hospital_card(hospital: Hospital, platform: PlatformRules) -> HospitalCard:
    """A hospital with the rules a patient should know."""
    both = platform.model_dump() | rules_of(hospital).model_dump()
    shown = {name: both[name] for name in HospitalRulesView.model_fields}
    return HospitalCard(
        id=hospital.id, name=hospital.name, level=hospital.level, district=hospital.district,
        address=hospital.address, latitude=hospital.latitude, longitude=hospital.longitude,
        phone=hospital.phone, introduction=hospital.introduction,
        rules=HospitalRulesView(**shown),
    )  # fmt: skip


def notice_card(notice: Notice) -> NoticeCard:
    """A notice as patients read it."""
    return NoticeCard(
        heading=notice.heading,
        text=notice.text,
        from_date=notice.from_date,
        important=notice.important,
    )


def department_card(department: Department, *, has_children: bool) -> DepartmentCard:
    """A department with whom it is for."""
    return DepartmentCard(
        id=department.id, hospital_id=department.hospital_id, parent_id=department.parent_id,
        name=department.name, location=department.location, introduction=department.introduction,
        sex=department.sex.value if department.sex else None,
        age_from=department.age_from, age_to=department.age_to, has_children=has_children,
    )  # fmt: skip


def doctor_card(
    doctor: Doctor, hospital: Hospital, departments: Sequence[Department], photo: str | None = None
) -> DoctorCard:
    """A doctor with the names of where they work, the main department first, and the address of their photo."""
    return DoctorCard(
        id=doctor.id, hospital_id=hospital.id, hospital_name=hospital.name,
        department_id=departments[0].id, department_name="、".join(d.name for d in departments), name=doctor.name,
        title=doctor.title, specialties=doctor.specialties, introduction=doctor.introduction,
        fee_fen=doctor.fee_fen, photo=photo,
    )  # fmt: skip
