"""The statuses a booking may have, and what follows from each."""

from enum import Enum


class Status(str, Enum):
    """Where a booking stands.

    待付款 held, 预约成功 confirmed, 已签到 checked_in, 已就诊 completed, 已取消 cancelled, 已让出 expired,
    爽约 no_show.
    """

    HELD = "held"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    NO_SHOW = "no_show"


# Keeps its seat.
SEATED = frozenset(
    {Status.HELD, Status.CONFIRMED, Status.CHECKED_IN, Status.COMPLETED, Status.NO_SHOW}
)
# Counts for its person.
ACTIVE = frozenset({Status.HELD, Status.CONFIRMED, Status.CHECKED_IN})
