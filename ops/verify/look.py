"""Reading for the checks: collections in batches, and what a batch refers to by `$in`, never a whole collection."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError

from common.domain.document import Document
from common.domain.slot import Slot
from ops.environment import Db, chunks

BATCH = 200
_IN_AT_MOST = 500
D = TypeVar("D", bound=Document)
Raw = dict[str, Any]


def read(model: type[D], raw: Raw) -> D | None:
    """The document, or None when it does not read as one."""
    try:
        return model.model_validate(raw) if _dated(raw) else None
    except ValidationError:
        return None


def _dated(raw: Raw) -> bool:
    """Whether its day, where it has one, is in the calendar: the models take it as they find it."""
    try:
        date.fromisoformat(str(raw.get("date", "2000-01-01")))
    except ValueError:
        return False
    return True


def wrong_fields(model: type[Document], raw: Raw) -> str:
    """The names of the fields that do not read; their values stay out of it."""
    wrong = set() if _dated(raw) else {"date"}
    try:
        model.model_validate(raw)
    except ValidationError as error:
        wrong |= {".".join(map(str, detail["loc"])) for detail in error.errors()}
    return ", ".join(sorted(wrong)[:5])


class Look:
    """Look-ups of what a batch refers to."""

    def __init__(self, database: Db) -> None:
        self.database = database

    def by_id(self, collection: str, model: type[D], ids: Iterable[str | None]) -> dict[str, D]:
        """Documents by id; those that are not there, or do not read, are missing."""
        wanted = {identity for identity in ids if isinstance(identity, str)}
        return {found.id: found for found in self._find(collection, model, "_id", wanted)}

    def by_field(
        self, collection: str, model: type[D], field: str, values: Iterable[str]
    ) -> dict[str, list[D]]:
        """Documents grouped by an indexed field."""
        grouped: dict[str, list[D]] = {}
        for found in self._find(collection, model, field, set(values)):
            grouped.setdefault(getattr(found, field), []).append(found)
        return grouped

    def parts(self, collection: str, ids: Iterable[str], fields: Iterable[str]) -> dict[str, Raw]:
        """Some fields of documents, by id; those that are not there are missing."""
        wanted = {"_id": 1, **dict.fromkeys(fields, 1)}
        return {
            raw["_id"]: raw
            for chunk in chunks(sorted(set(ids)), _IN_AT_MOST)
            for raw in self.database[collection].find({"_id": {"$in": chunk}}, wanted)
        }

    def slots_of_doctors(self, doctors: set[str], days: set[str]) -> Iterator[Slot]:
        """The slots of some doctors on some days."""
        for chunk in chunks(sorted(doctors), _IN_AT_MOST):
            query = {"doctor_id": {"$in": chunk}, "date": {"$in": sorted(days)}}
            for raw in self.database["slots"].find(query):
                found = read(Slot, raw)
                if found is not None:
                    yield found

    def _find(self, collection: str, model: type[D], field: str, values: set[str]) -> Iterator[D]:
        for chunk in chunks(sorted(values), _IN_AT_MOST):
            for raw in self.database[collection].find({field: {"$in": chunk}}):
                found = read(model, raw)
                if found is not None:
                    yield found


def batches(database: Db, collection: str) -> Iterator[Sequence[Raw]]:
    """A whole collection, a batch at a time."""
    yield from chunks(database[collection].find({}).batch_size(BATCH), BATCH)
