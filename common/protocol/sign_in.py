"""Who of the staff calls: read anew at each call, so that what was taken from somebody is gone at once."""

from common.domain.actor import Door
from common.domain.staff import SEEN_EVERY, hash_of, usable
from common.domain.staff_call import StaffCall
from common.protocol.deps import Deps


def by_phone(openid: str, deps: Deps) -> StaffCall:
    """The call of a user of the mini-program; without a member when they are nobody's active staff."""
    member = deps.store.staff.of_user(openid)
    return StaffCall(Door.PHONE, member if member and member.active else None, openid=openid)


def by_browser(token: str | None, agent: str, deps: Deps) -> StaffCall:
    """The call of a browser; without a member when its session does not hold."""
    nobody = StaffCall(Door.DESKTOP, agent=agent)
    session = deps.store.staff_sessions.get(hash_of(token)) if token else None
    if session is None:
        return nobody
    now, member = deps.clock(), deps.store.staff.get(session.staff_id)
    if not usable(session, member, now):
        return nobody
    if now - session.seen_at >= SEEN_EVERY:
        deps.store.staff_sessions.seen(session.id, now)
    return StaffCall(Door.DESKTOP, member, agent=agent, session_id=session.id)
