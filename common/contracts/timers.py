"""What timers and the payment notice answer: counts, and words for WeChat."""

from common.contracts.base import Reply


class SweepCounts(Reply):
    """What one run of `sweep` did. `left_over` is true when its time ran out before its work."""

    bookings: int = 0
    effects: int = 0
    payments: int = 0
    refunds: int = 0
    seats: int = 0
    claims: int = 0
    entries: int = 0
    jobs: int = 0
    failed: int = 0
    left_over: bool = False


class RemindCounts(Reply):
    """Reminders that were due, and how many of them went out."""

    due: int = 0
    sent: int = 0
    left_over: bool = False


class PublishCounts(Reply):
    """Slots that were laid out, over how many hospitals and days; `in_writing` hospitals are left to the next run."""

    hospitals: int = 0
    days: int = 0
    slots: int = 0
    failed: int = 0
    in_writing: int = 0
    left_over: bool = False


class ReconcileCounts(Reply):
    """Trade bills that were read, the payments nobody had told us of, and refunds that were not ours."""

    bills: int = 0
    rows: int = 0
    payments: int = 0
    unmatched_refunds: int = 0
    not_ready: int = 0
    failed: int = 0
    left_over: bool = False


class NoticeAnswer(Reply):
    """The answer to a payment notice: 204 is taken; anything else makes WeChat send it again."""

    status: int
    message: str = ""
