"""stuck: what a person must work on: effects that keep failing, refunds WeChat will not make, money of nobody."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

from common.domain.booking.model import Booking
from common.domain.business_time import wire
from common.domain.document import Document
from common.domain.money.bill import Bill
from common.domain.money.payment import NEEDS_STAFF, Outcome, Payment, Refund
from common.protocol.effects import STUCK_AFTER
from common.runtime.crypto import NoKeys
from common.store import open_store
from common.store.collection import readable
from ops.environment import Db, known, open_database
from ops.stuck_items import items
from ops.verify.look import read, wrong_fields

_OF_NOBODY = {"outcome": Outcome.ALARM.value}
_LISTED: tuple[tuple[str, type[Document], dict[str, Any]], ...] = (
    ("bookings", Booking, {"stuck": True}),
    ("refunds", Refund, {"status": {"$in": sorted(status.value for status in NEEDS_STAFF)}}),
    ("bills", Bill, {"unmatched": {"$ne": []}}),
    ("payments", Payment, _OF_NOBODY),
)


def add_options(parser: ArgumentParser) -> None:
    """Options of `stuck`."""
    parser.add_argument("--json", action="store_true", help="print one JSON object, in Chinese")


def run(options: Namespace) -> int:
    """List effects tried many times in vain, refunds that WeChat closed or called abnormal, refunds on a bill that are
    not ours, and payments that belong to no booking. Exit code 1 when there is one, 2 when a document does not read."""
    database = open_database(known())
    found, unread = list(items(database)), list(unreadable(database))
    if options.json:
        print(json.dumps({"items": [item._asdict() for item in found]}))
    else:
        print("\n".join(lines(database)) if found or unread else "nothing is stuck")
    print("".join(f"{line}\n" for line in unread), end="", file=sys.stderr)
    return 2 if unread else int(bool(found))


def unreadable(database: Db) -> Iterator[str]:
    """One line for each document that may be stuck and does not read; its values stay out of it."""
    for collection, model, query in _LISTED:
        for raw in database[collection].find(query):
            if read(model, raw) is None:
                yield f"{collection} {raw['_id']}: does not read: {wrong_fields(model, raw)}"


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
    for payment in readable(Payment, database["payments"].find(_OF_NOBODY)):
        yield (
            f"payment {payment.id} of order {payment.order_no}: belongs to no booking, "
            f"{payment.amount_fen} fen, paid at {wire(payment.paid_at)}"
        )
