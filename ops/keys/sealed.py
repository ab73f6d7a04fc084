"""Sealed fields, wherever they are: `<name>_sealed` at the top of a document of any collection."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from pymongo import UpdateOne

from common.domain.privacy import Cipher, LoggableError
from common.runtime.crypto import form_of
from common.store.collection import owner_of
from ops.environment import Db, chunks

Raw = dict[str, Any]
_SUFFIX = "_sealed"
_BATCH = 200
# A document that a user changes while it is sealed again is taken once more.
_PASSES = 3


@dataclass
class Resealed:
    """What a rotation did; `unreadable` are places (collection, document, field), never values."""

    resealed: int = 0
    changed_meanwhile: int = 0
    unreadable: list[str] = field(default_factory=list)


def sealed_fields(raw: Raw) -> dict[str, str]:
    """The sealed texts of a document by the name of the field they hide."""
    return {
        key.removesuffix(_SUFFIX): text
        for key, text in raw.items()
        if key.endswith(_SUFFIX) and isinstance(text, str)
    }


def _documents(database: Db) -> Iterator[tuple[str, Raw]]:
    for collection in sorted(database.list_collection_names()):
        if not collection.startswith("system."):
            for raw in database[collection].find({}).batch_size(_BATCH):
                yield collection, raw


def by_key(database: Db) -> Counter[tuple[str, str, str]]:
    """How many texts are sealed, by (collection, field, key id)."""
    return Counter(
        (collection, name, text.partition(".")[0])
        for collection, raw in _documents(database)
        for name, text in sealed_fields(raw).items()
    )


def by_form(database: Db) -> Counter[str]:
    """How many texts are sealed in which form; "" is the first one, which does not name the owner."""
    return Counter(
        form_of(text) for _, raw in _documents(database) for text in sealed_fields(raw).values()
    )


def signed_by_key(database: Db) -> Counter[str]:
    """How many entries of the audit log are signed by which key: they are never signed again."""
    hashes = (raw["hash"] for raw in database["audit"].find({}, {"hash": 1}).batch_size(_BATCH))
    return Counter(str(text).partition(".")[0] for text in hashes)


def reseal(database: Db, cipher: Cipher) -> Resealed:
    """Seal again, by the current key and in the current form, every text that is not.

    The update holds only while the old texts still stand, so what somebody writes meanwhile is not lost. May be
    stopped and run again at any time.
    """
    done = Resealed()
    for _ in range(_PASSES):
        missed = _one_pass(database, cipher, done)
        done.changed_meanwhile = missed
        if not missed:
            break
    return done


def _one_pass(database: Db, cipher: Cipher, done: Resealed) -> int:
    """One look at everything; how many documents had changed by the time they were written."""
    missed = 0
    done.unreadable.clear()
    updates = (
        (collection, update)
        for collection, raw in _documents(database)
        for update in _update(collection, raw, cipher, done)
    )
    for collection, group in groupby(updates, key=itemgetter(0)):
        for chunk in chunks((update for _, update in group), _BATCH):
            changed = database[collection].bulk_write(chunk, ordered=False).modified_count
            done.resealed += changed
            missed += len(chunk) - changed
    return missed


def _update(collection: str, raw: Raw, cipher: Cipher, done: Resealed) -> Iterator[UpdateOne]:
    old, new = {}, {}
    for name, text in sealed_fields(raw).items():
        if cipher.is_current(text):
            continue
        place = {
            "collection": collection, "field": name, "document_id": str(raw["_id"]), "owner": owner_of(raw),
        }  # fmt: skip
        try:
            plain = cipher.open(text, **place)
        except LoggableError:
            # A user's own id is their openid, which is not for a maintainer's screen.
            done.unreadable.append(f"{collection} {raw.get('public_id', raw['_id'])} {name}")
            continue
        old[name + _SUFFIX], new[name + _SUFFIX] = text, cipher.seal(plain, **place)
    if new:
        yield UpdateOne({"_id": raw["_id"], **old}, {"$set": new})
