"""Signing in at a desktop browser: the browser shows a code and a number, the phone of the staff chooses it."""

from common.contracts.staff import (
    ConfirmLogin,
    FinishLogin,
    LoginConfirmed,
    LoginRefused,
    LoginSeen,
    LoginStarted,
    LoginWaits,
    Logout,
    LookAtLogin,
    RefuseLogin,
    SessionsReply,
    SessionView,
    SignedIn,
    SignedOut,
    StartLogin,
)
from common.domain.actor import Door, Staff
from common.domain.audit import Entry, chain_of
from common.domain.errors import Code, Refused
from common.domain.rules.platform import Rate
from common.domain.staff import (
    SESSION_FOR,
    TICKET_FOR,
    Login,
    LoginState,
    StaffSession,
    draw_matches,
    hash_of,
    usable,
)
from common.domain.staff_call import StaffCall
from common.present.staff import session_view, staff_view
from common.protocol.deps import Deps
from common.protocol.on_record import Deed, not_done, on_record
from common.protocol.rate_limit import count
from common.usecases.staff_invites import GUESSES, TOO_MANY_GUESSES

# Of every browser of every hospital together: whoever begins has shown nothing to be told apart by. It holds up nobody
# who is signed in or waits for their phone.
STARTS = Rate("login_start", 1200)
# Of one ticket: a page asks every two seconds.
ASKS = Rate("login_finish", 60)

OVER = "登录码已失效。请在电脑上刷新，重新扫码"
_ENDED = (LoginState.FINISHED, LoginState.ENDED)
WRONG = "数字不对，这次登录已取消。请在电脑上刷新，重新扫码"
GONE = "登录码已失效，用它登录不了"
IN_ALREADY = (
    "那台电脑已经登录，请马上退出：在那台电脑上点“退出登录”，或换台电脑登录，在“登录的电脑”里退出"
)
ANOTHERS = "这次登录用的是别人的身份，不是您的"


def start_login(request: StartLogin, call: StaffCall, deps: Deps) -> LoginStarted:
    """A browser begins. Whoever it is has shown nothing yet."""
    count("staff", STARTS, "同时登录的电脑太多，请过 1 分钟再试", deps)
    now, ticket = deps.clock(), deps.new_token()
    match, choices = draw_matches(deps.draw)
    login = Login(
        id=hash_of(ticket), verifier_hash=request.verifier_hash, match=match, choices=choices, agent=call.agent,
        started_at=now, expires_at=now + TICKET_FOR,
    )  # fmt: skip
    deps.store.staff_logins.add(login)
    return LoginStarted(ticket=ticket, match=match, expires_at=login.expires_at)


def look_at_login(request: LookAtLogin, call: StaffCall, deps: Deps) -> LoginSeen:
    """What a scanned code is for."""
    login = _scanned(request.ticket, call, deps)
    if login.state is not LoginState.STARTED:
        raise Refused(Code.BAD_STATE, OVER)
    return LoginSeen(agent=login.agent, started_at=login.started_at, choices=list(login.choices))


def confirm_login(request: ConfirmLogin, call: StaffCall, deps: Deps) -> LoginConfirmed:
    """The right number lets the browser go on; a wrong one ends the login."""
    login, member = _scanned(request.ticket, call, deps), call.who
    if not deps.store.staff_logins.confirm(login.id, request.match, member.id, deps.clock()):
        deps.store.staff_logins.end(login.id)
        login = deps.store.staff_logins.get(login.id) or login
        if login.state is LoginState.ENDED and request.match != login.match:
            raise Refused(Code.BAD_STATE, WRONG)
        confirmed = (LoginState.CONFIRMED, member.id, request.match)
        if (login.state, login.staff_id, login.match) != confirmed:
            raise Refused(Code.BAD_STATE, OVER)
    return LoginConfirmed(confirmed=True)


def refuse_login(request: RefuseLogin, call: StaffCall, deps: Deps) -> LoginRefused:
    """Nobody signs in any more by a login that began, or that the caller confirmed. Again is as once."""
    _count_guess(call, deps)
    login_id, member = hash_of(request.ticket), call.who
    if not deps.store.staff_logins.refuse(login_id, member.id):
        login = deps.store.staff_logins.get(login_id)
        if login is None:
            raise Refused(Code.NOT_FOUND, GONE)
        if login.state is not LoginState.ENDED:
            words = IN_ALREADY if login.staff_id == member.id else ANOTHERS
            raise Refused(Code.BAD_STATE, words)
    return LoginRefused(refused=True)


def _scanned(ticket: str, call: StaffCall, deps: Deps) -> Login:
    """The login of a ticket, for staff. Raises `Refused`."""
    _count_guess(call, deps)
    login = deps.store.staff_logins.get(hash_of(ticket))
    if login is None or login.expires_at <= deps.clock():
        raise Refused(Code.NOT_FOUND, OVER)
    return login


def _count_guess(call: StaffCall, deps: Deps) -> None:
    _ = call.who  # staff only: nobody else's guesses are counted
    count(call.openid, GUESSES, TOO_MANY_GUESSES, deps)


def finish_login(request: FinishLogin, call: StaffCall, deps: Deps) -> SignedIn | LoginWaits:
    """The browser that began takes its session, once; until the phone has chosen it is told to wait."""
    now = deps.clock()
    login = deps.store.staff_logins.get(hash_of(request.ticket))
    if login is None or login.expires_at <= now:
        raise Refused(Code.NOT_FOUND, OVER)
    count(login.id, ASKS, "问得太快了，请过 1 分钟再试", deps)
    if hash_of(request.verifier) != login.verifier_hash or login.state in _ENDED:
        raise Refused(Code.BAD_STATE, OVER)
    if login.state is LoginState.STARTED or login.staff_id is None:
        return LoginWaits()
    member = deps.store.staff.get(login.staff_id)
    if member is None or not member.active:
        raise Refused(Code.BAD_STATE, OVER)
    token = deps.new_token()
    session_id = hash_of(token)
    actor = Staff(member.id, member.grants, Door.DESKTOP, session_id)
    entries = _on_record(actor, session_id, deps)
    if not deps.store.staff_logins.finish(login.id, login.verifier_hash, now):
        for entry in entries:
            not_done(entry, actor, deps)
        raise Refused(Code.BAD_STATE, OVER)
    session = StaffSession(
        id=session_id, staff_id=member.id, agent=call.agent, created_at=now, seen_at=now,
        expires_at=now + SESSION_FOR, audit=entries[-1].id,
    )  # fmt: skip
    deps.store.staff_sessions.add(session)
    return SignedIn(staff=staff_view(member), token=token)


def _on_record(actor: Staff, session_id: str, deps: Deps) -> list[Entry]:
    """An entry in the chain of each hospital that somebody works for."""
    chains = sorted({chain_of(grant.hospital_id) for grant in actor.grants}) or [chain_of(None)]
    return [
        on_record(Deed(chain, "staff.login", "staff_session", session_id), actor, deps)
        for chain in chains
    ]


def list_sessions(call: StaffCall, deps: Deps) -> SessionsReply:
    """The caller's sessions that hold."""
    return SessionsReply(sessions=_sessions(call, deps))


def log_out(request: Logout, call: StaffCall, deps: Deps) -> SignedOut:
    """End one of the caller's own sessions; at the desktop without an id the one that asks."""
    who, session_id = call.who, request.session_id or call.session_id
    if session_id is None:
        raise Refused(Code.BAD_REQUEST, "请选择要退出哪台电脑的登录", {"field": "session_id"})
    deps.store.staff_sessions.revoke(session_id, who.id, deps.clock())
    return SignedOut(sessions=_sessions(call, deps), here=session_id == call.session_id)


def _sessions(call: StaffCall, deps: Deps) -> list[SessionView]:
    who, now = call.who, deps.clock()
    return [
        session_view(session, call.session_id)
        for session in deps.store.staff_sessions.of_staff(who.id)
        if usable(session, who, now)
    ]
