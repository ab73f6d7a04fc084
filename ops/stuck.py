"""stuck: what a person must work on: effects that keep failing, refunds not made, money of nobody, imports."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from typing import Any

from common.domain.booking.model import Booking
from common.domain.document import Document
from common.domain.job import Job
from common.domain.money.bill import Bill
from common.domain.money.payment import NEEDS_STAFF, Outcome, Payment, Refund
from ops.environment import Db, known, open_database
from ops.stuck_items import UNENDED, Item, items
from ops.verify.look import read, wrong_fields
from ops.words import with_step

_LISTED: tuple[tuple[str, type[Document], dict[str, Any]], ...] = (
    ("bookings", Booking, {"stuck": True}),
    ("refunds", Refund, {"status": {"$in": sorted(status.value for status in NEEDS_STAFF)}}),
    ("bills", Bill, {"unmatched": {"$ne": []}}),
    ("payments", Payment, {"outcome": Outcome.ALARM.value}),
    ("jobs", Job, UNENDED),
)


def add_options(parser: ArgumentParser) -> None:
    """Options of `stuck`."""
    parser.add_argument("--json", action="store_true", help="打印一个 JSON 对象，供界面使用")


def run(options: Namespace) -> int:
    """List effects tried many times in vain, refunds that WeChat closed or called abnormal, refunds on a bill that are
    not ours, payments that belong to no booking, and imports that do not end. Exit code 1 when there is one, 2 when a
    document does not read."""
    database = open_database(known())
    found, unread = list(items(database)), list(unreadable(database))
    if options.json:
        print(json.dumps({"items": [item._asdict() for item in found]}))
    elif found or not unread:
        print("\n".join(lines(found)) or "没有要人工处理的")
    print("".join(f"{line}\n" for line in unread), end="", file=sys.stderr)
    return 2 if unread else int(bool(found))


def lines(found: Iterable[Item]) -> Iterator[str]:
    """Each item as a line with its ids, and the next step below it."""
    for item in found:
        order = f"订单 {item.order_no}，" if item.order_no else ""
        yield with_step(f"{item.what}：{order}{item.about}", item.todo)


def unreadable(database: Db) -> Iterator[str]:
    """One line for each document that may be stuck and does not read; its values stay out of it."""
    for collection, model, query in _LISTED:
        for raw in database[collection].find(query):
            if read(model, raw) is None:
                words = (
                    f"读不出来：{collection} {raw['_id']}，出错的字段：{wrong_fields(model, raw)}"
                )
                yield with_step(words, "把这些字段改对，再运行一次；改对以前清单可能不全")
