"""staff_logins: desktop logins under way; each step is one update filtered on the state it leaves."""

from datetime import datetime

from pymongo.database import Database

from common.domain.staff import Login, LoginState
from common.store.collection import Raw, to_raw


class Logins:
    """Scanned logins, found by the hash of their ticket."""

    def __init__(self, database: Database[Raw]) -> None:
        self._logins = database["staff_logins"]

    def add(self, login: Login) -> None:
        """A login that a browser began."""
        self._logins.insert_one(to_raw(login))

    def get(self, login_id: str) -> Login | None:
        """One login."""
        raw = self._logins.find_one({"_id": login_id})
        return Login.model_validate(raw) if raw else None

    def confirm(self, login_id: str, match: str, staff_id: str, now: datetime) -> bool:
        """A phone chose; False when it chose wrongly, or the login is past that."""
        query = {
            "_id": login_id, "state": LoginState.STARTED.value, "match": match, "expires_at": {"$gt": now},
        }  # fmt: skip
        change = {"$set": {"state": LoginState.CONFIRMED.value, "staff_id": staff_id}}
        return self._logins.update_one(query, change).modified_count == 1

    def end(self, login_id: str) -> None:
        """A phone chose wrongly: nobody signs in by this ticket any more."""
        query = {"_id": login_id, "state": LoginState.STARTED.value}
        self._logins.update_one(query, {"$set": {"state": LoginState.ENDED.value}})

    def refuse(self, login_id: str, staff_id: str) -> bool:
        """Whose phone it is says no; False where the browser is signed in, or another's phone confirmed it."""
        # One that only began is nobody's yet: its `staff_id` is null.
        query = {
            "_id": login_id, "state": {"$in": [LoginState.STARTED.value, LoginState.CONFIRMED.value]},
            "staff_id": {"$in": [None, staff_id]},
        }  # fmt: skip
        change = {"$set": {"state": LoginState.ENDED.value}}
        return self._logins.update_one(query, change).modified_count == 1

    def finish(self, login_id: str, verifier_hash: str, now: datetime) -> bool:
        """The browser that began it takes its session; False when it is not confirmed, or another was first."""
        query = {
            "_id": login_id, "state": LoginState.CONFIRMED.value, "verifier_hash": verifier_hash,
            "expires_at": {"$gt": now},
        }  # fmt: skip
        change = {"$set": {"state": LoginState.FINISHED.value}}
        return self._logins.update_one(query, change).modified_count == 1
