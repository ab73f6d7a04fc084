"""What tests of refunds share: a booking's refund, how its patient sees it, and WeChat's notice of its end."""

from common.clients.payments import RefundNotice, RefundState
from common.usecases.pay_notice import _refunded
from tests.support.service import A_MINUTE


def refund_of(service, identity):
    """The only refund of a booking."""
    (refund,) = service.store.refunds.of_bookings([service.booking(identity)])
    return refund


def shown(phone):
    """What the patient reads of the refund of their newest booking."""
    return phone.bookings().bookings[0].refund.status


def notice(service, refund, status, amount=None):
    """WeChat says how a refund went."""
    state = RefundState(status, amount or refund.amount_fen)
    told = RefundNotice(
        "n", refund.merchant_id, refund.id, refund.booking_id, refund.transaction_id, state
    )
    return _refunded(told, service.deps, A_MINUTE)
