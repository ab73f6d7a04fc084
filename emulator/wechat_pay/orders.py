"""Orders as WeChat Pay keeps them: prepaid, paid, closed, and what may follow what.

An order is a document of kind `pay_order` under `<mchid>/<out_trade_no>`; instants are ISO UTC.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from emulator.simulators import Doc, KeyDocStore
from emulator.wechat_pay.errors import PayError, invalid_request, param_error
from emulator.wechat_pay.fields import BEIJING, OPENID, TRADE_NO, Fields, beijing
from emulator.wechat_pay.merchants import Merchant

ORDER, PREPAY_ID, TRANSACTION = "pay_order", "pay_prepay_id", "pay_transaction"
PREPAY_LIFE = timedelta(hours=2)
LEAST_TIME_TO_PAY = timedelta(minutes=1)
_STATE_WORDS = {
    "SUCCESS": "支付成功",
    "REFUND": "转入退款",
    "NOTPAY": "订单未支付",
    "CLOSED": "订单已关闭",
}


def digest(body: Any) -> str:
    """Equal for requests with equal parameters, whatever their order."""
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


class Orders:
    """What can be done to orders; every method reads and writes without a pause in between."""

    def __init__(
        self, store: KeyDocStore, now: Callable[[], datetime], merchants: Iterable[Merchant]
    ) -> None:
        self._store = store
        self._now = now
        self._partners = {(m.mchid, m.sub_mchid): m for m in merchants}

    def check_party(self, account: Merchant, fields: Fields, prefix: str) -> str | None:
        """The `sub_mchid` of the request, once its merchant numbers fit who signed it."""
        if fields.text(f"{prefix}mchid", 32) != account.mchid:
            raise invalid_request("请求中的商户号与签名的商户号不一致")
        return self.check_sub_mchid(account, fields) if prefix else None

    def check_sub_mchid(self, account: Merchant, fields: Fields) -> str:
        sub_mchid = fields.text("sub_mchid", 32)
        if (account.mchid, sub_mchid) not in self._partners:
            raise PayError(403, "NO_AUTH", "商户号未授权或与服务商没有绑定关系")
        return sub_mchid

    def prepay(self, account: Merchant, body: Doc, partner: bool) -> Doc:
        """Place an order, or re-enter one; the answer `{prepay_id}` is good for two hours."""
        wanted = self._wanted(account, body, partner)
        order_id = f"{account.mchid}/{wanted['out_trade_no']}"
        order = self._store.get(ORDER, order_id)
        if order is None:
            self._check_first(wanted)
            order = wanted
        elif order["state"] in ("SUCCESS", "REFUND"):
            raise PayError(400, "ORDERPAID", "该订单已支付")
        elif order["state"] == "CLOSED":
            raise PayError(400, "ORDER_CLOSED", "该订单已关闭")
        elif order["digest"] != wanted["digest"]:
            raise invalid_request("201 商户订单号重复: 同一商户订单号的下单参数必须一致")
        elif self.expired(order):
            raise invalid_request("订单已过支付结束时间, 请使用新的商户订单号下单")
        local = self._now().astimezone(BEIJING)
        prepay_id = f"wx{local:%Y%m%d%H%M%S}{secrets.token_hex(10)}"
        order["prepay_ids"].append({"id": prepay_id, "at": self._now().isoformat()})
        self._store.put(ORDER, order_id, order)
        self._store.put(PREPAY_ID, prepay_id, {"order_id": order_id})
        return {"prepay_id": prepay_id}

    def _wanted(self, account: Merchant, body: Doc, partner: bool) -> Doc:
        fields = Fields(body, "/body")
        prefix = "sp_" if partner else ""
        if partner != (account.mode == "partner"):
            raise PayError(403, "NO_AUTH", "商户号没有使用该接口的权限")
        sub_mchid = self.check_party(account, fields, prefix)
        if fields.text(f"{prefix}appid", 32) != account.appid:
            raise PayError(400, "APPID_MCHID_NOT_MATCH", "appid和mchid不匹配")
        amount = fields.part("amount")
        amount.currency()
        expire = fields.instant("time_expire")
        payer, sub_appid = self._payer(fields, partner)
        return {
            "mchid": account.mchid,
            "sub_mchid": sub_mchid,
            "appid": account.appid,
            "sub_appid": sub_appid,
            "payer": payer,
            "out_trade_no": fields.text("out_trade_no", 32, TRADE_NO),
            "description": fields.text("description", 127),
            "attach": fields.optional_text("attach", 128),
            "notify_url": fields.notify_url(required=True),
            "amount_fen": amount.whole("total", 1),
            "time_expire": expire.isoformat() if expire else None,
            "digest": digest(body),
            "created_at": self._now().isoformat(),
            "state": "NOTPAY",
            "prepay_ids": [],
            "refund_ids": [],
        }

    def _payer(self, fields: Fields, partner: bool) -> tuple[Doc, str | None]:
        payer = fields.part("payer")
        if not partner:
            return {"openid": payer.text("openid", 128, OPENID)}, None
        sub_appid = fields.optional_text("sub_appid", 32)
        sub_openid = payer.optional_text("sub_openid", 128, OPENID)
        sp_openid = payer.optional_text("sp_openid", 128, OPENID)
        if (sub_openid is None) == (sp_openid is None):
            raise param_error("/body/payer", "sp_openid和sub_openid应填且只填一个")
        if sub_openid is None:
            return {"sp_openid": sp_openid}, sub_appid
        if sub_appid is None:
            raise param_error("/body/sub_appid", "传sub_openid时必填")
        return {"sub_openid": sub_openid}, sub_appid

    def _check_first(self, wanted: Doc) -> None:
        expire = wanted["time_expire"]
        if expire and datetime.fromisoformat(expire) < self._now() + LEAST_TIME_TO_PAY:
            raise param_error("/body/time_expire", "应晚于当前时间1分钟以上")

    def find(
        self, account: Merchant, fields: Fields, number: str, by_transaction: bool = False
    ) -> Doc:
        """The order a query or close asks for; 404 ORDER_NOT_EXIST also for somebody else's."""
        sub_mchid = self.check_party(account, fields, "sp_" if account.mode == "partner" else "")
        order_id = f"{account.mchid}/{number}"
        if by_transaction:
            order_id = (self._store.get(TRANSACTION, number) or {}).get("order_id", "")
        order = self._store.get(ORDER, order_id)
        if order is None or (order["mchid"], order["sub_mchid"]) != (account.mchid, sub_mchid):
            raise PayError(404, "ORDER_NOT_EXIST", "订单不存在")
        return order

    def close(self, order: Doc) -> None:
        if order["state"] in ("SUCCESS", "REFUND"):
            raise PayError(400, "ORDERPAID", "该订单已支付")
        order["state"] = "CLOSED"
        self.put(order)

    def pay(self, order: Doc, amount_fen: int) -> None:
        """BookingPayment arrived. Whether the phone was allowed to pay is for the caller to say."""
        now = self._now()
        day = f"{now.astimezone(BEIJING):%Y%m%d}"
        order["state"] = "SUCCESS"
        digits = f"{secrets.randbelow(10**16):016}"
        order["transaction_id"] = f"4200{digits[:6]}{day}{digits[6:]}"
        order["paid_at"] = now.isoformat()
        order["paid_fen"] = amount_fen
        self.put(order)
        self._store.put(TRANSACTION, order["transaction_id"], {"order_id": self.id_of(order)})

    def expired(self, order: Doc) -> bool:
        expire = order["time_expire"]
        return expire is not None and datetime.fromisoformat(expire) <= self._now()

    def by_prepay_id(self, prepay_id: str) -> Doc | None:
        known = self._store.get(PREPAY_ID, prepay_id)
        return self._store.get(ORDER, known["order_id"]) if known else None

    def prepay_id_lives(self, order: Doc, prepay_id: str) -> bool:
        issued = [entry["at"] for entry in order["prepay_ids"] if entry["id"] == prepay_id]
        return bool(issued) and self._now() < datetime.fromisoformat(issued[0]) + PREPAY_LIFE

    def by_id(self, order_id: str) -> Doc:
        order = self._store.get(ORDER, order_id)
        if order is None:
            raise LookupError(order_id)
        return order

    def put(self, order: Doc) -> None:
        self._store.put(ORDER, self.id_of(order), order)

    @staticmethod
    def id_of(order: Doc) -> str:
        return f"{order['mchid']}/{order['out_trade_no']}"


def transaction(order: Doc) -> Doc:
    """An order as a query answers it and a payment notice carries it."""
    paid = order.get("transaction_id") is not None
    amount: Doc = {"total": order["paid_fen"] if paid else order["amount_fen"], "currency": "CNY"}
    answer: Doc = {
        **party(order),
        "out_trade_no": order["out_trade_no"],
        "trade_state": order["state"],
        "trade_state_desc": _STATE_WORDS[order["state"]],
        "payer": order["payer"],
        "amount": amount,
        "promotion_detail": [],
    }
    if order["attach"] is not None:
        answer["attach"] = order["attach"]
    if paid:
        amount.update(payer_total=order["paid_fen"], payer_currency="CNY")
        answer.update(
            transaction_id=order["transaction_id"],
            trade_type="JSAPI",
            bank_type="OTHERS",
            success_time=beijing(order["paid_at"]),
        )
    return answer


def party(order: Doc) -> Doc:
    """Whose order it is, in the words of its mode."""
    if order["sub_mchid"] is None:
        return {"appid": order["appid"], "mchid": order["mchid"]}
    numbers = {
        "sp_appid": order["appid"],
        "sp_mchid": order["mchid"],
        "sub_mchid": order["sub_mchid"],
    }
    if order["sub_appid"] is not None:
        numbers["sub_appid"] = order["sub_appid"]
    return numbers
