"""Invented staff over the service of the tests: who invites, accepts, signs in and is signed out."""

import itertools
from typing import Any

from common.contracts.staff import DESKTOP_STAFF_REQUEST, PHONE_STAFF_REQUEST
from common.domain.actor import Door, Staff
from common.domain.grants import Grant, Role
from common.domain.staff import StaffMember, hash_of
from common.protocol import sign_in
from common.protocol.deps import Deps
from common.protocol.on_record import PROGRAM
from common.usecases.staff import staff_by_browser, staff_by_phone
from common.usecases.staff_invites import new_invite
from tests.support.service import Service

VERIFIER = "v" * 43
AGENT = "Invented/1.0"
NAMES = {
    Role.OPERATOR: "虚构运营", Role.MANAGER: "虚构管理", Role.DESK: "虚构前台", Role.DOCTOR: "虚构医生",
    Role.AUDITOR: "虚构审计",
}  # fmt: skip
OPERATOR = Grant(role=Role.OPERATOR)
OPS = Staff(PROGRAM, (OPERATOR,), Door.PROGRAM)


def manager_of(hospital_id: str = "h1") -> Grant:
    """A manager."""
    return Grant(role=Role.MANAGER, hospital_id=hospital_id)


def desk_of(hospital_id: str = "h1", *departments: str) -> Grant:
    """Somebody at the desk."""
    return Grant(role=Role.DESK, hospital_id=hospital_id, department_ids=departments)


def doctor_of(doctor_id: str = "d1", hospital_id: str = "h1") -> Grant:
    """A doctor."""
    return Grant(role=Role.DOCTOR, hospital_id=hospital_id, doctor_id=doctor_id)


def asked(grant: Grant) -> dict[str, Any]:
    """A grant as a page sends it."""
    return grant.model_dump(mode="json")


class Office:
    """The staff of a service; each by an openid of their own."""

    def __init__(self, service: Service, deps: Deps | None = None) -> None:
        self.service = service
        self.deps = deps or service.deps
        self._taps = itertools.count(1)

    # --- the two doors

    def phone(self, openid: str, action: str, **data: Any) -> Any:
        """A call by the phone."""
        request = PHONE_STAFF_REQUEST.validate_python({"action": action, **data}, strict=False)
        return staff_by_phone(request, sign_in.by_phone(openid, self.deps), self.deps)

    def browser(self, token: str | None, action: str, **data: Any) -> Any:
        """A call by a browser."""
        request = DESKTOP_STAFF_REQUEST.validate_python({"action": action, **data}, strict=False)
        return staff_by_browser(request, sign_in.by_browser(token, AGENT, self.deps), self.deps)

    # --- people

    def operator(self, openid: str = "op") -> StaffMember:
        """An operator, invited by a program."""
        key = f"ops-{next(self._taps):08d}"
        code = new_invite(OPERATOR, NAMES[Role.OPERATOR], key, OPS, self.deps).code
        return self.accepted(openid, code)

    def invited(self, by: str, grant: Grant, key: str = "") -> str:
        """A code for a grant, by the phone of somebody."""
        key = key or f"tap-{next(self._taps):08d}"
        name = NAMES[grant.role]
        reply = self.phone(by, "invite", name=name, idempotency_key=key, **asked(grant))
        return str(reply.code)

    def accepted(self, openid: str, code: str) -> StaffMember:
        """Somebody after they took an invitation."""
        self.phone(openid, "accept", code=code)
        return self.member(openid)

    def hire(self, by: str, openid: str, grant: Grant) -> StaffMember:
        """Somebody with a grant from somebody."""
        return self.accepted(openid, self.invited(by, grant))

    def member(self, openid: str) -> StaffMember:
        """Somebody as they stand."""
        found = self.deps.store.staff.of_user(openid)
        assert found is not None
        return found

    def opened(self) -> "Office":
        """With an operator, a manager, a desk, a doctor and an auditor of the hospital."""
        self.operator()
        self.hire("op", "mgr", manager_of())
        self.hire("mgr", "desk", desk_of())
        self.hire("mgr", "doc", doctor_of())
        self.hire("mgr", "aud", Grant(role=Role.AUDITOR, hospital_id="h1"))
        return self

    # --- signing in

    def started(self, verifier: str = VERIFIER) -> Any:
        """A browser that shows its code."""
        return self.browser(None, "login_start", verifier_hash=hash_of(verifier))

    def confirmed(self, openid: str) -> Any:
        """A browser whose code the phone of somebody confirmed."""
        shown = self.started()
        self.phone(openid, "login_confirm", ticket=shown.ticket, match=shown.match)
        return shown

    def signed_in(self, openid: str) -> str:
        """The token of a browser that somebody signed in at."""
        shown = self.confirmed(openid)
        reply = self.browser(None, "login_finish", ticket=shown.ticket, verifier=VERIFIER)
        return str(reply.token)
