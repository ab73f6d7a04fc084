"""The pay client against the WeChat Pay simulator: money from the first order to the bill."""

from dataclasses import replace
from datetime import date, datetime, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from common.clients.payments import (
    Closed,
    CloseOutcome,
    NoSuchOrder,
    NoticeFault,
    NoticeRefused,
    Paid,
    PayError,
    PaymentNotice,
    PayRefused,
    PayTemporary,
    PayUnknown,
    Refunded,
    RefundNotice,
    RefundState,
    RefundStatus,
    Unpaid,
)
from common.clients.wechat_pay import WeChatPay

from .conftest import NOTIFY_URL, OPENID, Bench

ORDER, REFUND = "Y20261125000001", "R20261125000001"
BOTH = pytest.mark.parametrize("name", ["direct", "partner"])
PROCESSING = RefundState(RefundStatus.PROCESSING, 5000)


def prepay(bench: Bench, name: str, fen: int = 5000, order: str = ORDER) -> str:
    expires_at = datetime(2026, 11, 25, 2, 15, tzinfo=timezone.utc)
    return bench.clients[name].prepay(order, fen, OPENID, "示例医院-预约挂号", expires_at)


def refund(pay: WeChatPay, fen: int = 5000) -> RefundState:
    return pay.refund(REFUND, refund_fen=fen, total_fen=5000, reason="退号", order_no=ORDER)


@BOTH
def test_the_phone_can_pay_what_was_ordered(bench: Bench, name: str) -> None:
    params = bench.clients[name].phone_params(prepay(bench, name), bench.world.now())
    order = bench.pay.check_payment({"openid": OPENID, **params})
    assert (order["out_trade_no"], order["amount_fen"], order["state"]) == (ORDER, 5000, "NOTPAY")


@BOTH
def test_the_same_order_again_is_paid_once(bench: Bench, name: str) -> None:
    assert prepay(bench, name) != prepay(bench, name)
    with pytest.raises(PayRefused, match="INVALIDREQUEST"):
        prepay(bench, name, fen=5001)
    bench.phone_pays(ORDER)
    with pytest.raises(PayRefused, match="ORDERPAID"):
        prepay(bench, name)
    assert len(bench.pay.orders()) == 1


@BOTH
def test_an_order_through_its_states(bench: Bench, name: str) -> None:
    pay = bench.clients[name]
    assert pay.query(ORDER) == NoSuchOrder()
    assert pay.close(ORDER) is CloseOutcome.NO_SUCH_ORDER
    prepay(bench, name)
    assert pay.query(ORDER) == Unpaid()
    bench.phone_pays(ORDER)
    paid = pay.query(ORDER)
    assert isinstance(paid, Paid)
    assert (paid.amount_fen, paid.currency, paid.payer_openid) == (5000, "CNY", OPENID)
    assert paid.paid_at == bench.world.now()
    assert pay.close(ORDER) is CloseOutcome.PAID


@BOTH
def test_closed_stays_closed_but_late_money_is_seen(bench: Bench, name: str) -> None:
    pay = bench.clients[name]
    prepay(bench, name)
    assert pay.close(ORDER) is pay.close(ORDER) is CloseOutcome.CLOSED
    assert pay.query(ORDER) == Closed()
    with pytest.raises(PayRefused, match="ORDERCLOSED"):
        prepay(bench, name)
    bench.phone_pays(ORDER, late=True)
    assert isinstance(pay.query(ORDER), Paid)


@BOTH
def test_an_expired_order_still_has_to_be_closed(bench: Bench, name: str) -> None:
    prepay(bench, name)
    bench.advance(3600)
    assert bench.clients[name].query(ORDER) == Unpaid()
    assert bench.clients[name].close(ORDER) is CloseOutcome.CLOSED


@BOTH
def test_the_notice_says_what_the_query_says(bench: Bench, name: str) -> None:
    bench.listens(name)
    prepay(bench, name)
    bench.phone_pays(ORDER)
    (notice,) = bench.notices
    assert isinstance(notice, PaymentNotice)
    assert (notice.order_no, notice.paid) == (ORDER, bench.clients[name].query(ORDER))


@BOTH
def test_money_back(bench: Bench, name: str) -> None:
    pay = bench.clients[name]
    prepay(bench, name)
    bench.phone_pays(ORDER)
    bench.listens(name)
    assert pay.query_refund(REFUND) is None
    assert refund(pay) == refund(pay) == PROCESSING
    with pytest.raises(PayRefused):
        refund(pay, fen=4000)
    bench.advance(60)
    assert pay.query_refund(REFUND) == RefundState(RefundStatus.SUCCESS, 5000)
    assert isinstance(pay.query(ORDER), Refunded)
    (notice,) = bench.notices
    assert isinstance(notice, RefundNotice)
    assert (notice.out_refund_no, notice.order_no) == (REFUND, ORDER)
    assert notice.state == RefundState(RefundStatus.SUCCESS, 5000)


def test_money_back_by_transaction(bench: Bench) -> None:
    pay = bench.clients["direct"]
    prepay(bench, "direct")
    transaction = str(bench.phone_pays(ORDER)["transaction_id"])
    state = pay.refund(
        REFUND, refund_fen=5000, total_fen=5000, reason="退号", transaction_id=transaction
    )
    assert state == PROCESSING


@pytest.mark.parametrize(
    ("fault", "status"),
    [("abnormal", RefundStatus.ABNORMAL), ("closed", RefundStatus.CLOSED)],
)
def test_a_refund_that_goes_wrong(bench: Bench, fault: str, status: RefundStatus) -> None:
    pay = bench.clients["direct"]
    prepay(bench, "direct")
    bench.phone_pays(ORDER)
    bench.listens("direct")
    bench.world.faults.order("refund", fault)
    assert refund(pay) == PROCESSING
    bench.advance(60)
    assert pay.query_refund(REFUND) == RefundState(status, 5000)
    (notice,) = bench.notices
    assert isinstance(notice, RefundNotice)
    assert notice.state.status is status


def test_a_refund_refused_for_the_balance_works_later(bench: Bench) -> None:
    pay = bench.clients["direct"]
    prepay(bench, "direct")
    bench.phone_pays(ORDER)
    bench.world.faults.order("refund", "not_enough")
    with pytest.raises(PayRefused, match="NOTENOUGH"):
        refund(pay)
    assert refund(pay) == PROCESSING


@pytest.mark.parametrize("fault", ["error", "error_after_effect", "frequency_limited"])
def test_trouble_is_repeated_with_the_same_numbers(bench: Bench, fault: str) -> None:
    pay = bench.clients["direct"]
    for target in ["prepay", "query", "refund"]:
        bench.world.faults.order(target, fault)
    with pytest.raises((PayTemporary, PayUnknown)):
        prepay(bench, "direct")
    prepay(bench, "direct")
    with pytest.raises((PayTemporary, PayUnknown)):
        pay.query(ORDER)
    bench.phone_pays(ORDER)
    with pytest.raises((PayTemporary, PayUnknown)):
        refund(pay)
    assert refund(pay) == PROCESSING
    (order,) = bench.pay.orders()
    assert len(order["refunds"]) == 1


@pytest.mark.parametrize("fault", ["error", "error_after_effect"])
def test_a_close_that_fails_says_nothing_of_the_order(bench: Bench, fault: str) -> None:
    prepay(bench, "direct")
    bench.world.faults.order("close", fault)
    with pytest.raises((PayTemporary, PayUnknown)):
        bench.clients["direct"].close(ORDER)
    assert bench.clients["direct"].close(ORDER) is CloseOutcome.CLOSED


def test_a_forged_notice_is_refused_and_the_true_one_taken(bench: Bench) -> None:
    bench.listens("direct")
    prepay(bench, "direct")
    bench.world.faults.order("pay_notice", "bad_signature")
    bench.phone_pays(ORDER)
    bench.advance(20)
    forged, true = bench.notices
    assert isinstance(forged, NoticeRefused)
    assert forged.reason is NoticeFault.SIGNATURE
    assert isinstance(true, PaymentNotice)


def test_a_signature_probe_is_refused(bench: Bench) -> None:
    bench.pay._notices._probe_every = 1
    bench.listens("direct")
    prepay(bench, "direct")
    bench.phone_pays(ORDER)
    probe, true = bench.notices
    assert isinstance(probe, NoticeRefused)
    assert probe.reason is NoticeFault.PROBE
    assert isinstance(true, PaymentNotice)


@pytest.mark.parametrize(
    ("payer", "listener", "reason"),
    [
        ("direct", "partner", NoticeFault.SERIAL),
        ("partner", "sibling", NoticeFault.MERCHANT),
    ],
)
def test_another_merchants_notice_is_refused(
    bench: Bench, payer: str, listener: str, reason: NoticeFault
) -> None:
    bench.listens(listener)
    prepay(bench, payer)
    bench.phone_pays(ORDER)
    (refusal,) = bench.notices
    assert isinstance(refusal, NoticeRefused)
    assert refusal.reason is reason


def test_a_sibling_does_not_see_the_order(bench: Bench) -> None:
    prepay(bench, "partner")
    bench.phone_pays(ORDER)
    with pytest.raises(PayRefused):
        refund(bench.clients["sibling"])
    assert bench.clients["sibling"].query(ORDER) == NoSuchOrder()


def test_a_merchant_with_the_wrong_keys(bench: Bench) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    merchant = bench.merchants["direct"]
    thief = WeChatPay(replace(merchant, private_key_pem=pem), NOTIFY_URL, f"{bench.url}/mch")
    with pytest.raises(PayRefused, match="SIGNERROR") as caught:
        thief.query(ORDER)
    assert caught.value.status == 401
    prepay(bench, "direct")
    public = bench.merchants["partner"].public_key_pem
    misled = WeChatPay(replace(merchant, public_key_pem=public), NOTIFY_URL, f"{bench.url}/mch")
    with pytest.raises(PayUnknown):
        misled.close(ORDER)
    assert bench.clients["direct"].query(ORDER) == Closed()


def test_the_bill_knows_every_payment_and_refund(bench: Bench) -> None:
    for name in ["direct", "partner", "sibling"]:
        prepay(bench, name, order=f"{ORDER}-{name}")
        bench.phone_pays(f"{ORDER}-{name}")
        pay = bench.clients[name]
        pay.refund(
            f"{REFUND}-{name}",
            refund_fen=1999,
            total_fen=5000,
            reason="退号",
            order_no=f"{ORDER}-{name}",
        )
    bench.advance(60)
    with pytest.raises(PayError):
        bench.clients["direct"].trade_bill(date(2026, 11, 25))
    bench.advance(86_400)
    for name in ["direct", "partner", "sibling"]:
        payment, back = bench.clients[name].trade_bill(date(2026, 11, 25)).rows
        assert (payment.order_no, payment.amount_fen) == (f"{ORDER}-{name}", 5000)
        assert (payment.trade_state, payment.payer_openid) == ("SUCCESS", OPENID)
        assert payment.at == datetime(2026, 11, 25, 2, 0, tzinfo=timezone.utc)
        assert (back.trade_state, back.order_no) == ("REFUND", f"{ORDER}-{name}")
        assert (back.out_refund_no, back.refund_fen) == (f"{REFUND}-{name}", 1999)
        assert list(bench.clients[name].trade_bill(date(2026, 11, 24)).rows) == []
