"""A natural person, whoever books for them: the claims they hold on slots, and nothing that names them."""

from datetime import datetime

from common.domain.document import Document, Part


class PersonClaim(Part):
    """One slot a person has claimed. `claim` is the claim id of the seat; `until` None means it is kept."""

    claim: str
    booking_id: str
    slot_id: str
    hospital_id: str
    department_id: str
    date: str
    starts_at: datetime
    ends_at: datetime
    taken_at: datetime
    until: datetime | None = None

    def lapsed(self, now: datetime) -> bool:
        """A hold whose time is over and which nobody has let go yet."""
        return self.until is not None and self.until <= now


class Person(Document):
    """One natural person: found by keyed hashes of the identity number, written only under its `rev`."""

    hashes: tuple[str, ...]
    rev: int = 0
    claims: tuple[PersonClaim, ...] = ()
    holding: int = 0
