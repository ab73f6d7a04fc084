"""audit: the log of what staff did, insert only; and how far each chain is known to reach."""

import time
import zlib
from contextlib import suppress
from typing import NamedTuple

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.audit import FIRST, Draft, Entry, canonical
from common.domain.business_time import at, plus_days
from common.domain.errors import Code, Refused
from common.domain.privacy import Signer
from common.store.collection import Raw, to_raw

# Of those who append at once one wins a round, and the others wait: longer each time, and each another while.
TRIES = 40
_FIRST_WAIT, _LONGEST_WAIT = 0.004, 0.2


class Sought(NamedTuple):
    """Which entries of a chain: of which days (both included), of whom, about what; None is any."""

    first: str | None = None
    last: str | None = None
    staff_id: str | None = None
    object_id: str | None = None

    def query(self) -> Raw:
        """As a filter."""
        span: Raw = {}
        if self.first:
            span["$gte"] = at(self.first, "00:00")
        if self.last:
            span["$lt"] = at(plus_days(self.last, 1), "00:00")
        wanted: Raw = {"actor.staff_id": self.staff_id, "object.id": self.object_id}
        return {name: value for name, value in {**wanted, "at": span}.items() if value}


ANY = Sought()


class Audit:
    """Chains of entries. The unique index on chain and seq keeps each without a fork; nothing is ever locked."""

    def __init__(self, database: Database[Raw], signer: Signer) -> None:
        self._audit = database["audit"]
        self._heads = database["audit_heads"]
        self._signer = signer

    def append(self, draft: Draft) -> Entry:
        """Put an entry at the end of its chain. Raises `Refused(BUSY)` when others were faster too often.

        After a tail was cut off the chain goes on behind its head, so that the gap stays to be seen.
        """
        for attempt in range(TRIES):
            seq, prev = self._end(draft.chain, behind_head=attempt > 0)
            raw = to_raw(draft) | {"seq": seq + 1, "prev": prev}
            raw["hash"] = self._signer.sign(canonical(raw))
            with suppress(DuplicateKeyError):
                self._audit.insert_one(raw)
                entry = Entry.model_validate(raw)
                self._note_head(entry)
                return entry
            time.sleep(_wait(draft.id, attempt))
        raise Refused(Code.BUSY, "同时操作的人太多，没有办成，请再点一次")

    def _end(self, chain: str, *, behind_head: bool) -> tuple[int, str]:
        """Seq and hash of the last entry: the head's, or what lies behind it when that was not the last."""
        head = self._heads.find_one({"_id": chain})
        if head is not None and not behind_head:
            return head["seq"], head["hash"]
        query: Raw = {"chain": chain}
        if head is not None:
            query["seq"] = {"$gte": head["seq"]}
        for raw in self._audit.find(query).sort([("seq", -1)]).limit(1):
            return raw["seq"], raw["hash"]
        return (head["seq"], head["hash"]) if head else (FIRST - 1, "")

    def last(self, chain: str) -> Entry | None:
        """The last entry of a chain."""
        return next(iter(self.page(chain, limit=1)), None)

    def get(self, entry_id: str) -> Entry | None:
        """One entry."""
        raw = self._audit.find_one({"_id": entry_id})
        return Entry.model_validate(raw) if raw else None

    def last_of(self, object_id: str) -> Entry | None:
        """The last entry about one thing."""
        found = self._audit.find({"object.id": object_id}).sort([("at", -1)]).limit(1)
        return next((Entry.model_validate(raw) for raw in found), None)

    def page(
        self, chain: str, before: int | None = None, limit: int = 50, sought: Sought = ANY
    ) -> list[Entry]:
        """Entries of a chain, newest first; `before` is the seq where the last page ended."""
        query: Raw = {"chain": chain, **sought.query()}
        if before is not None:
            query["seq"] = {"$lt": before}
        found = self._audit.find(query).sort([("seq", -1)]).limit(limit)
        return [Entry.model_validate(raw) for raw in found]

    def hide(self, field: str, value: str) -> str:
        """A personal value as an entry may show it: the same for the same value of the same field."""
        return self._signer.hide(field, value)

    def _note_head(self, entry: Entry) -> None:
        """Remember that the chain reaches this far: a tail that is cut off later is missed by it."""
        query = {"_id": entry.chain, "seq": {"$lt": entry.seq}}
        reached = {"seq": entry.seq, "hash": entry.hash, "at": entry.at}
        with suppress(DuplicateKeyError):  # it is there with a later entry
            self._heads.update_one(query, {"$set": reached}, upsert=True)


def _wait(draft_id: str, attempt: int) -> float:
    """Seconds until the next try."""
    most: float = min(_FIRST_WAIT * 2.0**attempt, _LONGEST_WAIT)
    return most * (zlib.crc32(f"{draft_id} {attempt}".encode()) % 1000) / 1000
