"""Where a story of a session begins: the office changed its mind after the day was laid out."""

from common.domain.timetable import ClinicException
from proof import actions as acts
from proof.start_states import confirmed, one_waits
from proof.world import World
from tests.support.catalogue import only, put


def session_closed(world: World) -> None:
    """Person 0 has booked; then the office closes the session by a dated exception."""
    confirmed(world)
    _close(world)


def session_closed_while_one_waits(world: World) -> None:
    """Person 0 has booked and person 1 waits; then the office closes the session."""
    one_waits(world)
    _close(world)


def session_reopened(world: World) -> None:
    """A session was closed and taken off sale; now its exception is withdrawn."""
    session_closed(world)
    acts.publishes(world)
    only(world.raw, "clinic_exceptions", [])


def _close(world: World) -> None:
    slot = world.service.slot(world.slot)
    closed = ClinicException(
        id="closed", hospital_id="h1", doctor_id=slot.doctor_id, date=slot.date, kind="closed"
    )
    put(world.raw, [closed])
