"""The daily trade bill: a CSV in yuan whose cells begin with a backtick, behind a short-lived link.

Source: "申请交易账单", "下载账单" and the bill's column table at pay.weixin.qq.com/doc/v3.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from emulator.simulators import Doc, KeyDocStore
from emulator.wechat_pay.errors import PayError, invalid_request, param_error
from emulator.wechat_pay.fields import BEIJING, Fields
from emulator.wechat_pay.merchants import Merchant
from emulator.wechat_pay.orders import ORDER
from emulator.wechat_pay.refunds import REFUND

BILL = "pay_bill"
READY_AT = time(10, 0)
KEPT_FOR = timedelta(days=90)
LINK_LIFE = timedelta(minutes=5)
FEE_PER_MILLE = 6
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_COLUMNS = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,"
    "退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
_TOTALS = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)


class Bills:
    """Makes the bill of a merchant's day and hands it out once its link is asked for."""

    def __init__(self, store: KeyDocStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def apply(self, account: Merchant, query: dict[str, str]) -> Doc:
        """`{token, hash_type, hash_value}` of the bill asked for; the hash is of the plain CSV."""
        fields = Fields(query, "/query")
        day = self._day(fields)
        kind = fields.optional_text("bill_type", 16) or "ALL"
        if kind not in ("ALL", "SUCCESS", "REFUND"):
            raise param_error("/query/bill_type", "应为ALL、SUCCESS或REFUND")
        tar_type = fields.optional_text("tar_type", 16)
        if tar_type not in (None, "GZIP"):
            raise param_error("/query/tar_type", "仅支持GZIP")
        sub_mchid = fields.optional_text("sub_mchid", 32)
        if sub_mchid is not None and account.mode != "partner":
            raise param_error("/query/sub_mchid", "普通商户不支持该参数")
        rows = sorted(self._rows(account.mchid, sub_mchid, day, kind), key=lambda row: row[0])
        if not rows:
            raise PayError(400, "NO_STATEMENT_EXIST", "账单文件不存在")
        content = _csv([row for _, row in rows])
        self._drop_old_links()
        token = secrets.token_urlsafe(32)
        expires_at = (self._now() + LINK_LIFE).isoformat()
        bill = {
            "mchid": account.mchid,
            "content": content,
            "gzip": tar_type is not None,
            "expires_at": expires_at,
        }
        self._store.put(BILL, token, bill)
        digest = hashlib.sha1(content.encode(), usedforsecurity=False).hexdigest()
        return {"token": token, "hash_type": "SHA1", "hash_value": digest}

    def download(self, account: Merchant, token: str) -> bytes:
        bill = self._store.get(BILL, token)
        if bill is None or bill["mchid"] != account.mchid:
            raise PayError(404, "RESOURCE_NOT_EXISTS", "账单文件不存在")
        if self._now() > datetime.fromisoformat(bill["expires_at"]):
            raise invalid_request("下载地址已失效, 请重新申请账单")
        content: bytes = bill["content"].encode()
        return gzip.compress(content, mtime=0) if bill["gzip"] else content

    def _day(self, fields: Fields) -> date:
        text = fields.text("bill_date", 10, _DATE)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise param_error("/query/bill_date", "不是真实存在的日期") from None
        now = self._now().astimezone(BEIJING)
        if day < now.date() - KEPT_FOR:
            raise invalid_request("仅支持三个月内的账单")
        if day >= now.date():
            raise invalid_request("账单日期应早于今天")
        if now < datetime.combine(day + timedelta(days=1), READY_AT, BEIJING):
            raise PayError(400, "STATEMENT_CREATING", "账单生成中, 请在上午10点后再试")
        return day

    def _rows(
        self, mchid: str, sub_mchid: str | None, day: date, kind: str
    ) -> list[tuple[str, Doc]]:
        orders = {
            order_id: order
            for order_id, order in self._store.all(ORDER)
            if order["mchid"] == mchid and sub_mchid in (None, order["sub_mchid"])
        }
        paid = [
            (order["paid_at"], _payment_row(order))
            for order in orders.values()
            if kind != "REFUND" and order.get("paid_at") and _local_day(order["paid_at"]) == day
        ]
        refunded = [
            (refund["created_at"], _refund_row(orders[refund["order_id"]], refund))
            for _, refund in self._store.all(REFUND)
            if kind != "SUCCESS"
            and refund["order_id"] in orders
            and _local_day(refund["created_at"]) == day
        ]
        return paid + refunded

    def _drop_old_links(self) -> None:
        for token, bill in self._store.all(BILL):
            if self._now() > datetime.fromisoformat(bill["expires_at"]):
                self._store.delete(BILL, token)


def _local_day(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(BEIJING).date()


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02}"


def _fee_fen(fen: int) -> int:
    return (fen * FEE_PER_MILLE + 500) // 1000


def _row(order: Doc, instant: str, **changes: Any) -> Doc:
    moment = datetime.fromisoformat(instant).astimezone(BEIJING)
    row: Doc = {
        "交易时间": f"{moment:%Y-%m-%d %H:%M:%S}",
        "公众账号ID": order["appid"],
        "商户号": order["mchid"],
        "特约商户号": order["sub_mchid"] or "0",
        "微信订单号": order["transaction_id"],
        "商户订单号": order["out_trade_no"],
        "用户标识": next(iter(order["payer"].values())),
        "交易类型": "JSAPI",
        "付款银行": "OTHERS",
        "货币种类": "CNY",
        "微信退款单号": "0",
        "商户退款单号": "0",
        "商品名称": order["description"],
        "商户数据包": order["attach"] or "",
        "费率": f"{FEE_PER_MILLE / 10:.2f}%",
    }
    row.update(changes)
    return row


def _payment_row(order: Doc) -> Doc:
    paid = order["paid_fen"]
    money = {"应结订单金额": paid, "订单金额": paid, "手续费": _fee_fen(paid)}
    return _row(order, order["paid_at"], 交易状态="SUCCESS", **money)


def _refund_row(order: Doc, refund: Doc) -> Doc:
    back = refund["refund_fen"]
    return _row(
        order,
        refund["created_at"],
        交易状态="REFUND",
        微信退款单号=refund["refund_id"],
        商户退款单号=refund["out_refund_no"],
        退款类型="ORIGINAL",
        退款状态=refund["status"],
        退款金额=back,
        申请退款金额=back,
        手续费=-_fee_fen(back),
    )


_MONEY = (
    "应结订单金额",
    "代金券金额",
    "退款金额",
    "充值券退款金额",
    "手续费",
    "订单金额",
    "申请退款金额",
)


def _csv(rows: list[Doc]) -> str:
    def line(cells: list[str]) -> str:
        # The real file is as simple-minded: no quoting, a comma in a text would shift the columns.
        return ",".join(f"`{cell.replace(',', ' ')}" for cell in cells)

    def cell(row: Doc, column: str) -> str:
        return _yuan(row.get(column, 0)) if column in _MONEY else str(row.get(column, ""))

    columns = _COLUMNS.split(",")
    totals = [str(len(rows))] + [
        _yuan(sum(row.get(column, 0) for row in rows))
        for column in (
            "应结订单金额",
            "退款金额",
            "充值券退款金额",
            "手续费",
            "订单金额",
            "申请退款金额",
        )
    ]
    lines = [_COLUMNS, *(line([cell(row, column) for column in columns]) for row in rows)]
    return "\ufeff" + "\r\n".join([*lines, _TOTALS, line(totals)]) + "\r\n"
