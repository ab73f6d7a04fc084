"""The catalogues: who holds a hospital, and the jobs that write them."""

from collections.abc import Iterator, Sequence

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.job import Job, JobState
from ops.verify.findings import Finding, Moment
from ops.verify.look import Look
from ops.verify.merchants import check_hospitals as check_rules
from ops.verify.staff import missing_entries


def check_hospitals(hospitals: Sequence[Hospital], look: Look, at: Moment) -> Iterator[Finding]:
    """A hospital is held only by a job of its own that is not over."""
    yield from check_rules(hospitals, look, at)
    yield from _receivers(hospitals, look)
    jobs = look.by_id("jobs", Job, (hospital.held_by for hospital in hospitals))
    for hospital in hospitals:
        job = jobs.get(hospital.held_by or "")
        if hospital.held_by and (
            job is None or job.hospital_id != hospital.id or job.due_at is None
        ):
            ids = {"hospital": hospital.id, "job": hospital.held_by}
            yield Finding("10", "held by no job", ids, ("hospitals", hospital.id))


def _receivers(hospitals: Sequence[Hospital], look: Look) -> Iterator[Finding]:
    """No account receives the money of two hospitals."""
    paid = [each for each in hospitals if each.active and each.merchant_id]
    query = {
        "merchant_id": {"$in": sorted({str(each.merchant_id) for each in paid})},
        "active": True,
    }
    found = look.database["hospitals"].find(query, {"merchant_id": 1})
    receivers = {(raw["merchant_id"], raw["_id"]) for raw in found}
    for hospital in paid:
        others = {key for merchant, key in receivers if merchant == hospital.merchant_id}
        if others - {hospital.id}:
            ids = {"hospital": hospital.id, "merchant": str(hospital.merchant_id)}
            what = "two hospitals whose money one merchant receives"
            yield Finding("7", what, ids, ("hospitals", hospital.id))


def check_doctors(doctors: Sequence[Doctor], look: Look, _: Moment) -> Iterator[Finding]:
    """Every department beside the first is there, of the same hospital, and named once; a photo has its entry."""
    photos = {doctor.id: doctor.photo.audit for doctor in doctors if doctor.photo}
    yield from missing_entries("doctors", photos, look, named=True)
    wanted = (key for doctor in doctors for key in doctor.also_in)
    departments = look.by_id("departments", Department, wanted)
    for doctor in doctors:
        theirs = [departments.get(key) for key in doctor.also_in]
        here = all(each and each.hospital_id == doctor.hospital_id for each in theirs)
        if not here or len(set(doctor.department_ids)) < len(doctor.department_ids):
            what = "also in a department that is not the hospital's, or twice in one"
            yield Finding("10", what, {"doctor": doctor.id}, ("doctors", doctor.id))


def check_jobs(jobs: Sequence[Job], look: Look, _: Moment) -> Iterator[Finding]:
    """A job is found by sweep until it is over, and has what it is to write; one that is over wrote all or nothing."""
    there = look.parts("previews", (job.id for job in jobs), ())
    entries = look.parts("audit", (job.audit for job in jobs if job.audit), ())
    for job in jobs:
        root, ids = ("jobs", job.id), {"job": job.id, "hospital": job.hospital_id}
        if (job.finished_at is None) != (job.due_at is not None):
            yield Finding("10", "a job that nobody goes on with", ids, root)
        if job.finished_at is None:
            yield Finding("10", "a job is not over", ids, root, allowed=True)
        if job.audit and job.audit not in entries:
            yield Finding("10", "a job names no entry of the audit log", ids, root)
        if job.state is JobState.RUNNING and job.id not in there:
            yield Finding("10", "a job has lost what it is to write", ids, root)
        written = job.parts if job.state is JobState.DONE else 0
        if job.state is not JobState.RUNNING and job.cursor != written:
            yield Finding("10", "a job ended half written", ids, root)
