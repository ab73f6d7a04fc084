"""Persons' hashes under a new hash key. A hash needs the identity number, so it is made from the patients' own."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pymongo.errors import DuplicateKeyError

from common.domain.person.identity import IdType, person_number
from common.domain.privacy import Cipher, Hasher
from common.store.collection import owner_of
from ops.environment import Db

Raw = dict[str, Any]
_BATCH = 200


@dataclass
class Rehashed:
    """`doubles`: pairs of persons with one identity number, made while no key joined them; people must merge them."""

    added: int = 0
    doubles: list[tuple[str, str]] = field(default_factory=list)


def with_key(database: Db) -> Counter[str]:
    """How many persons have a hash, by key id."""
    return Counter(key_id for raw in _persons(database) for key_id in _key_ids(raw))


def lacking(database: Db, key_id: str) -> Iterator[str]:
    """Ids of persons without a hash by this key."""
    return (raw["_id"] for raw in _persons(database) if key_id not in _key_ids(raw))


def rehash(database: Db, cipher: Cipher, hasher: Hasher, current: str) -> Rehashed:
    """Add the hash by the current key to every person that is somebody's patient. May be run again at any time."""
    done = Rehashed()
    waiting = set(lacking(database, current))
    wanted = {"person_id": 1, "openid": 1, "id_type": 1, "id_number_sealed": 1}
    for raw in database["patients"].find({}, wanted).batch_size(_BATCH):
        if raw["person_id"] in waiting:
            waiting.discard(raw["person_id"])
            _add(raw["person_id"], _hash(raw, cipher, hasher), database, done)
    return done


def _hash(raw: Raw, cipher: Cipher, hasher: Hasher) -> str:
    number = cipher.open(
        raw["id_number_sealed"],
        collection="patients",
        field="id_number",
        document_id=raw["_id"],
        owner=owner_of(raw),
    )
    id_type = IdType(raw["id_type"])
    return hasher.hashes(id_type.value, person_number(id_type, number))[0]


def _add(person_id: str, text: str, database: Db, done: Rehashed) -> None:
    persons = database["persons"]
    try:
        changed = persons.update_one({"_id": person_id}, {"$addToSet": {"hashes": text}})
    except DuplicateKeyError:
        other = persons.find_one({"hashes": text}, {"_id": 1})
        done.doubles.append((person_id, str(other["_id"]) if other else "?"))
        return
    done.added += changed.modified_count


def forget_old(database: Db, known: set[str], current: str) -> int:
    """Drop hashes by keys that are not known any more, of persons who have one by the current key; how many persons."""
    changed = 0
    for raw in _persons(database):
        keys = _key_ids(raw)
        if current in keys and not keys <= known:
            kept = [text for text in raw["hashes"] if text.partition(".")[0] in known]
            guard = {"_id": raw["_id"], "hashes": raw["hashes"]}
            result = database["persons"].update_one(guard, {"$set": {"hashes": kept}})
            changed += result.modified_count
    return changed


def _key_ids(raw: Raw) -> set[str]:
    return {text.partition(".")[0] for text in raw["hashes"]}


def _persons(database: Db) -> Iterator[Raw]:
    yield from database["persons"].find({}, {"hashes": 1}).batch_size(_BATCH)
