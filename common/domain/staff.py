"""Staff: who has which grants, how they are invited, and how they sign in at a desktop browser."""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum

from common.domain.document import Document
from common.domain.errors import Code, Refused
from common.domain.grants import Grant, Role

INVITED_FOR = timedelta(hours=24)
TICKET_FOR = timedelta(seconds=120)
IDLE = timedelta(minutes=30)
SESSION_FOR = timedelta(hours=12)
# A session's last use is written at most so often.
SEEN_EVERY = timedelta(minutes=1)
# Two digits, of which the browser shows one and the phone three.
CHOICES = 3
_FIRST_MATCH, _MATCHES = 10, 90
# Without what is taken for another: I, L, O, U.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LETTERS = 10
_SAME = str.maketrans("OIL", "011")


class StaffMember(Document):
    """Somebody of the staff. `name` is sealed at rest; `audit` is the entry of the last change.

    `accepted` are the invitations that counted; a session made until `signed_out_at` is over.
    """

    openid: str
    name: str = ""
    grants: tuple[Grant, ...]
    active: bool = True
    accepted: tuple[str, ...] = ()
    signed_out_at: datetime | None = None
    rev: int = 0
    audit: str
    created_at: datetime
    unreadable: tuple[str, ...] = ()


class Invite(Document):
    """An invitation; `id` is the hash of its code. `invited_by` is None for a program's. `used_by` is an openid."""

    grant: Grant
    name: str = ""
    invited_by: str | None
    expires_at: datetime
    used_by: str | None = None
    audit: str
    unreadable: tuple[str, ...] = ()


class LoginState(str, Enum):
    """How far a scanned login has come."""

    STARTED = "started"
    CONFIRMED = "confirmed"
    FINISHED = "finished"
    ENDED = "ended"


class Login(Document):
    """A login under way; `id` is the hash of its ticket. `match` is what the browser shows, one of `choices`."""

    verifier_hash: str
    match: str
    choices: tuple[str, ...]
    agent: str
    state: LoginState = LoginState.STARTED
    staff_id: str | None = None
    started_at: datetime
    expires_at: datetime


class StaffSession(Document):
    """A desktop browser that is signed in; `id` is the hash of its token."""

    staff_id: str
    agent: str
    created_at: datetime
    seen_at: datetime
    revoked_at: datetime | None = None
    expires_at: datetime
    audit: str


def hash_of(secret: str) -> str:
    """What is stored of a code, a ticket, a token or a verifier: all of them are too long to be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_from(drawn: bytes) -> str:
    """An invitation's code from unguessable bytes: ten letters and digits, 50 bits."""
    number = int.from_bytes(drawn[:8], "big")
    return "".join(_LETTERS[number >> 5 * at & 31] for at in range(CODE_LETTERS))


def code_typed(text: str) -> str:
    """A code as it is looked for, however it was typed."""
    return re.sub(r"[\s-]", "", text).upper().translate(_SAME)


def draw_matches(below: Callable[[int], int]) -> tuple[str, tuple[str, ...]]:
    """What the browser shows, and the choices that the phone shows, in no order; `below(n)` draws 0 … n-1."""
    left = [f"{number}" for number in range(_FIRST_MATCH, _FIRST_MATCH + _MATCHES)]
    choices = tuple(left.pop(below(len(left))) for _ in range(CHOICES))
    return choices[below(CHOICES)], choices


def usable(session: StaffSession, member: StaffMember | None, now: datetime) -> bool:
    """Whether a session still holds: not ended, not idle too long, its owner active and not signed out since."""
    if member is None or member.id != session.staff_id or not member.active:
        return False
    if session.revoked_at is not None or now >= min(session.expires_at, session.seen_at + IDLE):
        return False
    return member.signed_out_at is None or session.created_at > member.signed_out_at


def post_of(grant: Grant) -> str | None:
    """The post that must not fall vacant: an operator of the platform, a manager of a hospital."""
    if grant.role is Role.OPERATOR:
        return "operator"
    return f"manager.{grant.hospital_id}" if grant.role is Role.MANAGER else None


_PERSONAL = re.compile(r"\d{7}|\d{3}[- ]\d{4}")


def check_reason(text: str) -> str:
    """A reason stands in the audit log, in clear. Raises `Refused` for what looks like somebody's number."""
    if _PERSONAL.search(text):
        words = "原因会留在操作记录里，请不要写电话和证件号码"
        raise Refused(Code.BAD_REQUEST, words, {"field": "reason"})
    return text
