"""A hospital's own rules: the booking window, release, cancellation, limits of its own."""

from datetime import datetime, timedelta

from pydantic import Field

from common.domain.business_time import at, business_date, plus_days
from common.domain.catalogue import Hospital
from common.domain.rules.platform import CLOCK, FEE_NAME, MANY, Rules
from common.domain.slot import FEE

# Today and so many days after it can be looked at on a phone in one request: see `contracts.query_slots`.
LONGEST_WINDOW = 13
A_YEAR = 365


class HospitalRules(Rules):
    """What one hospital may set for itself."""

    window_days: int = Field(7, ge=0, le=LONGEST_WINDOW)
    release_days_before: int = Field(7, ge=0, le=60)
    release_time: str = Field("07:00", pattern=CLOCK)
    close_minutes_before: int = Field(0, ge=0, le=1440)
    per_department_day: int = Field(1, ge=1, le=MANY)
    cancel_days_before: int = Field(0, ge=0, le=7)
    cancel_time: str = Field("00:00", pattern=CLOCK)
    paid_cancellations: int = Field(3, ge=1, le=MANY)
    cancellation_days: int = Field(30, ge=1, le=A_YEAR)
    cancellation_block_days: int = Field(30, ge=0, le=A_YEAR)
    verified_only: bool = False
    infants_without_document: bool = False
    waitlist: bool = True
    fee_name: str = Field(FEE, pattern=FEE_NAME)
    added_per_slot: int = Field(2, ge=0, le=20)

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
