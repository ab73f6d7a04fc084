"""reconcile: 对账. What WeChat's trade bill knows of and nobody told us: money whose notice never came.

Each merchant's bill of each day is read once, to its end; a payment on it that is not on record is recorded and
settled as if its notice had come. A bill that is not ready or cannot be read is tried again by a later run. Its file
is kept in the bucket as it came, after the money.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from common.clients.payments import BillRow, Paid, PayError, PayTemporary
from common.contracts.timers import ReconcileCounts
from common.domain.booking.names import is_order_no
from common.domain.money.bill import Bill, UnmatchedRefund, bill_id, ready_days
from common.domain.money.payment import payment_id
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.record_payment import record_payment
from common.protocol.retry import ORPHAN_AFTER
from common.protocol.settle import settle
from common.store.database import UNKNOWN_OUTCOMES
from common.usecases.bill_files import BillFiles

# Asking for a bill and reading it; what a bill leads to is left to `sweep` once it is on record.
MARGIN_SECONDS = 15.0
# Asking for one order and recording its payment.
ONE_MORE_SECONDS = 6.0
_ASKED_AT_ONCE = 500

Step = Callable[[str, str, BillFiles, Deps, Deadline], ReconcileCounts]


class _OutOfTime(Exception):
    """The run must end inside a bill; what was recorded is found known by the next."""


def reconcile(deps: Deps, deadline: Deadline) -> ReconcileCounts:
    """Read what is ready and was not read; stops by itself before the platform would stop it."""
    counts, archive = ReconcileCounts(), BillFiles(deps)
    without_file = []
    for merchant_id in deps.store.merchants.ids():
        for day in ready_days(deps.clock()):
            known = deps.store.bills.get(bill_id(merchant_id, day))
            if known:
                without_file += [(merchant_id, day)] if archive.misses(known) else []
                continue
            try:
                counts = _add(counts, _try(_read, merchant_id, day, archive, deps, deadline))
            except _OutOfTime:
                return counts.model_copy(update={"left_over": True})
    for merchant_id, day in without_file:
        try:
            if archive.works:
                counts = _add(counts, _try(_keep_later, merchant_id, day, archive, deps, deadline))
        except _OutOfTime:
            return counts.model_copy(update={"left_over": True})
    return counts


def _try(
    step: Step, merchant_id: str, day: str, archive: BillFiles, deps: Deps, deadline: Deadline
) -> ReconcileCounts:
    """One merchant whose keys are wrong must not keep the others waiting."""
    try:
        return step(merchant_id, day, archive, deps, deadline)
    except (_OutOfTime, *UNKNOWN_OUTCOMES):
        raise
    except PayTemporary:
        return ReconcileCounts(not_ready=1)
    except Exception as error:  # noqa: BLE001  logged, and tried again by the next run
        code = error.code if isinstance(error, PayError) else ""
        deps.log.error("bill not read", error, merchant_id=merchant_id, day=day, code=code)
        return ReconcileCounts(failed=1)


def _add(counts: ReconcileCounts, more: ReconcileCounts) -> ReconcileCounts:
    sums = {name: getattr(counts, name) + value for name, value in more if value}
    return counts.model_copy(update=sums)


def _read(
    merchant_id: str, day: str, archive: BillFiles, deps: Deps, deadline: Deadline
) -> ReconcileCounts:
    """One bill; marked as read only when all that is on it stands on record, its file by then put or given up."""
    if not deadline.allows(MARGIN_SECONDS):
        raise _OutOfTime
    told = deps.pay_of(merchant_id).trade_bill(date.fromisoformat(day))
    rows = told.rows
    ours = [row for row in rows if is_order_no(row.order_no)]
    unheard = list(
        _unheard([row for row in ours if row.trade_state == "SUCCESS"], merchant_id, deps)
    )
    for row in unheard:
        if not deadline.allows(ONE_MORE_SECONDS):
            raise _OutOfTime
        _hear(row, merchant_id, deps, deadline)
    unmatched = tuple(_unmatched([row for row in ours if row.trade_state == "REFUND"], deps))
    bill = Bill(
        id=bill_id(merchant_id, day), merchant_id=merchant_id, day=day, read_at=deps.clock(), rows=len(rows),
        found=len(unheard), unmatched=unmatched,
        kept=archive.keep(merchant_id, day, told),
    )  # fmt: skip
    deps.store.bills.keep(bill)
    return ReconcileCounts(
        bills=1, rows=len(rows), payments=len(unheard), unmatched_refunds=len(unmatched)
    )


def _keep_later(
    merchant_id: str, day: str, archive: BillFiles, deps: Deps, deadline: Deadline
) -> ReconcileCounts:
    """The file of a bill that was read while the bucket did not take it, or before there was one."""
    if not deadline.allows(MARGIN_SECONDS):
        raise _OutOfTime
    told = deps.pay_of(merchant_id).trade_bill(date.fromisoformat(day))
    if archive.keep(merchant_id, day, told):
        deps.store.bills.mark_kept(bill_id(merchant_id, day))
    return ReconcileCounts()


def _unheard(paid: Sequence[BillRow], merchant_id: str, deps: Deps) -> Iterator[BillRow]:
    """Payments that are not on record."""
    for part in _parts(paid):
        ids = [payment_id(merchant_id, row.transaction_id) for row in part]
        known = deps.store.payments.known(ids)
        yield from (row for row, identity in zip(part, ids, strict=True) if identity not in known)


def _hear(row: BillRow, merchant_id: str, deps: Deps, deadline: Deadline) -> None:
    deps.log.error("payment found on the bill", order_no=row.order_no, merchant_id=merchant_id)
    paid = _as_it_stands(row, merchant_id, deps)
    later = deps.clock() + ORPHAN_AFTER
    payment = record_payment(merchant_id, row.order_no, paid, deps, settle_at=later)
    if deadline.allows(MARGIN_SECONDS):
        settle(payment, deps, deadline)


def _as_it_stands(row: BillRow, merchant_id: str, deps: Deps) -> Paid:
    """The payment as its order tells of it now: it may have gone back by somebody's hand since."""
    try:
        order = deps.pay_of(merchant_id).query(row.order_no)
    except PayError as error:
        deps.log.warning("order not asked", error, order_no=row.order_no, code=error.code)
        order = None
    if isinstance(order, Paid) and order.transaction_id == row.transaction_id:
        return order
    return Paid(row.transaction_id, row.amount_fen, row.currency, row.payer_openid, row.at)


def _unmatched(refunds: Sequence[BillRow], deps: Deps) -> Iterator[UnmatchedRefund]:
    """Refunds of our orders that we did not ask for."""
    for part in _parts(refunds):
        known = deps.store.refunds.known(str(row.out_refund_no) for row in part)
        for row in part:
            if row.out_refund_no not in known:
                deps.log.error("refund that is not ours", order_no=row.order_no)
                yield UnmatchedRefund(
                    refund_no=str(row.out_refund_no),
                    order_no=row.order_no,
                    amount_fen=row.refund_fen,
                )


def _parts(rows: Sequence[BillRow]) -> Iterator[Sequence[BillRow]]:
    for start in range(0, len(rows), _ASKED_AT_ONCE):
        yield rows[start : start + _ASKED_AT_ONCE]
