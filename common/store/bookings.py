"""bookings: the arbiter. Every move is one update filtered on the status it leaves, with its effects."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError
from typing_extensions import assert_never

from common.domain.actor import By, side_of
from common.domain.booking.effects import AnyEffect
from common.domain.booking.model import Booking, Disposition, HistoryEntry
from common.domain.booking.move import Guard, Move
from common.domain.booking.status import ACTIVE, Status
from common.domain.privacy import Cipher
from common.domain.rules.history import History, cancellations_that_matter, day_began
from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import PlatformRules
from common.domain.rules.rulebook import Rulebook
from common.store.collection import Raw, Sealer, ids, plain, readable, to_raw
from common.store.outbox import Outbox, pushing

# What patients wrote in their own words; sealed.
OWN_WORDS = ("visit_reason", "cancel_reason")
# One screenful and a bit: the phone asks for more as it scrolls.
PAGE = 20
# More bookings than anybody makes within a millisecond.
_AT_ONE_INSTANT = 100
# Commands that go through all of a user's bookings take so many each.
_AT_A_TIME = 500
_ACTIVE = [status.value for status in ACTIVE]


class CodeTaken(Exception):
    """Another booking of this hospital and day has the pickup code: draw another."""


class Bookings:
    """Bookings of every hospital."""

    def __init__(self, database: Database[Raw], cipher: Cipher) -> None:
        self._bookings = database["bookings"]
        self.outbox = Outbox(self._bookings)
        self._sealer = Sealer(cipher, "bookings", OWN_WORDS)

    # --- reading

    def get(self, booking_id: str) -> Booking | None:
        """One booking."""
        raw = self._bookings.find_one({"_id": booking_id})
        return Booking.model_validate(raw) if raw else None

    def owned(self, openid: str, booking_id: str) -> Booking | None:
        """A booking, if it is this user's."""
        booking = self.get(booking_id)
        return booking if booking and booking.openid == openid else None

    def of_user(
        self,
        openid: str,
        statuses: tuple[Status, ...] = (),
        after: Booking | None = None,
        limit: int = PAGE,
    ) -> list[Booking]:
        """A page of a user's bookings, newest first; `after` is the booking where the last page ended."""
        query: Raw = {"openid": openid}
        if statuses:
            query["status"] = {"$in": [status.value for status in statuses]}
        if after is None:
            return self._newest(query, limit)
        # Some may be made in the same millisecond: within one the id decides.
        same_instant = self._newest({**query, "created_at": after.created_at}, _AT_ONE_INSTANT)
        rest = [booking for booking in same_instant if booking.id < after.id]
        older = self._newest({**query, "created_at": {"$lt": after.created_at}}, limit)
        return (rest + older)[:limit]

    def _newest(self, query: Raw, limit: int) -> list[Booking]:
        found = self._bookings.find(query).sort([("created_at", -1), ("_id", -1)]).limit(limit)
        return [Booking.model_validate(raw) for raw in found]

    def those_of(self, hospital_id: str, booking_ids: list[str]) -> set[str]:
        """Of some bookings, those at a hospital."""
        query = {"_id": {"$in": booking_ids}, "hospital_id": hospital_id}
        return {raw["_id"] for raw in self._bookings.find(query, {"_id": 1})}

    def own_words(self, booking_ids: list[str]) -> dict[str, dict[str, str | None]]:
        """What was written with some bookings: for each that has any, `visit_reason` and `cancel_reason`.

        None stands for what does not open.
        """
        wanted = {"openid": 1, **{f"{f}_sealed": 1 for f in OWN_WORDS}}
        words: dict[str, dict[str, str | None]] = {}
        for raw in self._bookings.find({"_id": {"$in": booking_ids}}, wanted):
            opened, unreadable = self._sealer.open(raw)
            readable = {field: opened[field] for field in OWN_WORDS if field in opened}
            words[raw["_id"]] = {**readable, **dict.fromkeys(unreadable)}
        return words

    def has_visit_to_come(self, openid: str, now: datetime) -> bool:
        """Whether a user has an active booking that is not over."""
        query = {"openid": openid, "status": {"$in": _ACTIVE}, "ends_at": {"$gt": now}}
        return self._bookings.find_one(query, {"_id": 1}) is not None

    def refunds_owed(self, openid: str) -> Iterator[dict[str, int]]:
        """By booking, how many transactions of a user's go or went back; so many bookings at a time."""
        query = {"openid": openid, "money.disposition": Disposition.REFUND.value}
        found = iter(self._bookings.find(query, {"money.disposition": 1}))
        while some := list(islice(found, _AT_A_TIME)):
            yield {
                raw["_id"]: sum(m["disposition"] == Disposition.REFUND.value for m in raw["money"])
                for raw in some
            }

    def has_open(self, openid: str, patient_id: str, now: datetime) -> bool:
        """Whether a user has an active booking for a patient that is not over."""
        query = {
            "openid": openid,
            "patient_id": patient_id,
            "status": {"$in": _ACTIVE},
            "ends_at": {"$gt": now},
        }
        return self._bookings.find_one(query, {"_id": 1}) is not None

    def history_of(
        self, person_id: str, hospital_id: str, rules: Rulebook, now: datetime
    ) -> History:
        """What a person's bookings say, whoever made them, for a new one in a hospital."""
        return History(
            lost_holds=self._lost_holds({"person_id": person_id}, rules.platform, now),
            paid_cancellations=self._paid_cancellations(person_id, hospital_id, rules.hospital),
        )

    def lost_holds_of_user(self, openid: str, platform: PlatformRules, now: datetime) -> int:
        """How many unpaid holds a user lost today, for whichever patient, counted up to the limit."""
        return self._lost_holds({"openid": openid}, platform, now)

    def _lost_holds(self, whose: Raw, platform: PlatformRules, now: datetime) -> int:
        today = {**whose, "lost_hold_at": {"$gte": day_began(now)}}
        return len(self._some(today, "_id", platform.unpaid_holds_per_day))

    def _paid_cancellations(
        self, person_id: str, hospital_id: str, rules: HospitalRules
    ) -> tuple[datetime, ...]:
        query = {
            "person_id": person_id, "hospital_id": hospital_id, "paid_by": {"$gt": ""},
            "cancelled_by": By.PATIENT.value,
        }  # fmt: skip
        found = self._bookings.find(query, {"cancelled_at": 1}).sort([("cancelled_at", -1)])
        return tuple(raw["cancelled_at"] for raw in found.limit(cancellations_that_matter(rules)))

    def _some(self, query: Raw, field: str, limit: int) -> list[Any]:
        return [raw[field] for raw in self._bookings.find(query, {field: 1}).limit(limit)]

    def to_remind(self, now: datetime) -> Iterator[str]:
        """Ids of bookings with a reminder that is due."""
        return ids(self._bookings, {"remind_at": {"$lte": now}}, "remind_at")

    def stuck(self, attempts: int) -> Iterator[Booking]:
        """Bookings with an effect that failed so often that a person should look."""
        for booking in readable(Booking, self._bookings.find({"stuck": True})):
            if any(effect.attempts >= attempts for effect in booking.effects):
                yield booking

    # --- the life of a booking

    def insert(self, booking: Booking, visit_reason: str = "") -> bool:
        """Write a new booking; False when one with this id exists. Raises `CodeTaken`, with nothing written."""
        raw = {**to_raw(booking), "visit_reason": visit_reason}
        try:
            self._bookings.insert_one(_sparse(self._sealer.seal(raw)))
        except DuplicateKeyError:
            if self._bookings.find_one({"_id": booking.id}, {"_id": 1}):
                return False
            raise CodeTaken from None
        return True

    def note_prepay(self, booking_id: str, now: datetime) -> bool:
        """Remember, before WeChat is asked, that an order may exist there."""
        query = {"_id": booking_id, "status": Status.HELD.value}
        result = self._bookings.update_one(query, {"$set": {"prepay_at": now}, "$inc": {"rev": 1}})
        return result.matched_count == 1

    def apply(self, booking: Booking, move: Move) -> bool:
        """Write a decided move; False when the booking left the status or a guard no longer holds."""
        query = {"_id": booking.id, "status": move.leaves.value}
        for guard in move.only_if:
            query |= _condition(guard, move)
        update = _update(move)
        own_words = {"cancel_reason": move.reason}
        update["$set"] |= self._sealer.seal_fields(booking.id, own_words, booking.openid)
        return self._bookings.update_one(query, update).modified_count == 1

    # --- reminders

    def claim_reminder(self, booking: Booking, effect: AnyEffect, next_at: datetime | None) -> bool:
        """Take over a due reminder: its message is pushed and the next one awaited, in one update."""
        query = {
            "_id": booking.id, "status": Status.CONFIRMED.value, "remind_at": booking.remind_at,
        }  # fmt: skip
        update = pushing((effect,))
        if next_at is None:
            update["$unset"] = {"remind_at": ""}
        else:
            update["$set"] = {"remind_at": next_at}
        return self._bookings.update_one(query, update).modified_count == 1

    def stop_reminding(self, booking: Booking) -> None:
        """A reminder that fell due on a booking that no longer wants one."""
        query = {"_id": booking.id, "remind_at": booking.remind_at}
        self._bookings.update_one(query, {"$unset": {"remind_at": ""}})

    # --- privacy

    def forget_user(self, openid: str, pseudonym: str) -> int:
        """Take a user's finished bookings away from them: what the hospital must keep stays, without names."""
        change = {
            "$set": {"openid": pseudonym, "patient_name_masked": ""},
            "$unset": {f"{field}_sealed": "" for field in OWN_WORDS}, "$inc": {"rev": 1},
        }  # fmt: skip
        forgotten = 0
        while some := self._some({"openid": openid}, "_id", _AT_A_TIME):
            query = {"_id": {"$in": some}, "openid": openid}
            forgotten += self._bookings.update_many(query, change).modified_count
        return forgotten


def _condition(guard: Guard, move: Move) -> Raw:
    """A guard as the condition of a filter; each by itself, so that they can be put side by side."""
    match guard:
        case Guard.HOLD_RUNS:
            return {"hold_until": {"$gt": move.at}}
        case Guard.HOLD_OVER:
            return {"hold_until": {"$lte": move.at}}
        case Guard.NEW_MONEY:
            transaction = move.payment.transaction_id if move.payment else None
            return {"money.transaction_id": {"$ne": transaction}}
        case Guard.MONEY_KEPT:
            return {"money": {"$elemMatch": {"disposition": Disposition.KEPT.value}}}
        case _:
            assert_never(guard)


def _update(move: Move) -> Raw:
    entry = HistoryEntry(
        at=move.at, leaves=move.leaves, becomes=move.becomes, by=side_of(move.actor), why=move.why
    )
    update = pushing(move.effects)
    update["$push"]["history"] = to_raw(entry)
    update["$set"] = {"status": move.becomes.value, **plain(dict(move.sets))}
    if move.payment:
        update["$push"]["money"] = to_raw(move.payment)
    if move.kept_money_becomes:
        update["$set"]["money.$.disposition"] = move.kept_money_becomes.value
    if move.unsets:
        update["$unset"] = dict.fromkeys(move.unsets, "")
    return update


def _sparse(raw: Raw) -> Raw:
    """Without empty fields, so that indexes on `due_at` and `remind_at` hold only what is awaited."""
    return {key: value for key, value in raw.items() if value is not None}
