"""What a desk will do: an attempt at a seat of its own pool, for somebody who stands there."""

from typing import Any

from common.domain.booking.model import Booking
from common.domain.booking.names import booking_id
from common.domain.rules.may_book import may_book
from common.domain.slot import Pool, not_bookable
from common.protocol.attempt import Attempt, make_booking
from common.protocol.case import load_case
from common.protocol.deps import Deps
from common.protocol.orders import try_prepay

_PATIENCE_SECONDS = 8.0


def book_at_desk(
    phone: Any, slot_id: str, key: str, deps: Deps, pool: Pool = Pool.WINDOW
) -> Booking:
    """A seat of the pool for the patient of `phone`: held where there is something to pay, else confirmed.

    The same call again answers its booking. Raises `Refused`, `BUSY` while it is not known what an earlier one did.
    """
    identity = booking_id(phone.caller.openid, key)
    booking = deps.store.bookings.get(identity)
    if booking is None:
        booking = make_booking(_attempt(identity, pool, phone, slot_id, deps), deps)
    try_prepay(booking, deps)
    return booking


def _attempt(identity: str, pool: Pool, phone: Any, slot_id: str, deps: Deps) -> Attempt:
    slot = deps.store.slots.get(slot_id)
    patient = deps.store.patients.owned(phone.caller.openid, phone.patient_id)
    assert slot is not None
    assert patient is not None
    case = load_case(slot, patient, deps.clock(), deps)
    refused = not_bookable(slot, deps.clock()) or may_book(case)
    if refused:
        raise refused
    return Attempt(identity, pool, case, deps.deadline(_PATIENCE_SECONDS))
