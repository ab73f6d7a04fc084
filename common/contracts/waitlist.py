"""waitlist: 候补 for a full slot."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from common.contracts.base import Id, Instant, Key, Reply, Request
from common.contracts.booking import VisitView
from common.domain.waitlist import EntryStatus


class JoinWaitlist(Request):
    """Wait for a seat. The same `idempotency_key` is the same tap."""

    action: Literal["join"]
    slot_id: Id
    patient_id: Id
    idempotency_key: Key


class AcceptOffer(Request):
    """Take a free offer; a paid one is taken by paying its booking."""

    action: Literal["accept"]
    entry_id: Id


class LeaveWaitlist(Request):
    """Stop waiting, or turn an offer down."""

    action: Literal["leave"]
    entry_id: Id


class MyWaitlist(Request):
    """All entries of the user."""

    action: Literal["mine"]


AnyWaitlistRequest = JoinWaitlist | AcceptOffer | LeaveWaitlist | MyWaitlist
WAITLIST_REQUEST: TypeAdapter[AnyWaitlistRequest] = TypeAdapter(
    Annotated[AnyWaitlistRequest, Field(discriminator="action")]
)


class EntryView(VisitView):
    """One entry. `position` counts from 1 while it waits; `booking_id` is the offer, once there is one."""

    id: str
    status: EntryStatus
    position: int | None
    offer_until: Instant | None
    booking_id: str | None
    joined_at: Instant
    closes_at: Instant


class EntryReply(Reply):
    """One entry."""

    entry: EntryView


class EntriesReply(Reply):
    """Entries of the user: those still open, then those that ended; newest first, fifty at most."""

    entries: list[EntryView]
