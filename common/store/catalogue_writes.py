"""Writing a hospital's catalogue. Whoever writes holds the hospital; every document is written once under its `rev`.

A write that comes late, from a run that was thought dead, finds another `rev` and changes nothing.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from pymongo.database import Database

from common.domain.catalogue import Catalogued, Department, Doctor, Hospital, Photo
from common.domain.hospital_catalogue import HospitalCatalogue
from common.domain.job import Write
from common.domain.timetable import Clinic, ClinicException
from common.store.collection import Raw, insert_missing, to_raw
from common.store.looking import with_grams

MODELS: dict[str, type[Catalogued]] = {
    "hospitals": Hospital,
    "departments": Department,
    "doctors": Doctor,
    "clinics": Clinic,
    "clinic_exceptions": ClinicException,
}
_COLLECTIONS = {model: name for name, model in MODELS.items()}
_LOOKED_FOR = ("hospitals", "departments", "doctors")
_NOT_OF_A_WRITE = ("_id", "catalogue_rev", "held_by", "photo")

C = TypeVar("C", bound=Catalogued)


def write_of(document: Catalogued) -> Write:
    """What stores a document."""
    return Write(collection=_COLLECTIONS[type(document)], document=to_raw(document))


class CatalogueWrites:
    """The catalogues of hospitals, for who changes them."""

    def __init__(self, database: Database[Raw]) -> None:
        self._database = database
        self._hospitals = database["hospitals"]

    # --- reading

    def whole(self, hospital_id: str) -> HospitalCatalogue | None:
        """Everything of a hospital, active or not; what changes while it is read raises its revision."""
        raw = self._hospitals.find_one({"_id": hospital_id})
        if raw is None:
            return None
        return HospitalCatalogue(
            hospital=Hospital.model_validate(raw),
            departments=self._all(Department, hospital_id),
            doctors=self._all(Doctor, hospital_id),
            clinics=self._all(Clinic, hospital_id),
            exceptions=self._all(ClinicException, hospital_id),
        )

    def _all(self, model: type[C], hospital_id: str) -> tuple[C, ...]:
        found = self._database[_COLLECTIONS[model]].find({"hospital_id": hospital_id})
        return tuple(model.model_validate(raw) for raw in found)

    def owners(self, collection: str, ids: Iterable[str]) -> dict[str, str]:
        """Of some ids, those that are taken, each with the hospital it belongs to."""
        found = self._database[collection].find(
            {"_id": {"$in": sorted(set(ids))}}, {"hospital_id": 1}
        )
        return {raw["_id"]: raw["hospital_id"] for raw in found}

    def receivers(self, merchant_ids: Iterable[str]) -> dict[str, set[str]]:
        """The active hospitals whose money some merchants receive."""
        query = {"merchant_id": {"$in": sorted(set(merchant_ids))}, "active": True}
        receivers: dict[str, set[str]] = {}
        for raw in self._hospitals.find(query, {"merchant_id": 1}):
            receivers.setdefault(raw["merchant_id"], set()).add(raw["_id"])
        return receivers

    # --- writing

    def found(self, write: Write) -> None:
        """A hospital that is not there yet is there, inactive, so that it can be held."""
        empty = {"active": False, "rev": 0, "catalogue_rev": 0, "held_by": None}
        stub = with_grams(write.document) | empty
        query = {"_id": write.document["_id"]}
        self._hospitals.update_one(query, {"$setOnInsert": stub}, upsert=True)

    def hold(self, hospital_id: str, rev: int, job_id: str) -> bool:
        """Hold a hospital if its catalogue still is of this revision and nobody holds it; raises the revision."""
        query = {"_id": hospital_id, "catalogue_rev": _at(rev), "held_by": None}
        change = {"$set": {"held_by": job_id}, "$inc": {"catalogue_rev": 1}}
        return self._hospitals.update_one(query, change).modified_count == 1

    def let_go(self, hospital_id: str, job_id: str) -> None:
        """The job holds the hospital no longer."""
        query = {"_id": hospital_id, "held_by": job_id}
        self._hospitals.update_one(query, {"$set": {"held_by": None}})

    def claim(self, hospital_id: str, writes: Iterable[Write]) -> list[Write]:
        """Take the ids of new documents for a hospital, inactive; those that belong to another one are returned."""
        new: dict[str, list[Write]] = {}
        for write in writes:
            if write.document["rev"] == 1 and write.collection != "hospitals":
                new.setdefault(write.collection, []).append(write)
        foreign = []
        for collection, some in new.items():
            insert_missing(self._database[collection], [_inactive(write) for write in some])
            owners = self.owners(collection, (write.document["_id"] for write in some))
            foreign += [write for write in some if owners[write.document["_id"]] != hospital_id]
        return foreign

    def write(self, hospital_id: str, write: Write) -> None:
        """Set a document of a hospital, unless it was written already; another hospital's stays as it is."""
        raw: dict[str, Any] = write.document
        stored = with_grams(raw) if write.collection in _LOOKED_FOR else raw
        fields = {name: value for name, value in stored.items() if name not in _NOT_OF_A_WRITE}
        query = {**_own(hospital_id, write.collection, raw["_id"]), "rev": _at(raw["rev"] - 1)}
        self._database[write.collection].update_one(query, {"$set": fields})

    def show_photo(self, doctor: Doctor, photo: Photo | None) -> bool:
        """Another photo of a doctor, or none, in place of the one that was read; False when it is another by now."""
        before = doctor.photo.key if doctor.photo else None
        query = {"_id": doctor.id, "active": True, "photo.key": before}
        change = {"$set": {"photo": photo.model_dump() if photo else None}}
        return self._database["doctors"].update_one(query, change).modified_count == 1


def _inactive(write: Write) -> Catalogued:
    return MODELS[write.collection].model_validate({**write.document, "active": False, "rev": 0})


def _own(hospital_id: str, collection: str, document_id: str) -> Raw:
    """The filter of a hospital's own document; a hospital is its own."""
    if collection == "hospitals":
        return {"_id": {"$in": list({document_id} & {hospital_id})}}
    return {"_id": document_id, "hospital_id": hospital_id}


def _at(rev: int) -> Any:
    """A revision in a filter: what an earlier release wrote has none."""
    return rev or {"$in": [0, None]}
