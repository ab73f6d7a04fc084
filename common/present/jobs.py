"""A write of a hospital's catalogue as who waits for it sees it."""

from common.contracts.sheets import ChangeCounts, JobReply, KeptSessionView
from common.domain.hospital_catalogue import Changes
from common.domain.job import Job


def counts_view(changes: Changes) -> ChangeCounts:
    """How many of each."""
    return ChangeCounts(**changes.model_dump())


def job_view(job: Job) -> JobReply:
    """How far it is."""
    return JobReply(
        id=job.id, hospital_id=job.hospital_id, state=job.state.value, done=job.cursor, parts=job.parts,
        counts=counts_view(job.counts), kept=[KeptSessionView(**each.model_dump()) for each in job.kept],
        refused=job.refused, created_at=job.created_at, finished_at=job.finished_at,
    )  # fmt: skip
