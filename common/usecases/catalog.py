"""catalog: hospitals, departments and doctors, and looking for them. Public."""

from collections.abc import Iterable
from typing import TypeVar

from typing_extensions import assert_never

from common.contracts.catalog import (
    AnyCatalogRequest,
    CatalogReply,
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
from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.errors import Code, Refused
from common.present.catalogue import department_card, doctor_card, hospital_card
from common.protocol.deps import Deps

Named = TypeVar("Named", Hospital, Department, Doctor)


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
    return CatalogReply(
        hospital=hospital_card(hospital, deps.store.catalogue.platform_rules()),
        departments=[department_card(d) for d in sorted(departments, key=lambda d: d.id)],
    )


def _doctors(request: ListDoctors, deps: Deps) -> list[Doctor]:
    if request.department_id is None and request.hospital_id is None:
        return deps.store.catalogue.find_doctors(str(request.q))
    doctors = deps.store.catalogue.doctors_in(
        hospital_id=request.hospital_id, department_id=request.department_id
    )
    words = request.q or ""
    found = [d for d in doctors if words in d.name or words in d.specialties]
    return sorted(found, key=lambda doctor: doctor.id)


def _doctor(doctor_id: str, deps: Deps) -> CatalogReply:
    doctor = deps.store.catalogue.doctor(doctor_id)
    if doctor is None:
        raise _missing()
    department = deps.store.catalogue.department(doctor.department_id)
    return CatalogReply(
        doctor=_cards([doctor], deps)[0],
        department=department_card(department) if department else None,
    )


def _search(words: str, deps: Deps) -> CatalogReply:
    """Everything whose name (or specialty) contains the words; names that begin with them come first."""
    catalogue, platform = deps.store.catalogue, deps.store.catalogue.platform_rules()
    hospitals = [h for h in catalogue.hospitals() if words in h.name]
    departments = catalogue.find_departments(words)
    doctors = catalogue.find_doctors(words)
    return CatalogReply(
        hospitals=[hospital_card(h, platform) for h in _ranked(hospitals, words)],
        departments=[department_card(d) for d in _ranked(departments, words)],
        doctors=_cards(_ranked(doctors, words), deps),
    )


def _ranked(items: list[Named], words: str) -> list[Named]:
    return sorted(items, key=lambda item: (not item.name.startswith(words), item.name))


def _scene(request: Scene, deps: Deps) -> CatalogReply:
    kind, _, identity = request.scene.partition(".")
    if kind == "h":
        return _hospital(identity, deps)
    if kind == "d":
        department = deps.store.catalogue.department(identity)
        if department is None:
            raise _missing()
        return CatalogReply(department=department_card(department))
    if kind == "dr":
        return _doctor(identity, deps)
    raise _missing()


def _missing() -> Refused:
    return Refused(Code.NOT_FOUND, "没找到这家医院、科室或医生，可能已停止预约。请返回首页重选")


def _cards(doctors: Iterable[Doctor], deps: Deps) -> list[DoctorCard]:
    """Doctors with the names of their hospital and department, each read once; whose either is gone is left out."""
    doctors = list(doctors)
    catalogue = deps.store.catalogue
    hospitals = {key: catalogue.hospital(key) for key in {d.hospital_id for d in doctors}}
    departments = {key: catalogue.department(key) for key in {d.department_id for d in doctors}}
    return [
        doctor_card(doctor, hospital, department)
        for doctor in doctors
        if (hospital := hospitals[doctor.hospital_id])
        and (department := departments[doctor.department_id])
    ]
