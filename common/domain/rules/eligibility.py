"""Whether a patient may be seen in a department: sex, age, guardian, verified identity."""

from datetime import date

from common.domain.catalogue import Department
from common.domain.errors import Code, Refused
from common.domain.person.identity import IdType, age_on
from common.domain.person.infant import UNDER, young_enough
from common.domain.person.patient import ADULT, CHILD_UNDER, Patient, needs_guardian
from common.domain.rules.hospital import HospitalRules
from common.domain.slot import Slot


def not_eligible(
    patient: Patient, department: Department, hospital: HospitalRules, slot: Slot
) -> Refused | None:
    """Whether this patient may be seen in this department on the day of the slot."""
    day = date.fromisoformat(slot.date)
    if patient.birth_date is None or not patient.name:
        words = "这位就诊人的资料读不出，请到“就诊人”里重新填写后再预约"
        return Refused(Code.PATIENT_NOT_ELIGIBLE, words)
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
    if patient.id_type is IdType.NONE:
        return _without_document(patient, hospital, day)
    if hospital.verified_only and not patient.verified:
        return Refused(
            Code.PATIENT_NOT_VERIFIED, "这家医院网上只能用居民身份证预约，其他证件请到窗口挂号"
        )
    return None


def _without_document(patient: Patient, hospital: HospitalRules, day: date) -> Refused | None:
    """A hospital that takes infants without a document asks no other proof of them."""
    if not hospital.infants_without_document:
        return Refused(
            Code.PATIENT_NOT_ELIGIBLE,
            "这家医院网上预约要用孩子自己的证件，孩子还没有证件，请到医院窗口挂号",
        )
    if patient.birth_date is None or not young_enough(patient.birth_date, day):
        return Refused(
            Code.PATIENT_NOT_ELIGIBLE,
            f"就诊那天孩子已满 {UNDER} 周岁，请先用孩子的证件添加就诊人，再预约",
        )
    return None
