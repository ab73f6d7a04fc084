"""What the collections share: documents as models, models as documents, and fields that are sealed at rest."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from pydantic import ValidationError
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from common.domain.document import Document, Part
from common.domain.privacy import Cipher, Unreadable

Raw = dict[str, Any]
D = TypeVar("D", bound=Document)
_DUPLICATE_KEY = 11000
_AT_A_TIME = 100


def ids(collection: Collection[Raw], query: Raw, order: str) -> Iterator[str]:
    """The ids of what a query finds, in the order of a field. Read as they are asked for, however many there are."""
    found = collection.find(query, {"_id": 1}).sort([(order, 1)]).batch_size(_AT_A_TIME)
    return (raw["_id"] for raw in found)


def readable(model: type[D], raws: Iterable[Raw]) -> Iterator[D]:
    """Those that read as documents: one that does not must not keep the others waiting. `ops verify` reports it."""
    for raw in raws:
        with suppress(ValidationError):
            yield model.model_validate(raw)


def put_off(collection: Collection[Raw], document_id: str, now: datetime, until: datetime) -> None:
    """What is due now is due later, and nothing else of the document is touched: this release may not read it."""
    query = {"_id": document_id, "due_at": {"$lte": now}}
    collection.update_one(query, {"$set": {"due_at": until}})


def to_raw(part: Part) -> Raw:
    """A model as it is stored: `_id`, plain enum values, instants as they are."""
    return {key: plain(value) for key, value in part.model_dump(by_alias=True).items()}


def plain(value: Any) -> Any:
    """A value as it is stored: parts as dictionaries, enums by their value, tuples as lists."""
    if isinstance(value, Part):
        return to_raw(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def insert_missing(collection: Any, documents: Sequence[Document]) -> int:
    """Insert documents unless one of their id is there, which is left as it is; how many were new."""
    if not documents:
        return 0
    try:
        result = collection.insert_many([to_raw(each) for each in documents], ordered=False)
    except BulkWriteError as error:
        details = error.details or {}
        others = [e for e in details.get("writeErrors", ()) if e.get("code") != _DUPLICATE_KEY]
        if others or details.get("writeConcernErrors"):
            raise
        return int(details.get("nInserted", 0))
    return len(result.inserted_ids)


class Sealer:
    """Seals named fields of one collection's documents; a field `name` is stored as `name_sealed`."""

    def __init__(self, cipher: Cipher, collection: str, fields: tuple[str, ...]) -> None:
        self._cipher = cipher
        self._collection = collection
        self.fields = fields

    def seal(self, raw: Raw) -> Raw:
        """The document with its personal fields replaced by sealed ones; an absent or empty field stays away."""
        rest = {key: value for key, value in raw.items() if key not in self.fields}
        fields = {field: raw.get(field) for field in self.fields}
        return rest | self.seal_fields(raw["_id"], fields, owner_of(raw))

    def seal_fields(self, document_id: str, fields: Raw, owner: str = "") -> Raw:
        """Some fields of a document, sealed for their place and owner; an empty one stays away."""
        return {
            f"{field}_sealed": self._cipher.seal(
                str(value),
                collection=self._collection,
                field=field,
                document_id=document_id,
                owner=owner,
            )
            for field, value in fields.items()
            if value
        }

    def open(self, raw: Raw) -> tuple[Raw, tuple[str, ...]]:
        """The document with its sealed fields opened, and the names of those that do not open: they are left out.

        One spoilt field must not take the others with it.
        """
        opened, unreadable = dict(raw), []
        for field in self.fields:
            text = opened.pop(f"{field}_sealed", None)
            if text is None:
                continue
            try:
                opened[field] = self._cipher.open(
                    str(text),
                    collection=self._collection,
                    field=field,
                    document_id=raw["_id"],
                    owner=owner_of(raw),
                )
            except Unreadable:
                unreadable.append(field)
        return opened, tuple(unreadable)


def owner_of(raw: Raw) -> str:
    """The user whose document it is, as its sealed fields name them."""
    return str(raw.get("openid", ""))
