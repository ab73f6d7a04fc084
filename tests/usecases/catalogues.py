"""What tests of writing catalogues share: a small second hospital, and what is stored of all of them."""

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.errors import Code
from common.domain.hospital_catalogue import HospitalCatalogue
from common.domain.timetable import Clinic, ClinicException
from common.importing import found_by
from common.protocol import catalogue_job
from ops.verify import verify
from tests.support.merchants import a_merchant
from tests.support.service import A_MINUTE, WEDNESDAY

CATALOGUE = ("hospitals", "departments", "doctors", "clinics", "clinic_exceptions")
STALE = (Code.STALE, "医院的资料在检查之后有人改过，什么也没有写入。请重新检查一次再导入", {})


def clinic(hospital="h2", doctor="p1", department="k1", **fields):
    given = {
        "id": f"{doctor}-3-am-0800", "hospital_id": hospital, "department_id": department, "doctor_id": doctor,
        "weekday": 3, "period": "am", "visit_kind": "普通", "start": "08:00", "end": "09:00", "slot_minutes": 30,
        "seats": 2, "pools": {}, "fee_fen": 0,
    }  # fmt: skip
    return Clinic(**given | fields)


def catalogue(hospital="h2", prefix="", doctors=("p1", "p2"), exceptions=None, **fields):
    """A small hospital; ids with a prefix of their own."""
    ids = [f"{prefix}{name}" for name in doctors]
    department = f"{prefix}k1"
    return HospitalCatalogue(
        hospital=found_by.of_hospital(Hospital(id=hospital, name=f"演示{hospital}", **fields)),
        departments=tuple(
            found_by.of_departments([Department(id=department, hospital_id=hospital, name="眼科")])
        ),
        doctors=tuple(
            found_by.of_doctor(
                Doctor(id=name, hospital_id=hospital, department_id=department, name="演示甲")
            )
            for name in ids
        ),
        clinics=tuple(clinic(hospital, name, department) for name in ids),
        exceptions=exceptions,
    )


def closed(doctor="p1", hospital="h2"):
    return ClinicException(
        id=f"{doctor}-off", hospital_id=hospital, doctor_id=doctor, date=WEDNESDAY, kind="closed"
    )


def prepare(service, wanted):
    stored = catalogue_job.current(wanted.hospital.id, service.deps, A_MINUTE)
    return catalogue_job.prepare(stored, wanted, "test", service.deps)


def write(service, wanted, deadline=A_MINUTE):
    return catalogue_job.start(prepare(service, wanted).id, service.deps, deadline)


def stored(service, hospital=None):
    """Every document of catalogues, or of one, but for the revisions of the hospital."""
    found = {}
    for name in CATALOGUE:
        for raw in service.db[name].find({}):
            owner = raw["_id"] if name == "hospitals" else raw["hospital_id"]
            if hospital in (None, owner):
                kept = {k: v for k, v in raw.items() if k not in ("catalogue_rev", "held_by")}
                found[name, raw["_id"]] = kept
    return found


def active(service, name):
    return {raw["_id"] for raw in service.db[name].find({"active": True})}


def sound(service):
    service.store.merchants.put(a_merchant("m1"))
    found = verify(service.db, service.clock, settled=True).violations
    assert [f for f in found if f.root[0] in (*CATALOGUE, "jobs", "previews")] == []
