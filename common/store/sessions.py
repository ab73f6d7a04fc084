"""sessions: what a doctor's half-day on one date holds, decided by whoever inserts it first, and again once a job."""

from pymongo.database import Database

from common.domain.timetable import Session
from common.store.collection import Raw, insert_missing, to_raw


class Sessions:
    """Half-days of doctors, as they were decided."""

    def __init__(self, database: Database[Raw]) -> None:
        self._sessions = database["clinic_sessions"]

    def get(self, session_id: str) -> Session | None:
        """One session, if it was decided."""
        raw = self._sessions.find_one({"_id": session_id})
        return _read(raw) if raw else None

    def on(self, hospital_id: str, day: str) -> list[Session]:
        """The sessions of a hospital on a day that were decided."""
        found = self._sessions.find({"hospital_id": hospital_id, "date": day})
        return [_read(raw) for raw in found]

    def decide(self, sessions: list[Session]) -> None:
        """Store sessions unless they were decided otherwise meanwhile."""
        insert_missing(self._sessions, sessions)

    def decide_again(self, session: Session) -> None:
        """What a job decided, unless it, or one after it, has decided about this session already: `rev` says which.

        What is laid out anew stands in `again`: the release before knows no slots of another layout, and would lay
        them out beside these; it reads a half-day without clinics.
        """
        clinics = [to_raw(planned) for planned in session.clinics]
        held = {"clinics": [], "again": clinics} if session.laid else {"clinics": clinics}
        query = {"_id": session.id, "rev": {"$not": {"$gte": session.rev}}}
        change = {"$set": {**held, "rev": session.rev, "laid": session.laid}}
        self._sessions.update_one(query, change)


def _read(raw: Raw) -> Session:
    return Session.model_validate({**raw, "clinics": raw.get("again", raw["clinics"])})
