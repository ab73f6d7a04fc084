"""Prepay with its re-entry rules, query and close, in direct and partner mode."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from .conftest import APPID, NOTIFY_URL, OPENID, Bench

PREPAY = "/v3/pay/transactions/jsapi"
PARTNER_PREPAY = "/v3/pay/partner/transactions/jsapi"
ORDER = "/v3/pay/transactions/out-trade-no/order-0001"
PARTNER_ORDER = "/v3/pay/partner/transactions/out-trade-no/order-0001"
MINE = {"mchid": "1900000001"}
PARTNERS = {"sp_mchid": "1900000003", "sub_mchid": "1900000103"}
PARTNERS_QUERY = "?sp_mchid=1900000003&sub_mchid=1900000103"


def in_minutes(bench: Bench, minutes: float) -> str:
    return (bench.world.now() + timedelta(minutes=minutes)).isoformat()


def test_a_prepaid_order_waits_for_payment(bench: Bench) -> None:
    prepay_id = bench.prepay(attach="mark")
    assert prepay_id.startswith("wx20261125100000")
    assert len(prepay_id) == 36
    found = bench.call("GET", ORDER + "?mchid=1900000001").json
    assert found["trade_state"] == "NOTPAY"
    assert found["attach"] == "mark"
    assert found["amount"] == {"total": 5000, "currency": "CNY"}
    assert "transaction_id" not in found
    assert "success_time" not in found


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"appid": 1}, "appid"),
        ({"appid": None}, "appid"),
        ({"mchid": None}, "mchid"),
        ({"description": None}, "description"),
        ({"description": ""}, "description"),
        ({"description": "挂" * 128}, "description"),
        ({"attach": "x" * 129}, "attach"),
        ({"attach": 5}, "attach"),
        ({"out_trade_no": None}, "out_trade_no"),
        ({"out_trade_no": "short"}, "out_trade_no"),
        ({"out_trade_no": "x" * 33}, "out_trade_no"),
        ({"out_trade_no": "with space"}, "out_trade_no"),
        ({"out_trade_no": "挂号单号一二三"}, "out_trade_no"),
        ({"notify_url": None}, "notify_url"),
        ({"notify_url": "http://hospital.example/pay"}, "notify_url"),
        ({"notify_url": NOTIFY_URL + "?a=1"}, "notify_url"),
        ({"notify_url": NOTIFY_URL + "#a"}, "notify_url"),
        ({"notify_url": "https:///pay"}, "notify_url"),
        ({"notify_url": "https://[bad/pay"}, "notify_url"),
        ({"amount": None}, "amount"),
        ({"amount": 5000}, "amount"),
        ({"amount": {"total": 0}}, "total"),
        ({"amount": {"total": -1}}, "total"),
        ({"amount": {"total": 50.5}}, "total"),
        ({"amount": {"total": "5000"}}, "total"),
        ({"amount": {"total": True}}, "total"),
        ({"amount": {"total": 5000, "currency": "USD"}}, "currency"),
        ({"payer": None}, "payer"),
        ({"payer": {}}, "openid"),
        ({"payer": {"openid": "no"}}, "openid"),
        ({"payer": {"openid": {"$gt": ""}}}, "openid"),
        ({"time_expire": "2026-11-25 10:15:00"}, "time_expire"),
        ({"time_expire": "2026-11-25T10:15:00"}, "time_expire"),
        ({"time_expire": "2026-13-25T10:15:00+08:00"}, "time_expire"),
        ({"time_expire": 1764036000}, "time_expire"),
        ({"time_expire": "2026-11-25T10:00:59+08:00"}, "time_expire"),
        ({"time_expire": "2026-11-24T10:15:00+08:00"}, "time_expire"),
    ],
)
def test_a_wrong_field_is_refused_by_name(
    bench: Bench, changes: dict[str, Any], field: str
) -> None:
    answer = bench.call("POST", PREPAY, bench.order(**changes))
    assert (answer.status, answer.code) == (400, "PARAM_ERROR")
    assert answer.json["detail"]["field"].endswith(field)
    assert bench.pay.orders() == []


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"mchid": "1900000002"}, 400, "INVALID_REQUEST"),
        ({"appid": "wx0000000000000002"}, 400, "APPID_MCHID_NOT_MATCH"),
    ],
)
def test_numbers_that_are_not_the_merchants_are_refused(
    bench: Bench, changes: dict[str, Any], status: int, code: str
) -> None:
    answer = bench.call("POST", PREPAY, bench.order(**changes))
    assert (answer.status, answer.code) == (status, code)


def test_this_machine_may_be_notified_without_tls(bench: Bench) -> None:
    bench.prepay(notify_url="http://127.0.0.1:8080/http/pay/notify")


def test_the_limits_themselves_are_accepted(bench: Bench) -> None:
    bench.prepay("a|*_-1", description="挂" * 127, attach="x" * 128, amount={"total": 1})
    bench.prepay("x" * 32, time_expire=in_minutes(bench, 1))


def test_the_same_parameters_again_give_a_new_prepay_id(bench: Bench) -> None:
    first, second = bench.prepay(), bench.prepay()
    assert first != second
    assert len(bench.pay.orders()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": {"total": 5001, "currency": "CNY"}},
        {"description": "其他"},
        {"payer": {"openid": "oTEST-patient-two"}},
        {"attach": "new"},
        {"notify_url": NOTIFY_URL + "/2"},
    ],
)
def test_the_same_number_with_other_parameters_is_refused(
    bench: Bench, changes: dict[str, Any]
) -> None:
    bench.prepay()
    answer = bench.call("POST", PREPAY, bench.order(**changes))
    assert (answer.status, answer.code) == (400, "INVALID_REQUEST")
    assert bench.pay.orders()[0]["amount_fen"] == 5000


def test_two_merchants_may_use_one_number(bench: Bench) -> None:
    bench.prepay()
    theirs = bench.order(mchid="1900000002")
    assert bench.call("POST", PREPAY, theirs, who="other").status == 200
    assert len(bench.pay.orders()) == 2


def test_prepay_of_a_paid_or_closed_order_is_refused(bench: Bench) -> None:
    bench.paid()
    answer = bench.call("POST", PREPAY, bench.order())
    assert (answer.status, answer.code) == (400, "ORDERPAID")
    bench.prepay("order-0002")
    bench.call("POST", ORDER.replace("0001", "0002") + "/close", MINE)
    answer = bench.call("POST", PREPAY, bench.order("order-0002"))
    assert (answer.status, answer.code) == (400, "ORDER_CLOSED")


def test_an_order_past_its_time_is_neither_closed_nor_prepaid_again(bench: Bench) -> None:
    expire = in_minutes(bench, 15)
    bench.prepay(time_expire=expire)
    bench.advance(15 * 60)
    assert bench.state() == "NOTPAY"
    answer = bench.call("POST", PREPAY, bench.order(time_expire=expire))
    assert (answer.status, answer.code) == (400, "INVALID_REQUEST")


def test_an_order_may_be_prepaid_again_in_its_last_minute(bench: Bench) -> None:
    expire = in_minutes(bench, 15)
    bench.prepay(time_expire=expire)
    bench.advance(14 * 60 + 30)
    bench.prepay(time_expire=expire)


def test_a_paid_order_is_found_by_both_numbers(bench: Bench) -> None:
    transaction_id = bench.paid()
    assert transaction_id.isdecimal()
    assert len(transaction_id) == 28
    by_number = bench.call("GET", ORDER + "?mchid=1900000001").json
    by_transaction = bench.call(
        "GET", f"/v3/pay/transactions/id/{transaction_id}?mchid=1900000001"
    ).json
    assert by_number == by_transaction
    assert by_number["trade_state"] == "SUCCESS"
    assert by_number["payer"] == {"openid": OPENID}
    assert by_number["amount"]["payer_total"] == 5000
    assert by_number["success_time"] == "2026-11-25T10:00:00+08:00"
    assert (by_number["appid"], by_number["mchid"]) == (APPID, "1900000001")


def test_what_is_not_ones_own_is_not_there(bench: Bench) -> None:
    transaction_id = bench.paid()
    for path in (
        "/v3/pay/transactions/out-trade-no/order-0001",
        f"/v3/pay/transactions/id/{transaction_id}",
        "/v3/pay/transactions/id/4200000000000000000000000000",
    ):
        answer = bench.call("GET", path + "?mchid=1900000002", who="other")
        assert (answer.status, answer.code) == (404, "ORDER_NOT_EXIST")
    answer = bench.call("GET", ORDER + "?mchid=1900000002")
    assert (answer.status, answer.code) == (400, "INVALID_REQUEST")
    assert bench.call("GET", ORDER).code == "PARAM_ERROR"


def test_close_repeats_and_stays_closed(bench: Bench) -> None:
    bench.prepay()
    for _ in range(2):
        answer = bench.call("POST", ORDER + "/close", MINE)
        assert (answer.status, answer.text) == (204, "")
    assert bench.state() == "CLOSED"


def test_close_of_paid_missing_or_foreign_orders_is_refused(bench: Bench) -> None:
    answer = bench.call("POST", ORDER + "/close", MINE)
    assert (answer.status, answer.code) == (404, "ORDER_NOT_EXIST")
    bench.paid()
    answer = bench.call("POST", ORDER + "/close", MINE)
    assert (answer.status, answer.code) == (400, "ORDERPAID")
    assert bench.call("POST", ORDER + "/close", {}).code == "PARAM_ERROR"
    assert bench.call("POST", ORDER + "/close", {"mchid": "1900000002"}).status == 400
    assert bench.state() == "SUCCESS"


def test_a_partner_orders_for_its_sub_merchant(bench: Bench) -> None:
    answer = bench.call("POST", PARTNER_PREPAY, bench.partner_order(), who="partner")
    assert answer.status == 200
    found = bench.call("GET", PARTNER_ORDER + PARTNERS_QUERY, who="partner").json
    assert found["sp_mchid"] == "1900000003"
    assert found["sub_mchid"] == "1900000103"
    assert found["sp_appid"] == APPID
    assert "mchid" not in found
    assert "appid" not in found
    assert found["payer"] == {"sp_openid": OPENID}
    assert bench.call("POST", PARTNER_ORDER + "/close", PARTNERS, who="partner").status == 204
    found = bench.call("GET", PARTNER_ORDER + PARTNERS_QUERY, who="partner").json
    assert found["trade_state"] == "CLOSED"


def test_a_sub_merchants_own_app_needs_its_appid(bench: Bench) -> None:
    payer = {"sub_openid": OPENID}
    bare = bench.partner_order(payer=payer)
    assert bench.call("POST", PARTNER_PREPAY, bare, who="partner").code == "PARAM_ERROR"
    whole = bench.partner_order(payer=payer, sub_appid="wx0000000000000009")
    assert bench.call("POST", PARTNER_PREPAY, whole, who="partner").status == 200


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"sub_mchid": "1900000199"}, 403, "NO_AUTH"),
        ({"sub_mchid": None}, 400, "PARAM_ERROR"),
        ({"sp_mchid": "1900000001"}, 400, "INVALID_REQUEST"),
        ({"sp_appid": "wx0000000000000002"}, 400, "APPID_MCHID_NOT_MATCH"),
        ({"payer": {"openid": OPENID}}, 400, "PARAM_ERROR"),
        ({"payer": {"sp_openid": OPENID, "sub_openid": OPENID}}, 400, "PARAM_ERROR"),
    ],
)
def test_a_partners_wrong_numbers_are_refused(
    bench: Bench, changes: dict[str, Any], status: int, code: str
) -> None:
    answer = bench.call("POST", PARTNER_PREPAY, bench.partner_order(**changes), who="partner")
    assert (answer.status, answer.code) == (status, code)


def test_sub_merchants_of_one_provider_do_not_see_each_others_orders(bench: Bench) -> None:
    bench.call("POST", PARTNER_PREPAY, bench.partner_order(), who="partner")
    query = PARTNERS_QUERY.replace("0103", "0104")
    answer = bench.call("GET", PARTNER_ORDER + query, who="partner")
    assert (answer.status, answer.code) == (404, "ORDER_NOT_EXIST")


def test_each_mode_has_its_own_interfaces(bench: Bench) -> None:
    for path, body, who in (
        (PARTNER_PREPAY, bench.partner_order(), "direct"),
        (PREPAY, bench.order(), "partner"),
        (PARTNER_ORDER + "/close", PARTNERS, "direct"),
        (ORDER + "/close", MINE, "partner"),
    ):
        answer = bench.call("POST", path, body, who=who)
        assert (answer.status, answer.code) == (403, "NO_AUTH")
    assert bench.call("GET", PARTNER_ORDER + PARTNERS_QUERY).status == 403
