"""What people must work on is listed, and nothing else."""

import pytest

from common.clients.payments import Paid, PayRefused, RefundStatus
from common.protocol.deadline import Deadline
from common.protocol.effects import STUCK_AFTER
from common.protocol.record_payment import record_payment
from ops.stuck import lines, unreadable
from ops.stuck_items import items
from tests.ops.world import Db, World, opened
from tests.usecases.catalogues import catalogue, write


def test_nothing_is_stuck(world: World) -> None:
    assert list(lines(items(world.db))) == []


def test_an_effect_that_keeps_failing(db: Db) -> None:
    service = opened(db)
    phone = service.person()
    booking = phone.booked_and_paid()
    tries = STUCK_AFTER + 2
    service.outside.next_refund.extend([PayRefused("NOTENOUGH", 403, "no money")] * tries)
    phone.cancel(booking)
    for _ in range(tries - 1):
        assert service.booking(booking).effects
        service.clock.pass_(minutes=61)
        service.sweep()
    (line,) = lines(items(db))
    transaction = service.booking(booking).money[0].transaction_id
    assert line == (
        f"退款 ¥50.00 试了 9 次还没办成：订单 {booking}，动作 refund:{transaction}，下次 2026年3月2日 18:09\n"
        "    → 看商户余额够不够，不够就充值；每小时会用同一个退款单号重试，不会多退"
    )
    service.clock.pass_(minutes=61)
    service.sweep()
    assert list(lines(items(db))) == []


@pytest.mark.parametrize(
    ("status", "said"), [(RefundStatus.ABNORMAL, "退款异常"), (RefundStatus.CLOSED, "退款关闭")]
)
def test_a_refund_wechat_cannot_make(db: Db, status: RefundStatus, said: str) -> None:
    service = opened(db)
    phone = service.person()
    booking = phone.booked_and_paid()
    service.outside.next_refund.append(status)
    phone.cancel(booking)
    (line,) = lines(items(db))
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
    (line,) = lines(items(db))
    assert line == (
        "收到 ¥50.00，找不到预约：订单 b-unknown，付款记录 m1:tx-9，付款时间 2026年3月2日 08:00\n"
        "    → 到微信支付商户平台找到付款人，人工退款"
    )


def test_an_import_that_does_not_end(db: Db) -> None:
    service = opened(db)
    job = write(service, catalogue(), Deadline(lambda: 0.0))
    service.clock.pass_(minutes=50)
    db.previews.delete_many({})
    db.jobs.update_one({}, {"$set": {"cursor": 1, "parts": 2}})
    service.sweep()
    assert list(lines(items(db))) == [], "it is begun, and not an hour old"
    service.clock.pass_(minutes=12)
    service.sweep()
    (line,) = lines(items(db))
    assert line == (
        f"医院 h2 的资料一直没有写完：任务 {job.id}，写完 1/2，下次 2026年3月2日 09:04\n"
        "    → 用任务编号查日志，看为什么一直失败；写完以前这家医院不能再改资料，也不排新号"
    )
    db.jobs.update_one({}, {"$unset": {"parts": ""}})
    assert list(unreadable(db)) == [
        f"读不出来：jobs {job.id}，出错的字段：parts\n"
        "    → 把这些字段改对，再运行一次；改对以前清单可能不全"
    ]


def test_what_does_not_read_is_one_line_and_hides_nothing_else(world: World) -> None:
    good = {**_stuck(world, world.confirmed), "_id": "b-good", "pickup_code": "99999998"}
    world.db.bookings.insert_one(good)
    spoiled = {
        **good, "_id": "b-spoiled", "pickup_code": "99999999", "status": "from the future", "starts_at": "noon",
    }  # fmt: skip
    world.db.bookings.insert_one(spoiled)
    world.db.payments.insert_one({"_id": "m1:tx-spoiled", "outcome": "alarm"})
    world.db.refunds.insert_one({"_id": "r-spoiled", "status": "closed"})
    world.db.bills.insert_one({"_id": "bill-spoiled", "unmatched": [{}]})
    (line,) = lines(items(world.db))
    assert line == (
        f"把号记为已约试了 {STUCK_AFTER} 次还没办成：订单 {world.confirmed}，动作 keep_seat:c，"
        "下次 2026年3月2日 08:32\n"
        "    → 用订单号查日志的 booking_id，看为什么一直失败"
    )
    told = list(unreadable(world.db))
    assert told[0] == (
        "读不出来：bookings b-spoiled，出错的字段：starts_at, status\n"
        "    → 把这些字段改对，再运行一次；改对以前清单可能不全"
    )
    names = ["bookings b-spoiled，", "refunds r-spoiled，", "bills bill-spoiled，"]
    for found, name in zip(told, [*names, "payments m1:tx-spoiled，"], strict=True):
        assert found.startswith(f"读不出来：{name}出错的字段：")
        assert "noon" not in found


def _stuck(world: World, booking: str) -> dict[str, object]:
    raw = world.db.bookings.find_one({"_id": booking})
    assert raw is not None
    effect = {
        "id": "keep_seat:c", "kind": "keep_seat", "slot_id": world.slot, "claim": "c", "attempts": STUCK_AFTER,
        "not_before": world.service.clock(),
    }  # fmt: skip
    return {**raw, "stuck": True, "effects": [effect]}
