"""What is planted in catalogues and their jobs is found; what is under way is pending."""

from collections.abc import Callable
from typing import Any

import pytest

from common.domain.job import JobState
from common.protocol import catalogue_job
from common.protocol.deadline import Deadline
from ops.verify.walk import verify
from ops.verify.words import sentence
from tests.ops.world import Db, opened
from tests.support.service import A_MINUTE, Service


@pytest.fixture
def service(db: Db) -> Service:
    """A hospital whose catalogue was written once by a job, and is being written by another."""
    service = opened(db)
    _write(service, A_MINUTE, level="三级甲等")
    _write(service, Deadline(lambda: 0.0), level="三级乙等")
    return service


def _write(service: Service, deadline: Deadline, **fields: Any) -> None:
    stored = service.store.catalogue_writes.whole("h1")
    assert stored is not None
    wanted = stored.model_copy(update={"hospital": stored.hospital.model_copy(update=fields)})
    preview = catalogue_job.prepare(stored, wanted, "test", service.deps)
    catalogue_job.start(preview.id, service.deps, deadline)


def _found(service: Service, settled: bool) -> set[str]:
    report = verify(service.db, service.clock, settled=settled, sleep=lambda _: None)
    for finding in report.violations:
        assert sentence(finding.what) != finding.what
    return {finding.what for finding in report.violations}


def _set(collection: str, query: dict[str, Any], **fields: Any) -> Callable[[Service], None]:
    def spoil(service: Service) -> None:
        changed = service.db[collection].update_one(query, {"$set": fields})
        assert changed.modified_count == 1

    return spoil


def _second_with_the_merchant(service: Service) -> None:
    first = service.db["hospitals"].find_one({"_id": "h1"}) or {}
    service.db["hospitals"].insert_one({**first, "_id": "h2", "held_by": None})


RUNNING, DONE = {"state": JobState.RUNNING.value}, {"state": JobState.DONE.value}
UNDER_WAY = "a job is not over"
ELSEWHERE = "also in a department that is not the hospital's, or twice in one"


def test_a_job_under_way_is_pending(service: Service) -> None:
    assert _found(service, settled=False) == set()
    assert _found(service, settled=True) == {UNDER_WAY}
    service.sweep()
    assert _found(service, settled=True) == set()


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (_set("hospitals", {"_id": "h1"}, held_by="nobody"), "held by no job"),
        (_set("jobs", RUNNING, hospital_id="h2"), "held by no job"),
        (_set("jobs", RUNNING, due_at=None), "a job that nobody goes on with"),
        (_set("jobs", DONE, finished_at=None), "a job that nobody goes on with"),
        (_set("jobs", DONE, cursor=0), "a job ended half written"),
        (_set("jobs", DONE, audit="nowhere"), "a job names no entry of the audit log"),
        (_set("jobs", DONE, state="refused"), "a job ended half written"),
        (lambda service: service.db.previews.delete_many({}), "a job has lost what it is to write"),
        (_second_with_the_merchant, "two hospitals whose money one merchant receives"),
        (_set("doctors", {"_id": "d1"}, also_in=["nowhere"]), ELSEWHERE),
        (_set("doctors", {"_id": "d1"}, also_in=["internal"]), ELSEWHERE),
    ],
)  # fmt: skip
def test_planted(service: Service, spoil: Callable[[Service], None], what: str) -> None:
    spoil(service)
    assert what in _found(service, settled=False)


def test_a_doctor_in_two_departments_of_the_hospital_is_sound(service: Service) -> None:
    _set("doctors", {"_id": "d1"}, also_in=["women"])(service)
    assert _found(service, settled=False) == set()


def test_a_hospital_held_by_a_job_that_is_over(service: Service) -> None:
    (done,) = service.db.jobs.find(DONE)
    _set("hospitals", {"_id": "h1"}, held_by=done["_id"])(service)
    assert "held by no job" in _found(service, settled=False)
