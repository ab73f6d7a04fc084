"""Effects that stand on the documents of one collection until they happened (a transactional outbox).

A move pushes them in its own update. Whoever runs one leases it first, takes it off when it happened, and postpones it
when it could not. `due_at` is the earliest of them, so that what is due is found by an index.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol

from pymongo.collection import Collection

from common.domain.booking.effects import AnyEffect, Effects
from common.domain.booking.model import earliest
from common.store.collection import Raw, ids, put_off, to_raw


class WithEffects(Protocol):
    """A document that carries effects."""

    @property
    def id(self) -> str: ...
    @property
    def effects(self) -> Effects: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def rev(self) -> int: ...


class Outbox:
    """The effects of one collection's documents."""

    def __init__(self, documents: Collection[Raw]) -> None:
        self._documents = documents

    def due(self, now: datetime) -> Iterator[str]:
        """Ids of documents with an effect that is due."""
        return ids(self._documents, {"due_at": {"$lte": now}}, "due_at")

    def put_off(self, document_id: str, now: datetime, until: datetime) -> None:
        """Work on a document failed: it is due later, and nothing else of it is touched."""
        put_off(self._documents, document_id, now, until)

    def lease(self, document_id: str, effect_id: str, now: datetime, until: datetime) -> bool:
        """Claim a due effect by pushing its `not_before` ahead; False when somebody else has it."""
        due = {"$elemMatch": {"id": effect_id, "not_before": {"$lte": now}}}
        change = {
            "$set": {"effects.$.not_before": until}, "$inc": {"effects.$.attempts": 1, "rev": 1},
        }  # fmt: skip
        query = {"_id": document_id, "effects": due}
        return self._documents.update_one(query, change).modified_count == 1

    def postpone(self, document_id: str, effect_id: str, until: datetime, stuck: bool) -> None:
        """An effect failed: try again at `until`; `stuck` puts the document on the list a person works on."""
        change: Raw = {"effects.$.not_before": until}
        if stuck:
            change["stuck"] = True
        query = {"_id": document_id, "effects": {"$elemMatch": {"id": effect_id}}}
        self._documents.update_one(query, {"$set": change, "$inc": {"rev": 1}})

    def done(self, document_id: str, effect_ids: list[str]) -> None:
        """Effects that happened are taken off."""
        change = {"$pull": {"effects": {"id": {"$in": effect_ids}}}, "$inc": {"rev": 1}}
        self._documents.update_one({"_id": document_id}, change)

    def refresh_due_at(self, document: WithEffects) -> None:
        """Set `due_at` to the earliest effect of the document as read.

        Under its `rev`: when something changed meanwhile `due_at` stays early, which costs one look, never late.
        """
        due_at = earliest(document.effects)
        if due_at == document.due_at:
            return
        change: Raw = (
            {"$set": {"due_at": due_at}} if due_at else {"$unset": {"due_at": "", "stuck": ""}}
        )
        self._documents.update_one({"_id": document.id, "rev": document.rev}, change)

    def add(self, document_id: str, effect: AnyEffect) -> None:
        """Push one more thing that must happen; pushed twice, it stands once."""
        query = {"_id": document_id, "effects.id": {"$ne": effect.id}}
        self._documents.update_one(query, pushing((effect,)))


def pushing(effects: Effects) -> dict[str, Any]:
    """The parts of an update that add effects and keep `due_at` no later than the earliest of them."""
    update: dict[str, Any] = {"$inc": {"rev": 1}, "$push": {}}
    if effects:
        update["$push"]["effects"] = {"$each": [to_raw(effect) for effect in effects]}
        update["$min"] = {"due_at": earliest(effects)}
    return update
