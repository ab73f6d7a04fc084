"""What the phone's pay sheet and the console do: check, pay, pay late, list."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from emulator.wechat_pay import ControlError

from .conftest import OPENID, Bench

CLOSE = "/v3/pay/transactions/out-trade-no/order-0001/close"


def refused(bench: Bench, **how: Any) -> str:
    with pytest.raises(ControlError) as caught:
        bench.run(bench.pay.pay("order-0001", **how))
    return caught.value.code


def check(bench: Bench, prepay_id: str, openid: str = OPENID, **changes: Any) -> str:
    """OK, or the code of the refusal."""
    try:
        bench.pay.check_payment(bench.sides["direct"].payment(prepay_id, openid, **changes))
    except ControlError as error:
        return error.code
    return "OK"


def test_orders_are_listed_oldest_first(bench: Bench) -> None:
    bench.prepay("order-0002")
    bench.prepay("order-0001")
    bench.run(bench.pay.pay("order-0001"))
    first, second = bench.pay.orders()
    assert (first["out_trade_no"], first["state"], first["paid_at"]) == (
        "order-0002",
        "NOTPAY",
        None,
    )
    assert (second["out_trade_no"], second["state"]) == ("order-0001", "SUCCESS")
    assert second["paid_at"] == second["created_at"] == "2026-11-25T10:00:00+08:00"
    assert (second["mchid"], second["openid"]) == ("1900000001", OPENID)
    assert (second["amount_fen"], second["description"]) == (5000, "挂号费")


def test_watchers_are_told_of_every_change(bench: Bench) -> None:
    bench.paid()
    bench.refund()
    bench.advance(3)
    states = [data["order"]["state"] for type, data in bench.world.events if type == "order"]
    assert states == ["NOTPAY", "SUCCESS", "REFUND"]
    assert bench.world.events[-1][1]["order"]["refunds"][0]["status"] == "SUCCESS"


def test_an_order_is_paid_once(bench: Bench) -> None:
    assert refused(bench) == "ORDER_NOT_EXIST"
    bench.paid()
    assert refused(bench) == refused(bench, late=True) == "ORDERPAID"
    assert bench.world.notices == []


def test_of_two_payments_at_once_one_is_refused(bench: Bench) -> None:
    bench.prepay()

    async def both() -> list[Any]:
        pays = (bench.pay.pay("order-0001"), bench.pay.pay("order-0001"))
        return list(await asyncio.gather(*pays, return_exceptions=True))

    first, second = bench.run(both())
    assert first["state"] == "SUCCESS"
    assert isinstance(second, ControlError)
    assert len(bench.world.notices) == 1


def test_only_the_payer_pays_and_only_money(bench: Bench) -> None:
    bench.prepay()
    assert refused(bench, openid="oTEST-patient-two") == "OPENID_MISMATCH"
    for amount in (0, -1, 50.5, "5000", True):
        assert refused(bench, amount_fen=amount) == "PARAM_ERROR"
    assert bench.state() == "NOTPAY"
    assert bench.run(bench.pay.pay("order-0001", openid=OPENID))["state"] == "SUCCESS"


def test_another_amount_stands_in_query_and_notice(bench: Bench) -> None:
    bench.prepay()
    order = bench.run(bench.pay.pay("order-0001", amount_fen=4999))
    assert (order["amount_fen"], order["paid_fen"]) == (5000, 4999)
    told = bench.sides["direct"].opened(bench.world.notices[0])
    assert told["amount"]["total"] == told["amount"]["payer_total"] == 4999


def test_closed_and_expired_orders_are_paid_only_late(bench: Bench) -> None:
    bench.prepay()
    bench.call("POST", CLOSE, {"mchid": "1900000001"})
    assert refused(bench) == "ORDER_CLOSED"
    assert bench.run(bench.pay.pay("order-0001", late=True))["state"] == "SUCCESS"
    assert bench.call("POST", CLOSE, {"mchid": "1900000001"}).code == "ORDERPAID"
    assert len(bench.world.notices) == 1

    expire = (bench.world.now() + timedelta(minutes=15)).isoformat()
    bench.prepay("order-0002", time_expire=expire)
    bench.advance(15 * 60)
    with pytest.raises(ControlError, match="ORDER_EXPIRED"):
        bench.run(bench.pay.pay("order-0002"))
    assert bench.run(bench.pay.pay("order-0002", late=True))["state"] == "SUCCESS"


def test_one_number_of_two_merchants_wants_the_merchant_named(bench: Bench) -> None:
    bench.prepay()
    theirs = bench.order(mchid="1900000002")
    bench.call("POST", "/v3/pay/transactions/jsapi", theirs, who="other")
    assert refused(bench) == "ORDER_NOT_EXIST"
    assert bench.run(bench.pay.pay("order-0001", mchid="1900000002"))["mchid"] == "1900000002"
    assert bench.state() == "NOTPAY"


def test_the_pay_sheet_opens_for_a_well_signed_payment(bench: Bench) -> None:
    prepay_id = bench.prepay()
    asked = bench.sides["direct"].payment(prepay_id, OPENID)
    order = bench.pay.check_payment(asked)
    assert (order["out_trade_no"], order["amount_fen"]) == ("order-0001", 5000)
    assert order["prepay_id"] == prepay_id
    assert order["payee"] == "演示医院"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"paySign": "AAAA"}, "SIGN_ERROR"),
        ({"nonceStr": "other"}, "SIGN_ERROR"),
        ({"timeStamp": "1"}, "SIGN_ERROR"),
        ({"timeStamp": 1764036000}, "PARAM_ERROR"),
        ({"timeStamp": "now"}, "PARAM_ERROR"),
        ({"signType": "MD5"}, "PARAM_ERROR"),
        ({"signType": None}, "PARAM_ERROR"),
        ({"paySign": ""}, "PARAM_ERROR"),
        ({"package": "prepay_id=wx0"}, "PREPAY_ID_INVALID"),
        ({"package": "wx0"}, "PREPAY_ID_INVALID"),
        ({"openid": "oTEST-patient-two"}, "OPENID_MISMATCH"),
    ],
)
def test_a_wrong_payment_is_refused(bench: Bench, changes: dict[str, Any], code: str) -> None:
    assert check(bench, bench.prepay(), **changes) == code


def test_a_payment_signed_by_another_merchant_is_refused(bench: Bench) -> None:
    prepay_id = bench.prepay()
    with pytest.raises(ControlError, match="SIGN_ERROR"):
        bench.pay.check_payment(bench.sides["other"].payment(prepay_id, OPENID))


def test_a_prepay_id_lives_two_hours_and_a_new_one_does_not_end_it(bench: Bench) -> None:
    first = bench.prepay()
    bench.advance(3600)
    second = bench.prepay()
    assert check(bench, first) == check(bench, second) == "OK"
    bench.advance(3600)
    assert check(bench, first) == "PREPAY_ID_EXPIRED"
    assert check(bench, second) == "OK"


def test_the_sheet_does_not_open_for_what_cannot_be_paid(bench: Bench) -> None:
    prepay_id = bench.prepay()
    bench.call("POST", CLOSE, {"mchid": "1900000001"})
    assert check(bench, prepay_id) == "ORDER_CLOSED"
    expire = (bench.world.now() + timedelta(minutes=15)).isoformat()
    second = bench.prepay("order-0002", time_expire=expire)
    bench.advance(15 * 60)
    assert check(bench, second) == "ORDER_EXPIRED"
    third = bench.prepay("order-0003")
    bench.run(bench.pay.pay("order-0003"))
    assert check(bench, third) == "ORDERPAID"


def test_a_partners_payment_is_signed_by_the_provider(bench: Bench) -> None:
    path = "/v3/pay/partner/transactions/jsapi"
    answer = bench.call("POST", path, bench.partner_order(), who="partner")
    asked = bench.sides["partner"].payment(answer.json["prepay_id"], OPENID)
    order = bench.pay.check_payment(asked)
    assert (order["sub_mchid"], order["payee"]) == ("1900000103", "演示特约医院")
