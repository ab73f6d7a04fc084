"""What a person must work on, as data for a screen: which order, what it is, since when, and what to do, in Chinese."""

from collections.abc import Iterator
from typing import NamedTuple

from common.domain.booking.effects import AnyEffect, SendRefund
from common.domain.booking.model import Booking
from common.domain.business_time import wire
from common.domain.money.bill import Bill
from common.domain.money.payment import Outcome, Payment, Refund, RefundStatus
from common.protocol.effects import STUCK_AFTER
from common.runtime.crypto import NoKeys
from common.store import open_store
from common.store.collection import readable
from ops.environment import Db

_EFFECTS = {
    "expire": "占号到时没有释放",
    "keep_seat": "号没有记为已约",
    "keep_claim": "就诊人的占用没有记为已约",
    "release_seat": "号没有放出",
    "release_claim": "就诊人的占用没有解除",
    "close_order": "微信支付订单没有关闭",
    "refund": "退款没有发出",
    "notify": "消息没有发出",
    "mark_offered": "候补单没有标记为到号",
    "close_entry": "候补单没有结束",
}
_REFUNDS = {
    RefundStatus.REFUSED: (
        "微信支付没有受理退款",
        "在微信商户平台查看原因（余额、权限、订单是否已退），处理后系统会再试",
    ),
    RefundStatus.ABNORMAL: (
        "退款异常",
        "在微信商户平台处理这笔异常退款（改退到患者的其他账户），并告知患者",
    ),
    RefundStatus.CLOSED: (
        "退款关闭，钱没有退出",
        "在微信商户平台查明原因，重新退款，并告知患者",
    ),
}


class Item(NamedTuple):
    """One thing; `since` is an instant or a day of Asia/Shanghai, `order_no` the merchant's order number."""

    kind: str
    order_no: str
    what: str
    since: str
    todo: str


def items(database: Db) -> Iterator[Item]:
    """All of them: effects tried in vain, refunds WeChat will not make, refunds not ours, money of nobody."""
    store = open_store(database, NoKeys(), NoKeys())
    for booking in store.bookings.stuck(STUCK_AFTER):
        for effect in booking.effects:
            if effect.attempts >= STUCK_AFTER:
                yield _effect(booking, effect)
    for refund in store.refunds.needing_staff():
        yield _refund(refund)
    for bill in store.bills.needing_staff():
        yield from _unmatched(bill)
    of_nobody = database["payments"].find({"outcome": Outcome.ALARM.value})
    for payment in readable(Payment, of_nobody):
        yield _payment(payment)


def _effect(booking: Booking, effect: AnyEffect) -> Item:
    what = _EFFECTS[effect.kind]
    todo = "查看函数日志里的原因，处理后等下一次重试"
    if isinstance(effect, SendRefund):
        what = f"{what}：{_yuan(effect.amount_fen)}"
        todo = "在微信商户平台查看余额是否足够，补足后等下一次重试"
    tried = f"已试 {effect.attempts} 次，下次 {wire(effect.not_before)}"
    moved = booking.history[-1].at if booking.history else booking.created_at
    return Item("effect", booking.order_no, f"{what}（{tried}）", wire(moved), todo)


def _refund(refund: Refund) -> Item:
    what, todo = _REFUNDS.get(
        refund.status, (f"退款停在 {refund.status.value}", "在微信商户平台查看")
    )
    since = wire(refund.finished_at or refund.created_at)
    return Item("refund", refund.booking_id, f"{what}：{_yuan(refund.amount_fen)}", since, todo)


def _unmatched(bill: Bill) -> Iterator[Item]:
    for found in bill.unmatched:
        what = f"单边退款：账单上有一笔不是本系统发起的退款 {_yuan(found.amount_fen)}"
        todo = "问清是谁在商户平台退的款；预约还在的，请与患者确认是否取消"
        yield Item("unmatched", found.order_no, what, bill.day, todo)


def _payment(payment: Payment) -> Item:
    what = f"收到一笔没有对应预约的付款：{_yuan(payment.amount_fen)}"
    todo = "在微信商户平台查到付款人，核对后原路退款"
    return Item("payment", payment.order_no, what, wire(payment.paid_at), todo)


def _yuan(fen: int) -> str:
    return f"{fen / 100:.2f} 元"
