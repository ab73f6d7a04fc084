"""Looking in the catalogue: the grams beside a document's texts, and the documents that a look finds by them."""

from typing import Any, TypeVar

from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.search import Look, grams
from common.store.collection import Raw

FOUND_AT_MOST = 50
JUDGED_AT_MOST = 200

# Stored for the index alone.
_WITHOUT_GRAMS = {"found_by.name_grams": 0, "found_by.word_grams": 0}


D = TypeVar("D", Hospital, Department, Doctor)


def with_grams(raw: Raw) -> Raw:
    """A document with the grams of its texts, as it is stored."""
    texts = raw["found_by"]
    name_grams = grams(texts["names"])
    word_grams = grams([*texts["words"], *texts["also"]])
    return raw | {"found_by": texts | {"name_grams": name_grams, "word_grams": word_grams}}


def found(collection: Any, model: type[D], look: Look) -> list[D]:
    """The active documents that fit, best first, then by name: those whose names might fit are judged first."""
    fields = ("name_grams", "word_grams") if look.in_words else ("name_grams",)
    judged: dict[str, D] = {}
    for field in fields:
        query = {f"found_by.{field}": {"$in": look.grams()}, "active": True}
        for raw in collection.find(query, _WITHOUT_GRAMS).limit(JUDGED_AT_MOST):
            judged[raw["_id"]] = model.model_validate(raw)
    ranks = {key: look.rank(item.found_by) for key, item in judged.items()}
    fitting = [(rank, judged[key].name, key) for key, rank in ranks.items() if rank is not None]
    return [judged[key] for _, _, key in sorted(fitting)[:FOUND_AT_MOST]]
