"""A move: one decided step of a booking, as data. The store writes it whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from common.domain.actor import Actor
from common.domain.booking.effects import Effects
from common.domain.booking.model import BookingPayment, Disposition
from common.domain.booking.status import Status


class Guard(Enum):
    """What must still hold beside the status when a move is written; the write's filter repeats it."""

    HOLD_RUNS = "its time to pay or accept is not over"
    HOLD_OVER = "its time to pay is over"
    NEW_MONEY = "nothing was decided for this transaction yet"
    MONEY_KEPT = "money is kept for it"


@dataclass(frozen=True)
class Move:
    """It holds only while the stored status is still `leaves` and every guard of `only_if` holds.

    `becomes` is the same status where only money is dealt with. `sets` and `unsets` name fields of the booking;
    `payment` is added to its money; `kept_money_becomes` rewrites the disposition of the money that was kept. `reason`
    is somebody's own words, and sealed at rest.
    """

    leaves: Status
    becomes: Status
    actor: Actor
    why: str
    at: datetime
    sets: Mapping[str, Any] = field(default_factory=dict)
    unsets: tuple[str, ...] = ()
    only_if: tuple[Guard, ...] = ()
    effects: Effects = ()
    payment: BookingPayment | None = None
    kept_money_becomes: Disposition | None = None
    reason: str = ""
