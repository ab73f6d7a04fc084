"""Where a visit is today: rooms are moved after somebody booked."""

from collections.abc import Sequence
from typing import TypeVar

from common.domain.booking.visit import Visit
from common.protocol.deps import Deps

V = TypeVar("V", bound=Visit)


def at_todays_place(visits: Sequence[V], deps: Deps) -> list[V]:
    """The same visits with the location their department has now; one whose department is gone is left as it was."""
    departments = deps.store.catalogue.departments_named(v.department_id for v in visits)
    return [
        visit.model_copy(
            update={"names": visit.names.model_copy(update={"location": department.location})}
        )
        if (department := departments.get(visit.department_id))
        else visit
        for visit in visits
    ]
