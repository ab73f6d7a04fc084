"""How many bookings a person may have at once: a slot, a department's day, a day, in all."""

from collections.abc import Callable, Iterable
from datetime import datetime

from common.domain.errors import Code, Refused
from common.domain.person.person import PersonClaim
from common.domain.rules.rulebook import Rulebook
from common.domain.slot import Slot

# Claims of a person count whoever booked them, so the user may look in vain for it among their own.
_PERHAPS_ELSEWHERE = "（也可能是家人用别的微信约的）"


def claims_in_the_way(
    claims: Iterable[PersonClaim], slot: Slot, rules: Rulebook, now: datetime
) -> Refused | None:
    """Whether the claims a person already holds leave room for one more on this slot."""
    platform, hospital = rules
    current = [claim for claim in claims if claim.ends_at > now]
    if any(claim.slot_id == slot.id for claim in current):
        return Refused(Code.ALREADY_BOOKED, f"这位就诊人已约了这个时间{_PERHAPS_ELSEWHERE}")
    same_department = [
        claim
        for claim in current
        if claim.department_id == slot.department_id and claim.date == slot.date
    ]
    if len(same_department) >= hospital.per_department_day:
        most = hospital.per_department_day
        many = "已约这个科室" if most == 1 else f"这个科室已约满 {most} 个号"
        return Refused(Code.ALREADY_BOOKED, f"当天{many}，换时间请先取消原来的")
    if any(c.starts_at < slot.ends_at and slot.starts_at < c.ends_at for c in current):
        words = f"这位就诊人同一时间已有别的预约{_PERHAPS_ELSEWHERE}"
        return Refused(Code.TIME_CONFLICT, words)
    if sum(claim.date == slot.date for claim in current) >= platform.per_day_per_person:
        words = f"这位就诊人当天已约满 {platform.per_day_per_person} 个号，取消一个再约"
        return Refused(Code.LIMIT_REACHED, words)
    if len(current) >= platform.active_per_person:
        words = f"这位就诊人没就诊的预约已满 {platform.active_per_person} 个，取消一个再约"
        return Refused(Code.LIMIT_REACHED, words)
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
