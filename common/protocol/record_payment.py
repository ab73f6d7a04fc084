"""Recording a payment: inserted unless it is stored, by whoever heard of it; `settle` decides later."""

from datetime import datetime

from common.clients.payments import Paid, Refunded
from common.domain.money.payment import Payment, payment_id
from common.protocol.deps import Deps


def record_payment(
    merchant_id: str, order_no: str, paid: Paid, deps: Deps, settle_at: datetime
) -> Payment:
    """Record a transaction; `sweep` settles it at `settle_at` if nobody does before. Known already: the stored one."""
    payment = Payment(
        id=payment_id(merchant_id, paid.transaction_id),
        merchant_id=merchant_id,
        transaction_id=paid.transaction_id,
        order_no=order_no,
        amount_fen=paid.amount_fen,
        currency=paid.currency,
        paid_at=paid.paid_at,
        received_at=deps.clock(),
        returned=isinstance(paid, Refunded),
        due_at=settle_at,
    )
    if deps.store.payments.record(payment):
        return payment
    return deps.store.payments.get(payment.id) or payment
