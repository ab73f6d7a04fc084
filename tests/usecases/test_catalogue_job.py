"""Writing a hospital's catalogue: it is of one hospital, under its revision, and ends the same wherever it is cut."""

from datetime import timedelta
from operator import attrgetter

import pytest
from pymongo.errors import AutoReconnect

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.errors import Code
from common.domain.hospital_catalogue import Changes, HospitalCatalogue
from common.domain.job import JobState
from common.domain.timetable import Clinic, ClinicException
from common.importing import found_by
from common.protocol import catalogue_job
from common.protocol.deadline import Deadline
from ops.verify import verify
from tests.support.merchants import a_merchant
from tests.support.service import A_MINUTE, WEDNESDAY
from tests.usecases.telling import told
from tests.usecases.world import at_once, first_before

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
    return catalogue_job.prepare(wanted, "test", service.deps)


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


def test_another_hospital_is_not_touched(service):
    before = stored(service, "h1")
    job = write(service, catalogue())
    assert job.state is JobState.DONE
    assert stored(service, "h1") == before
    assert {"p1", "p2", "d1", "d2", "d3"} <= active(service, "doctors")
    write(service, catalogue(doctors=("p1",)))
    assert stored(service, "h1") == before
    sound(service)


def test_what_is_new_changed_retired_and_the_same_is_counted(service):
    assert write(service, catalogue()).counts == Changes(new=6)
    wanted = catalogue(doctors=("p1",), district="新区")
    assert write(service, wanted).counts == Changes(changed=1, retired=2, same=3)
    assert active(service, "clinics") & {"p1-3-am-0800", "p2-3-am-0800"} == {"p1-3-am-0800"}
    again = catalogue()
    assert write(service, again).counts == Changes(new=2, changed=1, same=3)
    sound(service)


def test_the_same_again_changes_nothing(service):
    write(service, catalogue(exceptions=(closed(),)))
    before = stored(service)
    assert write(service, catalogue(exceptions=(closed(),))).counts == Changes(same=7)
    assert stored(service) == before
    assert service.db.hospitals.find_one({"_id": "h2"})["catalogue_rev"] == 1


def test_exceptions_that_are_not_handed_in_stay(service):
    write(service, catalogue(exceptions=(closed(),)))
    write(service, catalogue())
    assert "p1-off" in active(service, "clinic_exceptions")
    write(service, catalogue(exceptions=()))
    assert "p1-off" not in active(service, "clinic_exceptions")


def test_every_document_counts_its_writes(service):
    write(service, catalogue())
    assert {raw["rev"] for raw in service.db.doctors.find({"hospital_id": "h2"})} == {1}
    write(service, catalogue(doctors=("p1",)))
    revs = {raw["_id"]: raw["rev"] for raw in service.db.doctors.find({"hospital_id": "h2"})}
    assert revs == {"p1": 1, "p2": 2}


def test_what_an_earlier_release_wrote_has_no_revision_and_is_written(service):
    write(service, catalogue())
    for name in CATALOGUE:
        fields = {"rev": "", "catalogue_rev": "", "held_by": ""}
        service.db[name].update_many({}, {"$unset": fields})
    write(service, catalogue(doctors=("p1",), district="新区"))
    assert "p2" not in active(service, "doctors")
    hospital = service.db.hospitals.find_one({"_id": "h2"})
    assert (hospital["district"], hospital["rev"], hospital["catalogue_rev"]) == ("新区", 1, 1)


# --- the revision


def test_of_two_checked_at_once_the_second_to_begin_writes_nothing(service):
    write(service, catalogue())
    first = prepare(service, catalogue(district="甲区"))
    second = prepare(service, catalogue(district="乙区", doctors=("p1",)))
    catalogue_job.start(first.id, service.deps, A_MINUTE)
    before = stored(service)
    assert told(lambda: catalogue_job.start(second.id, service.deps, A_MINUTE)) == STALE
    assert told(lambda: catalogue_job.start(second.id, service.deps, A_MINUTE)) == STALE
    assert stored(service) == before
    sound(service)


def test_two_at_once_one_of_them_writes(service):
    previews = [prepare(service, catalogue(doctors=(name,))) for name in ("p1", "p2")]
    answers = at_once(
        *(lambda p=p: catalogue_job.start(p.id, service.deps, A_MINUTE) for p in previews)
    )
    assert sorted(str(getattr(a, "state", a)) for a in answers) == ["Code.STALE", "JobState.DONE"]
    assert len(active(service, "doctors") & {"p1", "p2"}) == 1
    sound(service)


def test_without_the_revision_the_second_would_write_over_the_first(service, monkeypatch):
    """The control of the test before."""
    write(service, catalogue())
    previews = [prepare(service, catalogue(district=f"{n}区")) for n in "甲乙"]
    real = service.store.catalogue_writes.hold

    def careless(hospital, rev, job):
        return real(
            hospital, service.db.hospitals.find_one({"_id": hospital})["catalogue_rev"], job
        )

    monkeypatch.setattr(service.store.catalogue_writes, "hold", careless)
    states = [catalogue_job.start(p.id, service.deps, A_MINUTE).state for p in previews]
    assert states == [JobState.DONE, JobState.DONE]


def test_an_id_that_another_hospital_took_meanwhile_refuses_the_whole(service):
    preview = prepare(service, catalogue("h2", doctors=("p1", "p9")))
    write(service, catalogue("h3", prefix="z"))
    other = catalogue("h3", prefix="z")
    taken = Doctor(id="p9", hospital_id="h3", department_id="zk1", name="演示乙")
    write(service, other.model_copy(update={"doctors": (*other.doctors, taken)}))
    before = stored(service, "h3")
    words = "编号 p9 刚被另一家医院用了，什么也没有写入。请换编号再导入"
    for _ in range(2):
        assert told(lambda: catalogue_job.start(preview.id, service.deps, A_MINUTE)) == (
            Code.STALE, words, {},
        )  # fmt: skip
    assert stored(service, "h3") == before
    assert active(service, "hospitals") == {"h1", "h3"}
    assert "p1" not in active(service, "doctors")
    assert service.store.catalogue_writes.holder("h2") is None


def test_a_preview_does_not_hold_for_ever(service):
    preview = prepare(service, catalogue())
    service.clock.pass_(minutes=61)
    gone = (Code.NOT_FOUND, "这次检查已过期，请重新上传检查", {})
    assert told(lambda: catalogue_job.start(preview.id, service.deps, A_MINUTE)) == gone
    assert told(lambda: catalogue_job.start("none", service.deps, A_MINUTE)) == gone
    part = f"{prepare(service, catalogue()).id}.00000"
    assert told(lambda: catalogue_job.start(part, service.deps, A_MINUTE)) == gone


def test_nobody_prepares_while_somebody_writes(service):
    write(service, catalogue())
    preview = prepare(service, catalogue(district="甲区"))
    no_time = Deadline(lambda: 0.0)
    job = catalogue_job.start(preview.id, service.deps, no_time)
    assert job.state is JobState.RUNNING
    service.db.jobs.update_one(
        {"_id": job.id}, {"$set": {"due_at": service.clock() + timedelta(minutes=1)}}
    )
    held = (Code.BUSY, "这家医院正在写入另一次修改，请过两分钟再试", {})
    assert told(lambda: prepare(service, catalogue())) == held
    service.clock.pass_(minutes=2)
    prepare(service, catalogue())
    assert service.db.hospitals.find_one({"_id": "h2"})["district"] == "甲区"


# --- cut anywhere

WRITES = (
    "previews.keep", "previews.hold", "jobs.begin", "jobs.lease", "catalogue_writes.found", "catalogue_writes.hold",
    "catalogue_writes.claim", "catalogue_writes.write", "jobs.advance", "jobs.conclude",
    "catalogue_writes.let_go", "previews.forget", "jobs.close",
)  # fmt: skip


def _cut_at(monkeypatch, store, at, after):
    """The write of that number loses its answer, before or after it happened; how many passed by."""
    passed = []
    for place in WRITES:
        where, _, name = place.rpartition(".")
        target = attrgetter(where)(store)
        real = getattr(target, name)

        def one(*args, real=real, **kwargs):
            passed.append(real)
            if len(passed) - 1 != at:
                return real(*args, **kwargs)
            if after:
                real(*args, **kwargs)
            raise AutoReconnect("the connection is gone")

        monkeypatch.setattr(target, name, one)
    return passed


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_cut_at_every_write_it_ends_the_same(service, monkeypatch, after):
    """By the same tap again, and by the sweep alone."""
    monkeypatch.setattr(catalogue_job, "PART", 2)
    write(service, catalogue(exceptions=(closed(),)))
    begin = {name: list(service.db[name].find({})) for name in CATALOGUE}
    wanted = catalogue(doctors=("p1", "p3"), exceptions=(), district="新区")
    write(service, wanted)
    end, at = stored(service), 0
    while True:
        for name, documents in begin.items():
            service.db[name].delete_many({})
            service.db[name].insert_many(documents) if documents else None
        preview = None
        with monkeypatch.context() as patch:
            passed = _cut_at(patch, service.store, at, after)
            try:
                preview = prepare(service, wanted)
                catalogue_job.start(preview.id, service.deps, A_MINUTE)
            except AutoReconnect:
                pass
        if len(passed) <= at:
            break
        service.clock.pass_(minutes=3)
        begun = preview is not None and service.store.jobs.get(preview.id) is not None
        if begun and at % 2:
            service.sweep()
        elif preview is not None:
            catalogue_job.start(preview.id, service.deps, A_MINUTE)
        if preview is not None:
            assert stored(service) == end, at
            assert service.store.jobs.get(preview.id).due_at is None
            assert service.db.previews.count_documents({"_id": preview.id}) == 0
        sound(service)
        at += 1
    assert at > 20


def test_a_run_that_was_thought_dead_changes_nothing_when_it_wakes(service, monkeypatch):
    """It sleeps before its first write; another run does it all, and somebody changes the hospital after that."""
    write(service, catalogue())
    preview = prepare(service, catalogue(district="甲区"))

    def rival():
        service.clock.pass_(minutes=3)
        service.sweep()
        assert service.store.jobs.get(preview.id).state is JobState.DONE
        write(service, catalogue(district="乙区"))

    first_before(monkeypatch, service.store, "catalogue_writes.write", rival)
    assert catalogue_job.start(preview.id, service.deps, A_MINUTE).state is JobState.DONE
    assert service.db.hospitals.find_one({"_id": "h2"})["district"] == "乙区"
    sound(service)


def test_out_of_time_the_sweep_goes_on(service, monkeypatch):
    monkeypatch.setattr(catalogue_job, "PART", 2)
    job = write(service, catalogue(), Deadline(lambda: 0.0))
    assert (job.state, job.cursor) == (JobState.RUNNING, 0)
    assert service.sweep().jobs == 1
    assert service.store.jobs.get(job.id).state is JobState.DONE
    assert {"p1", "p2"} <= active(service, "doctors")


# --- publish


def test_publish_passes_by_a_hospital_that_is_being_written(service):
    write(service, catalogue(), Deadline(lambda: 0.0))
    job = service.db.jobs.find_one({})
    service.clock.pass_(days=1)
    assert service.publish().in_writing == 0, "a new hospital is not open before its job is through"
    service.sweep()
    assert service.publish().slots > 0
    preview = prepare(service, catalogue(doctors=("p1",)))
    assert preview.id != job["_id"]
    catalogue_job.start(preview.id, service.deps, Deadline(lambda: 0.0))
    service.clock.pass_(days=1)
    service.db.clinic_sessions.delete_many({"hospital_id": "h2"})
    counts = service.publish()
    assert counts.in_writing == 1
    assert service.db.clinic_sessions.count_documents({"hospital_id": "h2"}) == 0
    service.sweep()
    assert service.publish().in_writing == 0


@pytest.mark.parametrize(
    "careful", [True, False], ids=["as it is", "control: it does not look again"]
)
def test_a_day_is_never_decided_from_a_catalogue_half_old_half_new(service, monkeypatch, careful):
    """While publish reads today's clinics and doctors, the clinic of p1 becomes one of p2."""

    def on_mondays(name):
        clinics = (clinic(doctor=name, weekday=1, id=f"{name}-1-am-0800"),)
        return catalogue(doctors=(name,)).model_copy(update={"clinics": clinics})

    def decided():
        query = {"hospital_id": "h2", "date": "2026-03-02"}
        return {raw["doctor_id"] for raw in service.db.clinic_sessions.find(query)}

    write(service, on_mondays("p1"))
    if not careful:
        monkeypatch.setattr(
            service.store.catalogue, "revision", lambda hospital: (hospital == "h2", None)
        )
    h2 = service.store.catalogue.hospital("h2")
    monkeypatch.setattr(service.store.catalogue, "hospitals", lambda: [h2])
    place = "catalogue.departments_of"
    first_before(monkeypatch, service.store, place, lambda: write(service, on_mondays("p2")))
    counts = service.publish()
    assert (decided(), counts.in_writing) == ((set(), 1) if careful else ({"p1"}, 0))
    if careful:
        service.publish()
        assert decided() == {"p2"}
