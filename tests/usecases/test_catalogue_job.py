"""Writing a hospital's catalogue: it is of one hospital, and under its revision."""

from datetime import timedelta

import pytest

from common.domain.catalogue import Doctor
from common.domain.errors import Code
from common.domain.hospital_catalogue import Changes
from common.domain.job import JobState
from common.importing.tables_out import tables_of
from common.protocol import catalogue_job
from common.protocol.deadline import Deadline
from common.store.catalogue_writes import CatalogueWrites
from tests.support.catalogue import put, write_one
from tests.support.service import A_MINUTE, WEDNESDAY
from tests.usecases.catalogues import (
    CATALOGUE,
    STALE,
    active,
    catalogue,
    closed,
    prepare,
    sound,
    stored,
    write,
)
from tests.usecases.telling import told
from tests.usecases.world import at_once


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


def test_who_leaves_has_no_exceptions_and_the_hospitals_one_row_stays_one(service):
    """A file without exceptions leaves those of who stays; exported and handed in again, nothing changes."""
    off = tuple(closed(name) for name in ("p1", "p2", "p3"))
    write(service, catalogue(doctors=("p1", "p2", "p3"), exceptions=off))
    assert write(service, catalogue(doctors=("p1", "p2"))).counts.retired == 3
    assert active(service, "clinic_exceptions") == {"p1-off", "p2-off"}
    service.db.clinic_exceptions.update_one({"_id": "p3-off"}, {"$set": {"active": True}})
    (row,) = tables_of(catalogue_job.read("h2", service.deps))["exceptions.csv"]
    assert (row["hospital_id"], row["date"], row["kind"]) == ("h2", WEDNESDAY, "停诊")


def test_a_clinic_that_a_page_moved_keeps_its_id_and_another_takes_its_time(service):
    """The file names both by their times: the id of the new one is taken."""
    write(service, catalogue(doctors=("p1",)))
    first = catalogue(doctors=("p1",)).clinics[0]
    moved = first.model_copy(update={"start": "10:00", "end": "11:00"})
    write_one(service.deps, "h2", moved, 1)
    later = moved.model_copy(update={"id": "p1-3-am-1000"})
    wanted = catalogue(doctors=("p1",)).model_copy(update={"clinics": (first, later)})
    assert write(service, wanted).counts == Changes(new=1, same=4)
    found = {raw["_id"]: raw["start"] for raw in service.db.clinics.find({"hospital_id": "h2"})}
    assert found == {"p1-3-am-0800": "10:00", "p1-3-am-0800-2": "08:00"}
    assert write(service, wanted).counts == Changes(same=5)


def test_an_id_that_a_refused_job_took_is_free_for_its_hospital(service):
    write(service, catalogue())
    new = catalogue(doctors=("p1", "p2", "p9")).doctors[2]
    stub = new.model_copy(update={"active": False})
    put(service.db, [stub])
    write_one(service.deps, "h2", new, None)
    assert "p9" in active(service, "doctors")


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


def test_a_merchant_that_another_hospital_got_meanwhile_refuses_the_whole(service):
    preview = prepare(service, catalogue(merchant_id="m2"))
    write(service, catalogue("h3", prefix="z", merchant_id="m2"))
    words = "商户 m2 刚被另一家医院用了，什么也没有写入。请核对商户编号再导入"
    for _ in range(2):
        assert told(lambda: catalogue_job.start(preview.id, service.deps, A_MINUTE)) == (
            Code.STALE, words, {},
        )  # fmt: skip
    assert active(service, "hospitals") == {"h1", "h3"}
    write(service, catalogue("h3", prefix="z", merchant_id="m2", district="甲区"))


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
    assert service.store.catalogue.revision("h2")[1] is None


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


def test_what_is_read_is_of_one_revision(service, monkeypatch):
    """Somebody writes after the hospital was read and before its doctors were."""
    write(service, catalogue())
    real = CatalogueWrites._all

    def late(writes, model, hospital_id):
        if model is Doctor:
            monkeypatch.undo()
            write(service, catalogue(doctors=("p1",), district="甲区"))
        return real(writes, model, hospital_id)

    monkeypatch.setattr(CatalogueWrites, "_all", late)
    held = (Code.BUSY, "这家医院正在写入另一次修改，请过两分钟再试", {})
    assert told(lambda: catalogue_job.read("h2", service.deps)) == held
    assert catalogue_job.read("h2", service.deps).hospital.district == "甲区"
    assert catalogue_job.read("nowhere", service.deps) is None


def test_another_job_has_the_time_that_is_left_and_no_more(service, monkeypatch):
    """Whoever checks a file goes on with a job that holds the hospital: as far as the call may take."""
    monkeypatch.setattr(catalogue_job, "PART", 1)
    write(service, catalogue())
    job = write(service, catalogue(district="甲区", doctors=("p1",)), Deadline(lambda: 0.0))
    left = iter([60.0, 5.0])
    held = (Code.BUSY, "这家医院正在写入另一次修改，请过两分钟再试", {})
    short = Deadline(lambda: next(left, 0.0))
    assert told(lambda: catalogue_job.current("h2", service.deps, short)) == held
    assert (service.store.jobs.get(job.id).cursor, job.parts) == (1, 3)
    prepare(service, catalogue())
    assert service.store.jobs.get(job.id).state is JobState.DONE


def test_a_document_of_another_hospital_is_saved_by_nobody_else(service):
    write(service, catalogue())
    before = stored(service, "h1")
    foreign = service.store.catalogue.doctor("d1").model_copy(update={"hospital_id": "h2"})
    words = "编号 d1 刚被另一家医院用了，什么也没有写入。请换编号再导入"
    assert told(lambda: write_one(service.deps, "h2", foreign, None)) == (Code.STALE, words, {})
    write_one(service.deps, "h2", foreign, 1)
    assert stored(service, "h1") == before


@pytest.mark.parametrize("number", [0, 2])
def test_a_job_that_lost_what_it_is_to_write_is_refused_and_over(service, monkeypatch, number):
    monkeypatch.setattr(catalogue_job, "PART", 2)
    before = stored(service)
    preview = prepare(service, catalogue())
    service.db.previews.delete_one({"_id": f"{preview.id}.{number:05}"})
    gone = (Code.STALE, "这次检查已过期，请重新上传检查", {})
    for _ in range(2):
        assert told(lambda: catalogue_job.start(preview.id, service.deps, A_MINUTE)) == gone
    assert stored(service) == before
    assert service.store.jobs.get(preview.id).due_at is None
    assert service.db.previews.count_documents({}) == 0
    sound(service)
