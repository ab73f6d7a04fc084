"""What earlier bookings forbid: holds left unpaid today, paid bookings cancelled too often.

A history may be long, so nobody reads it whole: of each thing as many are asked for as can matter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from common.domain.business_time import at, business_date, spoken_short
from common.domain.errors import Code, Refused
from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import PlatformRules
from common.domain.rules.rulebook import Rulebook


@dataclass(frozen=True)
class History:
    """What a person's earlier bookings say.

    `lost_holds`: how many unpaid holds they lost today, counted up to the limit. `paid_cancellations`: when they gave
    back paid bookings of the slot's hospital, as many of the newest as `cancellations_that_matter`.
    """

    lost_holds: int = 0
    paid_cancellations: tuple[datetime, ...] = ()


def blocked_by_history(history: History, rules: Rulebook, now: datetime) -> Refused | None:
    """Whether a person's history forbids a new booking: holds lost today, or paid ones cancelled too often."""
    platform, hospital = rules
    if history.lost_holds >= platform.unpaid_holds_per_day:
        return _too_many_unpaid(platform)
    until = cancellation_block(history.paid_cancellations, hospital)
    if until is not None and until > now:
        return Refused(
            Code.PATIENT_BLOCKED,
            f"{hospital.cancellation_days} 天内退号满 {hospital.paid_cancellations} 次，"
            f"这家医院网上暂停预约到 {spoken_short(until)}。急需看病请到窗口",
        )
    return None


def user_blocked_by_history(lost_holds: int, platform: PlatformRules) -> Refused | None:
    """Whether a user lost too many holds today, for whichever patients."""
    if lost_holds >= platform.unpaid_holds_per_day:
        return _too_many_unpaid(platform)
    return None


def _too_many_unpaid(platform: PlatformRules) -> Refused:
    times = platform.unpaid_holds_per_day
    words = f"今天已有 {times} 次选了号没付款（含放弃），明天可以再约"
    return Refused(Code.LIMIT_REACHED, words)


def day_began(now: datetime) -> datetime:
    """When the hospital day began: a hold that was lost since counts today."""
    return at(business_date(now), "00:00")


def cancellations_that_matter(rules: HospitalRules) -> int:
    """How many of the newest paid cancellations decide whether there is a block now.

    While no n of them (n is `paid_cancellations`) lie within the span, each n − 1 steps back take more than a span; so
    after so many the block they might have earned is over.
    """
    spans = -(-rules.cancellation_block_days // rules.cancellation_days)
    return max(1, (rules.paid_cancellations - 1) * (spans + 1))


def cancellation_block(
    paid_cancellations: tuple[datetime, ...], rules: HospitalRules
) -> datetime | None:
    """The latest end of a block earned by paid cancellations, or None."""
    times, span = sorted(paid_cancellations), timedelta(days=rules.cancellation_days)
    ends = [
        last + timedelta(days=rules.cancellation_block_days)
        for first, last in zip(times, times[rules.paid_cancellations - 1 :], strict=False)
        if last - first <= span
    ]
    return max(ends, default=None)
