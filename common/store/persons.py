"""persons: one document a natural person. What may be claimed is decided on a read and written under its `rev`."""

from collections.abc import Iterator, Sequence
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.person.person import Person, PersonClaim
from common.domain.privacy import Hasher
from common.store.collection import Raw, ids, to_raw


class Persons:
    """Natural persons and the slots they have claimed."""

    def __init__(self, database: Database[Raw], hasher: Hasher) -> None:
        self._persons = database["persons"]
        self._hasher = hasher

    def get(self, person_id: str) -> Person | None:
        """One person."""
        raw = self._persons.find_one({"_id": person_id})
        return Person.model_validate(raw) if raw else None

    def identify(self, id_type: str, number: str, new_id: str) -> str:
        """The id of the person with this identity number; made with `new_id` at the first sight.

        The unique index on `hashes` decides between two first sights. A person found by an older hash key gets
        the current hash added.
        """
        hashes = self._hasher.hashes(id_type, number)
        for _ in range(2):
            found = self._persons.find_one({"hashes": {"$in": hashes}}, {"hashes": 1})
            if found:
                self._add_hash(found, hashes)
                return str(found["_id"])
            try:
                self._persons.insert_one(to_raw(Person(id=new_id, hashes=tuple(hashes[:1]))))
            except DuplicateKeyError:
                continue
            return new_id
        raise RuntimeError("a person was neither found nor new")

    def _add_hash(self, found: Raw, hashes: Sequence[str]) -> None:
        if hashes[0] not in found["hashes"]:
            self._persons.update_one({"_id": found["_id"]}, {"$addToSet": {"hashes": hashes[0]}})

    def with_holds(self) -> Iterator[str]:
        """Ids of the persons with a claim that is held for a time."""
        return ids(self._persons, {"holding": {"$gt": 0}}, "holding")

    def claim(self, person: Person, claim: PersonClaim) -> bool:
        """CLAIM: add a claim if nothing about the person changed since it was read."""
        change = {"$push": {"claims": to_raw(claim)}, "$inc": {"rev": 1, "holding": 1}}
        result = self._persons.update_one({"_id": person.id, "rev": person.rev}, change)
        return result.modified_count == 1

    def unclaim(self, person_id: str, claim: str) -> bool:
        """Take a claim away: first as a held one, only then as a kept one, as a seat is freed."""
        return self._unclaim(person_id, claim, held=True) or self._unclaim(
            person_id, claim, held=False
        )

    def _unclaim(self, person_id: str, claim: str, held: bool) -> bool:
        counts = {"rev": 1, "holding": -1} if held else {"rev": 1}
        change = {"$pull": {"claims": {"claim": claim}}, "$inc": counts}
        return self._on_claim(person_id, claim, held, change)

    def keep(self, person_id: str, claim: str) -> bool:
        """KEEP: a held claim stands for good. Run again, it matches nothing."""
        change = {"$set": {"claims.$.until": None}, "$inc": {"rev": 1, "holding": -1}}
        return self._on_claim(person_id, claim, True, change)

    def _on_claim(self, person_id: str, claim: str, held: bool, change: dict[str, Any]) -> bool:
        until = {"$ne": None} if held else None
        match = {"$elemMatch": {"claim": claim, "until": until}}
        query = {"_id": person_id, "claims": match}
        return self._persons.update_one(query, change).modified_count == 1
