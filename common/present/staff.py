"""Staff as they see themselves and each other."""

from collections.abc import Iterable

from common.contracts.staff import (
    GrantView,
    PlaceDepartmentView,
    PlaceDoctorView,
    PlaceView,
    SessionView,
    StaffView,
)
from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.grants import Grant
from common.domain.staff import StaffMember, StaffSession


def grant_view(grant: Grant) -> GrantView:
    """One role at a place."""
    return GrantView(
        role=grant.role,
        hospital_id=grant.hospital_id,
        department_ids=list(grant.department_ids),
        doctor_id=grant.doctor_id,
    )


def staff_view(member: StaffMember, grants: Iterable[Grant] | None = None) -> StaffView:
    """One of the staff, with those of their grants that whoever looks may know of."""
    shown = member.grants if grants is None else grants
    return StaffView(
        id=member.id, name=member.name, grants=[grant_view(grant) for grant in shown], rev=member.rev
    )  # fmt: skip


def session_view(session: StaffSession, here: str | None) -> SessionView:
    """A browser that is signed in."""
    return SessionView(
        id=session.id, agent=session.agent, created_at=session.created_at, seen_at=session.seen_at,
        here=session.id == here,
    )  # fmt: skip


def place_view(
    hospital: Hospital, departments: Iterable[Department] = (), doctors: Iterable[Doctor] = ()
) -> PlaceView:
    """A hospital with what of it somebody works with, each by name."""
    by_name = sorted(departments, key=lambda one: (one.name, one.id))
    named = sorted(doctors, key=lambda one: (one.name, one.id))
    return PlaceView(
        id=hospital.id,
        name=hospital.name,
        departments=[
            PlaceDepartmentView(id=one.id, name=one.name, parent_id=one.parent_id)
            for one in by_name
        ],
        doctors=[
            PlaceDoctorView(
                id=one.id, name=one.name, title=one.title, department_id=one.department_id
            )
            for one in named
        ],
    )
