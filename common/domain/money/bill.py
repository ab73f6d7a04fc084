"""对账: one merchant's day at WeChat Pay, as its trade bill tells of it afterwards."""

from datetime import datetime

from common.domain.business_time import at, business_date, days_from, plus_days
from common.domain.document import Document, Part

# WeChat makes a day's bill by 10:00 of the next day.
READY = "10:00"
# A bill that could not be read is tried again for so long; WeChat keeps bills for three months.
DAYS = 7


class UnmatchedRefund(Part):
    """单边退款: a refund of one of our orders that we did not ask for, made by hand in the merchant's console."""

    refund_no: str
    order_no: str
    amount_fen: int


class Bill(Document):
    """A bill that was read to its end. `found`: payments on it that nobody had told us of.

    `kept`: its file is in the bucket, or there is none: a day without trade.
    """

    merchant_id: str
    day: str
    read_at: datetime
    rows: int
    found: int
    unmatched: tuple[UnmatchedRefund, ...] = ()
    kept: bool = False


def bill_id(merchant_id: str, day: str) -> str:
    """One bill a merchant and day."""
    return f"{merchant_id}:{day}"


def ready_days(now: datetime) -> list[str]:
    """The days whose bills are ready and still looked at, the oldest first."""
    today = business_date(now)
    days = days_from(plus_days(today, -DAYS), plus_days(today, -1))
    return [day for day in days if at(plus_days(day, 1), READY) <= now]
