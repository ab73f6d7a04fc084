"""rates: how often a user called within a minute. Old counters are only tidied away by an index, never relied on."""

from datetime import datetime, timedelta

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.store.collection import Raw


class Rates:
    """Calls per openid, not per address: a hospital ward shares one."""

    def __init__(self, database: Database[Raw]) -> None:
        self._rates = database["rates"]

    def hit(self, openid: str, what: str, limit: int, now: datetime) -> bool:
        """Count one call of this minute; False when the limit is reached.

        At the limit the filter matches nothing, so the upsert tries to insert a second document with the same id
        and is refused: one round trip, no read.
        """
        minute = now.replace(second=0, microsecond=0)
        query = {"_id": f"{openid}:{what}:{minute:%Y%m%d%H%M}", "n": {"$lt": limit}}
        change = {"$inc": {"n": 1}, "$setOnInsert": {"expires_at": minute + timedelta(minutes=10)}}
        for _ in range(2):
            try:
                self._rates.update_one(query, change, upsert=True)
            except DuplicateKeyError:
                continue  # at the limit, or two first calls of a minute met: the second look tells
            return True
        return False
