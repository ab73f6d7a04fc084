"""Pickup codes of bookings made before codes were drawn: they could be told from the order number."""

import hashlib

from pymongo.errors import DuplicateKeyError

from common.runtime import ids
from ops.environment import Db

DRAWS = 8


def told_by(order_no: str) -> str:
    """The code that used to follow from an order number."""
    return f"{int.from_bytes(hashlib.sha256(order_no.encode()).digest()[:8], 'big') % 10**8:08d}"


def draw_again(database: Db, booking_id: str, old: str) -> bool:
    """Give a booking a drawn code, if it still has the old one."""
    for _ in range(DRAWS):
        change = {"$set": {"pickup_code": ids.pickup_code()}, "$inc": {"rev": 1}}
        try:
            query = {"_id": booking_id, "pickup_code": old}
            return database["bookings"].update_one(query, change).modified_count == 1
        except DuplicateKeyError:
            continue
    raise RuntimeError("no free pickup code was drawn")
