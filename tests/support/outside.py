"""WeChat and WeChat Pay as a use case meets them, without a network: an order book and a message list.

The real adapters are tried against the simulators elsewhere; here only what the use cases do with the answers counts.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from common.clients.payments import (
    BillRow,
    Closed,
    CloseOutcome,
    Merchant,
    NoSuchOrder,
    OrderState,
    Paid,
    PaymentParams,
    PayRefunded,
    PayRefused,
    PayUnknown,
    Refunded,
    RefundState,
    RefundStatus,
    TradeBill,
    Unpaid,
)
from common.clients.wechat import SendOutcome
from common.domain.business_time import business_date


@dataclass
class Order:
    """One order of one merchant."""

    merchant_id: str
    amount_fen: int
    openid: str
    expires_at: datetime
    description: str
    state: str = "open"
    transactions: list[str] = field(default_factory=list)


class Outside:
    """Everything beyond the database. `fail_next` makes the next call of a name fail, before or after its effect."""

    def __init__(self, clock: Any) -> None:
        self.clock = clock
        self.orders: dict[str, Order] = {}
        self.paid: dict[str, tuple[str, int]] = {}
        self.refunds: dict[str, RefundState] = {}
        self.bill: list[tuple[str, BillRow]] = []
        self.refunded_tx: dict[str, list[str]] = {}
        self.by_hand: dict[str, int] = {}
        self.messages: list[dict[str, Any]] = []
        self.next_send: list[SendOutcome] = []
        self.next_refund: list[RefundStatus | Exception] = []
        self._failures: dict[str, list[tuple[str, Exception]]] = {}
        self._numbers = itertools.count(1)
        self.calls = 0
        self.before_call: Any = None

    def pay_of(self, merchant_id: str) -> "FakePay":
        """The merchant's side."""
        return FakePay(self, merchant_id)

    def wechat(self) -> "Outside":
        """WeChat's message side is this object."""
        return self

    def fail_next(self, name: str, error: Exception, after_effect: bool = False) -> None:
        """The next call of this name fails."""
        self._failures.setdefault(name, []).append(("after" if after_effect else "before", error))

    def pay(self, order_no: str, amount_fen: int | None = None, late: bool = False) -> Paid:
        """A patient pays; `late` pays an order that was closed, as WeChat at times lets happen."""
        order = self.orders[order_no]
        if order.state != "open" and not late:
            raise AssertionError(f"order is {order.state}")
        order.state = "paid"
        tx = f"42000{next(self._numbers):010d}"
        order.transactions.append(tx)
        amount = order.amount_fen if amount_fen is None else amount_fen
        self.paid[tx] = (order_no, amount)
        self._bill(tx, "SUCCESS")
        return self._paid(order, tx)

    def send_back_by_hand(self, tx: str, amount_fen: int | None = None) -> None:
        """Somebody refunds a payment, or a part of it, in the merchant's console; no refund of ours."""
        amount = self.paid[tx][1] if amount_fen is None else amount_fen
        self.by_hand[tx] = self.by_hand.get(tx, 0) + amount
        self.refunded_tx.setdefault(tx, []).append("by-hand")
        self._bill(tx, "REFUND", "by-hand", amount)

    def sent_back(self, tx: str) -> int:
        """How much of a payment went back, by our refunds and by hand."""
        ours = [no for no in self.refunded_tx.get(tx, []) if no in self.refunds]
        return sum(self.refunds[no].amount_fen for no in ours) + self.by_hand.get(tx, 0)

    def _bill(self, tx: str, state: str, refund_no: str | None = None, refund_fen: int = 0) -> None:
        order_no, amount = self.paid[tx]
        order = self.orders[order_no]
        paid_fen = 0 if refund_no else amount
        row = BillRow(
            state, order_no, tx, paid_fen, "CNY", order.openid, self.clock(), refund_no, refund_fen, None
        )  # fmt: skip
        self.bill.append((order.merchant_id, row))

    def _paid(self, order: Order, tx: str) -> Paid:
        kind = Refunded if tx in self.refunded_tx else Paid
        return kind(tx, self.paid[tx][1], "CNY", order.openid, self.clock())

    def _call(self, name: str, effect: Any) -> Any:
        self.calls += 1
        if self.before_call is not None:
            self.before_call(name)
        planned = self._failures.get(name)
        when, error = planned.pop(0) if planned else ("", None)
        if error and when == "before":
            raise error
        result = effect()
        if error and when == "after":
            raise error
        return result

    # --- the client of WeChat

    def send_subscribe(
        self, openid: str, template_id: str, page: str, data: Mapping[str, str]
    ) -> SendOutcome:
        """Record a message, unless another outcome is queued."""

        def send() -> SendOutcome:
            outcome = self.next_send.pop(0) if self.next_send else SendOutcome.SENT
            if outcome is SendOutcome.SENT:
                self.messages.append(
                    {"openid": openid, "template_id": template_id, "page": page, "data": dict(data)}
                )
            return outcome

        result: SendOutcome = self._call("message", send)
        return result

    appid, version = "wx", "formal"

    def code(self, scene: str, page: str) -> bytes:
        """Draw a code, which says what it was drawn for."""
        drawn: bytes = self._call("code", lambda: b"\x89PNG\r\n\x1a\n" + f"{page}?{scene}".encode())
        return drawn

    def kinds_sent(self) -> list[str]:
        """The template ids of what went out, in order (test templates are named after their kind)."""
        return [message["template_id"].removeprefix("t-") for message in self.messages]


class FakePay:
    """One merchant at WeChat Pay."""

    def __init__(self, outside: Outside, merchant_id: str) -> None:
        self._outside = outside
        self.merchant_id = merchant_id
        self.merchant = Merchant(
            merchant_id, "direct", merchant_id, None, "wx", "s", "", "k" * 32, "pk", ""
        )

    def prepay(
        self, order_no: str, amount_fen: int, openid: str, description: str, expires_at: datetime
    ) -> str:
        """Open an order, or the same one again."""

        def effect() -> str:
            new = Order(self.merchant_id, amount_fen, openid, expires_at, description)
            order = self._outside.orders.setdefault(order_no, new)
            if order.state == "paid":
                raise PayRefused("ORDERPAID", 400, "paid")
            if order.state == "closed":
                raise PayRefused("ORDERCLOSED", 400, "closed")
            asked = (amount_fen, expires_at, description)
            if (order.amount_fen, order.expires_at, order.description) != asked:
                raise PayRefused("INVALIDREQUEST", 400, "other parameters")
            return f"prepay-{order_no}"

        result: str = self._outside._call("prepay", effect)
        return result

    def phone_params(self, prepay_id: str, now: datetime) -> PaymentParams:
        """What opens the pay sheet."""
        return PaymentParams(
            timeStamp="1",
            nonceStr="n",
            package=f"prepay_id={prepay_id}",
            signType="RSA",
            paySign="s",
        )

    def query(self, order_no: str) -> OrderState:
        """The order as it stands."""

        def effect() -> OrderState:
            order = self._outside.orders.get(order_no)
            if order is None:
                return NoSuchOrder()
            if order.transactions:
                return self._outside._paid(order, order.transactions[-1])
            return Unpaid() if order.state == "open" else Closed()

        result: OrderState = self._outside._call("query", effect)
        return result

    def close(self, order_no: str) -> CloseOutcome:
        """Make an order unpayable."""

        def effect() -> CloseOutcome:
            order = self._outside.orders.get(order_no)
            if order is None:
                return CloseOutcome.NO_SUCH_ORDER
            if order.state == "paid":
                return CloseOutcome.PAID
            order.state = "closed"
            return CloseOutcome.CLOSED

        result: CloseOutcome = self._outside._call("close", effect)
        return result

    def refund(
        self, out_refund_no: str, *, refund_fen: int, total_fen: int, reason: str,
        order_no: str | None = None, transaction_id: str | None = None,
    ) -> RefundState:  # fmt: skip
        """Send money back, once a number."""

        def effect() -> RefundState:
            queued = self._outside.next_refund.pop(0) if self._outside.next_refund else None
            if isinstance(queued, Exception):
                raise queued
            known = self._outside.refunds.get(out_refund_no)
            if known is not None:
                return known
            tx = str(transaction_id)
            left = self._outside.paid[tx][1] - self._outside.by_hand.get(tx, 0)
            if left == 0:
                raise PayRefunded("INVALIDREQUEST", 400, "nothing is left")
            if left < refund_fen:
                raise PayRefused("INVALIDREQUEST", 400, "more than is left")
            state = RefundState(queued or RefundStatus.SUCCESS, refund_fen)
            self._outside.refunds[out_refund_no] = state
            self._outside.refunded_tx.setdefault(tx, []).append(out_refund_no)
            self._outside._bill(tx, "REFUND", out_refund_no, refund_fen)
            return state

        result: RefundState = self._outside._call("refund", effect)
        return result

    def trade_bill(self, day: date) -> TradeBill:
        """The merchant's payments and refunds of a day in China."""

        def effect() -> TradeBill:
            of_day = [
                (m, row) for m, row in self._outside.bill if business_date(row.at) == str(day)
            ]
            rows = tuple(row for merchant_id, row in of_day if merchant_id == self.merchant_id)
            return TradeBill(f"bill of {day}: {len(rows)} rows".encode() if rows else b"", rows)

        result: TradeBill = self._outside._call("bill", effect)
        return result

    def query_refund(self, out_refund_no: str) -> RefundState | None:
        """The refund as it stands."""
        result: RefundState | None = self._outside._call(
            "query_refund", lambda: self._outside.refunds.get(out_refund_no)
        )
        return result


LOST = PayUnknown("TIMEOUT", 0, "no answer")
