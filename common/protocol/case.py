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
from common.protocol.deps import Deps


class Setting(NamedTuple):
    """What is the same for whoever wants a seat on a slot."""

    slot: Slot
    department: Department
    rules: Rulebook


def rulebook_of(slot: Slot, deps: Deps) -> Rulebook | None:
    """The rules that hold for a slot; None when its hospital takes no bookings any more."""
    hospital = deps.store.catalogue.hospital(slot.hospital_id)
    if hospital is None:
        return None
    return Rulebook(deps.store.catalogue.platform_rules(), rules_of(hospital))


def load_case(slot: Slot, patient: Patient, now: datetime, deps: Deps) -> Case:
    """Read what decides. Raises `Refused` when the department takes no bookings, or the patient is nobody."""
    return case_of(load_setting(slot, deps), patient, now, deps)


def load_setting(slot: Slot, deps: Deps) -> Setting:
    """Raises `Refused` when the hospital or the department takes no bookings any more."""
    rules = rulebook_of(slot, deps)
    department = deps.store.catalogue.department(slot.department_id)
    if rules is None or department is None:
        raise Refused(Code.SLOT_CLOSED, "这个科室已经停止预约，请换一个科室")
    return Setting(slot, department, rules)


def case_of(setting: Setting, patient: Patient, now: datetime, deps: Deps) -> Case:
    """The case of one patient. Raises `Refused` when the person is gone."""
    person = deps.store.persons.get(patient.person_id)
    if person is None:
        raise Refused(Code.NOT_FOUND, "没有找到这位就诊人，请重新选择")
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
