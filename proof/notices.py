"""Notices as plain JSON: signatures are tried elsewhere."""

import json
from collections.abc import Mapping
from datetime import datetime

from common.clients.payments import (
    NoticeFault,
    NoticeRefused,
    Paid,
    PaymentNotice,
    RefundNotice,
    RefundState,
    RefundStatus,
)
from tests.support.outside import FakePay


class Notices(FakePay):
    """A merchant whose notices come as plain JSON: signatures are tried elsewhere."""

    def parse_notice(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> PaymentNotice | RefundNotice:
        """The notice, if it is for this merchant."""
        told = json.loads(body)
        if told["merchant"] != self.merchant_id:
            raise NoticeRefused(NoticeFault.MERCHANT)
        if "refund" in told:
            state = RefundState(RefundStatus(told["state"]), told["amount"])
            return RefundNotice(f"n{told['refund']}", told["refund"], "", "", state)
        paid = Paid(told["tx"], told["amount"], "CNY", "", now)
        return PaymentNotice(f"n{told['tx']}", told["order"], paid)
