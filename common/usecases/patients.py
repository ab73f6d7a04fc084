"""patients: 就诊人 of a user: list, add, change, remove."""

from datetime import date, datetime, timedelta

from typing_extensions import assert_never

from common.contracts.patients import (
    AddPatient,
    ListPatients,
    PatientReply,
    PatientsReply,
    RemovePatient,
    UpdatePatient,
)
from common.domain.actor import WeChatUser
from common.domain.business_time import business_date, spoken_short
from common.domain.errors import Code, Refused
from common.domain.person.identity import (
    Identity,
    IdType,
    check_identity,
    check_name,
    check_phone,
    person_number,
)
from common.domain.person.infant import infant_identity, same_child
from common.domain.person.patient import Patient, check_guardian, needs_guardian
from common.domain.rules.platform import PlatformRules
from common.present.patients import patient_view
from common.protocol.deps import Deps
from common.protocol.excluded import excluded_from
from common.store.patients import Added

AnyRequest = ListPatients | AddPatient | UpdatePatient | RemovePatient
MONTH = timedelta(days=30)
ROUNDS = 5


def patients(request: AnyRequest, caller: WeChatUser, deps: Deps) -> PatientsReply | PatientReply:
    """Serve one action; every reply is masked. Raises `Refused` naming the field to correct, or the limit reached."""
    match request:
        case AddPatient():
            return _reply(_add(request, caller, deps), deps)
        case UpdatePatient():
            return _reply(_update(request, caller, deps), deps)
        case RemovePatient():
            _remove(request, caller, deps)
            return _list(None, caller, deps)
        case ListPatients():
            return _list(request.slot_id, caller, deps)
        case _:
            assert_never(request)


def _list(slot_id: str | None, caller: WeChatUser, deps: Deps) -> PatientsReply:
    today = business_date(deps.clock())
    found = deps.store.patients.of_user(caller.openid)
    slot = deps.store.slots.get(slot_id) if slot_id else None
    return PatientsReply(
        patients=[patient_view(patient, today) for patient in found],
        excluded=excluded_from(slot, found, deps) if slot else [],
    )


def _reply(patient: Patient, deps: Deps) -> PatientReply:
    return PatientReply(patient=patient_view(patient, business_date(deps.clock())))


def _add(request: AddPatient, caller: WeChatUser, deps: Deps) -> Patient:
    now, store = deps.clock(), deps.store
    patient = _described(request, caller, deps)
    number = person_number(patient.id_type, patient.id_number)
    platform = store.catalogue.platform_rules()
    mine = store.patients.of_user(caller.openid)
    if any(_same(one, patient) for one in mine):
        raise _already_there(patient)
    if len(mine) >= platform.patients_per_user:
        raise _too_many(platform)
    _count_change(caller, platform, now, deps)
    person_id = store.persons.identify(patient.id_type.value, number, deps.new_id())
    patient = patient.model_copy(update={"person_id": person_id})
    added = store.patients.add(patient, now, platform.patients_per_user)
    if added is Added.ALREADY_THERE:
        raise _already_there(patient)
    if added is Added.NO_QUOTA:
        raise _too_many(platform)
    return patient


def _described(request: AddPatient, caller: WeChatUser, deps: Deps) -> Patient:
    """The patient as asked for, checked; which natural person it is stays open."""
    today = date.fromisoformat(business_date(deps.clock()))
    name, phone = check_name(request.name), check_phone(request.phone)
    identity = _identity(request, name, today, caller, deps)
    guardian = _guardian(request.guardian_id, identity.birth_date, None, caller, deps)
    return Patient(
        id=deps.new_id(), openid=caller.openid, person_id="", name=name,
        id_type=identity.id_type, id_number=identity.number, phone=phone,
        relation=request.relation, sex=identity.sex, birth_date=identity.birth_date,
        verified=identity.verified, guardian_id=guardian,
    )  # fmt: skip


def _identity(
    request: AddPatient, name: str, today: date, caller: WeChatUser, deps: Deps
) -> Identity:
    number, named = request.id_number, request.guardian_id
    if request.id_type is not IdType.NONE:
        if number is None:
            raise Refused(Code.BAD_REQUEST, "请填写证件号码", {"field": "id_number"})
        return check_identity(request.id_type, number, request.sex, request.birth_date, today)
    if number is not None:
        words = "没有证件的孩子不用填写证件号码；有证件请选择证件类型"
        raise Refused(Code.BAD_REQUEST, words, {"field": "id_number"})
    guardian = deps.store.patients.owned(caller.openid, named) if named else None
    return infant_identity(name, request.sex, request.birth_date, guardian, today)


def _same(one: Patient, other: Patient) -> bool:
    """One natural person, as far as a user's own patients tell."""
    numbers = [(p.id_type, person_number(p.id_type, p.id_number)) for p in (one, other)]
    return numbers[0] == numbers[1] or same_child(one, other)


def _already_there(patient: Patient) -> Refused:
    field = "name" if patient.id_type is IdType.NONE else "id_number"
    return Refused(Code.BAD_REQUEST, "这位就诊人已经添加过了", {"field": field})


def _too_many(platform: PlatformRules) -> Refused:
    return Refused(Code.LIMIT_REACHED, f"最多添加 {platform.patients_per_user} 位就诊人")


def _guardian(
    guardian_id: str | None, born: date | None, own_id: str | None, caller: WeChatUser, deps: Deps
) -> str | None:
    """The guardian to store: an adult patient of the same user for a child, nobody for others."""
    today = date.fromisoformat(business_date(deps.clock()))
    if born is None:  # it does not open: what was decided when it did still holds
        return guardian_id
    if not needs_guardian(born, today):
        return None
    named = guardian_id if guardian_id != own_id else None
    guardian = deps.store.patients.owned(caller.openid, named) if named else None
    check_guardian(guardian, today)
    return guardian_id


def _count_change(caller: WeChatUser, platform: PlatformRules, now: datetime, deps: Deps) -> None:
    """Adding and changing patients is limited: scalpers trade seats by renaming them."""
    for _ in range(ROUNDS):
        user = deps.store.users.get(caller.openid)
        if user is None:
            raise Refused(Code.UNAUTHENTICATED, "请重新打开小程序再试")
        changes = [at for at in user.patient_changes if at > now - MONTH]
        if len(changes) >= platform.patient_changes_per_month:
            raise _changed_too_often(changes, platform)
        if deps.store.users.note_patient_change(user, [*changes, now]):
            return
    raise Refused(Code.BUSY, "刚才没有办成，请再点一次")


def _changed_too_often(changes: list[datetime], platform: PlatformRules) -> Refused:
    limit = platform.patient_changes_per_month
    again = sorted(changes)[-limit] + MONTH
    return Refused(
        Code.LIMIT_REACHED,
        f"{MONTH.days} 天内已添加或修改就诊人 {limit} 次（防倒号），"
        f"{spoken_short(again)} 起可再改。急需看病请到窗口",
    )


def _update(request: UpdatePatient, caller: WeChatUser, deps: Deps) -> Patient:
    patient = _owned(request.patient_id, caller, deps)
    changed = patient.model_copy(
        update={
            "name": patient.name if request.name is None else check_name(request.name),
            "phone": patient.phone if request.phone is None else check_phone(request.phone),
            "relation": request.relation or patient.relation,
            "guardian_id": _guardian(
                request.guardian_id or patient.guardian_id,
                patient.birth_date,
                patient.id,
                caller,
                deps,
            ),
        }
    )
    if changed != patient:
        others = (p for p in deps.store.patients.of_user(caller.openid) if p.id != patient.id)
        if any(same_child(other, changed) for other in others):
            raise _already_there(changed)
        _count_change(caller, deps.store.catalogue.platform_rules(), deps.clock(), deps)
        deps.store.patients.replace(changed)
    return changed


def _owned(patient_id: str, caller: WeChatUser, deps: Deps) -> Patient:
    patient = deps.store.patients.owned(caller.openid, patient_id)
    if patient is None:
        raise Refused(Code.NOT_FOUND, "没找到这位就诊人，可能已删除。请返回重新进入")
    return patient


def _remove(request: RemovePatient, caller: WeChatUser, deps: Deps) -> None:
    """Forget a patient without open bookings who is nobody's guardian; their past bookings stay."""
    patient = _owned(request.patient_id, caller, deps)
    if deps.store.bookings.has_open(caller.openid, patient.id, deps.clock()):
        raise Refused(Code.BAD_STATE, "这位就诊人有没就诊的预约，不能删除。请先取消，或看完病再来")
    waiting = deps.store.waitlist.of_user(caller.openid)
    if any(entry.active and entry.patient_id == patient.id for entry in waiting):
        raise Refused(Code.BAD_STATE, "这位就诊人还在候补，不能删除。请先到“我的候补”退出")
    if any(p.guardian_id == patient.id for p in deps.store.patients.of_user(caller.openid)):
        raise Refused(Code.BAD_STATE, "这位就诊人是孩子的监护人，不能删除。请先给孩子换一位监护人")
    deps.store.patients.remove(caller.openid, patient.id)
