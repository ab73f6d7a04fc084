"""waitlist: people waiting for a full slot. Every change of status is one update filtered on the status it leaves."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from enum import Enum

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.rules.platform import QUEUE_LONGEST
from common.domain.waitlist import Entry, EntryStatus
from common.store.collection import Raw, ids, readable, to_raw

_OPEN = (EntryStatus.WAITING, EntryStatus.OFFERED)
# What each end may follow. Late money can still turn a lapsed offer into a booking.
_ENDS = {
    EntryStatus.TAKEN: (*_OPEN, EntryStatus.LAPSED),
    EntryStatus.LAPSED: _OPEN,
    EntryStatus.LEFT: _OPEN,
}
_SHOWN_AT_MOST = 50
_AT_A_TIME = 500
_NUMBERS = {"slot_id": 1, "quota_no": 1, "queue_no": 1}
# So many joins of one queue or one person may be faster than this one.
_ROUNDS = 8


class Joined(Enum):
    """What became of a new entry."""

    DONE = "done"
    SAME_TAP = "same tap"
    ALREADY_WAITING = "already waiting"
    NO_QUOTA = "no quota"
    QUEUE_FULL = "queue full"
    BUSY = "busy"


class Waitlist:
    """Entries of every slot."""

    def __init__(self, database: Database[Raw]) -> None:
        self._entries = database["waitlist"]

    # --- reading

    def get(self, entry_id: str) -> Entry | None:
        """One entry."""
        raw = self._entries.find_one({"_id": entry_id})
        return Entry.model_validate(raw) if raw else None

    def owned(self, openid: str, entry_id: str) -> Entry | None:
        """One entry, if it is this user's."""
        entry = self.get(entry_id)
        return entry if entry and entry.openid == openid else None

    def of_user(self, openid: str) -> list[Entry]:
        """A user's entries: those still open, then those that ended; newest first."""
        order = [("active", -1), ("joined_at", -1)]
        found = self._entries.find({"openid": openid}).sort(order).limit(_SHOWN_AT_MOST)
        return [Entry.model_validate(raw) for raw in found]

    def whole_of_user(self, openid: str, after: Entry | None, limit: int) -> list[Entry]:
        """A page of all a user's entries, newest first; `after` is the entry where the last page ended."""
        if after is None:
            return self._newest({"openid": openid}, limit)
        # Some may be made in the same millisecond: within one the id decides.
        same_instant = self._newest({"openid": openid, "joined_at": after.joined_at}, limit)
        rest = [entry for entry in same_instant if entry.id < after.id]
        older = self._newest({"openid": openid, "joined_at": {"$lt": after.joined_at}}, limit)
        return (rest + older)[:limit]

    def _newest(self, query: Raw, limit: int) -> list[Entry]:
        found = self._entries.find(query).sort([("joined_at", -1), ("_id", -1)]).limit(limit)
        return [Entry.model_validate(raw) for raw in found]

    def waiting_for(self, slot_id: str) -> list[Entry]:
        """Who waits for a slot, first come first. Their numbers bound it, whatever else may stand in the collection."""
        found = readable(Entry, self._waiting(slot_id))
        return sorted(found, key=lambda entry: (entry.joined_at, entry.id))

    def waited_for_among(self, slot_ids: list[str]) -> dict[str, int]:
        """Of some slots, those that somebody waits for, and how many do."""
        query = {"slot_id": {"$in": slot_ids}, "status": EntryStatus.WAITING.value}
        return dict(Counter(raw["slot_id"] for raw in self._entries.find(query, {"slot_id": 1})))

    def position(self, entry: Entry) -> int:
        """How many wait before an entry, and one more."""
        queue = self._waiting(entry.slot_id, {"joined_at": 1})
        mine = (entry.joined_at, entry.id)
        return 1 + sum((raw["joined_at"], raw["_id"]) < mine for raw in queue)

    def _waiting(self, slot_id: str, fields: Raw | None = None) -> list[Raw]:
        query = {
            "slot_id": slot_id, "status": EntryStatus.WAITING.value,
            "queue_no": {"$gte": 1, "$lte": QUEUE_LONGEST},
        }  # fmt: skip
        return list(self._entries.find(query, fields).limit(QUEUE_LONGEST))

    def waiting_by_slot(self, slot_ids: list[str]) -> dict[str, int]:
        """How many wait for each of some slots; those that nobody waits for are not among them."""
        counts: dict[str, int] = {}
        for first in range(0, len(slot_ids), _AT_A_TIME):
            query = {
                "slot_id": {"$in": slot_ids[first : first + _AT_A_TIME]},
                "status": EntryStatus.WAITING.value,
            }
            for raw in self._entries.find(query, {"slot_id": 1}):
                counts[raw["slot_id"]] = counts.get(raw["slot_id"], 0) + 1
        return counts

    def slots_waited_for(self) -> list[str]:
        """The slots somebody waits for."""
        return sorted(self._entries.distinct("slot_id", {"status": EntryStatus.WAITING.value}))

    def to_close(self, now: datetime) -> Iterator[str]:
        """Ids of entries still waiting when their queue closes."""
        query = {"status": EntryStatus.WAITING.value, "closes_at": {"$lte": now}}
        return ids(self._entries, query, "closes_at")

    # --- writing

    def join(self, entry: Entry, quota: int, places: int = QUEUE_LONGEST) -> Joined:
        """A new entry on one of the person's quota numbers and one of the slot's places.

        Unique indexes on (person, quota_no) and (person, slot) of active entries and on (slot, queue_no) of waiting
        ones keep the limits, however many joins meet: who was slower looks again.
        """
        raw = to_raw(entry)
        for _ in range(_ROUNDS):
            mine = list(
                self._entries.find({"person_id": entry.person_id, "active": True}, _NUMBERS)
            )
            if any(other["_id"] == entry.id for other in mine):
                return Joined.SAME_TAP
            if any(other["slot_id"] == entry.slot_id for other in mine):
                return Joined.ALREADY_WAITING
            quota_no = _free({other["quota_no"] for other in mine}, quota)
            queue_no = _free(
                {other["queue_no"] for other in self._waiting(entry.slot_id, _NUMBERS)}, places
            )
            if quota_no is None:
                return Joined.NO_QUOTA
            if queue_no is None:
                return Joined.QUEUE_FULL
            try:
                self._entries.insert_one({**raw, "quota_no": quota_no, "queue_no": queue_no})
            except DuplicateKeyError:
                continue
            return Joined.DONE
        return Joined.SAME_TAP if self.get(entry.id) else Joined.BUSY

    def pass_over(self, entry_ids: list[str], until: datetime) -> None:
        """None of them could have a seat now: the next who gives one up goes on behind them until then."""
        query = {"_id": {"$in": entry_ids}, "status": EntryStatus.WAITING.value}
        self._entries.update_many(query, {"$set": {"ask_again_at": until}})

    def leave(self, entry_id: str) -> bool:
        """waiting → left."""
        return self._move(entry_id, (EntryStatus.WAITING,), EntryStatus.LEFT)

    def close(self, entry_id: str) -> bool:
        """waiting → closed."""
        return self._move(entry_id, (EntryStatus.WAITING,), EntryStatus.CLOSED)

    def mark_offered(self, entry_id: str, until: datetime) -> bool:
        """waiting → offered. An entry whose queue closed while the offer was being made is offered all the same.

        Its quota number may be the person's other entry by then. It is negated, so that the unique index lets it
        coexist with a newer entry.
        """
        if self._offered(entry_id, EntryStatus.WAITING, {"offer_until": until}):
            return True
        entry = self.get(entry_id)
        if entry is None:
            return False
        change = {"offer_until": until, "quota_no": -entry.quota_no}
        return self._offered(entry_id, EntryStatus.CLOSED, change)

    def _offered(self, entry_id: str, was: EntryStatus, change: Raw) -> bool:
        query = {"_id": entry_id, "status": was.value}
        change = {**change, "status": EntryStatus.OFFERED.value, "active": True}
        return self._entries.update_one(query, {"$set": change}).modified_count == 1

    def end(self, entry_id: str, status: EntryStatus) -> bool:
        """waiting or offered → taken, lapsed or left, following the offered booking."""
        return self._move(entry_id, _ENDS[status], status)

    def _move(self, entry_id: str, was: tuple[EntryStatus, ...], now: EntryStatus) -> bool:
        query = {"_id": entry_id, "status": {"$in": [status.value for status in was]}}
        change = {"$set": {"status": now.value, "active": False}}
        return self._entries.update_one(query, change).modified_count == 1

    def forget_user(self, openid: str, pseudonym: str) -> None:
        """Take a user's ended entries away from them."""
        change = {"$set": {"openid": pseudonym, "patient_name_masked": ""}}
        self._entries.update_many({"openid": openid, "active": False}, change)


def _free(taken: set[int], most: int) -> int | None:
    """The lowest number that is not taken; None when all are."""
    return next((number for number in range(1, most + 1) if number not in taken), None)
