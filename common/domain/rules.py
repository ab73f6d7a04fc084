"""The rules of booking, as data: the platform's and each hospital's, and the decisions they lead to.

Every decision is pure: it gets what was read and answers with a `Refused` in words a patient understands, or None.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from common.domain.bookings import Booking, By
from common.domain.business_time import at, business_date, plus_days
from common.domain.catalogue import Department, Hospital
from common.domain.errors import Code, Refused
from common.domain.patients import CHILD_UNDER, Patient, age_on, needs_guardian
from common.domain.persons import PersonClaim
from common.domain.slots import Slot

CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"


class _Rules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class PlatformRules(_Rules):
    """What holds for every hospital. Defaults are what Chinese hospitals publish."""

    consent_version: str = "2026-01"
    active_per_person: int = Field(5, ge=1)
    per_day_per_person: int = Field(3, ge=1)
    patients_per_user: int = Field(5, ge=1)
    patient_changes_per_month: int = Field(5, ge=1)
    lost_holds_per_day: int = Field(3, ge=1)
    calls_per_minute: int = Field(60, ge=1)
    books_per_minute: int = Field(10, ge=1)
    hold_minutes: int = Field(15, ge=2, le=120)
    seat_let_go_minutes: int = Field(2, ge=1, le=10)
    waitlist_per_person: int = Field(3, ge=1)
    offer_minutes: int = Field(30, ge=5, le=120)
    offers_from: str = Field("06:00", pattern=CLOCK)
    offers_to: str = Field("23:00", pattern=CLOCK)
    waitlist_closes: str = Field("20:00", pattern=CLOCK)

    def hold_until(self, now: datetime) -> datetime:
        """Until when a new hold may be paid; also WeChat's `time_expire`."""
        return (now + timedelta(minutes=self.hold_minutes)).replace(microsecond=0)

    def lapses_at(self, hold_until: datetime) -> datetime:
        """When an unpaid hold's seat is let go: later than the last payment, so that one in flight still arrives."""
        return hold_until + timedelta(minutes=self.seat_let_go_minutes)

    def payable_until(self, lapses_at: datetime) -> datetime:
        """The hold that belongs to a seat's end; the reverse of `lapses_at`."""
        return lapses_at - timedelta(minutes=self.seat_let_go_minutes)


class HospitalRules(_Rules):
    """What one hospital may set for itself."""

    window_days: int = Field(7, ge=0, le=60)
    release_days_before: int = Field(7, ge=0, le=60)
    release_time: str = Field("07:00", pattern=CLOCK)
    close_minutes_before: int = Field(0, ge=0, le=1440)
    per_department_day: int = Field(1, ge=1)
    cancel_days_before: int = Field(0, ge=0, le=7)
    cancel_time: str = Field("00:00", pattern=CLOCK)
    paid_cancellations: int = Field(3, ge=1)
    cancellation_days: int = Field(30, ge=1)
    cancellation_block_days: int = Field(30, ge=0)
    verified_only: bool = False
    waitlist: bool = True

    @property
    def memory(self) -> timedelta:
        """How long ago a booking may have been made whose cancellation can still block its person."""
        days = self.window_days + self.cancellation_days + self.cancellation_block_days
        return timedelta(days=days + 2)

    def release_at(self, day: str) -> datetime:
        """放号: when a day's slots may first be booked."""
        return at(plus_days(day, -self.release_days_before), self.release_time)

    def closes_at(self, starts_at: datetime) -> datetime:
        """When booking of a slot ends."""
        return starts_at - timedelta(minutes=self.close_minutes_before)

    def cancellable_until(self, day: str) -> datetime:
        """退号: until when a paid booking can be given back with a full refund."""
        return at(plus_days(day, -self.cancel_days_before), self.cancel_time)

    def last_day(self, now: datetime) -> str:
        """The last day of the booking window."""
        return plus_days(business_date(now), self.window_days)


def rules_of(hospital: Hospital) -> HospitalRules:
    """A hospital's rules: the defaults with its own on top."""
    return HospitalRules.model_validate(hospital.rules)


# Prepaying in the last minute of a hold would leave the patient a pay sheet that closes under their thumb.
LAST_PREPAY = timedelta(minutes=1)


def may_prepay(booking: Booking, now: datetime) -> bool:
    """Whether a pay sheet may still be opened. One that was opened before may be opened again until the end."""
    if booking.hold_until is None or now >= booking.hold_until:
        return False
    return booking.prepay_at is not None or now < booking.hold_until - LAST_PREPAY


def not_eligible(
    patient: Patient, department: Department, hospital: HospitalRules, slot: Slot
) -> Refused | None:
    """Whether this patient may be seen in this department on the day of the slot."""
    day = date.fromisoformat(slot.date)
    if department.sex is not None and patient.sex is not department.sex:
        who = "女" if department.sex.value == "female" else "男"
        return Refused(Code.PATIENT_NOT_ELIGIBLE, f"{department.name}只接诊{who}性患者")
    age = age_on(patient.birth_date, day)
    if department.age_from is not None and age < department.age_from:
        return Refused(
            Code.PATIENT_NOT_ELIGIBLE,
            f"{department.name}只接诊 {department.age_from} 岁及以上的患者",
        )
    if department.age_to is not None and age > department.age_to:
        return Refused(
            Code.PATIENT_NOT_ELIGIBLE, f"{department.name}只接诊 {department.age_to} 岁及以下的患者"
        )
    if needs_guardian(patient.birth_date, day) and patient.guardian_id is None:
        return Refused(Code.PATIENT_NOT_ELIGIBLE, f"不满 {CHILD_UNDER} 周岁的孩子需要先登记监护人")
    if hospital.verified_only and not patient.verified:
        return Refused(Code.PATIENT_NOT_VERIFIED, "这家医院只接受已实名核验的就诊人，请到窗口办理")
    return None


def claims_in_the_way(
    claims: Iterable[PersonClaim],
    slot: Slot,
    platform: PlatformRules,
    hospital: HospitalRules,
    now: datetime,
) -> Refused | None:
    """Whether the claims a person already holds leave room for one more on this slot."""
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


def blocked_by_history(
    recent: Iterable[Booking],
    platform: PlatformRules,
    slot: Slot,
    hospital: HospitalRules,
    now: datetime,
) -> Refused | None:
    """Whether a person's recent bookings forbid a new one: holds let lapse today, or paid ones cancelled too often."""
    recent = list(recent)
    if too_many_lost_holds(recent, platform, now):
        return Refused(
            Code.LIMIT_REACHED,
            f"今天已有 {platform.lost_holds_per_day} 次占号未付款，请明天再预约",
        )
    until = cancellation_block(recent, slot.hospital_id, hospital)
    if until is not None and until > now:
        day = date.fromisoformat(business_date(until))
        return Refused(
            Code.PATIENT_BLOCKED,
            f"{hospital.cancellation_days} 天内退号 {hospital.paid_cancellations} 次，"
            f"{day.month}月{day.day}日之后才能再预约这家医院",
        )
    return None


def too_many_lost_holds(recent: Iterable[Booking], platform: PlatformRules, now: datetime) -> bool:
    """Unpaid holds that expired or were given up on this hospital day."""
    today = business_date(now)
    lost = [b for b in recent if b.lost_hold_at and business_date(b.lost_hold_at) == today]
    return len(lost) >= platform.lost_holds_per_day


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
