"""bookings: the arbiter. Every move is one update filtered on the status it leaves, with its effects."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.bookings import (
    ACTIVE,
    BookedSeat,
    Booking,
    Effect,
    Fate,
    HistoryEntry,
    Money,
    Move,
    Status,
)
from common.domain.privacy import Cipher
from common.store.collection import Raw, Sealer, to_raw

# One screenful and a bit: the phone asks for more as it scrolls.
PAGE = 20


class Bookings:
    """Bookings of every hospital."""

    def __init__(self, database: Database[Raw], cipher: Cipher) -> None:
        self._bookings = database["bookings"]
        self._sealer = Sealer(cipher, "bookings", ("visit_reason",))

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

    def due(self, now: datetime, limit: int) -> list[str]:
        """Ids of bookings with an effect that is due."""
        found = self._bookings.find({"due_at": {"$lte": now}}, {"_id": 1}).limit(limit)
        return [raw["_id"] for raw in found]

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
        """Write a new booking; False when one with this id exists."""
        raw = {**to_raw(booking), "visit_reason": visit_reason}
        try:
            self._bookings.insert_one(_sparse(self._sealer.seal(raw)))
        except DuplicateKeyError:
            return False
        return True

    def note_prepay(self, booking_id: str, now: datetime) -> bool:
        """Remember, before WeChat is asked, that an order may exist there."""
        query = {"_id": booking_id, "status": Status.HELD.value}
        result = self._bookings.update_one(query, {"$set": {"prepay_at": now}, "$inc": {"rev": 1}})
        return result.matched_count == 1

    def confirm(
        self, booking: Booking, move: Move, money: Money, remind_at: datetime | None, now: datetime
    ) -> bool:
        """held → confirmed by a transaction that has no fate yet."""
        change = {"paid_by": money.tx, "remind_at": remind_at}
        return self._settle(booking, move, money, change, now)

    def accept(
        self, booking: Booking, move: Move, remind_at: datetime | None, now: datetime
    ) -> bool:
        """held → confirmed without money, while the offer lasts."""
        query = {"_id": booking.id, "status": move.was.value, "hold_until": {"$gt": now}}
        update = _move(move, {"remind_at": remind_at}, now)
        return self._bookings.update_one(query, update).modified_count == 1

    def regain(
        self,
        booking: Booking,
        move: Move,
        money: Money,
        seat: BookedSeat,
        remind_at: datetime | None,
        now: datetime,
    ) -> bool:
        """expired → confirmed on a new seat, by late money that has no fate yet."""
        change = {"paid_by": money.tx, "seat": to_raw(seat), "remind_at": remind_at}
        return self._settle(booking, move, money, change, now)

    def _settle(
        self, booking: Booking, move: Move, money: Money, change: Raw, now: datetime
    ) -> bool:
        query = {"_id": booking.id, "status": move.was.value, "money.tx": {"$ne": money.tx}}
        update = _move(move, change, now)
        update["$unset"] = {"lost_hold_at": ""}  # a hold that was paid, however late, is not lost
        update["$push"]["money"] = to_raw(money)
        return self._bookings.update_one(query, update).modified_count == 1

    def refuse_money(self, booking: Booking, money: Money, effects: tuple[Effect, ...]) -> bool:
        """Money this booking cannot use: its fate and its refund in one update, while the status stands."""
        query = {
            "_id": booking.id, "status": booking.status.value, "money.tx": {"$ne": money.tx},
        }  # fmt: skip
        update = _push(effects)
        update["$push"]["money"] = to_raw(money)
        return self._bookings.update_one(query, update).modified_count == 1

    def expire(self, booking: Booking, move: Move, now: datetime) -> bool:
        """held → expired, if its time to pay is over."""
        query = {"_id": booking.id, "status": move.was.value, "hold_until": {"$lte": now}}
        lost = None if booking.entry_id else now  # an offer that passed by is nobody's fault
        update = _move(move, {"lost_hold_at": lost}, now)
        return self._bookings.update_one(query, update).modified_count == 1

    def cancel(self, booking: Booking, move: Move, now: datetime) -> bool:
        """held or confirmed → cancelled; the fate of the money that paid it is rewritten in the same update."""
        change: Raw = {"cancelled_by": move.by.value, "cancelled_at": now}
        if move.was is Status.HELD and booking.entry_id is None:
            change["lost_hold_at"] = now
        query: Raw = {"_id": booking.id, "status": move.was.value}
        if booking.paid_by is not None:
            query["money"] = {"$elemMatch": {"fate": Fate.KEPT.value}}  # there is one
            change["money.$.fate"] = Fate.REFUND.value
        update = _move(move, change, now)
        update["$unset"] = {"remind_at": ""}
        return self._bookings.update_one(query, update).modified_count == 1

    # --- effects

    def lease_effect(self, booking_id: str, effect_id: str, now: datetime, until: datetime) -> bool:
        """Claim a due effect by pushing its `not_before` ahead; False when somebody else has it."""
        due = {"$elemMatch": {"id": effect_id, "not_before": {"$lte": now}}}
        change = {
            "$set": {"effects.$.not_before": until}, "$inc": {"effects.$.attempts": 1, "rev": 1},
        }  # fmt: skip
        query = {"_id": booking_id, "effects": due}
        return self._bookings.update_one(query, change).modified_count == 1

    def put_off(self, booking_id: str, effect_id: str, until: datetime, stuck: bool) -> None:
        """An effect failed: try again at `until`; `stuck` puts the booking on the list a person works on."""
        change: Raw = {"effects.$.not_before": until}
        if stuck:
            change["stuck"] = True
        query = {"_id": booking_id, "effects": {"$elemMatch": {"id": effect_id}}}
        self._bookings.update_one(query, {"$set": change, "$inc": {"rev": 1}})

    def done(self, booking_id: str, effect_ids: list[str]) -> None:
        """Effects that happened are taken off."""
        change = {"$pull": {"effects": {"id": {"$in": effect_ids}}}, "$inc": {"rev": 1}}
        self._bookings.update_one({"_id": booking_id}, change)

    def tune_due(self, booking: Booking) -> None:
        """Set `due_at` to the earliest effect of the booking as read.

        Under its `rev`: when something changed meanwhile `due_at` stays early, which costs one look, never late.
        """
        earliest = min((effect.not_before for effect in booking.effects), default=None)
        if earliest == booking.due_at:
            return
        change: Raw = (
            {"$set": {"due_at": earliest}} if earliest else {"$unset": {"due_at": "", "stuck": ""}}
        )
        self._bookings.update_one({"_id": booking.id, "rev": booking.rev}, change)

    def add_effect(self, booking_id: str, effect: Effect) -> None:
        """Push one more thing that must happen; pushed twice, it stands once."""
        query = {"_id": booking_id, "effects.id": {"$ne": effect.id}}
        self._bookings.update_one(query, _push((effect,)))

    def claim_reminder(self, booking: Booking, effect: Effect, next_at: datetime | None) -> bool:
        """Take over a due reminder: its message is pushed and the next one awaited, in one update."""
        query = {
            "_id": booking.id, "status": Status.CONFIRMED.value, "remind_at": booking.remind_at,
        }  # fmt: skip
        update = _push((effect,))
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
            "$unset": {"visit_reason_sealed": ""}, "$inc": {"rev": 1},
        }  # fmt: skip
        return self._bookings.update_many({"openid": openid}, change).modified_count


def _move(move: Move, change: Raw, now: datetime) -> Raw:
    entry = HistoryEntry(at=now, was=move.was, now=move.now, by=move.by, why=move.why)
    update = _push(move.effects)
    update["$push"]["history"] = to_raw(entry)
    update["$set"] = {
        "status": move.now.value,
        **{k: v for k, v in change.items() if v is not None},
    }
    return update


def _push(effects: tuple[Effect, ...]) -> dict[str, Any]:
    """The parts of an update that add effects and keep `due_at` no later than the earliest of them."""
    update: dict[str, Any] = {"$inc": {"rev": 1}, "$push": {}}
    if effects:
        update["$push"]["effects"] = {"$each": [to_raw(effect) for effect in effects]}
        update["$min"] = {"due_at": min(effect.not_before for effect in effects)}
    return update


def _sparse(raw: Raw) -> Raw:
    """Without empty fields, so that indexes on `due_at` and `remind_at` hold only what is awaited."""
    return {key: value for key, value in raw.items() if value is not None}
