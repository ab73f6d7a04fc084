"""waitlist: people waiting for a full slot. Every change of status is one update filtered on the status it leaves."""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.waitlist import Entry, EntryStatus
from common.store.collection import Raw, to_raw

_OPEN = (EntryStatus.WAITING, EntryStatus.OFFERED)
# What each end may follow. Late money can still turn a lapsed offer into a booking.
_ENDS = {
    EntryStatus.TAKEN: (*_OPEN, EntryStatus.LAPSED),
    EntryStatus.LAPSED: _OPEN,
    EntryStatus.LEFT: _OPEN,
}
_SHOWN_AT_MOST = 50


class Joined(Enum):
    """What became of a new entry."""

    DONE = "done"
    SAME_TAP = "same tap"
    ALREADY_WAITING = "already waiting"
    NO_QUOTA = "no quota"


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

    def waiting_for(self, slot_id: str) -> list[Entry]:
        """Who waits for a slot, first come first."""
        query = {"slot_id": slot_id, "status": EntryStatus.WAITING.value}
        found = [Entry.model_validate(raw) for raw in self._entries.find(query)]
        return sorted(found, key=lambda entry: (entry.joined_at, entry.id))

    def slots_waited_for(self) -> list[str]:
        """The slots somebody waits for."""
        return sorted(self._entries.distinct("slot_id", {"status": EntryStatus.WAITING.value}))

    def to_close(self, now: datetime) -> Iterator[Entry]:
        """Entries still waiting when their queue closes."""
        query = {"status": EntryStatus.WAITING.value, "closes_at": {"$lte": now}}
        for raw in self._entries.find(query):
            yield Entry.model_validate(raw)

    # --- writing

    def join(self, entry: Entry, quota: int) -> Joined:
        """A new entry on one of the person's quota numbers.

        Unique indexes over active entries on (person, quota_no) and (person, slot) keep the limit, however many joins
        meet.
        """
        raw = to_raw(entry)
        for quota_no in range(1, quota + 1):
            try:
                self._entries.insert_one({**raw, "quota_no": quota_no})
            except DuplicateKeyError:
                if self.get(entry.id):
                    return Joined.SAME_TAP
                same = {"person_id": entry.person_id, "slot_id": entry.slot_id, "active": True}
                if self._entries.find_one(same, {"_id": 1}):
                    return Joined.ALREADY_WAITING
                continue
            return Joined.DONE
        return Joined.NO_QUOTA

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
