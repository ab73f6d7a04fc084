"""stuck: what a person must work on: effects that keep failing, refunds WeChat will not make, money of nobody."""

from argparse import Namespace
from collections.abc import Iterator

from common.domain.booking.effects import StoredEffect
from common.domain.booking.model import Booking
from common.domain.business_time import spoken
from common.domain.money.bill import Bill, UnmatchedRefund
from common.domain.money.payment import Outcome, Payment, Refund, RefundStatus
from common.protocol.effects import STUCK_AFTER
from common.runtime.crypto import NoKeys
from common.store import open_store
from ops.environment import Db, known, open_database
from ops.words import with_step, yuan

# What an effect is for, and what to do when it does not come about. Others: look into the log.
_EFFECTS = {
    "refund": ("退款", "看商户余额够不够，不够就充值；每小时会用同一个退款单号重试，不会多退"),
    "expire": (
        "结束没付款的号",
        "查商户状态和密钥，日志里有微信的错误码；弄清付没付款以前号一直留着",
    ),
    "close_order": (
        "关闭已放弃的订单",
        "查商户状态和密钥，日志里有微信的错误码；再到的钱会自动退回",
    ),
    "notify": ("发消息", "查消息模板和 WX_SECRET；除了这条消息没有损失"),
}
_OTHER = ("后续动作", "用预约编号查日志的 booking_id，看为什么一直失败")
_REFUNDS = {RefundStatus.ABNORMAL: "退款异常", RefundStatus.CLOSED: "退款关闭"}


def run(_: Namespace) -> int:
    """List effects tried many times in vain, refunds that WeChat closed or called abnormal, refunds on a bill that are
    not ours, and payments that belong to no booking. Exit code 1 when there is one."""
    found = list(lines(open_database(known())))
    print("\n".join(found) if found else "没有要人工处理的")
    return int(bool(found))


def lines(database: Db) -> Iterator[str]:
    """What to work on, each with its next step: ids, amounts in yuan, instants of Asia/Shanghai."""
    store = open_store(database, NoKeys(), NoKeys())
    for booking in store.bookings.stuck(STUCK_AFTER):
        for effect in booking.effects:
            if effect.attempts >= STUCK_AFTER:
                yield _effect(booking, effect)
    for refund in store.refunds.needing_staff():
        yield _refund(refund)
    for bill in store.bills.needing_staff():
        for unmatched in bill.unmatched:
            yield _unmatched(bill, unmatched)
    for raw in database["payments"].find({"outcome": Outcome.ALARM.value}):
        yield _payment(Payment.model_validate(raw))


def _effect(booking: Booking, effect: StoredEffect) -> str:
    what, step = _EFFECTS.get(effect.id.partition(":")[0], _OTHER)
    return with_step(
        f"{what}试了 {effect.attempts} 次还没办成：预约 {booking.id}，动作 {effect.id}，"
        f"下次 {spoken(effect.not_before)}",
        step,
    )


def _refund(refund: Refund) -> str:
    return with_step(
        f"{_REFUNDS.get(refund.status, refund.status.value)} {yuan(refund.amount_fen)}："
        f"订单 {refund.booking_id}，退款单 {refund.id}，商户 {refund.merchant_id}，交易 {refund.transaction_id}",
        "到微信支付商户平台人工退款，再告诉就诊人",
    )


def _unmatched(bill: Bill, unmatched: UnmatchedRefund) -> str:
    return with_step(
        f"账单上有一笔不是本服务发起的退款 {yuan(unmatched.amount_fen)}：订单 {unmatched.order_no}，"
        f"退款单 {unmatched.refund_no}，商户 {bill.merchant_id}，{bill.day} 的账单",
        "问清是谁退的；就诊人不来了，就取消预约",
    )


def _payment(payment: Payment) -> str:
    return with_step(
        f"收到 {yuan(payment.amount_fen)}，找不到预约：订单 {payment.order_no}，付款记录 {payment.id}，"
        f"付款时间 {spoken(payment.paid_at)}",
        "到微信支付商户平台找到付款人，人工退款",
    )
