"""refunds: what was asked of WeChat Pay to send back, and how far it got. The id is the out_refund_no."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.booking.model import Booking
from common.domain.money.payment import FINAL_REFUND, NEEDS_STAFF, Refund, RefundStatus
from common.store.collection import Raw, ids, put_off, readable, to_raw


class Refunds:
    """Refunds of every merchant."""

    def __init__(self, database: Database[Raw]) -> None:
        self._refunds = database["refunds"]

    def get(self, refund_no: str) -> Refund | None:
        """One refund."""
        raw = self._refunds.find_one({"_id": refund_no})
        return Refund.model_validate(raw) if raw else None

    def known(self, refund_nos: Iterable[str]) -> set[str]:
        """Those of the refunds that are ours."""
        found = self._refunds.find({"_id": {"$in": list(refund_nos)}}, {"_id": 1})
        return {raw["_id"] for raw in found}

    def of_bookings(self, bookings: Iterable[Booking]) -> list[Refund]:
        """The refunds of some bookings; one that no money ever reached has none, and is not asked for."""
        paid = [booking.id for booking in bookings if booking.money]
        if not paid:
            return []
        found = self._refunds.find({"booking_id": {"$in": paid}})
        return [Refund.model_validate(raw) for raw in found]

    def all_ended(self, owed: dict[str, int]) -> bool:
        """Whether every one of the refunds owed, by booking, is there and at its end."""
        found = list(self._refunds.find({"booking_id": {"$in": list(owed)}}, {"status": 1}))
        final = {end.value for end in FINAL_REFUND}
        return len(found) >= sum(owed.values()) and all(raw["status"] in final for raw in found)

    def open(self, refund: Refund) -> bool:
        """Write a refund down before WeChat is asked; False when it is there already."""
        try:
            self._refunds.insert_one(to_raw(refund))
        except DuplicateKeyError:
            return False
        return True

    def advance(
        self, refund_no: str, status: RefundStatus, now: datetime, ask_at: datetime | None
    ) -> bool:
        """A new state as WeChat tells it; a final state stays. `ask_at` is when to ask again, None when it is over."""
        change: Raw = {"status": status.value}
        update: dict[str, Raw] = {"$set": change}
        if ask_at is None:
            change["finished_at"] = now
            update["$unset"] = {"due_at": ""}
        else:
            change["due_at"] = ask_at
        final = [end.value for end in FINAL_REFUND]
        query = {"_id": refund_no, "status": {"$nin": final}}
        return self._refunds.update_one(query, update).modified_count == 1

    def refuse(self, refund_no: str) -> bool:
        """WeChat did not take it; False when it did since, or when that is written already."""
        query = {"_id": refund_no, "status": RefundStatus.REQUESTED.value}
        change = {"$set": {"status": RefundStatus.REFUSED.value}}
        return self._refunds.update_one(query, change).modified_count == 1

    def postpone(self, refund_no: str, until: datetime) -> None:
        """WeChat could not be asked now."""
        query = {"_id": refund_no, "due_at": {"$lt": until}}
        self._refunds.update_one(query, {"$set": {"due_at": until}})

    def due(self, now: datetime) -> Iterator[str]:
        """Ids of refunds whose end should be asked for."""
        return ids(self._refunds, {"due_at": {"$lte": now}}, "due_at")

    def put_off(self, document_id: str, now: datetime, until: datetime) -> None:
        """Work on it failed: it is due later, and nothing else of it is touched."""
        put_off(self._refunds, document_id, now, until)

    def needing_staff(self) -> list[Refund]:
        """Refunds WeChat refused or could not carry out; a person works on them."""
        states = sorted(status.value for status in NEEDS_STAFF)
        return list(readable(Refund, self._refunds.find({"status": {"$in": states}})))
