"""Whether a patient may be seen in a department: sex, age, guardian, verified identity."""

from datetime import date

from common.domain.catalogue import Department
from common.domain.errors import Code, Refused
from common.domain.person.identity import age_on
from common.domain.person.patient import ADULT, CHILD_UNDER, Patient, needs_guardian
from common.domain.rules.hospital import HospitalRules
from common.domain.slot import Slot


def not_eligible(
    patient: Patient, department: Department, hospital: HospitalRules, slot: Slot
) -> Refused | None:
    """Whether this patient may be seen in this department on the day of the slot."""
    day = date.fromisoformat(slot.date)
    if department.sex is not None and patient.sex is not department.sex:
        who = "女" if department.sex.value == "female" else "男"
        return Refused(
            Code.PATIENT_NOT_ELIGIBLE, f"{department.name}只看{who}性就诊人，请选其他科室"
        )
    age = age_on(patient.birth_date, day)
    if department.age_from is not None and age < department.age_from:
        return Refused(
            Code.PATIENT_NOT_ELIGIBLE,
            f"{department.name}只看满 {department.age_from} 周岁的就诊人，请选其他科室",
        )
    if department.age_to is not None and age > department.age_to:
        under = department.age_to + 1
        who = "孩子" if under <= ADULT else "就诊人"
        return Refused(
            Code.PATIENT_NOT_ELIGIBLE,
            f"{department.name}只看不满 {under} 周岁的{who}，请选其他科室",
        )
    if needs_guardian(patient.birth_date, day) and patient.guardian_id is None:
        words = f"不满 {CHILD_UNDER} 周岁的孩子要有监护人：请先到“就诊人”里给孩子选一位监护人"
        return Refused(Code.PATIENT_NOT_ELIGIBLE, words)
    if hospital.verified_only and not patient.verified:
        return Refused(
            Code.PATIENT_NOT_VERIFIED, "这家医院网上只能用居民身份证预约，其他证件请到窗口挂号"
        )
    return None
