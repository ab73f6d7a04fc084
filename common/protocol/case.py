"""Loading a case: everything that decides whether a patient may have a seat on a slot, once a call."""

from datetime import datetime

from common.domain.errors import Code, Refused
from common.domain.person.patient import Patient
from common.domain.rules.history import USER_MEMORY
from common.domain.rules.hospital import rules_of
from common.domain.rules.may_book import Case
from common.domain.rules.rulebook import Rulebook
from common.domain.slot import Slot
from common.protocol.deps import Deps


def rulebook_of(slot: Slot, deps: Deps) -> Rulebook | None:
    """The rules that hold for a slot; None when its hospital takes no bookings any more."""
    hospital = deps.store.catalogue.hospital(slot.hospital_id)
    if hospital is None:
        return None
    return Rulebook(deps.store.catalogue.platform_rules(), rules_of(hospital))


def load_case(slot: Slot, patient: Patient, now: datetime, deps: Deps) -> Case:
    """Read what decides. Raises `Refused` when the department takes no bookings, or the patient is nobody."""
    store, rules = deps.store, rulebook_of(slot, deps)
    department = store.catalogue.department(slot.department_id)
    if rules is None or department is None:
        raise Refused(Code.SLOT_CLOSED, "这个科室已经停止预约，请换一个科室")
    person = store.persons.get(patient.person_id)
    if person is None:
        raise Refused(Code.NOT_FOUND, "没找到这位就诊人，没有约上，也没有扣款。请返回重选")
    since = now - rules.hospital.memory
    return Case(
        slot=slot,
        patient=patient,
        person=person,
        department=department,
        rules=rules,
        history=tuple(store.bookings.recent_of_person(person.id, since)),
        user_history=tuple(store.bookings.recent_of_user(patient.openid, now - USER_MEMORY)),
        now=now,
    )
