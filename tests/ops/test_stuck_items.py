"""The list for a screen: order, what, since when and what to do, for every kind that is listed as a line."""

import json

import pytest

from common.clients.payments import Paid, PayRefused, RefundStatus
from common.domain.booking.effects import AnyEffect
from common.protocol.effects import STUCK_AFTER
from common.protocol.record_payment import record_payment
from ops import stuck
from ops.__main__ import main
from ops.stuck_items import _EFFECTS, Item, items
from tests.ops.world import Db, opened


def test_every_kind_of_effect_has_its_words() -> None:
    kinds = {kind.model_fields["kind"].default for kind in AnyEffect.__args__}  # type: ignore[attr-defined]
    assert set(_EFFECTS) == kinds


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
    [item] = items(db)
    assert (item.kind, item.order_no, item.since) == (
        "effect",
        booking,
        "2026-03-02T08:00:00+08:00",
    )
    assert item.what.startswith(
        f"退款没有发出：50.00 元（已试 {STUCK_AFTER + 1} 次，下次 2026-03-02T"
    )
    assert item.todo == "在微信商户平台查看余额是否足够，补足后等下一次重试"


@pytest.mark.parametrize(
    ("status", "what", "todo"),
    [
        (RefundStatus.ABNORMAL, "退款异常：50.00 元",
         "在微信商户平台处理这笔异常退款（改退到患者的其他账户），并告知患者"),
        (RefundStatus.CLOSED, "退款关闭，钱没有退出：50.00 元", "在微信商户平台查明原因，重新退款，并告知患者"),
    ],
)  # fmt: skip
def test_a_refund_wechat_cannot_make(db: Db, status: RefundStatus, what: str, todo: str) -> None:
    service = opened(db)
    phone = service.person()
    booking = phone.booked_and_paid()
    service.outside.next_refund.append(status)
    phone.cancel(booking)
    assert list(items(db)) == [Item("refund", booking, what, "2026-03-02T08:00:00+08:00", todo)]


def test_a_refund_by_hand_and_money_of_nobody(db: Db) -> None:
    service = opened(db)
    phone = service.person()
    booking = phone.booked_and_paid()
    service.outside.send_back_by_hand(service.booking(booking).money[0].transaction_id)
    paid = Paid("tx-9", 5000, "CNY", "o9", service.clock())
    service.settle(record_payment("m1", "b-unknown", paid, service.deps, service.clock()))
    service.clock.pass_(days=1, hours=3)
    service.reconcile()
    assert list(items(db)) == [
        Item("unmatched", booking, "单边退款：账单上有一笔不是本系统发起的退款 50.00 元", "2026-03-02",
             "问清是谁在商户平台退的款；预约还在的，请与患者确认是否取消"),
        Item("payment", "b-unknown", "收到一笔没有对应预约的付款：50.00 元", "2026-03-02T08:00:00+08:00",
             "在微信商户平台查到付款人，核对后原路退款"),
    ]  # fmt: skip


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
    assert len(list(stuck.lines(db))) == 1
