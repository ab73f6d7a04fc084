"""What a check says: one finding, with ids and never anybody's data."""

from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple

from common.domain.privacy import Cipher, Hasher, Signer
from common.domain.rules.platform import PlatformRules
from common.protocol.retry import ORPHAN_AFTER

# Orphans are swept once a minute after their limit; until two sweeps went by nobody need be told.
SWEPT_BY = ORPHAN_AFTER + timedelta(minutes=2)


class Mend(str, Enum):
    """Repairs that cannot lose anything; see `repair.py`."""

    SLOT_COUNTS = "recount the slot"
    PERSON_COUNT = "recount the person"
    FREE_SEAT = "free the seat"
    UNCLAIM = "take the claim off the person"
    KEEP_SEAT = "keep the seat"
    KEEP_CLAIM = "keep the claim"
    PICKUP_CODE = "draw another pickup code"
    BOOKING_DUE = "set due_at to the earliest effect"
    EXPIRE = "let the hold end"
    REFUND = "ask for the refund"
    PAYMENT_DUE = "let sweep settle the payment"
    REFUND_DUE = "let sweep ask how the refund went"


class Finding(NamedTuple):
    """One thing that is not as it should be.

    `invariant` is the number in the booking protocol, or `reference`; `root` is the document it was found from.
    `allowed` means that it may be so for a while: running mode counts it as pending, settled mode reports it.
    """

    invariant: str
    what: str
    ids: dict[str, str]
    root: tuple[str, str]
    allowed: bool = False
    mend: Mend | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """The same for the same trouble found again."""
        return (self.invariant, self.what, self.root, *sorted(self.ids.items()))


class Keys(NamedTuple):
    """The keys of the environment; without them what is sealed is judged by its form."""

    cipher: Cipher | None = None
    hasher: Hasher | None = None
    signer: Signer | None = None


class Moment(NamedTuple):
    """When a check looks, the rules that hold then, and the keys there are."""

    now: datetime
    platform: PlatformRules
    keys: Keys = Keys()

    def fresh(self, taken_at: datetime | None) -> bool:
        """Whether an attempt that claimed something then may still be at work, or sweep still on its way."""
        return taken_at is not None and self.now < taken_at + SWEPT_BY

    def due(self, at: datetime | None) -> bool:
        """Whether something should have happened by now."""
        return at is not None and at <= self.now

    @property
    def night(self) -> bool:
        """Outside offer hours: seats that come free are kept for those who wait."""
        return self.platform.next_offer_time(self.now) > self.now
