"""Refunds made by hand in the merchant's console, and refusals that do not heal by themselves."""

import pytest
from pymongo.errors import AutoReconnect

from common.clients.payments import (
    PayRefunded,
    PayRefused,
    PayTemporary,
    RefundStatus,
)
from common.domain.money.payment import RefundStatus as Stored
from ops.stuck import lines
from ops.stuck_items import items
from tests.support.outside import LOST
from tests.usecases.refunding import notice, refund_of, shown
from tests.usecases.world import cut, quiet


@pytest.fixture
def paid(phone):
    return phone.booked_and_paid()


def _transaction(service, identity):
    (transaction,) = service.booking(identity).money
    return transaction.transaction_id


def _staff_list(service):
    return [line for line in lines(items(service.db)) if line.startswith("微信支付没有受理退款 ")]


def test_all_of_it_was_sent_back_by_hand_before_the_patient_cancels(service, phone, paid):
    service.outside.send_back_by_hand(_transaction(service, paid))
    phone.cancel(paid)
    assert (refund_of(service, paid).status, shown(phone)) == (Stored.SUCCESS, "success")
    quiet(service)
    assert service.outside.kinds_sent().count("refund_result") == 1
    assert _staff_list(service) == []
    assert service.booking(paid).effects == ()


@pytest.mark.parametrize("error", [LOST, PayTemporary("SYSTEMERROR", 500, "")])
def test_what_was_sent_back_by_hand_is_believed_only_with_its_order(service, phone, paid, error):
    service.outside.send_back_by_hand(_transaction(service, paid))
    service.outside.fail_next("query", error)
    phone.cancel(paid)
    assert (refund_of(service, paid).status, shown(phone)) == (Stored.REQUESTED, "processing")
    quiet(service)
    assert shown(phone) == "success"
    assert service.outside.kinds_sent().count("refund_result") == 1


def test_words_that_the_order_does_not_bear_out_are_not_believed(service, phone, paid):
    service.outside.next_refund = [PayRefunded("INVALIDREQUEST", 400, "")]
    phone.cancel(paid)
    assert (refund_of(service, paid).status, shown(phone)) == (Stored.REFUSED, "failed")
    service.clock.pass_(minutes=1)
    service.sweep()
    assert shown(phone) == "success"
    quiet(service)


@pytest.mark.parametrize("place", ["refunds.open", "refunds.advance", "bookings.outbox.add"])
@pytest.mark.parametrize("after", [False, True])
def test_cut_off_around_a_refund_by_hand_the_patient_is_told_once(
    service, phone, paid, monkeypatch, place, after
):
    service.outside.send_back_by_hand(_transaction(service, paid))
    cut(monkeypatch, service.store, place, after=after)
    with pytest.raises(AutoReconnect):
        phone.cancel(paid)
    quiet(service)
    assert shown(phone) == "success"
    assert service.outside.kinds_sent().count("refund_result") == 1


def test_a_part_was_sent_back_by_hand_and_staff_send_the_rest(service, phone, paid):
    transaction = _transaction(service, paid)
    service.outside.send_back_by_hand(transaction, 2000)
    phone.cancel(paid)
    refund = refund_of(service, paid)
    assert (refund.status, shown(phone)) == (Stored.REFUSED, "failed")
    [line] = _staff_list(service)
    assert line == (
        f"微信支付没有受理退款 ¥50.00：订单 {paid}，退款单 {refund.id}，商户 m1，交易 {transaction}\n"
        "    → 查日志里微信的错误码：有人退过一部分就在商户平台退完余下的，没有权限就开通；每小时会再申请一次"
    )
    assert "refund needs staff" in [event for _, event, _ in service.log.lines]
    service.outside.send_back_by_hand(transaction, 3000)
    service.clock.pass_(hours=1)
    service.sweep()
    assert (shown(phone), _staff_list(service)) == ("success", [])
    assert service.outside.kinds_sent().count("refund_result") == 1
    quiet(service)


@pytest.fixture
def billed(service):
    """The merchant's bills are read."""
    service.store.merchants.put({"id": "m1", "private_key_pem": "k", "apiv3_key": "k" * 32})


@pytest.mark.usefixtures("billed")
def test_the_bill_tells_what_the_words_of_a_refusal_do_not(service, phone, paid):
    """WeChat words its refusal in another way: the next day's bill shows that all of it went back."""
    service.outside.send_back_by_hand(_transaction(service, paid))
    service.outside.next_refund = [PayRefused("INVALIDREQUEST", 400, "")] * 99
    phone.cancel(paid)
    assert shown(phone) == "failed"
    service.clock.pass_(days=1, hours=3)
    service.reconcile()
    service.sweep()
    assert (refund_of(service, paid).status, shown(phone)) == (Stored.SUCCESS, "success")
    assert service.outside.kinds_sent().count("refund_result") == 1


@pytest.mark.usefixtures("billed")
def test_a_bill_with_a_part_of_it_settles_nothing(service, phone, paid):
    service.outside.send_back_by_hand(_transaction(service, paid), 4999)
    phone.cancel(paid)
    service.clock.pass_(days=1, hours=3)
    service.reconcile()
    service.sweep()
    assert (refund_of(service, paid).status, shown(phone)) == (Stored.REFUSED, "failed")


@pytest.mark.parametrize("code", ["INVALIDREQUEST", "NOAUTH", "USERACCOUNTABNORMAL", "NOMERCHANT"])
def test_refused_for_another_reason_is_a_persons_work(service, phone, paid, code):
    service.outside.next_refund = [PayRefused(code, 403, "")] * 3
    phone.cancel(paid)
    assert (refund_of(service, paid).status, shown(phone)) == (Stored.REFUSED, "failed")
    assert [refund.booking_id for refund in service.store.refunds.needing_staff()] == [paid]
    for _ in range(3):
        service.clock.pass_(hours=1)
        service.sweep()
    assert (refund_of(service, paid).status, shown(phone)) == (Stored.SUCCESS, "success")
    assert list(service.store.refunds.needing_staff()) == []
    quiet(service)


def test_a_refused_refund_that_wechat_then_takes_is_on_its_way_again(service, phone, paid):
    service.outside.next_refund = [PayRefused("NOAUTH", 403, ""), RefundStatus.PROCESSING]
    phone.cancel(paid)
    service.clock.pass_(minutes=1)
    service.sweep()
    assert (refund_of(service, paid).status, shown(phone)) == (Stored.PROCESSING, "processing")
    assert notice(service, refund_of(service, paid), RefundStatus.SUCCESS).status == 204
    assert shown(phone) == "success"
