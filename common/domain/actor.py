"""Who acts: a WeChat user by the phone, somebody of the staff, or the service by its own rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:  # most functions meet no staff
    from common.domain.grants import Grant


class By(str, Enum):
    """On whose side a move was decided; what a patient reads of it."""

    PATIENT = "patient"
    HOSPITAL = "hospital"
    SYSTEM = "system"


class Door(str, Enum):
    """How staff came in: by the mini-program, by a browser with a session of ours, or by a program of `ops`."""

    PHONE = "phone"
    DESKTOP = "desktop"
    PROGRAM = "program"


@dataclass(frozen=True)
class WeChatUser:
    """A user of our own mini-program, as the platform vouches for them; `openid` is unique per app."""

    openid: str
    side: ClassVar[By] = By.PATIENT


@dataclass(frozen=True)
class Staff:
    """Somebody of a hospital's or the platform's staff, with the grants that hold now.

    `session_id` is set at the desktop door.
    """

    id: str
    grants: tuple[Grant, ...]
    door: Door
    session_id: str | None = None
    side: ClassVar[By] = By.HOSPITAL


@dataclass(frozen=True)
class System:
    """The service itself: a rule says so, whichever call carries it out."""

    side: ClassVar[By] = By.SYSTEM


Actor = WeChatUser | Staff | System


def side_of(actor: Actor) -> By:
    """On whose side an actor decides."""
    return actor.side
