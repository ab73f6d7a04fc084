"""Inviting staff: a code that is good once and for a day, taken by the phone of whom it is for."""

from datetime import datetime

from common.contracts.staff import AcceptInvite, InviteReply, InviteStaff, StaffReply
from common.domain.actor import Door, Staff
from common.domain.audit import Entry, chain_of, changes
from common.domain.errors import Code, Refused
from common.domain.grants import Grant
from common.domain.permissions import Place
from common.domain.rules.platform import Rate
from common.domain.staff import INVITED_FOR, Invite, StaffMember, code_typed, hash_of
from common.domain.staff_call import StaffCall
from common.present.staff import staff_view
from common.protocol.deps import Deps
from common.protocol.on_record import Deed, allow, not_done, on_record
from common.protocol.rate_limit import count
from common.usecases.staff_grants import check_there, gives, grant_of, hold_posts

# Codes and tickets cannot be guessed; that nobody tries is a matter of load.
GUESSES = Rate("staff_code", 10)
TOO_MANY_GUESSES = "试得太多了，请过 1 分钟再试"
ROUNDS = 5
NOT_GOOD = "邀请码不对、已过期或已经用过。请找邀请您的人重新发一个"
BUSY = "刚才没有办成，请再点一次"


def invite(request: InviteStaff, call: StaffCall, deps: Deps) -> InviteReply:
    """A code for a role that the caller may give."""
    staff, grant = call.staff, grant_of(request)
    place = Place(grant.hospital_id, doctor_id=grant.doctor_id)
    thing = ("hospital", grant.hospital_id or "platform")
    allow(f"staff.invite/{grant.role.value}", place, thing, staff, deps)
    check_there(grant, deps)
    return new_invite(grant, request.name, request.idempotency_key, staff, deps)


def new_invite(grant: Grant, name: str, key: str, staff: Staff, deps: Deps) -> InviteReply:
    """Write an invitation down; the same tap of the same person gets the one it made before."""
    invites = deps.store.staff_invites
    code = invites.code(staff.id, key)
    before = invites.get(hash_of(code))
    if before is None:
        before = _written(hash_of(code), grant, name, staff, deps)
    if (before.grant, before.name) != (grant, name):
        raise Refused(Code.BAD_REQUEST, "页面过期了，没有提交。请返回重新进入")
    return InviteReply(code=code, expires_at=before.expires_at)


def _written(invite_id: str, grant: Grant, name: str, staff: Staff, deps: Deps) -> Invite:
    after = {"name": name, "grant": grant}
    deed = Deed(
        chain_of(grant.hospital_id), f"staff.invite/{grant.role.value}", "staff_invite", deps.new_id(),
        changed=changes({}, after, ("name",), deps.store.audit.hide),
    )  # fmt: skip
    entry = on_record(deed, staff, deps)
    new = Invite(
        id=invite_id, grant=grant, name=name, invited_by=None if staff.door is Door.PROGRAM else staff.id,
        expires_at=deps.clock() + INVITED_FOR, audit=entry.id,
    )  # fmt: skip
    if deps.store.staff_invites.add(new):
        return new
    not_done(entry, staff, deps)
    return deps.store.staff_invites.get(invite_id) or new


def accept(request: AcceptInvite, call: StaffCall, deps: Deps) -> StaffReply:
    """The phone's user becomes staff, or gets one role more. The same code again changes nothing any more."""
    now = deps.clock()
    count(call.openid, GUESSES, TOO_MANY_GUESSES, deps)
    given = deps.store.staff_invites.get(hash_of(code_typed(request.code)))
    if given is None or given.expires_at <= now or given.used_by not in (None, call.openid):
        raise Refused(Code.NOT_FOUND, NOT_GOOD, {"field": "code"})
    for _ in range(ROUNDS):
        member = deps.store.staff.of_user(call.openid)
        if member is None or given.id not in member.accepted:
            _check_inviter(given, deps)
            member = _take(given, member, call, now, deps)
        if member is not None:
            # Also where it counted before: a run that was cut off may not have come so far.
            hold_posts(member, tuple(g for g in member.grants if g == given.grant), deps)
            return StaffReply(staff=staff_view(_active(member)))
    raise Refused(Code.BUSY, BUSY)


def _active(member: StaffMember) -> StaffMember:
    if not member.active:
        raise Refused(Code.NOT_FOUND, NOT_GOOD, {"field": "code"})
    return member


def _check_inviter(given: Invite, deps: Deps) -> None:
    """Who invited must still be allowed to: what they left behind goes with them."""
    if given.invited_by is None:
        return
    inviter = deps.store.staff.get(given.invited_by)
    if inviter is None or not inviter.active or not gives(inviter.grants, given.grant):
        raise Refused(Code.NOT_FOUND, NOT_GOOD, {"field": "code"})


def _take(
    given: Invite, member: StaffMember | None, call: StaffCall, now: datetime, deps: Deps
) -> StaffMember | None:
    """One try: on record, the invitation, then the member. None when somebody was faster with the member."""
    staff_id = member.id if member else deps.new_id()
    actor = Staff(staff_id, member.grants if member else (), Door.PHONE)
    entry = _entry(given, member, actor, deps)
    if given.used_by is None and not deps.store.staff_invites.use(given.id, call.openid, now):
        again = deps.store.staff_invites.get(given.id)
        if again is None or again.used_by != call.openid:
            not_done(entry, actor, deps)
            raise Refused(Code.NOT_FOUND, NOT_GOOD, {"field": "code"})
    if member is None:
        taken = StaffMember(
            id=staff_id, openid=call.openid, name=given.name, grants=(given.grant,), accepted=(given.id,),
            audit=entry.id, created_at=now,
        )  # fmt: skip
        done = deps.store.staff.add(taken)
    else:
        grants = _with(member, given.grant)
        done = deps.store.staff.accept(member, given.id, given.name, grants, entry.id)
    if not done:
        not_done(entry, actor, deps)
        return None
    return deps.store.staff.get(staff_id)


def _with(member: StaffMember, grant: Grant) -> tuple[Grant, ...]:
    """The grants with one more; who was disabled begins anew."""
    before = member.grants if member.active else ()
    return (*(g for g in before if g != grant), grant)


def _entry(given: Invite, member: StaffMember | None, actor: Staff, deps: Deps) -> Entry:
    """The grant that is given, and the name. What else they have may be another hospital's, and is not this chain's."""
    before = {"grants": (), "name": member.name if member else None}
    after = {"grants": (given.grant,), "name": given.name}
    deed = Deed(
        chain_of(given.grant.hospital_id), "staff.accept", "staff", actor.id,
        changed=changes(before, after, ("name",), deps.store.audit.hide),
        follows=member.audit if member else None, of=given.audit,
    )  # fmt: skip
    return on_record(deed, actor, deps)
