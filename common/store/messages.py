"""Messages to patients: the templates, the credits a patient gave for each, and a log so that none is sent twice."""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.document import Document
from common.domain.messages import MUST_REACH, MessageTemplate
from common.store.collection import Raw, to_raw


class Sending(str, Enum):
    """How far a message got. Only `RETRY` is ever tried again; after `SENDING` nothing is known, so it is not."""

    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    NO_CREDIT = "no_credit"
    NO_TEMPLATE = "no_template"
    REFUSED = "refused"
    UNKNOWN = "unknown"


# Whoever should have been told, and was not for certain; `RETRY` may still become `SENT`.
UNTOLD = (
    Sending.NO_CREDIT,
    Sending.NO_TEMPLATE,
    Sending.REFUSED,
    Sending.UNKNOWN,
    Sending.RETRY,
)
_AT_A_TIME = 200


class Message(Document):
    """One message about a booking, to be sent once; with the hospital and the day of the visit if it must arrive."""

    booking_id: str
    kind: str
    hospital_id: str | None = None
    date: str | None = None


class Untold(NamedTuple):
    """A message that must reach its patient and did not, and how it ended."""

    message_id: str
    booking_id: str
    kind: str
    state: Sending
    at: datetime


class MessageTemplates:
    """Subscribe-message templates, by kind of message."""

    def __init__(self, database: Database[Raw]) -> None:
        self._templates = database["message_templates"]

    def get(self, kind: str) -> MessageTemplate | None:
        """The template of a kind, if the hospital has one."""
        raw = self._templates.find_one({"_id": kind})
        return MessageTemplate.model_validate(raw) if raw else None

    def all(self) -> list[MessageTemplate]:
        """Every template."""
        return [MessageTemplate.model_validate(raw) for raw in self._templates.find({})]

    def put(self, template: MessageTemplate) -> None:
        """Set the template of its kind."""
        self._templates.replace_one({"_id": template.id}, to_raw(template), upsert=True)


class Credits:
    """One accept is one later send; the ledger of them by user and template."""

    def __init__(self, database: Database[Raw]) -> None:
        self._credits = database["message_credits"]

    def grant(self, openid: str, template_id: str) -> None:
        """The user accepted one more message."""
        change = {
            "$inc": {"left": 1}, "$setOnInsert": {"openid": openid, "template_id": template_id},
        }  # fmt: skip
        self._credits.update_one({"_id": _credit_id(openid, template_id)}, change, upsert=True)

    def left(self, openid: str, template_id: str) -> int:
        """How many messages the user still accepts."""
        raw = self._credits.find_one({"_id": _credit_id(openid, template_id)})
        return int(raw["left"]) if raw else 0

    def of_user(self, openid: str) -> dict[str, int]:
        """Credits by template id."""
        return {raw["template_id"]: raw["left"] for raw in self._credits.find({"openid": openid})}

    def spend(self, openid: str, template_id: str) -> None:
        """A message went out."""
        query = {"_id": _credit_id(openid, template_id), "left": {"$gte": 1}}
        self._credits.update_one(query, {"$inc": {"left": -1}})

    def void(self, openid: str, template_id: str) -> None:
        """WeChat says there are none, whatever the ledger says."""
        self._credits.update_one({"_id": _credit_id(openid, template_id)}, {"$set": {"left": 0}})

    def erase(self, openid: str) -> None:
        """Forget a user's credits."""
        self._credits.delete_many({"openid": openid})


def _credit_id(openid: str, template_id: str) -> str:
    return f"{openid}:{template_id}"


class MessageLog:
    """Every message that was to be sent, once."""

    def __init__(self, database: Database[Raw]) -> None:
        self._log = database["message_log"]

    # --- reading

    def state(self, message_id: str) -> Sending | None:
        """How far a message got."""
        raw = self._log.find_one({"_id": message_id})
        return Sending(raw["state"]) if raw else None

    def untold(self, booking_ids: list[str]) -> Iterator[Untold]:
        """Of some bookings, who could not be told of what must reach them, by message id."""
        return self._untold({"booking_id": {"$in": booking_ids}})

    def untold_on(self, hospital_id: str, day: str) -> Iterator[Untold]:
        """Of a hospital's visits on a day, likewise. Read as they are asked for, so many at a time."""
        return self._untold({"hospital_id": hospital_id, "date": day})

    def untold_since(self, hospital_id: str, day: str) -> Iterator[Untold]:
        """Of a hospital's visits from a day on, likewise."""
        return self._untold({"hospital_id": hospital_id, "date": {"$gte": day}})

    def _untold(self, whose: Raw) -> Iterator[Untold]:
        # By indexed fields alone: of a booking or a day there are few others.
        for raw in self._log.find(whose).sort([("_id", 1)]).batch_size(_AT_A_TIME):
            state = Sending(raw["state"])
            if raw["kind"] in MUST_REACH and state in UNTOLD:
                yield Untold(raw["_id"], raw["booking_id"], raw["kind"], state, raw["at"])

    # --- writing

    def note(self, message: Message, state: Sending, now: datetime) -> bool:
        """Write how far a message got; `SENDING` claims it. False when it was sent, refused, or may have been sent:
        only what is to be tried again is written over."""
        known = {key: value for key, value in to_raw(message).items() if value is not None}
        entry = {**known, "state": state.value, "at": now}
        try:
            self._log.insert_one(entry)
        except DuplicateKeyError:
            query = {"_id": message.id, "state": Sending.RETRY.value}
            change = {"$set": {"state": state.value, "at": now}}
            return self._log.update_one(query, change).modified_count == 1
        return True

    def end(self, message_id: str, state: Sending) -> None:
        """How the sending ended."""
        query = {"_id": message_id, "state": Sending.SENDING.value}
        self._log.update_one(query, {"$set": {"state": state.value}})
