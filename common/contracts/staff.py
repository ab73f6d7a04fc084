"""staff: who is staff, invitations, grants, and signing in at a desktop browser.

Two doors: the phone (the platform vouches for who calls) and a desktop browser (a cookie of ours).
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from common.contracts.base import Id, Instant, Key, Reply, Request, Tidy, Typed
from common.domain.grants import Role
from common.domain.staff import CODE_LETTERS

StaffName = Annotated[str, Typed, StringConstraints(min_length=1, max_length=50)]
Reason = Annotated[str, Typed, StringConstraints(min_length=2, max_length=200)]
Code = Annotated[str, Typed, StringConstraints(min_length=CODE_LETTERS, max_length=24)]
Ticket = Annotated[str, Tidy, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
Verifier = Annotated[str, Tidy, StringConstraints(pattern=r"^[0-9A-Za-z_-]{43,128}$")]
Digest = Annotated[str, Tidy, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Match = Annotated[str, Tidy, StringConstraints(pattern=r"^[0-9]{2}$")]
Rev = Annotated[int, Field(ge=0, le=2**53)]
_MOST_DEPARTMENTS = 100
_MOST_GRANTS = 50


class GrantAsked(Request):
    """A role at a place. A desk without departments is of the whole hospital; a doctor names which doctor."""

    role: Role
    hospital_id: Id | None = None
    department_ids: Annotated[list[Id], Field(max_length=_MOST_DEPARTMENTS)] = Field(
        default_factory=list
    )
    doctor_id: Id | None = None


class AskMe(Request):
    """Who am I."""

    action: Literal["me"]


class AskPlaces(Request):
    """What the hospitals of the caller's grants are called; an operator's are all of them."""

    action: Literal["places"]


class InviteStaff(GrantAsked):
    """A code for somebody new, or for one role more. The same tap gets the same code."""

    action: Literal["invite"]
    name: StaffName
    idempotency_key: Key


class AcceptInvite(Request):
    """Take an invitation, by the phone of whom it is for."""

    action: Literal["accept"]
    code: Code


class ListStaff(Request):
    """Staff of a hospital; without one those of the platform."""

    action: Literal["list"]
    hospital_id: Id | None = None


class ChangeStaff(Request):
    """Other grants for somebody. Grants that the caller may not give stay as they are."""

    action: Literal["change"]
    staff_id: Id
    grants: Annotated[list[GrantAsked], Field(max_length=_MOST_GRANTS)]
    rev: Rev
    reason: Reason


class DisableStaff(Request):
    """No grants and no sessions any more, at once."""

    action: Literal["disable"]
    staff_id: Id
    reason: Reason


class StartLogin(Request):
    """A browser begins: it keeps the verifier and sends its SHA-256 in hexadecimal."""

    action: Literal["login_start"]
    verifier_hash: Digest


class LookAtLogin(Request):
    """The phone scanned the ticket: what is it for."""

    action: Literal["login_look"]
    ticket: Ticket


class ConfirmLogin(Request):
    """The phone chooses the number that the browser shows."""

    action: Literal["login_confirm"]
    ticket: Ticket
    match: Match


class RefuseLogin(Request):
    """The phone says that this login is not its owner's."""

    action: Literal["login_refuse"]
    ticket: Ticket


class FinishLogin(Request):
    """The browser asks for its session; the verifier proves that it is the one that began."""

    action: Literal["login_finish"]
    ticket: Ticket
    verifier: Verifier


class ListSessions(Request):
    """The caller's own sessions."""

    action: Literal["sessions"]


class Logout(Request):
    """End a session of one's own; without an id the one that asks."""

    action: Literal["logout"]
    session_id: Id | None = None


AnyPhoneStaffRequest = (
    AskMe | AskPlaces | InviteStaff | AcceptInvite | ListStaff | ChangeStaff | DisableStaff | LookAtLogin | ConfirmLogin
    | RefuseLogin | ListSessions | Logout
)  # fmt: skip
AnyDesktopStaffRequest = (
    AskMe | AskPlaces | InviteStaff | ListStaff | ChangeStaff | DisableStaff | StartLogin | FinishLogin
    | ListSessions | Logout
)  # fmt: skip
PHONE_STAFF_REQUEST: TypeAdapter[AnyPhoneStaffRequest] = TypeAdapter(
    Annotated[AnyPhoneStaffRequest, Field(discriminator="action")]
)
DESKTOP_STAFF_REQUEST: TypeAdapter[AnyDesktopStaffRequest] = TypeAdapter(
    Annotated[AnyDesktopStaffRequest, Field(discriminator="action")]
)


class GrantView(Reply):
    """A role at a place; `hospital_id` is null for an operator."""

    role: Role
    hospital_id: str | None
    department_ids: list[str]
    doctor_id: str | None


class StaffView(Reply):
    """Somebody of the staff, to themselves and to who may list them. `name` is empty where it does not open."""

    id: str
    name: str
    grants: list[GrantView]
    rev: int


class MeReply(Reply):
    """The caller; null for a phone whose user is nobody's staff."""

    staff: StaffView | None


class PlaceDepartmentView(Reply):
    """A department of a hospital that the caller works in; `parent_id` is null on the first level."""

    id: str
    name: str
    parent_id: str | None


class PlaceDoctorView(Reply):
    """A doctor of a hospital that the caller works in."""

    id: str
    name: str
    title: str
    department_id: str


class PlaceView(Reply):
    """A hospital; its departments and doctors only for who works there."""

    id: str
    name: str
    departments: list[PlaceDepartmentView]
    doctors: list[PlaceDoctorView]


class PlacesReply(Reply):
    """The hospitals of the caller, by name."""

    hospitals: list[PlaceView]


class InviteReply(Reply):
    """A code to hand over: ten letters and digits, good once and until then."""

    code: str
    expires_at: Instant


class StaffReply(Reply):
    """One of the staff."""

    staff: StaffView


class StaffListReply(Reply):
    """Staff with a role there; of each the grants that the caller may know of. `more`: not all are listed."""

    staff: list[StaffView]
    more: bool


class LoginStarted(Reply):
    """What the browser shows: the ticket as a code to scan, the match beside it."""

    ticket: str
    match: str
    expires_at: Instant


class LoginSeen(Reply):
    """What the phone shows: the browser, when it began, and three numbers of which one is right."""

    agent: str
    started_at: Instant
    choices: list[str]


class LoginConfirmed(Reply):
    """The browser may go on."""

    confirmed: bool


class LoginWaits(Reply):
    """The phone has not chosen yet; the browser asks again."""

    waiting: Literal[True] = True


class LoginRefused(Reply):
    """Nobody signs in by this ticket any more."""

    refused: bool


class SignedIn(Reply):
    """A browser is signed in; the token goes into its cookie, and nowhere else."""

    waiting: Literal[False] = False
    staff: StaffView
    token: str = Field(exclude=True, repr=False)


class SessionView(Reply):
    """A browser that is signed in; `here` marks the one that asks."""

    id: str
    agent: str
    created_at: Instant
    seen_at: Instant
    here: bool


class SessionsReply(Reply):
    """The caller's sessions, newest first."""

    sessions: list[SessionView]


class SignedOut(SessionsReply):
    """What is left after one was ended; `here` when it was the one that asks."""

    here: bool
