"""Loading a case: everything that decides whether a patient may have a seat on a slot, once a call."""

from datetime import datetime
from typing import NamedTuple

from common.domain.catalogue import Department
from common.domain.errors import Code, Refused
from common.domain.person.patient import Patient
from common.domain.rules.hospital import rules_of
from common.domain.rules.may_book import Case
from common.domain.rules.rulebook import Rulebook
from common.domain.slot import Slot
from common.domain.timetable import Place, names_of
from common.protocol.deps import Deps


class Setting(NamedTuple):
    """What is the same for whoever wants a seat on a slot."""

    slot: Slot
    department: Department
    rules: Rulebook


def rulebook_of(slot: Slot, deps: Deps) -> Rulebook | None:
    """The rules that hold for a slot; None when its hospital, department or doctor takes no bookings any more."""
    try:
        return _rulebook(_place(slot, deps), deps)
    except Refused:
        return None


def _place(slot: Slot, deps: Deps) -> Place:
    """Where a slot is held, as the catalogue has it now. Raises `Refused` when it takes no bookings any more."""
    catalogue = deps.store.catalogue
    hospital = catalogue.hospital(slot.hospital_id)
    department = catalogue.department(slot.department_id)
    if hospital is None or department is None:
        raise Refused(Code.SLOT_CLOSED, "这个科室已经停止预约，请换一个科室")
    doctor = catalogue.doctor(slot.doctor_id)
    if doctor is None:
        raise Refused(Code.SLOT_CLOSED, "这位医生已经停止预约，请换一位医生")
    return Place(hospital, department, doctor, rules_of(hospital))


def _rulebook(place: Place, deps: Deps) -> Rulebook:
    return Rulebook(deps.store.catalogue.platform_rules(), place.rules)


def load_case(slot: Slot, patient: Patient, now: datetime, deps: Deps) -> Case:
    """Read what decides, and the words of today for what comes of it.

    Raises `Refused` when the department or the doctor takes no bookings, or the patient is nobody.
    """
    return case_of(load_setting(slot, deps), patient, now, deps)


def load_setting(slot: Slot, deps: Deps) -> Setting:
    """Raises `Refused` when the hospital, the department or the doctor takes no bookings any more."""
    place = _place(slot, deps)
    today = slot.model_copy(update={"names": names_of(place)})
    return Setting(today, place.department, _rulebook(place, deps))


def case_of(setting: Setting, patient: Patient, now: datetime, deps: Deps) -> Case:
    """The case of one patient. Raises `Refused` when the person is gone."""
    person = deps.store.persons.get(patient.person_id)
    if person is None:
        raise Refused(Code.NOT_FOUND, "没找到这位就诊人，没有约上，也没有扣款。请返回重选")
    return Case(
        slot=setting.slot,
        patient=patient,
        person=person,
        department=setting.department,
        rules=setting.rules,
        history=deps.store.bookings.history_of(
            person.id, setting.slot.hospital_id, setting.rules, now
        ),
        user_lost_holds=deps.store.bookings.lost_holds_of_user(
            patient.openid, setting.rules.platform, now
        ),
        now=now,
    )
