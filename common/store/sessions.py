"""sessions: what a doctor's half-day on one date holds, decided once by whoever inserts it first."""

from pymongo.database import Database

from common.domain.timetable import Session
from common.store.collection import Raw, insert_missing


class Sessions:
    """Half-days of doctors, as they were decided."""

    def __init__(self, database: Database[Raw]) -> None:
        self._sessions = database["clinic_sessions"]

    def on(self, hospital_id: str, day: str) -> list[Session]:
        """The sessions of a hospital on a day that were decided."""
        found = self._sessions.find({"hospital_id": hospital_id, "date": day})
        return [Session.model_validate(raw) for raw in found]

    def decide(self, sessions: list[Session]) -> None:
        """Store sessions unless they were decided otherwise meanwhile."""
        insert_missing(self._sessions, sessions)
