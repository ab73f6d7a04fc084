"""Opening the pay sheet of a held booking, and asking WeChat what became of its order."""

from common.clients.payments import Paid, PayError, PayRefused
from common.contracts.booking import PaymentView
from common.domain.bookings import Booking, Status
from common.domain.rules import may_prepay
from common.usecases.deps import Deps, TimeLeft
from common.usecases.later import GRACE
from common.usecases.payments import hear_of_payment
from common.usecases.settle import settle

# What the payer reads in WeChat. Never a department: an illness is nobody's business there.
DESCRIPTION = "预约挂号费"


def prepay(booking: Booking, deps: Deps) -> PaymentView | None:
    """What opens the pay sheet; None when there is nothing to pay, or not any more.

    That an order may exist is written down before WeChat is asked, so that `expire` knows it has to close one.
    Raises `PayError`.
    """
    now = deps.clock()
    if booking.status is not Status.HELD or booking.merchant_id is None:
        return None
    if booking.hold_until is None or not may_prepay(booking, now):
        return None
    if booking.prepay_at is None and not deps.store.bookings.note_prepay(booking.id, now):
        return None
    pay = deps.pay_of(booking.merchant_id)
    prepay_id = pay.prepay(
        booking.order_no, booking.fee_fen, booking.openid, DESCRIPTION, booking.hold_until
    )
    return PaymentView(**pay.phone_params(prepay_id, now))


def try_prepay(booking: Booking, deps: Deps) -> PaymentView | None:
    """As `prepay`, but a failure is only logged: the booking stands and the phone asks `pay` again."""
    try:
        return prepay(booking, deps)
    except PayError as error:
        report = deps.log.error if isinstance(error, PayRefused) else deps.log.warning
        report("prepay failed", error, booking_id=booking.id, code=error.code)
        return None


def ask_wechat(booking: Booking, deps: Deps, left: TimeLeft) -> bool:
    """Ask whether the order was paid without our hearing of it; True when there was money to settle.

    Raises `PayError`.
    """
    if booking.prepay_at is None or booking.merchant_id is None:
        return False
    state = deps.pay_of(booking.merchant_id).query(booking.order_no)
    if not isinstance(state, Paid):
        return False
    payment = hear_of_payment(
        booking.merchant_id, booking.order_no, state, deps, settle_at=deps.clock() + GRACE
    )
    settle(payment, deps, left)
    return True
