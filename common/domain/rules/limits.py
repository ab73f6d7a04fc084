"""How many bookings a person may have at once: a slot, a department's day, a day, in all."""

from collections.abc import Callable, Iterable
from datetime import datetime

from common.domain.errors import Code, Refused
from common.domain.person.person import PersonClaim
from common.domain.rules.rulebook import Rulebook
from common.domain.slot import Slot


def claims_in_the_way(
    claims: Iterable[PersonClaim], slot: Slot, rules: Rulebook, now: datetime
) -> Refused | None:
    """Whether the claims a person already holds leave room for one more on this slot."""
    platform, hospital = rules
    current = [claim for claim in claims if claim.ends_at > now]
    if any(claim.slot_id == slot.id for claim in current):
        return Refused(Code.ALREADY_BOOKED, "这位就诊人已经预约了这个时间")
    same_department = [
        claim
        for claim in current
        if claim.department_id == slot.department_id and claim.date == slot.date
    ]
    if len(same_department) >= hospital.per_department_day:
        times = {1: "一次"}.get(hospital.per_department_day, f" {hospital.per_department_day} 次")
        return Refused(Code.ALREADY_BOOKED, f"同一天同一科室只能预约{times}")
    if any(c.starts_at < slot.ends_at and slot.starts_at < c.ends_at for c in current):
        return Refused(Code.TIME_CONFLICT, "这位就诊人在同一时间已有预约")
    if sum(claim.date == slot.date for claim in current) >= platform.per_day_per_person:
        return Refused(
            Code.LIMIT_REACHED, f"同一位就诊人一天最多预约 {platform.per_day_per_person} 个号"
        )
    if len(current) >= platform.active_per_person:
        return Refused(
            Code.LIMIT_REACHED, f"同一位就诊人最多有 {platform.active_per_person} 个未就诊的预约"
        )
    return None


def claim_in_the_way(
    claims: Iterable[PersonClaim], slot: Slot, now: datetime
) -> PersonClaim | None:
    """Which claim it is that leaves no room: on this slot, in its department that day, or at the same time."""
    current = [claim for claim in claims if claim.ends_at > now]
    tests: tuple[Callable[[PersonClaim], bool], ...] = (
        lambda c: c.slot_id == slot.id,
        lambda c: c.department_id == slot.department_id and c.date == slot.date,
        lambda c: c.starts_at < slot.ends_at and slot.starts_at < c.ends_at,
    )
    return next((claim for test in tests for claim in current if test(claim)), None)
