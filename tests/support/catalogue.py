"""Catalogues as tests want them: documents that stand there, whoever wrote them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pymongo.database import Database

from common.domain.catalogue import Catalogued
from common.domain.hospital_catalogue import Changes, HospitalCatalogue
from common.domain.job import Job
from common.importing import found_by
from common.protocol import catalogue_job
from common.protocol.deps import Deps
from common.store.catalogue_writes import write_of
from common.store.looking import with_grams
from tests.support.merchants import a_merchant

if TYPE_CHECKING:
    from tests.support.service import Service


def put(database: Database[dict[str, Any]], documents: Iterable[Catalogued]) -> None:
    """Set some documents of a catalogue."""
    for document in documents:
        write = write_of(document)
        raw = with_grams(write.document) if "found_by" in write.document else write.document
        database[write.collection].replace_one({"_id": raw["_id"]}, raw, upsert=True)


def only(
    database: Database[dict[str, Any]], collection: str, documents: Sequence[Catalogued]
) -> None:
    """Set the documents of a collection; others become inactive."""
    put(database, documents)
    kept = [document.id for document in documents]
    database[collection].update_many({"_id": {"$nin": kept}}, {"$set": {"active": False}})


def put_whole(database: Database[dict[str, Any]], catalogue: HospitalCatalogue) -> None:
    """Set a hospital and everything that belongs to it."""
    put(database, [catalogue.hospital, *catalogue.departments, *catalogue.doctors])
    put(database, [*catalogue.clinics, *(catalogue.exceptions or ())])


def write_one(deps: Deps, hospital_id: str, document: Catalogued, rev: int | None) -> Job:
    """Write one document by a job, over one that was written so often; None is for one that is new."""
    base_rev, _ = deps.store.catalogue.revision(hospital_id)
    written = document.model_copy(update={"rev": (rev or 0) + 1})
    preview = catalogue_job.keep(hospital_id, base_rev, [written], Changes(new=1), "test", deps)
    return catalogue_job.start(preview.id, deps, deps.deadline(60.0))


def fill_in(service: "Service") -> None:
    """Give the hospital of the tests what a file must say, and its merchant."""
    service.store.merchants.put(a_merchant("m1"))
    whole = service.store.catalogue_writes.whole("h1")
    assert whole is not None
    hospital = whole.hospital.model_copy(update={"level": "三级甲等", "district": "甲区"})
    doctors = [each.model_copy(update={"title": "主任医师"}) for each in whole.doctors]
    clinics = [
        each.model_copy(update={"pools": {"phone": each.seats, "window": 0, "referral": 0}})
        for each in whole.clinics
    ]
    put(service.db, [found_by.of_hospital(hospital), *doctors, *clinics])
