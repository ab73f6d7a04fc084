"""Roles of staff, and what somebody was granted: a role at a place."""

from enum import Enum

from common.domain.document import Part
from common.domain.errors import Code, Refused


class Role(str, Enum):
    """What somebody is to a hospital, or to the platform (only the operator)."""

    OPERATOR = "operator"
    MANAGER = "manager"
    DESK = "desk"
    DOCTOR = "doctor"
    AUDITOR = "auditor"


class Grant(Part):
    """A role at a place. `hospital_id` is None for an operator; empty `department_ids` of a desk are all of them."""

    role: Role
    hospital_id: str | None = None
    department_ids: tuple[str, ...] = ()
    doctor_id: str | None = None


def check_grant(grant: Grant) -> None:
    """Whether a grant is whole: who needs a hospital, departments or a doctor. Raises `Refused(BAD_REQUEST)`."""
    wrong = None
    if grant.role is Role.OPERATOR and grant.hospital_id is not None:
        wrong = "平台运营不属于哪家医院"
    elif grant.role is not Role.OPERATOR and grant.hospital_id is None:
        wrong = "请选择医院"
    elif grant.role is Role.DOCTOR and grant.doctor_id is None:
        wrong = "请选择是哪位医生"
    elif grant.role is not Role.DOCTOR and grant.doctor_id is not None:
        wrong = "只有医生角色要选医生"
    elif grant.role is not Role.DESK and grant.department_ids:
        wrong = "只有门诊服务台可以限定科室"
    if wrong:
        raise Refused(Code.BAD_REQUEST, wrong, {"field": "grant"})
