"""What a person must work on, in Chinese: what it is, which order, since when, what to do, for lines and screens."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from common.domain.booking.effects import AnyEffect, SendRefund
from common.domain.booking.model import Booking
from common.domain.business_time import spoken, wire
from common.domain.job import Job
from common.domain.money.bill import Bill
from common.domain.money.payment import Outcome, Payment, Refund, RefundStatus
from common.protocol.effects import STUCK_AFTER
from common.runtime.crypto import NoKeys
from common.store import open_store
from common.store.collection import readable
from ops.environment import Db
from ops.words import yuan

_LOOK_INTO_THE_LOG = "用订单号查日志的 booking_id，看为什么一直失败"
# What an effect is for, and what to do when it does not come about.
_EFFECTS = {
    "expire": ("结束没付款的号", "查商户状态和密钥，日志里有微信的错误码；弄清付没付款以前号一直留着"),
    "keep_seat": ("把号记为已约", _LOOK_INTO_THE_LOG),
    "keep_claim": ("把就诊人的占用记为已约", _LOOK_INTO_THE_LOG),
    "release_seat": ("让出号", _LOOK_INTO_THE_LOG),
    "release_claim": ("解除就诊人的占用", _LOOK_INTO_THE_LOG),
    "close_order": ("关闭已放弃的订单", "查商户状态和密钥，日志里有微信的错误码；再到的钱会自动退回"),
    "refund": ("退款", "看商户余额够不够，不够就充值；每小时会用同一个退款单号重试，不会多退"),
    "notify": ("发消息", "查消息模板和 MINI_SECRET；除了这条消息没有损失"),
    "mark_offered": ("把候补单标为到号", _LOOK_INTO_THE_LOG),
    "close_entry": ("结束候补单", _LOOK_INTO_THE_LOG),
}  # fmt: skip
_BY_HAND = "到微信支付商户平台人工退款，再告诉就诊人"
_REFUNDS = {
    RefundStatus.REFUSED: (
        "微信支付没有受理退款",
        "查日志里微信的错误码：有人退过一部分就在商户平台退完余下的，没有权限就开通；每小时会再申请一次",
    ),
    RefundStatus.ABNORMAL: ("退款异常", _BY_HAND),
    RefundStatus.CLOSED: ("退款关闭", _BY_HAND),
}
# Whose turn never comes to an end; most take seconds.
_A_JOB_ENDS_IN = timedelta(hours=1)


UNENDED = {"due_at": {"$exists": True}, "finished_at": None}


class Item(NamedTuple):
    """One thing. `order_no`: the merchant's order number, empty where there is none; `about`: the other ids; `since`:
    an instant, or a day of Asia/Shanghai."""

    kind: str
    order_no: str
    what: str
    about: str
    since: str
    todo: str


def items(database: Db) -> Iterator[Item]:
    """All of them: effects tried in vain, refunds WeChat will not make, refunds not ours, money of nobody, imports that
    do not end."""
    store = open_store(database, NoKeys(), NoKeys(), NoKeys())
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
    for job in readable(Job, database["jobs"].find(UNENDED)):
        if job.due_at and job.due_at - job.created_at > _A_JOB_ENDS_IN:
            yield _job(job)


def _effect(booking: Booking, effect: AnyEffect) -> Item:
    what, todo = _EFFECTS[effect.kind]
    if isinstance(effect, SendRefund):
        what = f"{what} {yuan(effect.amount_fen)} "
    moved = booking.history[-1].at if booking.history else booking.created_at
    return Item(
        "effect",
        booking.order_no,
        f"{what}试了 {effect.attempts} 次还没办成",
        f"动作 {effect.id}，下次 {spoken(effect.not_before)}",
        wire(moved),
        todo,
    )


def _refund(refund: Refund) -> Item:
    what, todo = _REFUNDS[refund.status]
    return Item(
        "refund",
        refund.booking_id,
        f"{what} {yuan(refund.amount_fen)}",
        f"退款单 {refund.id}，商户 {refund.merchant_id}，交易 {refund.transaction_id}",
        wire(refund.finished_at or refund.created_at),
        todo,
    )


def _unmatched(bill: Bill) -> Iterator[Item]:
    for found in bill.unmatched:
        yield Item(
            "unmatched",
            found.order_no,
            f"账单上有一笔不是本服务发起的退款 {yuan(found.amount_fen)}",
            f"退款单 {found.refund_no}，商户 {bill.merchant_id}，{bill.day} 的账单",
            bill.day,
            "问清是谁退的；就诊人不来了，就取消预约，已全部退回的钱不会再退一次",
        )


def _payment(payment: Payment) -> Item:
    return Item(
        "payment",
        payment.order_no,
        f"收到 {yuan(payment.amount_fen)}，找不到预约",
        f"付款记录 {payment.id}，付款时间 {spoken(payment.paid_at)}",
        wire(payment.paid_at),
        "到微信支付商户平台找到付款人，人工退款",
    )


def _job(job: Job) -> Item:
    return Item(
        "job",
        "",
        f"医院 {job.hospital_id} 的资料一直没有写完",
        f"任务 {job.id}，写完 {job.cursor}/{job.parts}，下次 {spoken(job.due_at or job.created_at)}",
        wire(job.created_at),
        "用任务编号查日志，看为什么一直失败；写完以前这家医院不能再改资料，也不排新号",
    )
