"""What earlier bookings forbid: holds left unpaid today, paid bookings cancelled too often."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from common.domain.actor import By
from common.domain.booking.model import Booking
from common.domain.business_time import business_date, spoken_short
from common.domain.errors import Code, Refused
from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import PlatformRules
from common.domain.rules.rulebook import Rulebook
from common.domain.slot import Slot


def blocked_by_history(
    recent: Iterable[Booking], slot: Slot, rules: Rulebook, now: datetime
) -> Refused | None:
    """Whether a person's recent bookings forbid a new one: holds let lapse today, or paid ones cancelled too often."""
    recent = list(recent)
    platform, hospital = rules
    if too_many_unpaid_holds(recent, platform, now):
        return _too_many_unpaid(platform)
    until = cancellation_block(recent, slot.hospital_id, hospital)
    if until is not None and until > now:
        return Refused(
            Code.PATIENT_BLOCKED,
            f"{hospital.cancellation_days} 天内退号满 {hospital.paid_cancellations} 次，"
            f"这家医院网上暂停预约到 {spoken_short(until)}。急需看病请到窗口",
        )
    return None


# The user's bookings of so long ago are looked at: a hold made yesterday may have been lost today.
USER_MEMORY = timedelta(days=2)


def user_blocked_by_history(
    recent: Iterable[Booking], platform: PlatformRules, now: datetime
) -> Refused | None:
    """Whether a user lost too many holds today, for whichever patients."""
    if too_many_unpaid_holds(recent, platform, now):
        return _too_many_unpaid(platform)
    return None


def _too_many_unpaid(platform: PlatformRules) -> Refused:
    times = platform.unpaid_holds_per_day
    words = f"今天已有 {times} 次选了号没付款（含放弃），明天可以再约"
    return Refused(Code.LIMIT_REACHED, words)


def too_many_unpaid_holds(
    recent: Iterable[Booking], platform: PlatformRules, now: datetime
) -> bool:
    """Unpaid holds that expired or were given up on this hospital day."""
    today = business_date(now)
    lost = [b for b in recent if b.lost_hold_at and business_date(b.lost_hold_at) == today]
    return len(lost) >= platform.unpaid_holds_per_day


def cancellation_block(
    recent: Iterable[Booking], hospital_id: str, rules: HospitalRules
) -> datetime | None:
    """The latest end of a block earned by paid cancellations, or None."""
    times = sorted(
        booking.cancelled_at
        for booking in recent
        if booking.hospital_id == hospital_id
        and booking.cancelled_at is not None
        and booking.cancelled_by is By.PATIENT
        and booking.paid_by is not None
    )
    span = timedelta(days=rules.cancellation_days)
    ends = [
        last + timedelta(days=rules.cancellation_block_days)
        for first, last in zip(times, times[rules.paid_cancellations - 1 :], strict=False)
        if last - first <= span
    ]
    return max(ends, default=None)
