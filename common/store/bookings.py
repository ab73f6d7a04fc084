"""bookings: the arbiter. Every move is one update filtered on the status it leaves, with its effects."""

from collections.abc import Iterator
from datetime import datetime

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError
from typing_extensions import assert_never

from common.domain.actor import side_of
from common.domain.booking.effects import AnyEffect
from common.domain.booking.model import Booking, Disposition, HistoryEntry
from common.domain.booking.move import Guard, Move
from common.domain.booking.status import ACTIVE, Status
from common.domain.privacy import Cipher
from common.store.collection import Raw, Sealer, plain, to_raw
from common.store.outbox import Outbox, pushing

# What patients wrote in their own words; sealed.
OWN_WORDS = ("visit_reason", "cancel_reason")
# One screenful and a bit: the phone asks for more as it scrolls.
PAGE = 20


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
        self, openid: str, statuses: tuple[Status, ...] = (), after: Booking | None = None
    ) -> list[Booking]:
        """A page of a user's bookings, newest first; `after` is the booking where the last page ended."""
        query: Raw = {"openid": openid}
        if statuses:
            query["status"] = {"$in": [status.value for status in statuses]}
        if after is None:
            return self._newest(query)
        # Two may be made in the same millisecond: within one the id decides.
        same_instant = self._all({**query, "created_at": after.created_at})
        rest = sorted(
            (b for b in same_instant if b.id < after.id), key=lambda b: b.id, reverse=True
        )
        return (rest + self._newest({**query, "created_at": {"$lt": after.created_at}}))[:PAGE]

    def _newest(self, query: Raw) -> list[Booking]:
        found = self._bookings.find(query).sort([("created_at", -1), ("_id", -1)]).limit(PAGE)
        return [Booking.model_validate(raw) for raw in found]

    def own_words(self, openid: str) -> dict[str, dict[str, str | None]]:
        """What a user wrote with their bookings: for each that has any, `visit_reason` and `cancel_reason`.

        None stands for what does not open.
        """
        query = {"openid": openid, "$or": [{f"{f}_sealed": {"$exists": True}} for f in OWN_WORDS]}
        wanted = {"openid": 1, **{f"{f}_sealed": 1 for f in OWN_WORDS}}
        words: dict[str, dict[str, str | None]] = {}
        for raw in self._bookings.find(query, wanted):
            opened, unreadable = self._sealer.open(raw)
            readable = {field: opened[field] for field in OWN_WORDS if field in opened}
            words[raw["_id"]] = {**readable, **dict.fromkeys(unreadable)}
        return words

    def has_open(self, openid: str, patient_id: str, now: datetime) -> bool:
        """Whether a user has an active booking for a patient that is not over."""
        query = {
            "openid": openid,
            "patient_id": patient_id,
            "status": {"$in": [status.value for status in ACTIVE]},
            "ends_at": {"$gt": now},
        }
        return self._bookings.find_one(query, {"_id": 1}) is not None

    def recent_of_person(self, person_id: str, since: datetime) -> list[Booking]:
        """A person's bookings made since an instant, whoever made them."""
        return self._all({"person_id": person_id, "created_at": {"$gte": since}})

    def recent_of_user(self, openid: str, since: datetime) -> list[Booking]:
        """A user's bookings made since an instant, for whichever patient."""
        return self._all({"openid": openid, "created_at": {"$gte": since}})

    def _all(self, query: Raw) -> list[Booking]:
        return [Booking.model_validate(raw) for raw in self._bookings.find(query)]

    def to_remind(self, now: datetime, limit: int) -> list[Booking]:
        """Bookings with a reminder that is due."""
        found = self._bookings.find({"remind_at": {"$lte": now}}).limit(limit)
        return [Booking.model_validate(raw) for raw in found]

    def stuck(self, attempts: int) -> Iterator[Booking]:
        """Bookings with an effect that failed so often that a person should look."""
        for raw in self._bookings.find({"stuck": True}):
            booking = Booking.model_validate(raw)
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
        return self._bookings.update_many({"openid": openid}, change).modified_count


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
