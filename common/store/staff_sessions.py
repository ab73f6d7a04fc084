"""staff_sessions: desktop browsers that are signed in, found by the hash of their token."""

from datetime import datetime

from pymongo.database import Database

from common.domain.staff import StaffSession
from common.store.collection import Raw, to_raw

# More than anybody has open; a list is never read without an end.
LISTED = 50


class StaffSessions:
    """Sessions. Whether one still holds is asked of it and of its owner at each call (`domain.staff.usable`)."""

    def __init__(self, database: Database[Raw]) -> None:
        self._sessions = database["staff_sessions"]

    def add(self, session: StaffSession) -> None:
        """A browser that has just signed in."""
        self._sessions.insert_one(to_raw(session))

    def get(self, session_id: str) -> StaffSession | None:
        """One session."""
        raw = self._sessions.find_one({"_id": session_id})
        return StaffSession.model_validate(raw) if raw else None

    def of_staff(self, staff_id: str) -> list[StaffSession]:
        """Somebody's sessions, newest first."""
        found = self._sessions.find({"staff_id": staff_id}).sort([("created_at", -1)]).limit(LISTED)
        return [StaffSession.model_validate(raw) for raw in found]

    def seen(self, session_id: str, now: datetime) -> None:
        """It was used."""
        query = {"_id": session_id, "revoked_at": None}
        self._sessions.update_one(query, {"$max": {"seen_at": now}})

    def revoke(self, session_id: str, staff_id: str, now: datetime) -> None:
        """End a session of somebody's own."""
        query = {"_id": session_id, "staff_id": staff_id, "revoked_at": None}
        self._sessions.update_one(query, {"$set": {"revoked_at": now}})
