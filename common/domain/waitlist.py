"""候补: one person waiting for one full slot. First come, first served; one offer an entry, ever.

An offer is a held booking whose id derives from the entry. The entry's status follows that booking by effects.
"""

from datetime import datetime, timedelta
from enum import Enum

from common.domain.booking.names import digest
from common.domain.booking.visit import Visit

# How long somebody is not asked again after a whole batch was passed over, so that the next run goes on behind them.
# The longest queue is asked to its end within it.
PASSED_OVER_FOR = timedelta(minutes=10)


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

    `quota_no` 名额号 numbers a person's active entries from 1, `queue_no` 队列号 a slot's waiting ones; a unique index
    over each is the limit. Neither is the order: that is `joined_at`. `ask_again_at`: passed over until then.
    """

    status: EntryStatus = EntryStatus.WAITING
    active: bool = True
    quota_no: int
    queue_no: int
    joined_at: datetime
    closes_at: datetime
    ask_again_at: datetime | None = None
    offer_until: datetime | None = None

    def asked(self, now: datetime) -> bool:
        """Whether a seat may be offered to it now: its queue is open, and it is not passed over for a while."""
        return now < self.closes_at and (self.ask_again_at is None or self.ask_again_at <= now)


def entry_id(openid: str, idempotency_key: str) -> str:
    """The same tap of the same user is the same entry."""
    return "w" + digest("entry", openid, idempotency_key)[:26]


def offered_booking_id(entry: str) -> str:
    """The booking an entry may become: one, ever."""
    return "q" + digest("offer", entry)[:26]


def handed_claim(claim: str, entry: str) -> str:
    """The claim a seat gets when it passes from one claim to an entry; a run again derives the same."""
    return "h" + digest("hand", claim, entry)[:31]
