"""Notices as the platform signs them."""

from datetime import datetime, timezone
from typing import Any

import pytest

from common.clients.payments import (
    NoticeFault,
    NoticeRefused,
)
from common.clients.wechat_pay import WeChatPay

from .test_wechat_pay import ORDER, PAID

NOW = datetime(2026, 11, 25, 0, 30, 2, tzinfo=timezone.utc)


STAMP = int(NOW.timestamp())


REFUNDED = {
    "mchid": "1900000001",
    "out_trade_no": ORDER,
    "transaction_id": PAID.transaction_id,
    "out_refund_no": "R20261125000001",
    "refund_id": "50000000000000000000000000001",
    "refund_status": "SUCCESS",
    "success_time": "2026-11-25T08:31:00+08:00",
    "user_received_account": "零钱",
    "amount": {"total": 5000, "refund": 4000, "payer_total": 5000, "payer_refund": 4000},
}


def refused(
    pay: WeChatPay, headers: dict[str, Any], body: bytes, now: datetime = NOW
) -> NoticeFault:
    with pytest.raises(NoticeRefused) as caught:
        pay.parse_notice(headers, body, now)
    return caught.value.reason
