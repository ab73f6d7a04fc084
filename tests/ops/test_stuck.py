"""What people must work on is listed, and nothing else."""

import pytest

from common.clients.payments import Paid, PayRefused, RefundStatus
from common.protocol.effects import STUCK_AFTER
from common.protocol.record_payment import record_payment
from ops.stuck import lines
from tests.ops.world import Db, World, opened


def test_nothing_is_stuck(world: World) -> None:
    assert list(lines(world.db)) == []


def test_an_effect_that_keeps_failing(db: Db) -> None:
    service = opened(db)
    phone = service.person()
    booking = phone.booked_and_paid()
    tries = STUCK_AFTER + 2
    service.outside.next_refund.extend([PayRefused("NOT_ENOUGH", 403, "no money")] * tries)
    phone.cancel(booking)
    for _ in range(tries - 1):
        assert service.booking(booking).effects
        service.clock.pass_(minutes=61)
        service.sweep()
    (line,) = lines(db)
    transaction = service.booking(booking).money[0].transaction_id
    assert line == (
        f"退款试了 9 次还没办成：预约 {booking}，动作 refund:{transaction}，下次 2026年3月2日 18:09\n"
        "    → 看商户余额够不够，不够就充值；每小时会用同一个退款单号重试，不会多退"
    )
    service.clock.pass_(minutes=61)
    service.sweep()
    assert list(lines(db)) == []


@pytest.mark.parametrize(
    ("status", "said"), [(RefundStatus.ABNORMAL, "退款异常"), (RefundStatus.CLOSED, "退款关闭")]
)
def test_a_refund_wechat_cannot_make(db: Db, status: RefundStatus, said: str) -> None:
    service = opened(db)
    phone = service.person()
    booking = phone.booked_and_paid()
    service.outside.next_refund.append(status)
    phone.cancel(booking)
    (line,) = lines(db)
    (refund,) = service.store.refunds.of_bookings([service.booking(booking)])
    assert line == (
        f"{said} ¥50.00：订单 {booking}，退款单 {refund.id}，商户 m1，交易 {refund.transaction_id}\n"
        "    → 到微信支付商户平台人工退款，再告诉就诊人"
    )


def test_money_of_nobody(db: Db) -> None:
    service = opened(db)
    paid = Paid("tx-9", 5000, "CNY", "o9", service.clock())
    payment = record_payment("m1", "b-unknown", paid, service.deps, service.clock())
    service.settle(payment)
    (line,) = lines(db)
    assert line == (
        "收到 ¥50.00，找不到预约：订单 b-unknown，付款记录 m1:tx-9，付款时间 2026年3月2日 08:00\n"
        "    → 到微信支付商户平台找到付款人，人工退款"
    )
