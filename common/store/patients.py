"""patients: people as one user knows them. Name, number, phone and birth date are sealed."""

from datetime import datetime
from enum import Enum

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.person.patient import Patient
from common.domain.privacy import Cipher
from common.store.collection import Raw, Sealer, to_raw

SEALED = ("name", "id_number", "phone", "birth_date")


class Added(Enum):
    """What became of a new patient."""

    DONE = "done"
    ALREADY_THERE = "already there"
    NO_QUOTA = "no quota"


class Patients:
    """就诊人 of every user."""

    def __init__(self, database: Database[Raw], cipher: Cipher) -> None:
        self._patients = database["patients"]
        self._sealer = Sealer(cipher, "patients", SEALED)

    def of_user(self, openid: str) -> list[Patient]:
        """A user's patients, in the order they were added."""
        found = list(self._patients.find({"openid": openid}))
        return [self._opened(raw) for raw in sorted(found, key=lambda raw: raw["added_at"])]

    def owned(self, openid: str, patient_id: str) -> Patient | None:
        """One patient, if it is this user's."""
        raw = self._patients.find_one({"_id": patient_id})
        return self._opened(raw) if raw and raw["openid"] == openid else None

    def _opened(self, raw: Raw) -> Patient:
        opened, _ = self._sealer.open(raw)
        # A field that is gone is as unreadable as one that does not open.
        unreadable = tuple(field for field in SEALED if field not in opened)
        return Patient.model_validate({**opened, "unreadable": unreadable})

    def add(self, patient: Patient, added_at: datetime, quota: int) -> Added:
        """A new patient on one of the user's quota numbers.

        Unique indexes on (openid, quota_no) and (openid, person_id) keep the limit and the person single, however many
        adds meet.
        """
        raw = {**self._sealed(patient), "added_at": added_at}
        for quota_no in range(1, quota + 1):
            try:
                self._patients.insert_one({**raw, "quota_no": quota_no})
            except DuplicateKeyError:
                same = {"openid": patient.openid, "person_id": patient.person_id}
                if self._patients.find_one(same, {"_id": 1}):
                    return Added.ALREADY_THERE
                continue
            return Added.DONE
        return Added.NO_QUOTA

    def replace(self, patient: Patient) -> bool:
        """The changed fields of a patient of this user; a sealed one that is empty stays as it is stored."""
        query = {"_id": patient.id, "openid": patient.openid}
        return self._patients.update_one(query, {"$set": self._sealed(patient)}).matched_count == 1

    def _sealed(self, patient: Patient) -> Raw:
        raw = to_raw(patient)
        del raw["unreadable"]
        if patient.birth_date is not None:
            raw["birth_date"] = patient.birth_date.isoformat()
        return self._sealer.seal(raw)

    def remove(self, openid: str, patient_id: str) -> bool:
        """Forget a patient of this user."""
        query = {"_id": patient_id, "openid": openid}
        return self._patients.delete_one(query).deleted_count == 1

    def remove_all(self, openid: str) -> int:
        """Forget every patient of this user."""
        return self._patients.delete_many({"openid": openid}).deleted_count
