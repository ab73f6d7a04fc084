"""Who of the staff may do what: how far a role reaches, and how somebody is told no. Denied by default."""

from dataclasses import dataclass
from enum import Enum

from common.domain.actor import Staff
from common.domain.errors import Code, Refused
from common.domain.grants import Grant, Role


class Scope(Enum):
    """How far a cell of the table reaches."""

    EVERY = "every hospital, and what belongs to none"
    PLATFORM = "what belongs to no hospital"
    HOSPITAL = "the grant's hospital"
    DEPARTMENTS = "the grant's departments, or all of its hospital"
    OWN = "the grant's doctor"


@dataclass(frozen=True)
class Cell:
    """What a role may: how far, whether only with a reason, and how many days back (0: that day)."""

    scope: Scope
    reason: bool = False
    days: int | None = None


Row = dict[Role, Cell]


@dataclass(frozen=True)
class Place:
    """Where something is: a hospital's (None: the platform's), and there in which department and of which doctor."""

    hospital_id: str | None
    department_id: str | None = None
    doctor_id: str | None = None


def granted(row: Row, grants: tuple[Grant, ...], place: Place) -> list[Cell]:
    """The cells by which these grants reach the place; grants add up."""
    return [
        row[grant.role] for grant in grants if grant.role in row and _reaches(row[grant.role].scope, grant, place)
    ]  # fmt: skip


def _reaches(scope: Scope, grant: Grant, place: Place) -> bool:
    if scope is Scope.EVERY:
        return True
    if scope is Scope.PLATFORM:
        return place.hospital_id is None
    if place.hospital_id is None or grant.hospital_id != place.hospital_id:
        return False
    if scope is Scope.DEPARTMENTS:
        return not grant.department_ids or place.department_id in grant.department_ids
    if scope is Scope.OWN:
        return grant.doctor_id is not None and grant.doctor_id == place.doctor_id
    return True


def at_home(staff: Staff, place: Place) -> bool:
    """Whether somebody has any role where it is: else they are not told that it exists."""
    return any(grant.hospital_id == place.hospital_id for grant in staff.grants)


NOTHING_THERE = "没有找到，可能已经删除。请返回重新进入"
NOT_YOURS = "您的角色不能做这件事，请找医院管理员"


def refusal(staff: Staff, place: Place) -> Refused:
    """How somebody is told no: what is another hospital's is not there."""
    if at_home(staff, place):
        return Refused(Code.FORBIDDEN, NOT_YOURS)
    return Refused(Code.NOT_FOUND, NOTHING_THERE)
