"""jobs and previews: writes of catalogues that were checked, and those that were begun."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.job import Job, JobState, KeptSession, Preview, PreviewPart, Write
from common.store.collection import Raw, ids, put_off, to_raw


class Jobs:
    """Writes of catalogues that were begun."""

    def __init__(self, database: Database[Raw]) -> None:
        self._jobs = database["jobs"]

    def get(self, job_id: str) -> Job | None:
        """One job."""
        raw = self._jobs.find_one({"_id": job_id})
        return Job.model_validate(raw) if raw else None

    def newest(self, hospital_id: str) -> Job | None:
        """The last write of a hospital's catalogue that was begun."""
        found = self._jobs.find({"hospital_id": hospital_id}).sort([("created_at", -1)]).limit(1)
        return next((Job.model_validate(raw) for raw in found), None)

    def due(self, now: datetime) -> Iterator[str]:
        """Ids of jobs that are not over and that nobody works on."""
        return ids(self._jobs, {"due_at": {"$lte": now}}, "due_at")

    def put_off(self, document_id: str, now: datetime, until: datetime) -> None:
        """Work on a job failed: it is due later, and nothing else of it is touched."""
        put_off(self._jobs, document_id, now, until)

    def begin(self, job: Job) -> bool:
        """Store a job; False when it was begun before."""
        try:
            self._jobs.insert_one(to_raw(job))
        except DuplicateKeyError:
            return False
        return True

    def lease(self, job_id: str, now: datetime, until: datetime) -> bool:
        """Take a job that is due, until then; False when somebody else has it."""
        query = {"_id": job_id, "due_at": {"$lte": now}}
        return self._jobs.update_one(query, {"$set": {"due_at": until}}).modified_count == 1

    def leave(self, job_id: str, now: datetime) -> None:
        """Whoever comes next goes on with a job; one that is over stays so."""
        query = {"_id": job_id, "state": JobState.RUNNING.value}
        self._jobs.update_one(query, {"$set": {"due_at": now}})

    def advance(self, job: Job, until: datetime, kept: Sequence[KeptSession] = ()) -> bool:
        """The part at the job's cursor is done, and left this as it was; False when somebody else has gone on."""
        query = {"_id": job.id, "state": JobState.RUNNING.value, "cursor": job.cursor}
        more = {"kept": {"$each": [to_raw(each) for each in kept]}}
        change = {"$set": {"due_at": until}, "$inc": {"cursor": 1}, "$push": more}
        return self._jobs.update_one(query, change).modified_count == 1

    def conclude(self, job_id: str, state: JobState, refused: str = "") -> None:
        """It is decided how a running job ends; it is over when nothing is held any more."""
        query = {"_id": job_id, "state": JobState.RUNNING.value}
        self._jobs.update_one(query, {"$set": {"state": state.value, "refused": refused}})

    def close(self, job_id: str, now: datetime) -> None:
        """Nothing of a job that is decided is left to do."""
        query = {"_id": job_id, "finished_at": None}
        self._jobs.update_one(query, {"$set": {"finished_at": now}, "$unset": {"due_at": ""}})


class Previews:
    """Writes of catalogues that were checked. They vanish by themselves unless their job was begun."""

    def __init__(self, database: Database[Raw]) -> None:
        self._previews = database["previews"]

    def get(self, preview_id: str, now: datetime) -> Preview | None:
        """One preview that still holds."""
        raw = self._previews.find_one({"_id": preview_id})
        if raw is None or "preview_id" in raw or raw.get("expires_at", now) < now:
            return None
        return Preview.model_validate(raw)

    def part(self, preview_id: str, number: int) -> tuple[Write, ...] | None:
        """The writes of one part, counted from 0; None when it is gone."""
        raw = self._previews.find_one({"_id": _part_id(preview_id, number)})
        return PreviewPart.model_validate(raw).writes if raw else None

    def keep(
        self, preview: Preview, parts: Sequence[tuple[Write, ...]], expires_at: datetime
    ) -> None:
        """Store a preview until then: its parts first, so that one that is there is whole."""
        for number, writes in enumerate(parts):
            identity = _part_id(preview.id, number)
            part = PreviewPart(id=identity, preview_id=preview.id, writes=writes)
            self._previews.insert_one({**to_raw(part), "expires_at": expires_at})
        self._previews.insert_one({**to_raw(preview), "expires_at": expires_at})

    def hold(self, preview_id: str) -> None:
        """It is kept for its job: its parts first, so that none is kept without them."""
        for query in ({"preview_id": preview_id}, {"_id": preview_id}):
            self._previews.update_many(query, {"$unset": {"expires_at": ""}})

    def forget(self, preview_id: str) -> None:
        """Its job is over."""
        for query in ({"preview_id": preview_id}, {"_id": preview_id}):
            self._previews.delete_many(query)


def _part_id(preview_id: str, number: int) -> str:
    return f"{preview_id}.{number:05}"
