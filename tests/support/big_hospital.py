"""An invented hospital of any size: doctors who each sit ten half-days a week, and some who do not yet."""

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.hospital_catalogue import HospitalCatalogue
from common.domain.timetable import Clinic, ClinicException
from common.importing import found_by

_HALF_DAYS = (("am", "08:00", "11:30"), ("pm", "14:00", "17:00"))
_GIVEN = "甲乙丙丁戊己庚辛壬癸"


def big_hospital(doctors: int = 500, idle: int = 0, hospital_id: str = "big") -> HospitalCatalogue:
    """A hospital with ten clinics a week for each doctor, 5,000 for 500, and `idle` ones without any behind them."""
    departments = [
        Department(
            id=f"k{n:02}", hospital_id=hospital_id, name=f"演示{n}科", location="门诊楼 2 层"
        )
        for n in range(20)
    ]
    people = [
        Doctor(
            id=f"p{n:03}", hospital_id=hospital_id, department_id=f"k{n % 20:02}", fee_fen=5000, title="主任医师",
            name=f"演示{_GIVEN[n // 100]}{_GIVEN[n // 10 % 10]}{_GIVEN[n % 10]}", specialties="高血压、糖尿病",
        )
        for n in range(doctors + idle)
    ]  # fmt: skip
    clinics = [
        Clinic(
            id=f"{one.id}-{day}-{period}-{start.replace(':', '')}", hospital_id=hospital_id,
            department_id=one.department_id, doctor_id=one.id, weekday=day, period=period, visit_kind="专家",
            start=start, end=end, slot_minutes=30, seats=4, pools={"phone": 2, "window": 1, "referral": 1},
            fee_fen=5000,
        )
        for one in people[:doctors]
        for day in range(1, 6)
        for period, start, end in _HALF_DAYS
    ]  # fmt: skip
    closed = [
        ClinicException(
            id=f"{one.id}-20261207-am-closed", hospital_id=hospital_id, doctor_id=one.id,
            date="2026-12-07", period="am", kind="closed", reason="外出会诊",
        )
        for one in people[:20]
    ]  # fmt: skip
    return HospitalCatalogue(
        hospital=found_by.of_hospital(_hospital(hospital_id)),
        departments=tuple(found_by.of_departments(departments)),
        doctors=tuple(map(found_by.of_doctor, people)),
        clinics=tuple(clinics),
        exceptions=tuple(closed),
    )


def _hospital(hospital_id: str) -> Hospital:
    return Hospital(
        id=hospital_id, name="演示大医院", level="三级甲等", district="演示区", address="演示路 1 号",
        merchant_id="m1", rules={"release_time": "07:30", "waitlist": False},
    )  # fmt: skip
