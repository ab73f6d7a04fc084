"""0003: pickup codes are drawn, and stand once in a hospital and a day; no merchant number stands twice.

A booking that exists gets a new code: nobody may tell it from the order number on a receipt. Its patient reads it in
the mini-program, where the new one is shown at once; the one in a message sent before is not good any more. What the
release before books meanwhile is found by `verify`, and mended by it.
"""

from collections.abc import Iterator

from common.domain.privacy import LoggableError
from common.store import indexes
from ops.environment import Db
from ops.migrations.step import Step
from ops.pickup_codes import draw_again, told_by


class Twice(LoggableError):
    """Two merchants with one number: whose money it is must be decided by people."""


def apply(database: Db) -> int:
    """Draw the codes, then make the indexes that keep both single; how many bookings got a new code."""
    for first, second in _merchants_twice(database):
        raise Twice(
            f"商户 {first} 和 {second} 是同一个商户号（mchid、sub_mchid 都相同）：请只留一个，再运行 migrate"
        )
    changed = 0
    wanted = {"pickup_code": 1, "order_no": 1}
    for raw in database["bookings"].find({}, wanted):
        if raw["pickup_code"] == told_by(raw["order_no"]):
            changed += draw_again(database, raw["_id"], raw["pickup_code"])
    indexes.create(database)
    return changed


def _merchants_twice(database: Db) -> Iterator[tuple[str, str]]:
    seen: dict[tuple[object, object], str] = {}
    for raw in database["merchants"].find({}, {"mchid": 1, "sub_mchid": 1}).sort("_id", 1):
        first = seen.setdefault((raw.get("mchid"), raw.get("sub_mchid")), raw["_id"])
        if first != raw["_id"]:
            yield first, raw["_id"]


STEP = Step(3, "drawn pickup codes, merchant numbers once", "取号凭证改为随机，商户号不重复", apply)
