"""Every condition of a write of catalogues and of their jobs, one at a time."""

from datetime import timedelta

import pytest

from common.domain.catalogue import Department, Doctor, Hospital, Photo
from common.domain.job import Job, JobState
from common.store.catalogue_writes import write_of
from tests.store.samples import NOW
from tests.support.catalogue import put

LATER = NOW + timedelta(minutes=2)


@pytest.fixture
def writes(store, db):
    put(db, [Hospital(id="h1", name="演示", catalogue_rev=3)])
    return store.catalogue_writes


def _doctor(**fields):
    return Doctor(
        **{"id": "d1", "hospital_id": "h1", "department_id": "k1", "name": "演示甲", **fields}
    )


def _job(**fields):
    given = {
        "id": "j1",
        "kind": "import",
        "hospital_id": "h1",
        "base_rev": 0,
        "parts": 2,
        "by": "t",
    }
    return Job(**{**given, "created_at": NOW, "due_at": NOW, **fields})


def test_a_hospital_is_held_at_its_revision_and_by_one(writes, db):
    assert not writes.hold("h1", 2, "j1")
    assert writes.hold("h1", 3, "j1")
    assert not writes.hold("h1", 4, "j2"), "the revision is right, and somebody holds it"
    writes.let_go("h1", "j2")
    assert db.hospitals.find_one({})["held_by"] == "j1", "only who holds it lets it go"
    writes.let_go("h1", "j1")
    assert db.hospitals.find_one({})["held_by"] is None
    assert db.hospitals.find_one({})["catalogue_rev"] == 4


def test_a_document_is_written_over_the_revision_before_it_alone(writes, db):
    put(db, [_doctor(rev=2)])
    for rev in (2, 4):
        writes.write("h1", write_of(_doctor(rev=rev, name="演示乙")))
        assert db.doctors.find_one({})["name"] == "演示甲"
    writes.write("h1", write_of(_doctor(rev=3, name="演示乙")))
    assert (db.doctors.find_one({})["name"], db.doctors.find_one({})["rev"]) == ("演示乙", 3)


def test_what_is_another_hospitals_stays_as_it_is(writes, db):
    put(db, [Hospital(id="h9", name="别家"), _doctor(id="d9", hospital_id="h9", rev=2)])
    before = list(db.doctors.find({})), list(db.hospitals.find({}))
    moved = _doctor(id="d9", rev=3)
    for write in (write_of(moved), write_of(Hospital(id="h9", name="改名", rev=1))):
        writes.write("h1", write)
    assert (list(db.doctors.find({})), list(db.hospitals.find({}))) == before


def test_a_write_of_a_hospital_leaves_who_holds_it(writes, db):
    writes.hold("h1", 3, "j1")
    writes.write("h1", write_of(Hospital(id="h1", name="改名", rev=1)))
    found = db.hospitals.find_one({})
    assert (found["name"], found["held_by"], found["catalogue_rev"]) == ("改名", "j1", 4)


def test_new_ids_are_taken_and_those_of_others_told(writes, db):
    put(db, [Department(id="k9", hospital_id="h9", name="别家")])
    new = [
        write_of(Department(id=name, hospital_id="h1", name="眼科", rev=1)) for name in ("k1", "k9")
    ]
    old = write_of(Department(id="k2", hospital_id="h1", name="旧", rev=2))
    assert writes.claim("h1", [*new, old]) == [new[1]]
    found = {
        raw["_id"]: (raw["hospital_id"], raw["active"], raw["rev"])
        for raw in db.departments.find({})
    }
    assert found == {"k1": ("h1", False, 0), "k9": ("h9", True, 0)}


def test_a_job_begins_once_and_is_worked_on_by_one(store):
    assert store.jobs.begin(_job())
    assert not store.jobs.begin(_job(parts=9))
    assert list(store.jobs.due(NOW)) == ["j1"]
    assert store.jobs.lease("j1", NOW, LATER)
    assert not store.jobs.lease("j1", NOW, LATER)
    assert list(store.jobs.due(NOW)) == []
    store.jobs.leave("j1", NOW)
    assert store.jobs.lease("j1", NOW, LATER)


def test_a_cursor_moves_from_where_it_was_read_and_only_while_it_runs(store):
    store.jobs.begin(_job())
    read = store.jobs.get("j1")
    assert store.jobs.advance(read, LATER)
    assert not store.jobs.advance(read, LATER)
    assert store.jobs.get("j1").cursor == 1
    store.jobs.conclude("j1", JobState.DONE)
    assert not store.jobs.advance(store.jobs.get("j1"), LATER)


def test_a_job_is_decided_once_and_closed_once(store):
    store.jobs.begin(_job())
    store.jobs.conclude("j1", JobState.REFUSED, "为什么")
    store.jobs.conclude("j1", JobState.DONE)
    store.jobs.leave("j1", LATER)
    job = store.jobs.get("j1")
    assert (job.state, job.refused, job.due_at) == (JobState.REFUSED, "为什么", NOW)
    store.jobs.close("j1", NOW)
    store.jobs.close("j1", LATER)
    job = store.jobs.get("j1")
    assert (job.finished_at, job.due_at) == (NOW, None)


def test_a_photo_is_shown_of_who_is_there_in_place_of_the_one_that_was_read(writes, db):
    put(db, [_doctor()])
    first, second = (Photo(key=f"photos/{n}.jpg", made_from=n, audit=n) for n in "12")
    assert writes.show_photo(_doctor(), first)
    assert not writes.show_photo(_doctor(), second)
    db.doctors.update_one({"_id": "d1"}, {"$set": {"active": False}})
    assert not writes.show_photo(_doctor(photo=first), second)
    assert db.doctors.find_one({"_id": "d1"})["photo"]["key"] == first.key
