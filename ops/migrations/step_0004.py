"""0004: free and held seats are counted for each pool, and a booking says of which pool its seat is.

Earlier releases count the phone's seats, all they sell, in `left` and `holding`, and read nothing else: these stay. A
slot without the counts of window and referral sells none of their seats, so nothing of them moves while they are
counted. What the release before lays out meanwhile is found by `verify`, and mended by it.
"""

from common.domain.slot import Pool, Slot, count_seats
from common.store import indexes
from common.store.collection import Raw, readable, to_raw
from ops.environment import Db, chunks
from ops.migrations.step import Step

_UNCOUNTED: Raw = {"window": None, "referral": None}
_WITHOUT_POOL: Raw = {"seat.claim": {"$gt": ""}, "seat.pool": None}
_AT_A_TIME = 500


def apply(database: Db) -> int:
    """Count, mark, and make the indexes; how many slots and bookings changed."""
    indexes.create(database)
    return _count(database) + _mark(database)


def _count(database: Db) -> int:
    changed = 0
    for slot in readable(Slot, database["slots"].find(_UNCOUNTED)):
        window, referral = (count_seats(slot.seats, pool) for pool in (Pool.WINDOW, Pool.REFERRAL))
        counts = {"window": to_raw(window), "referral": to_raw(referral)}
        query = {"_id": slot.id, **_UNCOUNTED}
        changed += database["slots"].update_one(query, {"$set": counts}).modified_count
    return changed


def _mark(database: Db) -> int:
    """Until this release nobody but a phone took a seat."""
    changed = 0
    found = database["bookings"].find(_WITHOUT_POOL, {"_id": 1})
    for some in chunks((raw["_id"] for raw in found), _AT_A_TIME):
        query = {"_id": {"$in": some}, **_WITHOUT_POOL}
        mark = {"$set": {"seat.pool": Pool.PHONE.value}}
        changed += database["bookings"].update_many(query, mark).modified_count
    return changed


STEP = Step(4, "seats by pool", "按号池计数，预约记下号池", apply)
