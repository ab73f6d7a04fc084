"""Who acts: a WeChat user by the phone, or the service by its own rules."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar


class By(str, Enum):
    """On whose side a move was decided; what a patient reads of it."""

    PATIENT = "patient"
    HOSPITAL = "hospital"
    SYSTEM = "system"


@dataclass(frozen=True)
class WeChatUser:
    """A user of our own mini-program, as the platform vouches for them; `openid` is unique per app."""

    openid: str
    side: ClassVar[By] = By.PATIENT


@dataclass(frozen=True)
class System:
    """The service itself: a rule says so, whichever call carries it out."""

    side: ClassVar[By] = By.SYSTEM


Actor = WeChatUser | System


def side_of(actor: Actor) -> By:
    """On whose side an actor decides."""
    return actor.side
