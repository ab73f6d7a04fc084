"""The platform's rules: what holds for every hospital, as data."""

from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from common.domain.business_time import SHANGHAI, at, business_date, plus_days

CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"

# What a user may be asked to agree to, as the phone sends it back.
VERSION = r"^[0-9A-Za-z.-]{1,32}$"
# What a price list calls a fee: Chinese, as the payer's bill shows it.
FEE_NAME = r"^[\u4e00-\u9fff（）]{2,12}$"
# Beyond every use; a number with no end would not even fit into the database.
MANY = 1_000_000
# No slot has more people waiting than this, whatever the rule says: a seat that is given up reads its queue whole.
QUEUE_LONGEST = 100


class Rules(BaseModel):
    """Rules as data: a field of another name is a mistake of whoever wrote them."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Rate(NamedTuple):
    """At most so many calls of a name in a minute, a user."""

    name: str
    per_minute: int


class PlatformRules(Rules):
    """What holds for every hospital. Defaults are what Chinese hospitals publish."""

    consent_version: str = Field("2026-01", pattern=VERSION)
    active_per_person: int = Field(5, ge=1, le=MANY)
    per_day_per_person: int = Field(3, ge=1, le=MANY)
    patients_per_user: int = Field(5, ge=1, le=MANY)
    patient_changes_per_month: int = Field(5, ge=1, le=MANY)
    unpaid_holds_per_day: int = Field(3, ge=1, le=MANY)
    calls_per_minute: int = Field(60, ge=1, le=MANY)
    books_per_minute: int = Field(10, ge=1, le=MANY)
    hold_minutes: int = Field(15, ge=2, le=120)
    payment_grace_minutes: int = Field(2, ge=1, le=10)
    waitlist_per_person: int = Field(3, ge=1, le=MANY)
    waitlist_per_slot: int = Field(50, ge=1, le=QUEUE_LONGEST)
    offer_minutes: int = Field(30, ge=5, le=120)
    offers_from: str = Field("06:00", pattern=CLOCK)
    offers_to: str = Field("23:00", pattern=CLOCK)
    waitlist_closes: str = Field("20:00", pattern=CLOCK)

    @property
    def every_call(self) -> Rate:
        """All calls of a user together."""
        return Rate("all", self.calls_per_minute)

    @property
    def new_bookings(self) -> Rate:
        """Taps that ask for a new seat."""
        return Rate("book", self.books_per_minute)

    def hold_until(self, now: datetime) -> datetime:
        """Until when a new hold may be paid; also WeChat's `time_expire`."""
        return (now + timedelta(minutes=self.hold_minutes)).replace(microsecond=0)

    def lapses_at(self, hold_until: datetime) -> datetime:
        """When an unpaid hold's seat is let go: later than the last payment, so that one in flight still arrives."""
        return hold_until + timedelta(minutes=self.payment_grace_minutes)

    def payable_until(self, lapses_at: datetime) -> datetime:
        """The hold that belongs to a seat's end; the reverse of `lapses_at`."""
        return lapses_at - timedelta(minutes=self.payment_grace_minutes)

    def queue_closes_at(self, day: str) -> datetime:
        """The queue of a day closes the evening before."""
        return at(plus_days(day, -1), self.waitlist_closes)

    def next_offer_time(self, now: datetime) -> datetime:
        """`now` within offer hours, else the next morning: nobody can answer an offer in their sleep."""
        clock = now.astimezone(SHANGHAI).strftime("%H:%M")
        today = business_date(now)
        if clock < self.offers_from:
            return at(today, self.offers_from)
        if clock >= self.offers_to:
            return at(plus_days(today, 1), self.offers_from)
        return now

    def offer_until(self, now: datetime) -> datetime:
        """Until when an offer made now can be taken."""
        return (now + timedelta(minutes=self.offer_minutes)).replace(microsecond=0)
