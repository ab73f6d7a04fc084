"""Orders and refunds as WeChat Pay answers them, and the calls that ask for them."""

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from common.clients.payments import (
    RefundState,
)
from common.clients.wechat_pay import WeChatPay

from .outside import Answer, json_answer

EXPIRES = datetime(2026, 11, 25, 0, 45, tzinfo=timezone.utc)


ORDER = "Y20261125000001"


PAID_ORDER = {
    "appid": "wx0000000000000001",
    "mchid": "1900000001",
    "out_trade_no": ORDER,
    "transaction_id": "4200000000000000000000000001",
    "trade_type": "JSAPI",
    "trade_state": "SUCCESS",
    "trade_state_desc": "支付成功",
    "success_time": "2026-11-25T08:30:00+08:00",
    "payer": {"openid": "o-payer"},
    "amount": {"total": 5000, "payer_total": 4900, "currency": "CNY", "payer_currency": "CNY"},
}


REFUND = {
    "refund_id": "50000000000000000000000000001",
    "out_refund_no": "R20261125000001",
    "out_trade_no": ORDER,
    "transaction_id": "4200000000000000000000000001",
    "status": "PROCESSING",
    "amount": {"total": 5000, "refund": 5000, "payer_refund": 4900, "currency": "CNY"},
}


PARTNER_ORDER = {
    name: value for name, value in PAID_ORDER.items() if name not in {"appid", "mchid", "payer"}
} | {
    "sp_appid": "wx0000000000000001",
    "sp_mchid": "1900000001",
    "sub_mchid": "1900000102",
    "payer": {"sp_openid": "o-payer"},
}


def refuse(code: str, status: int = 400, words: str = "说明") -> Answer:
    return json_answer({"code": code, "message": words}, status)


def prepay(pay: WeChatPay) -> str:
    return pay.prepay(ORDER, 5000, "o-payer", "示例医院-预约挂号", EXPIRES)


def refund(pay: WeChatPay) -> RefundState:
    return pay.refund(
        "R20261125000001", refund_fen=5000, total_fen=5000, reason="退号", order_no=ORDER
    )


CALLS: dict[str, Callable[[WeChatPay], Any]] = {
    "prepay": prepay,
    "query": lambda pay: pay.query(ORDER),
    "close": lambda pay: pay.close(ORDER),
    "refund": refund,
    "query_refund": lambda pay: pay.query_refund("R20261125000001"),
    "trade_bill": lambda pay: list(pay.trade_bill(EXPIRES.date()).rows),
}
