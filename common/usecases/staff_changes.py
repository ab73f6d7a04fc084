"""Staff of a hospital: looking at them, changing their grants, disabling them."""

from typing import Any, NoReturn

from common.contracts.staff import ChangeStaff, DisableStaff, ListStaff, StaffListReply, StaffReply
from common.domain.actor import Staff
from common.domain.audit import Entry, chain_of, changes
from common.domain.business_time import wire
from common.domain.errors import Code, Refused
from common.domain.grants import Grant, Role
from common.domain.permission_table import may
from common.domain.permissions import NOT_YOURS, NOTHING_THERE, Place
from common.domain.staff import StaffMember, check_reason
from common.domain.staff_call import StaffCall
from common.present.staff import grant_view, staff_view
from common.protocol.deps import Deps
from common.protocol.on_record import Deed, allow, not_done, on_record, refuse_on_record
from common.usecases.staff_grants import (
    check_there,
    gives,
    grant_of,
    hold_posts,
    let_go_posts,
    seen,
)

OWN = "不能改自己的角色，请让别的管理员来改"
NOT_ALL_YOURS = "这个人还有您管不到的角色，不能停用。可以只去掉您医院的角色"
STALE = "刚才有别人改过，没有保存。请看看现在的内容再改"


def list_staff(request: ListStaff, call: StaffCall, deps: Deps) -> StaffListReply:
    """Active staff with a role there, as many as a list shows.

    Of each all that the caller may know of is told, for a change is of all of it.
    """
    staff, place = call.staff, Place(request.hospital_id)
    allow("staff.list", place, ("hospital", request.hospital_id or "platform"), staff, deps)
    members, more = deps.store.staff.of_hospital(place.hospital_id)
    found = [(member, seen(staff.grants, member.grants)) for member in members]
    shown = [
        staff_view(member, grants)
        for member, grants in found
        if any(grant.hospital_id == place.hospital_id for grant in grants)
    ]
    return StaffListReply(staff=shown, more=more)


def change_staff(request: ChangeStaff, call: StaffCall, deps: Deps) -> StaffReply:
    """Other grants, from the next call on."""
    staff, reason = call.staff, check_reason(request.reason)
    target = _seen_by(staff, "staff.change", request.staff_id, deps)
    wanted = _wanted(request, target, staff, deps)
    if set(wanted) == set(target.grants):
        hold_posts(target, wanted, deps)  # a run that was cut off may not have come so far
        return StaffReply(staff=staff_view(target, seen(staff.grants, target.grants)))
    if request.rev != target.rev:
        raise _stale(wanted, target, staff, deps)
    entry = _on_record("staff.change", target, {"grants": wanted}, reason, staff, deps)
    taken = tuple(grant for grant in target.grants if grant not in wanted)
    refused = let_go_posts(target, taken, deps)
    if refused is None and not deps.store.staff.change(target, wanted, entry.id):
        now = deps.store.staff.get(target.id) or target
        hold_posts(target, tuple(grant for grant in taken if grant in now.grants), deps)
        refused = _stale(wanted, now, staff, deps)
    if refused is not None:
        not_done(entry, staff, deps)
        raise refused
    hold_posts(target, wanted, deps)
    changed = target.model_copy(update={"grants": wanted, "rev": target.rev + 1, "audit": entry.id})
    return StaffReply(staff=staff_view(changed, seen(staff.grants, changed.grants)))


def disable_staff(request: DisableStaff, call: StaffCall, deps: Deps) -> StaffReply:
    """No grants and no sessions any more."""
    staff, reason = call.staff, check_reason(request.reason)
    before = deps.store.staff.get(request.staff_id)
    if before is not None and not before.active and _by(before, deps) == staff.id:
        return StaffReply(staff=staff_view(before))  # the same tap again
    target = _seen_by(staff, "staff.disable", request.staff_id, deps)
    return disable(target, reason, staff, deps)


def disable(target: StaffMember, reason: str, staff: Staff, deps: Deps) -> StaffReply:
    """Take everything from somebody; who may do it is decided here, whoever asks."""
    operates = any(grant.role is Role.OPERATOR for grant in staff.grants)
    if not operates and not all(gives(staff.grants, grant) for grant in target.grants):
        _not_theirs(NOT_ALL_YOURS, "staff.disable", target, staff, deps)
    after = {"grants": (), "active": False}
    entry = _on_record("staff.disable", target, after, reason, staff, deps)
    refused = let_go_posts(target, target.grants, deps)
    if refused is None and not deps.store.staff.disable(target, deps.clock(), entry.id):
        now = deps.store.staff.get(target.id) or target
        hold_posts(target, now.grants, deps)
        refused = _stale((), now, staff, deps)
    if refused is not None:
        not_done(entry, staff, deps)
        raise refused
    gone = target.model_copy(update={"grants": (), "active": False, "rev": target.rev + 1})
    return StaffReply(staff=staff_view(gone))


def _seen_by(staff: Staff, verb: str, staff_id: str, deps: Deps) -> StaffMember:
    """Whom somebody may change: never themselves, nobody whom they may not know of."""
    place, thing = _acts_from(staff, verb), ("staff", staff_id)
    allow(verb, place, thing, staff, deps)
    if staff_id == staff.id:
        refuse_on_record(Refused(Code.FORBIDDEN, OWN), verb, place, thing, staff, deps)
    target = deps.store.staff.get(staff_id)
    operates = any(grant.role is Role.OPERATOR for grant in staff.grants)
    if target is None or not target.active or not (operates or seen(staff.grants, target.grants)):
        unknown = Refused(Code.NOT_FOUND, NOTHING_THERE)
        refuse_on_record(unknown, verb, place, thing, staff, deps)
    return target


def _acts_from(staff: Staff, verb: str) -> Place:
    """Where somebody does it: at the place of their first grant that lets them, or, where none does, of their first."""
    homes = [grant.hospital_id for grant in staff.grants] or [None]
    return Place(next((home for home in homes if may(staff.grants, verb, home)), homes[0]))


def _not_theirs(words: str, verb: str, target: StaffMember, staff: Staff, deps: Deps) -> NoReturn:
    """Refuse what is not all somebody's to take; on record where they know the other one from."""
    shown = seen(staff.grants, target.grants)
    place, thing = Place(shown[0].hospital_id if shown else None), ("staff", target.id)
    refuse_on_record(Refused(Code.FORBIDDEN, words), verb, place, thing, staff, deps)


def _wanted(
    request: ChangeStaff, target: StaffMember, staff: Staff, deps: Deps
) -> tuple[Grant, ...]:
    """The grants that somebody shall have: what is not the caller's to give stays as it is."""
    asked, shown = [grant_of(each) for each in request.grants], seen(staff.grants, target.grants)
    for grant in asked:
        if grant not in shown and not gives(staff.grants, grant):
            place = Place(grant.hospital_id, doctor_id=grant.doctor_id)
            verb = f"staff.invite/{grant.role.value}"
            allow(verb, place, ("staff", target.id), staff, deps)
    kept = tuple(grant for grant in target.grants if not gives(staff.grants, grant))
    given = dict.fromkeys(grant for grant in asked if gives(staff.grants, grant))
    if not given and not any(gives(staff.grants, grant) for grant in target.grants):
        _not_theirs(NOT_YOURS, "staff.change", target, staff, deps)
    for grant in given:
        if grant not in target.grants:
            check_there(grant, deps)
    return (*kept, *given)


def _on_record(
    verb: str,
    target: StaffMember,
    after: dict[str, Any],
    reason: str,
    staff: Staff,
    deps: Deps,
) -> Entry:
    """One entry, in the chain of the hospital that it concerns; of several, in the platform's.

    It tells what is taken and what is given. What else they have may be another hospital's, and is not this chain's.
    """
    taken = tuple(grant for grant in target.grants if grant not in after["grants"])
    given = tuple(grant for grant in after["grants"] if grant not in target.grants)
    before = {"grants": taken, "active": target.active}
    changed = changes(before, before | after | {"grants": given}, (), deps.store.audit.hide)
    hospitals = {grant.hospital_id for grant in (*taken, *given)}
    chain = chain_of(hospitals.pop() if len(hospitals) == 1 else None)
    deed = Deed(
        chain, verb, "staff", target.id, changed=changed, reason=reason, follows=target.audit
    )
    return on_record(deed, staff, deps)


def _by(target: StaffMember, deps: Deps) -> str | None:
    last = deps.store.audit.get(target.audit)
    return last.actor.staff_id if last else None


def _stale(wanted: tuple[Grant, ...], now: StaffMember, staff: Staff, deps: Deps) -> Refused:
    """Somebody else was faster: who, when, and what of what the caller may know differs from what was to be saved."""
    last = deps.store.audit.get(now.audit)
    yours, theirs = (
        [grant_view(grant).model_dump(mode="json") for grant in seen(staff.grants, grants)]
        for grants in (wanted, now.grants)
    )
    details = {
        "rev": now.rev, "by": last.actor.staff_id if last else None, "at": wire(last.at) if last else None,
        "changed": [{"field": "grants", "yours": yours, "theirs": theirs}],
    }  # fmt: skip
    return Refused(Code.STALE, STALE, details)
