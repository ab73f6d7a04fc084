"""候补: one person waiting for one full slot. First come, first served; one offer an entry, ever.

An offer is a held booking whose id derives from the entry. The entry's status follows that booking by effects.
"""

from datetime import datetime
from enum import Enum

from common.domain.booking.names import digest
from common.domain.booking.visit import Visit


class EntryStatus(str, Enum):
    """候补中 waiting, 待确认 offered, 已约上 taken, 已过期 lapsed, 已退出 left, 已截止 closed."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    LAPSED = "lapsed"
    LEFT = "left"
    CLOSED = "closed"


class Entry(Visit):
    """`active` until the wait or the offer is over.

    `quota_no` 名额号 numbers a person's active entries from 1; a unique index over it is the limit.
    """

    status: EntryStatus = EntryStatus.WAITING
    active: bool = True
    quota_no: int
    joined_at: datetime
    closes_at: datetime
    offer_until: datetime | None = None


def entry_id(openid: str, idempotency_key: str) -> str:
    """The same tap of the same user is the same entry."""
    return "w" + digest("entry", openid, idempotency_key)[:26]


def offered_booking_id(entry: str) -> str:
    """The booking an entry may become: one, ever."""
    return "q" + digest("offer", entry)[:26]


def handed_claim(claim: str, entry: str) -> str:
    """The claim a seat gets when it passes from one claim to an entry; a run again derives the same."""
    return "h" + digest("hand", claim, entry)[:31]
