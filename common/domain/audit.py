"""The audit log: what staff did, one entry after the other in a chain that nobody can change unseen.

A hospital has a chain, the platform has one. An entry's `hash` is a keyed hash over all of it, the hash of the entry
before included. It is written before what it tells of; the changed document names it in `audit`. Of two entries about
one document the one that the document, or the next entry's `follows`, names has happened; another was cut off.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone
from enum import Enum
from typing import Any

from common.domain.actor import Door
from common.domain.change import Change
from common.domain.document import Document, Part

PLATFORM_CHAIN = "platform"
FIRST = 1


class Outcome(str, Enum):
    """How what an entry tells of ended, where it did not simply happen."""

    REFUSED = "refused"
    NOT_DONE = "not_done"


class AuditActor(Part):
    """Who did it: by which of their roles, by which door, in which desktop session."""

    staff_id: str
    role: str
    door: Door
    session: str | None = None


class AuditObject(Part):
    """What it was done to: a collection's name in the singular, and an id."""

    kind: str
    id: str


class Draft(Document):
    """An entry before it has its place. `of`: the entry whose outcome it tells; `follows`: the one its object named."""

    chain: str
    at: datetime
    actor: AuditActor
    verb: str
    object: AuditObject
    changed: tuple[Change, ...] = ()
    reason: str = ""
    request_id: str = ""
    of: str | None = None
    outcome: Outcome | None = None
    follows: str | None = None


class Entry(Draft):
    """An entry in its place. `prev` is the hash before, empty at the first; `hash` is `<key id>.<hex>`."""

    seq: int
    prev: str
    hash: str


class Head(Document):
    """The last entry of a chain that is known for certain; `id` is the chain. There may be later ones, never fewer."""

    seq: int
    hash: str
    at: datetime


def chain_of(hospital_id: str | None) -> str:
    """The chain of a hospital; without one the platform's."""
    return f"hospital.{hospital_id}" if hospital_id else PLATFORM_CHAIN


def to_the_millisecond(instant: datetime) -> datetime:
    """As the database keeps an instant: what is hashed must be what is read again."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def canonical(raw: Mapping[str, Any]) -> bytes:
    """The one spelling of a stored entry, all of its fields but `hash`."""
    rest = {key: value for key, value in raw.items() if key != "hash"}
    text = json.dumps(
        rest, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
    )
    return text.encode()


def changes(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    personal: Iterable[str],
    hide: Callable[[str, str], str],
) -> tuple[Change, ...]:
    """The fields that differ, in their order; `hide` makes the keyed hash of a personal one (field, value)."""
    hidden = set(personal)

    def shown(field: str, value: Any) -> Any:
        if value in (None, "") or field not in hidden:
            return _jsonable(value)
        return hide(field, str(value))

    return tuple(
        Change(field=field, before=shown(field, before.get(field)), after=shown(field, after.get(field)))
        for field in sorted({*before, *after})
        if before.get(field) != after.get(field)
    )  # fmt: skip


def _jsonable(value: Any) -> Any:
    return json.loads(json.dumps(value, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="milliseconds")
    if isinstance(value, Part):
        return value.model_dump(mode="json")
    raise TypeError(f"no plain form for {type(value).__name__}")
