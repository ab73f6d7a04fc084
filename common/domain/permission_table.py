"""The table: each verb of a staff-facing function, and what each role may of it. What stands in no row nobody may.

A row is `function.action`, where needed with the kind it is done to behind a slash. `tools/permission_lint.py`
compares the rows with the actions that exist.
"""

from common.domain.actor import Staff
from common.domain.grants import Grant, Role
from common.domain.permissions import Cell, Place, Row, Scope, granted, refusal

_EVERY = Cell(Scope.EVERY)
_PLATFORM = Cell(Scope.PLATFORM)
_HOSPITAL = Cell(Scope.HOSPITAL)
_DEPARTMENTS = Cell(Scope.DEPARTMENTS)
_OWN = Cell(Scope.OWN)

_OF_OPERATOR: Row = {Role.OPERATOR: _EVERY}
_OF_MANAGER: Row = {Role.MANAGER: _HOSPITAL}
_BOTH: Row = {**_OF_OPERATOR, **_OF_MANAGER}
_DESK: Row = {**_OF_MANAGER, Role.DESK: _DEPARTMENTS}
_CLINIC: Row = {**_DESK, Role.DOCTOR: _OWN}
_REASONED: Row = {
    **_OF_MANAGER, Role.DESK: Cell(Scope.DEPARTMENTS, reason=True), Role.DOCTOR: Cell(Scope.OWN, reason=True),
}  # fmt: skip
_REVEALED: Row = {**_REASONED, Role.MANAGER: Cell(Scope.HOSPITAL, reason=True)}
_REPORTS: Row = {
    **_BOTH, Role.DESK: Cell(Scope.DEPARTMENTS, days=0), Role.DOCTOR: _OWN, Role.AUDITOR: _HOSPITAL,
}  # fmt: skip

# Everybody for themselves, with or without a grant.
OPEN = frozenset(
    {
        "staff.me", "staff.places", "staff.accept", "staff.login_start", "staff.login_look", "staff.login_confirm",
        "staff.login_refuse", "staff.login_finish", "staff.sessions", "staff.logout",
    }
)  # fmt: skip

_PLATFORM_KINDS = ("hospital", "merchant", "platform_rules")
_HOSPITAL_KINDS = (
    "department", "doctor", "clinic", "exception", "rules", "notice", "screen",
)  # fmt: skip

TABLE: dict[str, Row] = {
    **{f"admin.{act}/{kind}": _OF_OPERATOR for act in ("read", "save", "retire") for kind in _PLATFORM_KINDS},
    **{f"admin.{act}/{kind}": _OF_MANAGER for act in ("read", "save", "retire") for kind in _HOSPITAL_KINDS},
    "admin.read/hospital": _BOTH,
    **{f"admin.{act}": _OF_MANAGER for act in ("timetable", "propose", "apply", "close_slot", "open_slot", "job")},
    "admin.today": {**_CLINIC, **_OF_OPERATOR, Role.AUDITOR: _HOSPITAL},
    "admin.add_seats": _CLINIC,
    "admin.audit": {Role.OPERATOR: _PLATFORM, Role.MANAGER: _HOSPITAL, Role.AUDITOR: _HOSPITAL},
    "staff.invite/manager": _OF_OPERATOR,
    **{f"staff.invite/{role.value}": _OF_MANAGER for role in (Role.DESK, Role.DOCTOR, Role.AUDITOR)},
    "staff.list": _BOTH,
    "staff.change": _BOTH,
    "staff.disable": _BOTH,
    "suspend.propose": _CLINIC,
    "suspend.start": _OF_MANAGER,
    "suspend.start/asked": {Role.DESK: _DEPARTMENTS, Role.DOCTOR: _OWN},
    **{f"suspend.{act}": _OF_MANAGER for act in ("approve", "refuse", "stop", "resume", "report", "mark_told")},
    **{f"desk.{act}": _CLINIC for act in ("day", "find", "match_id", "check_in", "undo_check_in")},
    **{f"desk.{act}": _DESK for act in ("book", "cancel")},
    "desk.reveal": _REVEALED,
    "desk.undo_no_show": {Role.MANAGER: _HOSPITAL, Role.DESK: Cell(Scope.DEPARTMENTS, days=7)},
    "desk.pardon": _OF_MANAGER,
    **{
        f"desk.{act}": _CLINIC
        for act in ("queue", "next", "again", "missed", "away", "back", "return", "room", "pause", "open", "close")
    },
    **{f"desk.{act}": _REASONED for act in ("pick", "prefer")},
    "desk.check_in/priority": _REASONED,
    **{f"sheets.{act}": _OF_MANAGER for act in ("import_check", "import_apply", "export")},
    **{f"pictures.{act}": _OF_MANAGER for act in ("photo", "put_photo", "remove_photo", "code")},
    **{f"report.{act}": _REPORTS for act in ("summary", "money", "attendance")},
}  # fmt: skip

# Functions whose rows stand here before they are served.
COMING = frozenset({"suspend", "desk", "report"})


def cells(grants: tuple[Grant, ...], verb: str, place: Place) -> list[Cell]:
    """By which cells somebody may do this there; none: they may not."""
    return granted(TABLE.get(verb, {}), grants, place)


def may(
    grants: tuple[Grant, ...],
    verb: str,
    hospital_id: str | None,
    department_id: str | None = None,
    doctor_id: str | None = None,
) -> bool:
    """Whether somebody with these grants may do it there."""
    return bool(cells(grants, verb, Place(hospital_id, department_id, doctor_id)))


def require(staff: Staff, verb: str, place: Place) -> list[Cell]:
    """The cells that allow it. Raises `Refused`: NOT_FOUND for what is another hospital's, else FORBIDDEN."""
    found = cells(staff.grants, verb, place)
    if not found:
        raise refusal(staff, place)
    return found
