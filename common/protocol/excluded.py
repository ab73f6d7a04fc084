"""Who of a user's patients may not have a seat on a slot, said before anybody taps; `book` decides again."""

from collections.abc import Iterable

from common.contracts.patients import ExcludedPatient
from common.domain.errors import Code, Refused
from common.domain.person.patient import Patient
from common.domain.rules.limits import claim_in_the_way
from common.domain.rules.may_book import Case, may_have
from common.domain.slot import Slot, not_bookable
from common.protocol.case import load_case
from common.protocol.deps import Deps

_OF_ANOTHER_BOOKING = (Code.ALREADY_BOOKED, Code.TIME_CONFLICT)


def excluded_from(slot: Slot, patients: Iterable[Patient], deps: Deps) -> list[ExcludedPatient]:
    """Those who may not, with the reason in the words that `book` would refuse with.

    Of a slot that nobody may book nothing is said of anybody.
    """
    if not_bookable(slot, deps.clock()):
        return []
    reasons = ((patient, _reason(slot, patient, deps)) for patient in patients)
    return [
        ExcludedPatient(
            patient_id=patient.id, code=refused.code, message=refused.message, booking_id=booking
        )
        for patient, (refused, booking) in reasons
        if refused is not None
    ]  # fmt: skip


def _reason(slot: Slot, patient: Patient, deps: Deps) -> tuple[Refused | None, str | None]:
    try:
        case = load_case(slot, patient, deps.clock(), deps)
    except Refused as nobody_may:
        return nobody_may, None
    refused = may_have(case)
    in_the_way = refused is not None and refused.code in _OF_ANOTHER_BOOKING
    return refused, _own_booking(case, deps) if in_the_way else None


def _own_booking(case: Case, deps: Deps) -> str | None:
    """The booking in the way, unless another user made it for the same person: theirs is not shown."""
    claim = claim_in_the_way(case.person.claims, case.slot, case.now)
    booking = claim and deps.store.bookings.owned(case.patient.openid, claim.booking_id)
    return booking.id if booking else None
