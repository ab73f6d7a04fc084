"""候补: one person waiting for one full slot. First come, first served; one offer an entry, ever.

An offer is a held booking whose id derives from the entry. The entry's status follows that booking by effects.
"""

from datetime import datetime, timedelta
from enum import Enum

from common.domain.bookings import digest
from common.domain.business_time import SHANGHAI, at, business_date, plus_days
from common.domain.errors import Code, Refused
from common.domain.rules import HospitalRules, PlatformRules
from common.domain.slots import Availability, Slot, availability
from common.domain.visits import Visit


class EntryStatus(str, Enum):
    """候补中 waiting, 待确认 offered, 已约上 taken, 已过期 lapsed, 已退出 left, 已截止 closed."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    LAPSED = "lapsed"
    LEFT = "left"
    CLOSED = "closed"


class Entry(Visit):
    """`active` until the wait or the offer is over; `place` numbers a person's active entries from 1."""

    status: EntryStatus = EntryStatus.WAITING
    active: bool = True
    place: int
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


def queue_closes_at(day: str, platform: PlatformRules) -> datetime:
    """The queue of a day closes the evening before."""
    return at(plus_days(day, -1), platform.waitlist_closes)


def may_join(
    slot: Slot, platform: PlatformRules, hospital: HospitalRules, now: datetime
) -> Refused | None:
    """A queue is joined only while the slot is open, released and full, and before it closes."""
    if not hospital.waitlist:
        return Refused(Code.BAD_STATE, "这家医院没有开通候补")
    seen = availability(slot, now)
    if seen is Availability.FREE:
        return Refused(Code.BAD_STATE, "还有号，请直接预约")
    if seen not in (Availability.FULL, Availability.HELD):
        return Refused(Code.SLOT_CLOSED, "这个时间不能候补，请换一个时间")
    if now >= queue_closes_at(slot.date, platform):
        return Refused(Code.SLOT_CLOSED, "候补已截止，请换一个时间")
    return None


def next_offer_time(now: datetime, platform: PlatformRules) -> datetime:
    """`now` within offer hours, else the next morning: nobody can answer an offer in their sleep."""
    clock = now.astimezone(SHANGHAI).strftime("%H:%M")
    today = business_date(now)
    if clock < platform.offers_from:
        return at(today, platform.offers_from)
    if clock >= platform.offers_to:
        return at(plus_days(today, 1), platform.offers_from)
    return now


def offer_until(now: datetime, platform: PlatformRules) -> datetime:
    """Until when an offer made now can be taken."""
    return (now + timedelta(minutes=platform.offer_minutes)).replace(microsecond=0)
