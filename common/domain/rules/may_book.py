"""Whether a patient may have a seat on a slot: by booking it, by waiting for it, by being offered it."""

from dataclasses import dataclass
from datetime import datetime

from common.domain.catalogue import Department
from common.domain.errors import Code, Refused
from common.domain.person.patient import Patient
from common.domain.person.person import Person
from common.domain.rules.eligibility import not_eligible
from common.domain.rules.history import History, blocked_by_history, user_blocked_by_history
from common.domain.rules.limits import claims_in_the_way
from common.domain.rules.rulebook import Rulebook
from common.domain.slot import Availability, Slot, availability, not_bookable


@dataclass(frozen=True)
class Case:
    """Everything that decides, read once a call.

    `history`: the person's. `user_lost_holds`: how many unpaid holds the user lost today, for whichever patient.
    """

    slot: Slot
    patient: Patient
    person: Person
    department: Department
    rules: Rulebook
    history: History
    user_lost_holds: int
    now: datetime


def may_book(case: Case) -> Refused | None:
    """Why this patient may not book the slot, or None. Limits on their claims are decided when they are claimed."""
    return (
        not_bookable(case.slot, case.now)
        or not_eligible(case.patient, case.department, case.rules.hospital, case.slot)
        or _blocked(case)
        or _user_blocked(case)
    )


def may_wait(case: Case) -> Refused | None:
    """Why this patient may not join the slot's queue, or None."""
    return (
        queue_not_open(case.slot, case.rules, case.now)
        or not_eligible(case.patient, case.department, case.rules.hospital, case.slot)
        or _blocked(case)
        or claims_in_the_way(case.person.claims, case.slot, case.rules, case.now)
    )


def may_have(case: Case) -> Refused | None:
    """Why this patient may not have a seat on the slot, whether or not one is free: said before anybody taps.

    On a slot one can only wait for, what forbids waiting counts. A lapsed hold is not in the way: whoever books lets
    it go.
    """
    waits = queue_not_open(case.slot, case.rules, case.now) is None
    kept = [claim for claim in case.person.claims if not claim.lapsed(case.now)]
    return (
        not_eligible(case.patient, case.department, case.rules.hospital, case.slot)
        or _blocked(case)
        or (None if waits else _user_blocked(case))
        or claims_in_the_way(kept, case.slot, case.rules, case.now)
    )


def _user_blocked(case: Case) -> Refused | None:
    return user_blocked_by_history(case.user_lost_holds, case.rules.platform)


def may_be_offered(case: Case) -> Refused | None:
    """Why somebody who waits may not be offered a seat now: what they did after joining counts too."""
    return _blocked(case) or claims_in_the_way(case.person.claims, case.slot, case.rules, case.now)


def _blocked(case: Case) -> Refused | None:
    return blocked_by_history(case.history, case.rules, case.now)


def queue_not_open(slot: Slot, rules: Rulebook, now: datetime) -> Refused | None:
    """A queue is joined only while the slot is open, released and full, and before it closes."""
    if not rules.hospital.waitlist:
        return Refused(Code.BAD_STATE, "这家医院没有开通候补")
    seen = availability(slot, now)
    if seen is Availability.FREE:
        return Refused(Code.BAD_STATE, "还有号，请直接预约")
    if seen not in (Availability.FULL, Availability.HELD):
        return Refused(Code.SLOT_CLOSED, "这个时间不能候补，请换一个时间")
    if now >= rules.platform.queue_closes_at(slot.date):
        return Refused(Code.SLOT_CLOSED, "候补已截止，请换一个时间")
    return None
