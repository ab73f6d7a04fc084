"""book, pay, cancel, my_bookings: requests about one's own bookings."""

from typing import Annotated

from pydantic import Field, model_validator

from common.contracts.base import Id, Key, Request, Sentence
from common.domain.booking.status import Status


class BookRequest(Request):
    """Take a seat on a slot. The same `idempotency_key` is the same tap, however often it is sent."""

    slot_id: Id
    patient_id: Id
    idempotency_key: Key
    visit_reason: Sentence = ""


class PayRequest(Request):
    """Open the pay sheet of a held booking (again)."""

    booking_id: Id


class CancelRequest(Request):
    """Give a booking back."""

    booking_id: Id
    reason: Sentence = ""


class MyBookingsRequest(Request):
    """One booking, or a page of them. `status` is one status or several."""

    booking_id: Id | None = None
    status: Annotated[list[Status], Field(max_length=7)] | Status | None = None
    cursor: Id | None = None

    @model_validator(mode="after")
    def _one_or_many(self) -> "MyBookingsRequest":
        if self.booking_id is not None and (self.status is not None or self.cursor is not None):
            raise ValueError("booking_id stands alone")
        return self

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The wanted statuses; empty means all."""
        if self.status is None:
            return ()
        return (self.status,) if isinstance(self.status, Status) else tuple(self.status)
