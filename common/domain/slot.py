"""号源: one bookable period of one doctor, its numbered seats, and what a patient may see of it."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from typing_extensions import assert_never

from common.domain.business_time import minutes_until, spoken_short, wire
from common.domain.document import Document, Part
from common.domain.errors import Code, Refused


class SlotState(str, Enum):
    """Whether the hospital sells the slot at all."""

    OPEN = "open"
    CLOSED = "closed"
    SUSPENDED = "suspended"


class Availability(str, Enum):
    """What a patient sees; `HELD` means full, but some seats are only held and may come back."""

    FREE = "free"
    HELD = "held"
    FULL = "full"
    NOT_RELEASED = "not_released"
    CLOSED = "closed"
    SUSPENDED = "suspended"


class Pool(str, Enum):
    """号池: who may take a seat. Patients book those of `PHONE` themselves and see no others."""

    PHONE = "phone"
    WINDOW = "window"
    REFERRAL = "referral"


class Seat(Part):
    """One number (号). `claim` None is free; `until` None on a taken seat means it is kept for good."""

    number: int
    pool: Pool = Pool.PHONE
    claim: str | None = None
    booking_id: str | None = None
    taken_at: datetime | None = None
    until: datetime | None = None


class SeatCounts(Part):
    """Seats of one pool: the free ones, and those with an `until`."""

    left: int = 0
    holding: int = 0


def count_seats(seats: Iterable[Seat], pool: Pool) -> SeatCounts:
    """What the counts of a pool must be."""
    own = [seat for seat in seats if seat.pool is pool]
    return SeatCounts(
        left=sum(seat.claim is None for seat in own),
        holding=sum(seat.until is not None for seat in own),
    )


# What the payer reads in WeChat unless the hospital's price list calls it otherwise.
FEE = "门诊诊查费"


class Added(Part):
    """加号: seats that staff added to a slot by one tap, which `key` names."""

    key: str
    pool: Pool
    seats: int


class SlotNames(Part):
    """The words a patient reads, copied when the slot is laid out so that a list needs no joins."""

    hospital: str
    address: str = ""
    department: str
    location: str = ""
    doctor: str
    title: str = ""
    fee: str = FEE


class Slot(Document):
    """One bookable period.

    `left` and `holding` count the phone's seats, where every release looks for them; `window` and `referral` theirs.
    `laid` is the layout of its session that it belongs to, `rev` the last job that decided about it. While a job looks
    whether anybody has booked, nobody can: `halted` is the state it had. `retired`: another layout took its place.
    """

    hospital_id: str
    department_id: str
    doctor_id: str
    date: str
    period: str
    visit_kind: str
    starts_at: datetime
    ends_at: datetime
    release_at: datetime
    closes_at: datetime
    fee_fen: int
    merchant_id: str | None = None
    state: SlotState = SlotState.OPEN
    # Taken off sale by a dated exception: withdrawn, it is sold again.
    stopped: bool = False
    # Of a clinic that a dated exception brought.
    extra: bool = False
    rev: int = 0
    laid: int = 0
    halted: SlotState | None = None
    retired: bool = False
    added: tuple[Added, ...] = ()
    # The entry of the audit log that tells of its last change by hand.
    audit: str | None = None
    capacity: int
    left: int
    holding: int = 0
    window: SeatCounts = SeatCounts()
    referral: SeatCounts = SeatCounts()
    seats: tuple[Seat, ...] = ()
    names: SlotNames

    def counts(self, pool: Pool) -> SeatCounts:
        """The counts of a pool as they are stored."""
        match pool:
            case Pool.PHONE:
                return SeatCounts(left=self.left, holding=self.holding)
            case Pool.WINDOW:
                return self.window
            case Pool.REFERRAL:
                return self.referral
            case _:
                assert_never(pool)

    @property
    def by_hand(self) -> bool:
        """Whether staff changed it: took it off sale, or added seats."""
        state = self.halted or self.state
        return bool(self.added) or (state is SlotState.CLOSED and not self.stopped)

    def seat_of(self, claim: str) -> Seat | None:
        """The seat marked by a claim, if it is still there."""
        return next((seat for seat in self.seats if seat.claim == claim), None)

    def held_seats(self, pool: Pool) -> list[Seat]:
        """Seats of a pool that are held for a time."""
        return [seat for seat in self.seats if seat.pool is pool and seat.until is not None]

    def lapsed_seats(self, pool: Pool, now: datetime) -> list[Seat]:
        """Held seats of a pool whose time is over and which nobody has let go yet."""
        return [seat for seat in self.held_seats(pool) if seat.until and seat.until <= now]


def availability(slot: Slot, now: datetime) -> Availability:
    """What a patient sees of a slot at an instant. A slot past `closes_at` is closed whatever is left."""
    if slot.state is SlotState.SUSPENDED and not slot.retired:
        return Availability.SUSPENDED
    if slot.state is SlotState.SUSPENDED or slot.state is SlotState.CLOSED or now >= slot.closes_at:
        return Availability.CLOSED
    if now < slot.release_at:
        return Availability.NOT_RELEASED
    if slot.left > 0:
        return Availability.FREE
    return Availability.HELD if slot.holding > 0 else Availability.FULL


def full(slot: Slot, pool: Pool, now: datetime) -> Refused:
    """The refusal of a slot without a free seat of a pool: `SLOT_HELD` while somebody may still let one of it go."""
    if slot.counts(pool).holding > 0:
        ends = [seat.until for seat in slot.held_seats(pool) if seat.until]
        minutes = minutes_until(min(ends, default=now), now)
        words = f"暂时约满。有人还没付款，{minutes} 分钟内可能让出；可以等等，或换一个时间"
        return Refused(Code.SLOT_HELD, words)
    return Refused(Code.SLOT_FULL, "这个时间的号已经约满，请换一个时间")


def not_bookable(slot: Slot, now: datetime) -> Refused | None:
    """Why this slot cannot be booked now whoever asks, or None. Being full is found by taking, not by looking."""
    seen = availability(slot, now)
    if seen is Availability.SUSPENDED:
        return Refused(Code.SLOT_SUSPENDED, "医生停诊，请换一位医生或换一个时间")
    if seen is Availability.CLOSED:
        return Refused(Code.SLOT_CLOSED, "这个时间已经停止预约，请换一个时间")
    if seen is Availability.NOT_RELEASED:
        return Refused(
            Code.SLOT_NOT_RELEASED,
            f"还没放号。{spoken_short(slot.release_at)} 放号，请到时再来",
            {"release_at": wire(slot.release_at)},
        )
    return None
