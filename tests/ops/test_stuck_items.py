"""The list for a screen: order, what, since when and what to do, for every kind that is listed as a line."""

import json

import pytest

from common.clients.payments import Paid, PayRefused, RefundStatus
from common.domain.booking.effects import AnyEffect
from common.domain.money.payment import NEEDS_STAFF
from common.protocol.effects import STUCK_AFTER
from common.protocol.record_payment import record_payment
from ops import stuck
from ops.__main__ import main
from ops.stuck_items import _EFFECTS, _REFUNDS, Item, items
from tests.ops.world import Db, opened


def test_every_kind_of_effect_has_its_words() -> None:
    kinds = {kind.model_fields["kind"].default for kind in AnyEffect.__args__}  # type: ignore[attr-defined]
    assert set(_EFFECTS) == kinds


def test_every_refund_that_needs_staff_has_its_words() -> None:
    assert set(_REFUNDS) == NEEDS_STAFF


def test_a_refund_that_keeps_failing(db: Db) -> None:
    service = opened(db)
    phone = service.person()
    booking = phone.booked_and_paid()
    refusals = [PayRefused("NOT_ENOUGH", 403, "no money")] * (STUCK_AFTER + 2)
    service.outside.next_refund.extend(refusals)
    phone.cancel(booking)
    for _ in range(STUCK_AFTER + 1):
        service.clock.pass_(minutes=61)
        service.sweep()
    item, refused = items(db)
    assert (refused.kind, refused.what) == ("refund", "微信支付没有受理退款 ¥50.00")
    assert (item.kind, item.order_no, item.since) == (
        "effect",
        booking,
        "2026-03-02T08:00:00+08:00",
    )
    assert item.what == f"退款 ¥50.00 试了 {STUCK_AFTER + 1} 次还没办成"
    assert item.todo == "看商户余额够不够，不够就充值；每小时会用同一个退款单号重试，不会多退"


@pytest.mark.parametrize(
    ("status", "what"),
    [(RefundStatus.ABNORMAL, "退款异常 ¥50.00"), (RefundStatus.CLOSED, "退款关闭 ¥50.00")],
)
def test_a_refund_wechat_cannot_make(db: Db, status: RefundStatus, what: str) -> None:
    service = opened(db)
    phone = service.person()
    booking = phone.booked_and_paid()
    service.outside.next_refund.append(status)
    phone.cancel(booking)
    [refund] = service.store.refunds.of_bookings([service.booking(booking)])
    assert list(items(db)) == [
        Item(
            "refund",
            booking,
            what,
            f"退款单 {refund.id}，商户 m1，交易 {refund.transaction_id}",
            "2026-03-02T08:00:00+08:00",
            "到微信支付商户平台人工退款，再告诉就诊人",
        )
    ]


def test_a_refund_by_hand_and_money_of_nobody(db: Db) -> None:
    service = opened(db)
    phone = service.person()
    booking = phone.booked_and_paid()
    service.outside.send_back_by_hand(service.booking(booking).money[0].transaction_id)
    paid = Paid("tx-9", 5000, "CNY", "o9", service.clock())
    service.settle(record_payment("m1", "b-unknown", paid, service.deps, service.clock()))
    service.clock.pass_(days=1, hours=3)
    service.reconcile()
    unmatched, payment = items(db)
    assert unmatched.about.startswith("退款单 by-hand")
    assert unmatched._replace(about="") == Item(
        "unmatched", booking, "账单上有一笔不是本服务发起的退款 ¥50.00", "", "2026-03-02",
        "问清是谁退的；就诊人不来了，就取消预约，已全部退回的钱不会再退一次",
    )  # fmt: skip
    assert payment == Item(
        "payment", "b-unknown", "收到 ¥50.00，找不到预约", "付款记录 m1:tx-9，付款时间 2026年3月2日 08:00",
        "2026-03-02T08:00:00+08:00", "到微信支付商户平台找到付款人，人工退款",
    )  # fmt: skip


def test_the_program_prints_it_as_one_object(
    db: Db, monkeypatch: pytest.MonkeyPatch, mongo_uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MONGO_URI", mongo_uri)
    monkeypatch.setenv("MONGO_DATABASE", db.name)
    assert main(["stuck", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"items": []}
    service = opened(db)
    paid = Paid("tx-9", 5000, "CNY", "o9", service.clock())
    service.settle(record_payment("m1", "b-unknown", paid, service.deps, service.clock()))
    assert main(["stuck", "--json"]) == 1
    [item] = json.loads(capsys.readouterr().out)["items"]
    assert set(item) == set(Item._fields)
    assert len(list(stuck.lines(items(db)))) == 1
