"""book: take a seat on a slot for a patient and start its payment.

Which booking a tap makes is named by its user and key. What may be is decided here; the seat is taken by an attempt
(`protocol.attempt`).
"""

from common.contracts.book import BookRequest
from common.contracts.booking import BookingPaymentReply, PaymentView
from common.domain.actor import WeChatUser
from common.domain.booking.names import booking_id
from common.domain.errors import Code, Refused
from common.domain.rules.may_book import Case, may_book
from common.domain.rules.platform import Rate
from common.domain.slot import Pool, not_bookable
from common.present.bookings import booking_view
from common.protocol.attempt import Attempt, make_booking
from common.protocol.case import load_case
from common.protocol.deps import Deps
from common.protocol.orders import try_prepay

PATIENCE_SECONDS = 8.0


def book(request: BookRequest, caller: WeChatUser, deps: Deps) -> BookingPaymentReply:
    """Book, or answer the booking that this tap made before.

    Raises `Refused` for everything that may not be, `BUSY` when it is not known what an earlier attempt did.
    """
    identity = booking_id(caller.openid, request.idempotency_key)
    stored = deps.store.bookings.get(identity)
    if stored is None:
        case, patience = _case(request, caller, deps), deps.deadline(PATIENCE_SECONDS)
        # Who calls from a phone has the phone's seats.
        attempt = Attempt(identity, Pool.PHONE, case, patience, request.visit_reason)
        stored = make_booking(attempt, deps)
    if (stored.slot_id, stored.patient_id) != (request.slot_id, request.patient_id):
        raise Refused(Code.BAD_REQUEST, "时间或就诊人变了，这次没有约上。请返回重选")
    payment = try_prepay(stored, deps)
    return BookingPaymentReply(
        booking=booking_view(stored, deps.store.refunds.of_bookings([stored])),
        payment=PaymentView(**payment) if payment else None,
    )


def rate(request: BookRequest, caller: WeChatUser, deps: Deps) -> Rate | None:
    """New bookings a minute. A tap that is only sent again takes nothing, so it does not count."""
    if deps.store.bookings.get(booking_id(caller.openid, request.idempotency_key)):
        return None
    return deps.store.catalogue.platform_rules().new_bookings


def _case(request: BookRequest, caller: WeChatUser, deps: Deps) -> Case:
    """Read everything and decide what can be decided without taking anything."""
    now, store = deps.clock(), deps.store
    slot = store.slots.get(request.slot_id)
    if slot is None:
        raise Refused(Code.NOT_FOUND, "没找到这个号，没有约上，也没有扣款。请返回重选")
    refused = not_bookable(slot, now)  # before anything else is read: the refused are many
    if refused:
        raise refused
    patient = store.patients.owned(caller.openid, request.patient_id)
    if patient is None:
        raise Refused(Code.NOT_FOUND, "没找到这位就诊人，没有约上，也没有扣款。请返回重选")
    case = load_case(slot, patient, now, deps)
    refused = may_book(case)
    if refused:
        raise refused
    return case
