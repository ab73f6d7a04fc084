"""payments: every transaction that was ever heard of, recorded before anything is decided."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.money.payment import Outcome, Payment
from common.store.collection import Raw, ids, put_off, to_raw


class Payments:
    """Transactions at WeChat Pay, of every merchant."""

    def __init__(self, database: Database[Raw]) -> None:
        self._payments = database["payments"]

    def get(self, payment_id: str) -> Payment | None:
        """One transaction."""
        raw = self._payments.find_one({"_id": payment_id})
        return Payment.model_validate(raw) if raw else None

    def record(self, payment: Payment) -> bool:
        """Write a transaction down; False when it is known already."""
        try:
            self._payments.insert_one(to_raw(payment))
        except DuplicateKeyError:
            return False
        return True

    def known(self, ids: Iterable[str]) -> set[str]:
        """Those of the transactions that are on record."""
        found = self._payments.find({"_id": {"$in": list(ids)}}, {"_id": 1})
        return {raw["_id"] for raw in found}

    def mark(self, payment_id: str, outcome: Outcome) -> None:
        """What became of it. A mark only: the decision stands in the booking."""
        change = {"$set": {"outcome": outcome.value}, "$unset": {"due_at": ""}}
        self._payments.update_one({"_id": payment_id}, change)

    def postpone(self, payment_id: str, until: datetime) -> None:
        """Nothing could be decided now."""
        query = {"_id": payment_id, "outcome": None}
        self._payments.update_one(query, {"$set": {"due_at": until}})

    def due(self, now: datetime) -> Iterator[str]:
        """Ids of transactions without an outcome."""
        return ids(self._payments, {"due_at": {"$lte": now}}, "due_at")

    def put_off(self, document_id: str, now: datetime, until: datetime) -> None:
        """Work on it failed: it is due later, and nothing else of it is touched."""
        put_off(self._payments, document_id, now, until)
