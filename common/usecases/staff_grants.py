"""What staff may see of each other's grants, and which of them they may give and take."""

from common.contracts.staff import GrantAsked
from common.domain.errors import Code, Refused
from common.domain.grants import Grant, Role, check_grant
from common.domain.permission_table import may
from common.domain.staff import StaffMember, post_of
from common.protocol.deps import Deps

LAST = "这是最后一位{}，不能去掉。请先邀请另一位"
_POSTS = {Role.OPERATOR: "平台运营", Role.MANAGER: "医院管理员"}


def grant_of(asked: GrantAsked) -> Grant:
    """The grant that was asked for, whole. Raises `Refused(BAD_REQUEST)`."""
    grant = Grant(
        role=asked.role, hospital_id=asked.hospital_id, department_ids=tuple(sorted(set(asked.department_ids))),
        doctor_id=asked.doctor_id,
    )  # fmt: skip
    check_grant(grant)
    return grant


def check_there(grant: Grant, deps: Deps) -> None:
    """Whether the hospital, its departments and its doctor are there. Raises `Refused(NOT_FOUND)`."""
    catalogue, hospital_id = deps.store.catalogue, grant.hospital_id
    if hospital_id is not None and catalogue.hospital(hospital_id) is None:
        raise Refused(Code.NOT_FOUND, "没有找到这家医院", {"field": "hospital_id"})
    departments = catalogue.departments_named(grant.department_ids)
    for wanted in grant.department_ids:
        department = departments.get(wanted)
        if department is None or department.hospital_id != hospital_id:
            raise Refused(Code.NOT_FOUND, "没有找到这个科室", {"field": "department_ids"})
    if grant.doctor_id is not None:
        doctor = catalogue.doctor(grant.doctor_id)
        if doctor is None or doctor.hospital_id != hospital_id:
            raise Refused(Code.NOT_FOUND, "没有找到这位医生", {"field": "doctor_id"})


def gives(grants: tuple[Grant, ...], grant: Grant) -> bool:
    """Whether somebody with these grants may give, and take, another one."""
    return may(
        grants, f"staff.invite/{grant.role.value}", grant.hospital_id, doctor_id=grant.doctor_id
    )


def seen(grants: tuple[Grant, ...], of: tuple[Grant, ...]) -> tuple[Grant, ...]:
    """What of another one's grants somebody may know of: a manager their hospital's, an operator those with a post."""
    kinds = {grant.role for grant in grants}
    managed = {grant.hospital_id for grant in grants if grant.role is Role.MANAGER}
    return tuple(
        grant
        for grant in of
        if grant.hospital_id in managed or (Role.OPERATOR in kinds and post_of(grant) is not None)
    )


def hold_posts(member: StaffMember, grants: tuple[Grant, ...], deps: Deps) -> None:
    """Count somebody on the posts they were granted."""
    for post in sorted(filter(None, map(post_of, grants))):
        deps.store.staff.hold(post, member.id)


def let_go_posts(member: StaffMember, taken: tuple[Grant, ...], deps: Deps) -> Refused | None:
    """Count somebody no more on posts that are about to be taken; a refusal, and no change, where they are the last."""
    gone: list[Grant] = []
    for grant in taken:
        post = post_of(grant)
        if post is None:
            continue
        if not deps.store.staff.let_go(post, member.id):
            hold_posts(member, tuple(gone), deps)
            return Refused(Code.BAD_STATE, LAST.format(_POSTS[grant.role]))
        gone.append(grant)
    return None
