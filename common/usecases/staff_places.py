"""What hospitals, departments and doctors are called, for the pages of who works there."""

from common.contracts.staff import PlacesReply
from common.domain.catalogue import Hospital
from common.domain.grants import Role
from common.domain.staff_call import StaffCall
from common.present.staff import place_view
from common.protocol.deps import Deps


def list_places(call: StaffCall, deps: Deps) -> PlacesReply:
    """The hospitals of the caller's grants; an operator's are all of them, by name only."""
    catalogue, grants = deps.store.catalogue, call.who.grants
    own = sorted({grant.hospital_id for grant in grants if grant.hospital_id is not None})
    there: list[Hospital] = list(filter(None, map(catalogue.hospital, own)))
    places = [
        place_view(
            hospital,
            catalogue.departments_of(hospital.id),
            catalogue.doctors_in(hospital_id=hospital.id),
        )
        for hospital in there
    ]
    if any(grant.role is Role.OPERATOR for grant in grants):
        others = (hospital for hospital in catalogue.hospitals() if hospital.id not in own)
        places += [place_view(hospital) for hospital in others]
    return PlacesReply(hospitals=sorted(places, key=lambda place: (place.name, place.id)))
