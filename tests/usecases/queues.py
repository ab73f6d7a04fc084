"""Acting in the queue of a slot: what tests of the waitlist share."""

from datetime import datetime, timedelta, timezone

from common.contracts.waitlist import AcceptOffer, JoinWaitlist, LeaveWaitlist, MyWaitlist
from common.usecases.waitlist import waitlist

MS = timedelta(milliseconds=1)
# The slot whose clinic costs nothing.
FREE = {"doctor": "d3", "start": "0900"}


def china(day, hour, minute=0):
    """March 2026, in China."""
    return datetime(2026, 3, day, hour, minute, tzinfo=timezone(timedelta(hours=8)))


def join(phone, slot_id=None, key="join-this-one"):
    """Join a queue; the entry."""
    request = JoinWaitlist(
        action="join", slot_id=slot_id or phone.service.slot_id(), patient_id=phone.patient_id,
        idempotency_key=key,
    )  # fmt: skip
    return waitlist(request, phone.caller, phone.service.deps).entry


def mine(phone):
    """All of a user's entries."""
    return waitlist(MyWaitlist(action="mine"), phone.caller, phone.service.deps).entries


def entry_of(phone):
    """A user's only entry."""
    (entry,) = mine(phone)
    return entry


def leave(phone, entry_id=None):
    """Leave a queue, or turn an offer down."""
    request = LeaveWaitlist(action="leave", entry_id=entry_id or entry_of(phone).id)
    return waitlist(request, phone.caller, phone.service.deps).entry


def accept(phone, entry_id=None):
    """Take a free offer."""
    request = AcceptOffer(action="accept", entry_id=entry_id or entry_of(phone).id)
    return waitlist(request, phone.caller, phone.service.deps).entry
