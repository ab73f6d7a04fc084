"""WeChat Pay API v3 for one merchant, over `wechatpayv3` in public-key mode with its gaps closed.

Nothing is fetched when it is built: WeChat's public key comes with the merchant. Every call may
raise PayRefused, PayTemporary or PayUnknown.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from common.clients.payments import (
    CloseOutcome,
    Merchant,
    NoSuchOrder,
    OrderState,
    PaymentNotice,
    PaymentParams,
    PayRefunded,
    PayRefused,
    PayUnknown,
    RefundNotice,
    RefundState,
    TradeBill,
)
from common.clients.wechat_pay_answers import asked, failure, read_answer
from common.clients.wechat_pay_notice import notice_serial, open_notice, sharing_keys
from common.clients.wechat_pay_objects import (
    order_is_of,
    read_order,
    read_refund,
    text,
    wire_instant,
)

__all__ = ["WeChatPay", "notice_serial", "sharing_keys"]

_CONNECT_TIMEOUT_S = 3.05
# WeChat also takes | and *, which travel escaped in a path and so break the signature over it.
_NUMBER = re.compile(r"[0-9A-Za-z_-]+")
_ALL_REFUNDED = "已全额退款"
_NO_ORDER = {"ORDERNOTEXIST", "RESOURCENOTEXISTS"}


class WeChatPay:
    """One merchant's orders and refunds. Safe to keep for the life of an instance.

    `notify_url` is https, without a query; `api_base` replaces the real host (development only);
    `timeout_s` is how long an answer may stay silent.
    """

    def __init__(
        self, merchant: Merchant, notify_url: str, api_base: str = "", timeout_s: float = 5.0
    ) -> None:
        self.merchant = merchant
        self._notify_url = notify_url
        self._api_base = api_base.rstrip("/")
        self._timeout_s = timeout_s
        self._sub = {"sub_mchid": merchant.sub_mchid} if merchant.mode == "partner" else {}

    def prepay(
        self, order_no: str, amount_fen: int, openid: str, description: str, expires_at: datetime
    ) -> str:
        """Order a payment and return its prepay_id, good for two hours.

        The same order number with the same values may be asked again. PayRefused codes to expect:
        ORDERPAID, ORDERCLOSED, INVALIDREQUEST (the number was used with other values).
        `description` is what the payer reads in WeChat: at most 127 bytes (cut here), never a
        department's name.
        """
        order = {
            "description": _cut(description, 127),
            "out_trade_no": _number(order_no, 32),
            "amount": {"total": _positive(amount_fen), "currency": "CNY"},
            "payer": {"sp_openid" if self._sub else "openid": openid},
            "time_expire": wire_instant(expires_at),
        }
        answer = self._ask(lambda: self._library.pay(**order, **self._sub))
        return read_answer(lambda: text(answer, "prepay_id"))

    def phone_params(self, prepay_id: str, now: datetime) -> PaymentParams:
        """What `wx.requestPayment` needs, signed by the merchant."""
        stamp, nonce = str(int(now.timestamp())), os.urandom(16).hex()
        package = f"prepay_id={prepay_id}"
        return PaymentParams(
            timeStamp=stamp,
            nonceStr=nonce,
            package=package,
            signType="RSA",
            paySign=self._library.sign([self.merchant.appid, stamp, nonce, package]),
        )

    def query(self, order_no: str) -> OrderState:
        """The order as it stands at WeChat Pay."""
        number = _number(order_no, 32)
        try:
            order = self._ask(lambda: self._library.query(out_trade_no=number, **self._sub))
        except PayRefused as error:
            if error.code in _NO_ORDER:
                return NoSuchOrder()
            raise
        if order.get("out_trade_no") != number or not order_is_of(self.merchant, order):
            raise PayUnknown("OTHERORDER", 200, "the answer is about another order")
        return read_answer(lambda: read_order(self.merchant, order))

    def close(self, order_no: str) -> CloseOutcome:
        """Make the order unpayable, or hear that it is paid. Repeatable."""
        number = _number(order_no, 32)
        try:
            if self._ask(lambda: self._library.close(number, **self._sub)):
                raise PayUnknown("BADANSWER", 200, "a closed order has no answer but 204")
        except PayRefused as error:
            if error.code == "ORDERPAID":
                return CloseOutcome.PAID
            if error.code in _NO_ORDER:
                return CloseOutcome.NO_SUCH_ORDER
            if error.code != "ORDERCLOSED":
                raise
        return CloseOutcome.CLOSED

    def refund(
        self,
        out_refund_no: str,
        *,
        refund_fen: int,
        total_fen: int,
        reason: str,
        order_no: str | None = None,
        transaction_id: str | None = None,
    ) -> RefundState:
        """Ask for money to go back; named by exactly one of `order_no` and `transaction_id`.

        Idempotent by `out_refund_no` alone: a new number refunds twice. PayRefused NOTENOUGH is
        the merchant's balance: it heals, so try later and tell staff. PayRefunded: all of it went
        back before; WeChat has no code for it, only words, so ask the order too. The reason is shown to the
        payer: at most 80 bytes (cut here).
        """
        if (order_no is None) == (transaction_id is None):
            raise ValueError("a refund names an order or a transaction, not both")
        wish = {
            "out_refund_no": _number(out_refund_no, 64),
            "amount": {
                "refund": _positive(refund_fen),
                "total": _positive(total_fen),
                "currency": "CNY",
            },
            "out_trade_no": order_no,
            "transaction_id": transaction_id,
            "reason": _cut(reason, 80),
        }
        try:
            answer = self._ask(lambda: self._library.refund(**wish, **self._sub))
        except PayRefused as error:
            if error.code == "INVALIDREQUEST" and _ALL_REFUNDED in error.message:
                raise PayRefunded(error.code, error.status, error.message) from None
            raise
        return _refund_named(out_refund_no, answer)

    def query_refund(self, out_refund_no: str) -> RefundState | None:
        """The refund as it stands, or None when WeChat Pay never heard of it."""
        number = _number(out_refund_no, 64)
        try:
            answer = self._ask(lambda: self._library.query_refund(number, **self._sub))
        except PayRefused as error:
            if error.code in _NO_ORDER:
                return None
            raise
        return _refund_named(number, answer)

    def trade_bill(self, day: date) -> TradeBill:
        """All payments and refunds of a day in Asia/Shanghai, ready from about 10:00 of the next.

        A day without trade is empty; a bill still being made is PayTemporary. The whole file is
        held in memory.
        """
        from common.clients.wechat_pay_bill import read_bill  # once a day

        query = f"bill_date={day.isoformat()}&bill_type=ALL"
        if self.merchant.sub_mchid:
            query += f"&sub_mchid={self.merchant.sub_mchid}"
        try:
            # Without tar_type, which the library's own trade_bill always sends: plain text,
            # hashed as it comes.
            bill = self._ask(lambda: self._library._core.request(f"/v3/bill/tradebill?{query}"))
        except PayRefused as error:
            if error.code == "NOSTATEMENTEXIST":
                return TradeBill(b"", ())
            raise
        content = self._download(read_answer(lambda: text(bill, "download_url")))
        sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        if bill.get("hash_type") != "SHA1" or sha1 != str(bill.get("hash_value")).lower():
            raise PayUnknown("BADHASH", 200, "the bill does not have its hash")
        rows = read_answer(lambda: tuple(read_bill(content.decode("utf-8"), self.merchant)))
        return TradeBill(content, rows)

    def parse_notice(
        self,
        headers: Mapping[str, str],
        body: bytes,
        now: datetime,
        sharing: Sequence[Merchant] = (),
    ) -> PaymentNotice | RefundNotice:
        """Verify and decrypt a notice sent to `notify_url`; raises NoticeRefused.

        `sharing`: the merchants with the same keys (`sharing_keys`), whose notice it may be; without, this one's only.
        """
        among = sharing or (self.merchant,)
        return open_notice(among, headers, body, now, self._library.callback)

    def _download(self, url: str) -> bytes:
        """A bill's file (unsigned). Only the path is used: our signature goes to no other host."""
        path = url[url.find("/v3/") :]
        if not path.startswith("/v3/"):
            raise PayUnknown("BADANSWER", 200, "no download address in the answer")
        status, content = asked(lambda: self._library._core.request(path, skip_verify=True))
        data = content.encode() if isinstance(content, str) else content
        if status != 200:
            raise failure(status, data.decode("utf-8", "replace"))
        return bytes(data)

    def _ask(self, call: Callable[[], tuple[int, str]]) -> dict[str, Any]:
        """The JSON object of a 2xx answer, {} for one without a body; else a PayError."""
        status, content = asked(call)
        if not 200 <= status < 300:
            raise failure(status, content)
        answer = read_answer(lambda: json.loads(content or "{}"))
        if not isinstance(answer, dict):
            raise PayUnknown("BADANSWER", status, "the answer is no object")
        return answer

    @cached_property
    def _library(self) -> Any:
        from wechatpayv3 import WeChatPay as Library
        from wechatpayv3 import WeChatPayType

        merchant = self.merchant
        try:
            library = Library(
                wechatpay_type=WeChatPayType.MINIPROG,
                mchid=merchant.mchid,
                private_key=_pem(merchant.private_key_pem),
                cert_serial_no=merchant.serial_no,
                appid=merchant.appid,
                apiv3_key=merchant.apiv3_key,
                notify_url=self._notify_url,
                partner_mode=merchant.mode == "partner",
                timeout=(_CONNECT_TIMEOUT_S, self._timeout_s),
                public_key=_pem(merchant.public_key_pem),
                public_key_id=merchant.public_key_id,
            )
        except Exception:  # noqa: BLE001  the library raises bare exceptions
            # A definite refusal: nothing is sent until the keys are mended.
            raise PayRefused("BADKEYS", 0, f"merchant {merchant.id}: a key is unusable") from None
        if self._api_base:
            library._core._gate_way = self._api_base
        # An answer under a foreign serial must fail, not start a download of certificates.
        library._core._update_certificates = lambda: None
        return library


def _refund_named(out_refund_no: str, answer: Mapping[str, Any]) -> RefundState:
    if answer.get("out_refund_no") != out_refund_no:
        raise PayUnknown("OTHERREFUND", 200, "the answer is about another refund")
    return read_answer(lambda: read_refund(answer))


def _number(number: str, limit: int) -> str:
    if not _NUMBER.fullmatch(number) or len(number) > limit:
        raise ValueError(f"a number of ours: up to {limit} of 0-9 A-Z a-z _ -")
    return number


def _positive(fen: int) -> int:
    if fen < 1:
        raise ValueError("an amount is at least 1 fen")
    return fen


def _cut(words: str, limit: int) -> str:
    return words.encode()[:limit].decode(errors="ignore")


def _pem(key: str) -> str:
    """The library knows a PEM by its first line with a bare newline."""
    return key.replace("\r\n", "\n")
