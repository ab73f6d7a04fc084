"""Refunds as WeChat Pay keeps them: accepted once a number, decided a little later.

A refund is a document of kind `pay_refund` under `<mchid>/<out_refund_no>`; instants are ISO UTC.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from emulator.simulators import Doc, KeyDocStore
from emulator.wechat_pay.errors import PayError, invalid_request, param_error
from emulator.wechat_pay.fields import BEIJING, REFUND_NO, TRADE_NO, Fields, beijing
from emulator.wechat_pay.merchants import Merchant
from emulator.wechat_pay.orders import ORDER, TRANSACTION, Orders, digest

REFUND = "pay_refund"
DECIDED_AFTER = timedelta(seconds=3)
REFUNDABLE_FOR = timedelta(days=365)
# "同一笔订单多次退款的请求需相隔1分钟", "不超50次": the notes above the refund interface.
BETWEEN_REFUNDS = timedelta(minutes=1)
MOST_REFUNDS = 50
MOST_REASON_BYTES = 80


class _Asked(NamedTuple):
    """A request for a refund, read and of the right form."""

    number: str
    sub_mchid: str | None
    refund_fen: int
    total_fen: int
    notify_url: str | None


class Refunds:
    """What can be done to refunds; every method reads and writes without a pause in between."""

    def __init__(self, store: KeyDocStore, now: Callable[[], datetime], orders: Orders) -> None:
        self._store = store
        self._now = now
        self._orders = orders

    def accept(self, account: Merchant, body: Doc, outcome: str) -> Doc:
        """Accept a refund that will end in `outcome`; the same number and parameters answer again.

        Returns the refund document, status PROCESSING when it is new.
        """
        fields = Fields(body, "/body")
        asked = self._read(account, fields)
        order = self._order(account, asked.sub_mchid, fields)
        refund_id = f"{account.mchid}/{asked.number}"
        stored = self._store.get(REFUND, refund_id)
        if stored is not None:
            if stored["digest"] != digest(body):
                raise invalid_request("订单金额或退款金额与之前请求不一致, 请核实后再试")
            return stored
        self._check_refundable(order, asked.refund_fen, asked.total_fen)
        now = self._now()
        refund: Doc = {
            "id": refund_id,
            "refund_id": f"5030{now.astimezone(BEIJING):%Y%m%d}{secrets.randbelow(10**16):016}",
            "out_refund_no": asked.number,
            "order_id": self._orders.id_of(order),
            "mchid": account.mchid,
            "sub_mchid": asked.sub_mchid,
            "transaction_id": order["transaction_id"],
            "out_trade_no": order["out_trade_no"],
            "refund_fen": asked.refund_fen,
            "total_fen": asked.total_fen,
            "notify_url": asked.notify_url,
            "digest": digest(body),
            "status": "PROCESSING",
            "outcome": outcome,
            "created_at": now.isoformat(),
            "due_at": (now + DECIDED_AFTER).isoformat(),
        }
        self._store.put(REFUND, refund_id, refund)
        order["state"] = "REFUND"
        order["refund_ids"].append(refund_id)
        self._orders.put(order)
        return refund

    def _read(self, account: Merchant, fields: Fields) -> _Asked:
        number = fields.text("out_refund_no", 64, REFUND_NO)
        sub_mchid = self._sub_mchid(account, fields)
        amount = fields.part("amount")
        amount.currency(required=True)
        refund_fen, total_fen = amount.whole("refund", 1), amount.whole("total", 1)
        reason = fields.optional_text("reason", MOST_REASON_BYTES)
        if reason is not None and len(reason.encode()) > MOST_REASON_BYTES:
            raise param_error("/body/reason", "不可超过80个字节")
        notify_url = fields.notify_url(required=False)
        return _Asked(number, sub_mchid, refund_fen, total_fen, notify_url)

    def _sub_mchid(self, account: Merchant, fields: Fields) -> str | None:
        if account.mode == "partner":
            return self._orders.check_sub_mchid(account, fields)
        if fields.optional_text("sub_mchid", 32) is not None:
            raise param_error("/body/sub_mchid", "普通商户不支持该参数")
        return None

    def _order(self, account: Merchant, sub_mchid: str | None, fields: Fields) -> Doc:
        transaction_id = fields.optional_text("transaction_id", 32)
        trade_no = fields.optional_text("out_trade_no", 32, TRADE_NO)
        if transaction_id is None and trade_no is None:
            raise param_error("/body/out_trade_no", "transaction_id和out_trade_no应填一个")
        order_id = f"{account.mchid}/{trade_no}"
        if transaction_id is not None:
            order_id = (self._store.get(TRANSACTION, transaction_id) or {}).get("order_id", "")
        order = self._store.get(ORDER, order_id)
        owner = (account.mchid, sub_mchid)
        if order is None or (order["mchid"], order["sub_mchid"]) != owner:
            raise PayError(404, "RESOURCE_NOT_EXISTS", "订单不存在")
        if trade_no is not None and order["out_trade_no"] != trade_no:
            raise invalid_request("transaction_id和out_trade_no不是同一笔订单")
        return order

    def _check_refundable(self, order: Doc, refund_fen: int, total_fen: int) -> None:
        if order["state"] not in ("SUCCESS", "REFUND"):
            raise invalid_request("订单未支付, 不能退款")
        if total_fen != order["paid_fen"]:
            raise invalid_request("订单金额与支付时不一致, 请核实后再试")
        now = self._now()
        if now > datetime.fromisoformat(order["paid_at"]) + REFUNDABLE_FOR:
            raise invalid_request("订单已超过可退款的最大期限")
        earlier = self.of_order(order)
        standing = [refund for refund in earlier if refund["status"] != "CLOSED"]
        returned = sum(refund["refund_fen"] for refund in standing)
        if returned >= total_fen:
            raise invalid_request("订单已全额退款")
        if returned + refund_fen > total_fen:
            raise invalid_request("申请退款金额大于订单剩余可退金额")
        if len(earlier) >= MOST_REFUNDS:
            raise invalid_request("部分退款次数超限")
        if any(now < datetime.fromisoformat(r["created_at"]) + BETWEEN_REFUNDS for r in earlier):
            raise PayError(429, "FREQUENCY_LIMITED", "同一笔订单多次退款的请求需相隔1分钟")

    def find(self, account: Merchant, fields: Fields, number: str) -> Doc:
        sub_mchid = (
            self._orders.check_sub_mchid(account, fields) if account.mode == "partner" else None
        )
        refund = self._store.get(REFUND, f"{account.mchid}/{number}")
        if refund is None or refund["sub_mchid"] != sub_mchid:
            raise PayError(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
        return refund

    def find_by_id(self, refund_id: str) -> Doc:
        refund = self._store.get(REFUND, refund_id)
        if refund is None:
            raise LookupError(refund_id)
        return refund

    def decide(self, refund_id: str) -> Doc | None:
        """Put the outcome in force if its time has come; the refund if this call did so."""
        refund = self._store.get(REFUND, refund_id)
        if refund is None or refund["status"] != "PROCESSING":
            return None
        if self._now() < datetime.fromisoformat(refund["due_at"]):
            return None
        refund["status"] = refund["outcome"]
        if refund["status"] == "SUCCESS":
            refund["success_at"] = self._now().isoformat()
        self._store.put(REFUND, refund_id, refund)
        return refund

    def processing(self) -> list[Doc]:
        return [doc for _, doc in self._store.all(REFUND) if doc["status"] == "PROCESSING"]

    def of_order(self, order: Doc) -> list[Doc]:
        return [self.find_by_id(refund_id) for refund_id in order["refund_ids"]]


def refund_answer(refund: Doc) -> Doc:
    """A refund as acceptance and query answer it."""
    answer: dict[str, Any] = {
        "refund_id": refund["refund_id"],
        "out_refund_no": refund["out_refund_no"],
        "transaction_id": refund["transaction_id"],
        "out_trade_no": refund["out_trade_no"],
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": beijing(refund["created_at"]),
        "status": refund["status"],
        "funds_account": "AVAILABLE",
        "amount": {
            "total": refund["total_fen"],
            "refund": refund["refund_fen"],
            "from": [],
            "payer_total": refund["total_fen"],
            "payer_refund": refund["refund_fen"],
            "settlement_refund": refund["refund_fen"],
            "settlement_total": refund["total_fen"],
            "discount_refund": 0,
            "currency": "CNY",
        },
        "promotion_detail": [],
    }
    if "success_at" in refund:
        answer["success_time"] = beijing(refund["success_at"])
    return answer


def refund_notice(refund: Doc) -> Doc:
    """A refund as its notice carries it: fewer fields, and `refund_status` for `status`."""
    partner = refund["sub_mchid"] is not None
    notice: dict[str, Any] = {
        "out_trade_no": refund["out_trade_no"],
        "transaction_id": refund["transaction_id"],
        "out_refund_no": refund["out_refund_no"],
        "refund_id": refund["refund_id"],
        "refund_status": refund["status"],
        "user_received_account": "支付用户零钱",
        "amount": {
            "total": refund["total_fen"],
            "refund": refund["refund_fen"],
            "payer_total": refund["total_fen"],
            "payer_refund": refund["refund_fen"],
        },
    }
    if partner:
        notice.update(sp_mchid=refund["mchid"], sub_mchid=refund["sub_mchid"])
    else:
        notice["mchid"] = refund["mchid"]
    if "success_at" in refund:
        notice["success_time"] = beijing(refund["success_at"])
    return notice
