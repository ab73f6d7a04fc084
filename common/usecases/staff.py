"""staff: who is staff, invitations, grants and sessions, by the phone and by a desktop browser."""

from typing_extensions import assert_never

from common.contracts.staff import (
    AcceptInvite,
    AnyDesktopStaffRequest,
    AnyPhoneStaffRequest,
    AskMe,
    AskPlaces,
    ChangeStaff,
    ConfirmLogin,
    DisableStaff,
    FinishLogin,
    InviteReply,
    InviteStaff,
    ListSessions,
    ListStaff,
    LoginConfirmed,
    LoginRefused,
    LoginSeen,
    LoginStarted,
    LoginWaits,
    Logout,
    LookAtLogin,
    MeReply,
    PlacesReply,
    RefuseLogin,
    SessionsReply,
    SignedIn,
    SignedOut,
    StaffListReply,
    StaffReply,
    StartLogin,
)
from common.domain.staff_call import StaffCall
from common.present.staff import staff_view
from common.protocol.deps import Deps
from common.usecases.staff_changes import change_staff, disable_staff, list_staff
from common.usecases.staff_invites import accept, invite
from common.usecases.staff_login import (
    confirm_login,
    finish_login,
    list_sessions,
    log_out,
    look_at_login,
    refuse_login,
    start_login,
)
from common.usecases.staff_places import list_places

_BothRequest = (
    AskMe | AskPlaces | InviteStaff | ListStaff | ChangeStaff | DisableStaff | ListSessions | Logout
)
_BothReply = (
    MeReply | PlacesReply | InviteReply | StaffReply | StaffListReply | SessionsReply | SignedOut
)


def staff_by_phone(
    request: AnyPhoneStaffRequest, call: StaffCall, deps: Deps
) -> _BothReply | LoginSeen | LoginConfirmed | LoginRefused:
    """Serve one action of a phone."""
    match request:
        case AskMe():
            return MeReply(staff=staff_view(call.member) if call.member else None)
        case AcceptInvite():
            return accept(request, call, deps)
        case LookAtLogin():
            return look_at_login(request, call, deps)
        case ConfirmLogin():
            return confirm_login(request, call, deps)
        case RefuseLogin():
            return refuse_login(request, call, deps)
        case _:
            return _by_either(request, call, deps)


def staff_by_browser(
    request: AnyDesktopStaffRequest, call: StaffCall, deps: Deps
) -> _BothReply | LoginStarted | LoginWaits | SignedIn:
    """Serve one action of a desktop browser."""
    match request:
        case StartLogin():
            return start_login(request, call, deps)
        case FinishLogin():
            return finish_login(request, call, deps)
        case _:
            return _by_either(request, call, deps)


def _by_either(request: _BothRequest, call: StaffCall, deps: Deps) -> _BothReply:
    match request:
        case AskMe():
            return MeReply(staff=staff_view(call.who))
        case AskPlaces():
            return list_places(call, deps)
        case InviteStaff():
            return invite(request, call, deps)
        case ListStaff():
            return list_staff(request, call, deps)
        case ChangeStaff():
            return change_staff(request, call, deps)
        case DisableStaff():
            return disable_staff(request, call, deps)
        case ListSessions():
            return list_sessions(call, deps)
        case Logout():
            return log_out(request, call, deps)
        case _:
            assert_never(request)
