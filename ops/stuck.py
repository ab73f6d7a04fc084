"""stuck: what a person must work on: effects that keep failing, refunds WeChat will not make, money of nobody."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from common.domain.business_time import wire
from common.domain.money.payment import Outcome, Payment
from common.protocol.effects import STUCK_AFTER
from common.runtime.crypto import NoKeys
from common.store import open_store
from ops.environment import Db, known, open_database
from ops.stuck_items import items


def add_options(parser: ArgumentParser) -> None:
    """Options of `stuck`."""
    parser.add_argument("--json", action="store_true", help="print one JSON object, in Chinese")


def run(options: Namespace) -> int:
    """List effects tried many times in vain, refunds that WeChat closed or called abnormal, refunds on a bill that are
    not ours, and payments that belong to no booking. Exit code 1 when there is one."""
    if options.json:
        todo = [item._asdict() for item in items(open_database(known()))]
        print(json.dumps({"items": todo}))
        return int(bool(todo))
    found = list(lines(open_database(known())))
    print("\n".join(found) if found else "nothing is stuck")
    return int(bool(found))


def lines(database: Db) -> Iterator[str]:
    """One line each: ids, amounts in fen, instants of Asia/Shanghai."""
    store = open_store(database, NoKeys(), NoKeys())
    for booking in store.bookings.stuck(STUCK_AFTER):
        for effect in booking.effects:
            if effect.attempts >= STUCK_AFTER:
                yield (
                    f"effect {effect.id} of booking {booking.id}: tried {effect.attempts} times, "
                    f"next at {wire(effect.not_before)}"
                )
    for refund in store.refunds.needing_staff():
        yield (
            f"refund {refund.id} of booking {refund.booking_id}: {refund.status.value}, "
            f"{refund.amount_fen} fen, merchant {refund.merchant_id}, transaction {refund.transaction_id}"
        )
    for bill in store.bills.needing_staff():
        for unmatched in bill.unmatched:
            yield (
                f"refund {unmatched.refund_no} of order {unmatched.order_no}: not ours, {unmatched.amount_fen} fen, "
                f"on the bill of {bill.merchant_id} of {bill.day}"
            )
    for raw in database["payments"].find({"outcome": Outcome.ALARM.value}):
        payment = Payment.model_validate(raw)
        yield (
            f"payment {payment.id} of order {payment.order_no}: belongs to no booking, "
            f"{payment.amount_fen} fen, paid at {wire(payment.paid_at)}"
        )
