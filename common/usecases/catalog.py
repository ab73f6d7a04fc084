"""catalog: hospitals, departments and doctors, and looking for them. Public."""

from collections.abc import Iterable

from typing_extensions import assert_never

from common.contracts.catalog import (
    AnyCatalogRequest,
    CatalogReply,
    DepartmentCard,
    DoctorCard,
    GetDoctor,
    GetHospital,
    HospitalCard,
    ListDoctors,
    ListHospitals,
    Scene,
    Search,
)
from common.domain.actor import WeChatUser
from common.domain.business_time import business_date
from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.errors import Code, Refused
from common.domain.notice import shown
from common.domain.search import looks
from common.present.catalogue import department_card, doctor_card, hospital_card, notice_card
from common.protocol.deps import Deps

CORRECTED_TO_AT_MOST = 3


def catalog(request: AnyCatalogRequest, _: WeChatUser, deps: Deps) -> CatalogReply:
    """Answer one of the catalogue's questions; the parts that were not asked for are absent. Raises `NOT_FOUND`."""
    match request:
        case ListHospitals():
            return CatalogReply(hospitals=_hospitals(request, deps))
        case GetHospital():
            return _hospital(request.hospital_id, deps)
        case ListDoctors():
            return CatalogReply(doctors=_cards(_doctors(request, deps), deps))
        case GetDoctor():
            return _doctor(request.doctor_id, deps)
        case Search():
            return _search(request.q, deps)
        case Scene():
            return _scene(request, deps)
        case _:
            assert_never(request)


def _hospitals(request: ListHospitals, deps: Deps) -> list[HospitalCard]:
    platform = deps.store.catalogue.platform_rules()
    found = [
        hospital
        for hospital in deps.store.catalogue.hospitals()
        if (request.q is None or request.q in hospital.name or request.q in hospital.address)
        and request.district in (None, hospital.district)
        and request.level in (None, hospital.level)
    ]
    return [hospital_card(hospital, platform) for hospital in sorted(found, key=lambda h: h.id)]


def _hospital(hospital_id: str, deps: Deps) -> CatalogReply:
    hospital = deps.store.catalogue.hospital(hospital_id)
    if hospital is None:
        raise _missing()
    departments = deps.store.catalogue.departments_of(hospital_id)
    today = business_date(deps.clock())
    return CatalogReply(
        hospital=hospital_card(hospital, deps.store.catalogue.platform_rules()),
        departments=_department_cards(sorted(departments, key=lambda d: d.id), deps),
        notices=[notice_card(each) for each in shown(deps.store.notices.of(hospital_id), today)],
    )


def _doctors(request: ListDoctors, deps: Deps) -> list[Doctor]:
    if request.department_id is None and request.hospital_id is None:
        return _doctors_by(str(request.q), deps)
    doctors = deps.store.catalogue.doctors_in(
        hospital_id=request.hospital_id, department_id=request.department_id
    )
    words = request.q or ""
    found = [d for d in doctors if words in d.name or words in d.specialties]
    return sorted(found, key=lambda doctor: doctor.id)


def _doctors_by(words: str, deps: Deps) -> list[Doctor]:
    found = (deps.store.catalogue.find_doctors(look) for look in looks(words))
    return next(filter(None, found), [])


def _doctor(doctor_id: str, deps: Deps) -> CatalogReply:
    doctor = deps.store.catalogue.doctor(doctor_id)
    if doctor is None:
        raise _missing()
    cards = _cards([doctor], deps)
    if not cards:
        raise _missing()
    department = _departments_of([doctor], deps)[doctor.id][0]
    return CatalogReply(doctor=cards[0], department=_department_cards([department], deps)[0])


def _search(words: str, deps: Deps) -> CatalogReply:
    """What fits the words, best first; what fits them less strictly only where nothing else does."""
    catalogue, platform = deps.store.catalogue, deps.store.catalogue.platform_rules()
    hospitals: list[Hospital] = []
    departments: list[Department] = []
    doctors: list[Doctor] = []
    corrected_to: list[str] | None = None
    for look in looks(words):
        hospitals = catalogue.find_hospitals(look)
        departments = _of_open_hospitals(catalogue.find_departments(look), deps)
        doctors = catalogue.find_doctors(look)
        if hospitals or departments or doctors:
            found: list[Department | Doctor | Hospital] = [*departments, *doctors, *hospitals]
            corrected_to = _names(found) if look.corrects else None
            break
    return CatalogReply(
        hospitals=[hospital_card(hospital, platform) for hospital in hospitals],
        departments=_department_cards(departments, deps),
        doctors=_cards(doctors, deps),
        corrected_to=corrected_to,
    )


def _names(found: Iterable[Department | Doctor | Hospital]) -> list[str]:
    """The first of them, each once."""
    return list(dict.fromkeys(one.name for one in found))[:CORRECTED_TO_AT_MOST]


def _scene(request: Scene, deps: Deps) -> CatalogReply:
    kind, _, identity = request.scene.partition(".")
    if kind == "h":
        return _hospital(identity, deps)
    if kind == "d":
        department = deps.store.catalogue.department(identity)
        found = _of_open_hospitals([department] if department else [], deps)
        if not found:
            raise _missing()
        return CatalogReply(department=_department_cards(found, deps)[0])
    if kind == "dr":
        return _doctor(identity, deps)
    raise _missing()


def _of_open_hospitals(departments: list[Department], deps: Deps) -> list[Department]:
    """A department is not handed in as closed by itself when its hospital leaves."""
    ids = {department.hospital_id for department in departments}
    open_ids = {key for key in ids if deps.store.catalogue.hospital(key) is not None}
    return [department for department in departments if department.hospital_id in open_ids]


def _missing() -> Refused:
    return Refused(Code.NOT_FOUND, "没找到这家医院、科室或医生，可能已停止预约。请返回首页重选")


def _department_cards(departments: list[Department], deps: Deps) -> list[DepartmentCard]:
    parents = deps.store.catalogue.parents_among(departments)
    return [department_card(d, has_children=d.id in parents) for d in departments]


def _cards(doctors: Iterable[Doctor], deps: Deps) -> list[DoctorCard]:
    """Doctors with the names of their hospital and departments, each read once; whose either is gone is left out."""
    doctors = list(doctors)
    catalogue = deps.store.catalogue
    hospitals = {key: catalogue.hospital(key) for key in {d.hospital_id for d in doctors}}
    departments = _departments_of(doctors, deps)
    return [
        doctor_card(doctor, hospital, departments[doctor.id], _photo(doctor, deps))
        for doctor in doctors
        if (hospital := hospitals[doctor.hospital_id]) and departments[doctor.id]
    ]


def _photo(doctor: Doctor, deps: Deps) -> str | None:
    files = deps.files() if doctor.photo else None
    return files.address(doctor.photo.key) if files and doctor.photo else None


def _departments_of(doctors: list[Doctor], deps: Deps) -> dict[str, list[Department]]:
    """The departments of some doctors that are open, the main one first."""
    wanted = {key for doctor in doctors for key in doctor.department_ids}
    there = deps.store.catalogue.departments_named(wanted)
    return {
        doctor.id: [there[key] for key in doctor.department_ids if key in there]
        for doctor in doctors
    }
