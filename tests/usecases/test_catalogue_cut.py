"""Writing a hospital's catalogue ends the same wherever it is cut, and nobody decides by one that is half written."""

from contextlib import suppress
from operator import attrgetter

import pytest
from pymongo.errors import AutoReconnect

from common.domain.job import JobState
from common.protocol import catalogue_job
from common.protocol.deadline import Deadline
from tests.support.service import A_MINUTE
from tests.usecases.catalogues import (
    CATALOGUE,
    active,
    catalogue,
    clinic,
    closed,
    prepare,
    sound,
    stored,
    write,
)
from tests.usecases.world import first_before

# --- cut anywhere

WRITES = (
    "previews.keep", "jobs.begin", "jobs.lease", "previews.hold", "catalogue_writes.found", "catalogue_writes.hold",
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
            if documents:
                service.db[name].insert_many(documents)
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


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_cut_and_found_too_late_nothing_stays_for_ever(service, monkeypatch, after):
    """Nobody taps again, and no sweep runs before what was checked has vanished by itself."""
    monkeypatch.setattr(catalogue_job, "PART", 2)
    write(service, catalogue())
    begin = {name: list(service.db[name].find({})) for name in CATALOGUE}
    unwritten, wanted = stored(service), catalogue(doctors=("p1", "p3"), district="新区")
    at, ends = 0, set()
    while True:
        for name, documents in begin.items():
            service.db[name].delete_many({})
            if documents:
                service.db[name].insert_many(documents)
        service.db.jobs.delete_many({})
        with monkeypatch.context() as patch:
            passed = _cut_at(patch, service.store, at, after)
            with suppress(AutoReconnect):
                catalogue_job.start(prepare(service, wanted).id, service.deps, A_MINUTE)
        if len(passed) <= at:
            break
        service.clock.pass_(minutes=61)
        service.db.previews.delete_many({"expires_at": {"$lt": service.clock()}})
        service.sweep()
        assert service.db.previews.count_documents({}) == 0, at
        job = service.db.jobs.find_one({})
        if job is None or job["state"] == "refused":
            assert stored(service) == unwritten, at
            assert job is None or job["refused"] == "这次检查已过期，请重新上传检查"
        ends.add(job and job["state"])
        sound(service)
        at += 1
    assert ends == {None, "refused", "done"}


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
