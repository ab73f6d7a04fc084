"""Notices as plain JSON: signatures are tried elsewhere."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from common.clients.payments import (
    Merchant,
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
        self,
        headers: Mapping[str, str],
        body: bytes,
        now: datetime,
        sharing: Sequence[Merchant],
    ) -> PaymentNotice | RefundNotice:
        """The notice, if it is for one of these merchants."""
        told = json.loads(body)
        merchant = told["merchant"]
        if merchant not in {one.id for one in sharing}:
            raise NoticeRefused(NoticeFault.MERCHANT)
        if "refund" in told:
            state = RefundState(RefundStatus(told["state"]), told["amount"])
            return RefundNotice(f"n{told['refund']}", merchant, told["refund"], "", "", state)
        paid = Paid(told["tx"], told["amount"], "CNY", "", now)
        return PaymentNotice(f"n{told['tx']}", merchant, told["order"], paid)
