"""Refunds: accepted once a number, never more than was paid, decided a little later."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import NOTIFY_URL, Bench

REFUNDS = "/v3/refund/domestic/refunds"


def test_a_refund_is_accepted_then_decided(bench: Bench) -> None:
    bench.paid()
    accepted = bench.refund()
    assert (accepted.status, accepted.json["status"]) == (200, "PROCESSING")
    assert bench.state() == "REFUND"
    assert bench.call("GET", f"{REFUNDS}/refund-1").json["status"] == "PROCESSING"
    bench.advance(3)
    found = bench.call("GET", f"{REFUNDS}/refund-1").json
    assert found["status"] == "SUCCESS"
    assert found["success_time"] == "2026-11-25T10:00:03+08:00"
    assert found["amount"]["refund"] == 5000
    assert [r["status"] for r in bench.pay.orders()[0]["refunds"]] == ["SUCCESS"]


def test_a_query_alone_decides_what_is_due(bench: Bench) -> None:
    bench.paid()
    bench.refund(notify_url=None)
    bench.world.clock = bench.world.clock.replace(minute=1)  # nobody was woken
    assert bench.call("GET", f"{REFUNDS}/refund-1").json["status"] == "SUCCESS"


def test_the_same_number_refunds_once(bench: Bench) -> None:
    bench.paid()
    first = bench.refund()
    assert bench.refund().json == first.json
    bench.advance(60)
    assert bench.refund().json["status"] == "SUCCESS"
    assert len(bench.pay.orders()[0]["refunds"]) == 1
    assert len(bench.world.notices) == 1


def test_the_same_number_with_other_parameters_is_refused(bench: Bench) -> None:
    bench.paid()
    bench.refund(fen=2000)
    for answer in (
        bench.refund(fen=2001),
        bench.refund(fen=2000, reason="停诊"),
        bench.refund(fen=2000, notify_url=None),
    ):
        assert (answer.status, answer.code) == (400, "INVALID_REQUEST")


def test_a_refund_may_name_the_transaction(bench: Bench) -> None:
    transaction_id = bench.paid()
    assert bench.refund(out_trade_no=None, transaction_id=transaction_id).status == 200
    bench.paid("order-0002")
    answer = bench.refund("refund-2", out_trade_no="order-0002", transaction_id=transaction_id)
    assert (answer.status, answer.code) == (400, "INVALID_REQUEST")


def test_partial_refunds_never_exceed_the_payment(bench: Bench) -> None:
    bench.paid()
    assert bench.refund("part-1", 3000).status == 200
    bench.advance(60)
    over = bench.refund("part-2", 2001)
    assert (over.status, over.code) == (400, "INVALID_REQUEST")
    assert bench.refund("part-2", 2000).status == 200
    bench.advance(60)
    answer = bench.refund("part-3", 1)
    assert (answer.status, answer.code) == (400, "INVALID_REQUEST")
    assert answer.json["message"] == "订单已全额退款"


def test_a_second_refund_of_an_order_waits_a_minute(bench: Bench) -> None:
    bench.paid()
    bench.refund("part-1", 1000)
    bench.advance(59)
    answer = bench.refund("part-2", 1000)
    assert (answer.status, answer.code) == (429, "FREQUENCY_LIMITED")
    bench.advance(1)
    assert bench.refund("part-2", 1000).status == 200


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"out_trade_no": "order-9999"}, 404, "RESOURCE_NOT_EXISTS"),
        ({"out_trade_no": None}, 400, "PARAM_ERROR"),
        ({"out_trade_no": None, "transaction_id": "42"}, 404, "RESOURCE_NOT_EXISTS"),
        ({"out_refund_no": None}, 400, "PARAM_ERROR"),
        ({"out_refund_no": "x" * 65}, 400, "PARAM_ERROR"),
        ({"out_refund_no": "a b"}, 400, "PARAM_ERROR"),
        ({"reason": "停" * 27}, 400, "PARAM_ERROR"),
        ({"reason": ""}, 400, "PARAM_ERROR"),
        ({"notify_url": "https://x.example/?q"}, 400, "PARAM_ERROR"),
        ({"amount": None}, 400, "PARAM_ERROR"),
        ({"amount": {"refund": 5000, "total": 5000}}, 400, "PARAM_ERROR"),
        ({"amount": {"refund": 0, "total": 5000, "currency": "CNY"}}, 400, "PARAM_ERROR"),
        ({"amount": {"refund": 10, "total": 5001, "currency": "CNY"}}, 400, "INVALID_REQUEST"),
        ({"amount": {"refund": 5001, "total": 5000, "currency": "CNY"}}, 400, "INVALID_REQUEST"),
        ({"sub_mchid": "1900000103"}, 400, "PARAM_ERROR"),
    ],
)
def test_a_wrong_refund_is_refused(
    bench: Bench, changes: dict[str, Any], status: int, code: str
) -> None:
    bench.paid()
    answer = bench.refund(**changes)
    assert (answer.status, answer.code) == (status, code)
    assert bench.state() == "SUCCESS"


def test_unpaid_closed_and_foreign_orders_are_not_refunded(bench: Bench) -> None:
    bench.prepay()
    assert bench.refund().code == "INVALID_REQUEST"
    mine = {"mchid": "1900000001"}
    bench.call("POST", "/v3/pay/transactions/out-trade-no/order-0001/close", mine)
    assert bench.refund().code == "INVALID_REQUEST"
    transaction_id = bench.paid("order-0002")
    body = {
        "transaction_id": transaction_id,
        "out_refund_no": "theft",
        "amount": {"refund": 5000, "total": 5000, "currency": "CNY"},
    }
    answer = bench.call("POST", REFUNDS, body, who="other")
    assert (answer.status, answer.code) == (404, "RESOURCE_NOT_EXISTS")


def test_after_a_year_there_is_no_refund(bench: Bench) -> None:
    bench.paid()
    bench.advance(366 * 86400)
    assert bench.refund().code == "INVALID_REQUEST"


def test_a_refund_nobody_made_is_not_found(bench: Bench) -> None:
    answer = bench.call("GET", f"{REFUNDS}/refund-9")
    assert (answer.status, answer.code) == (404, "RESOURCE_NOT_EXISTS")
    bench.paid()
    bench.refund()
    assert bench.call("GET", f"{REFUNDS}/refund-1", who="other").status == 404


def test_a_partner_refunds_for_its_sub_merchant_only(bench: Bench) -> None:
    path = "/v3/pay/partner/transactions/jsapi"
    bench.call("POST", path, bench.partner_order(), who="partner")
    bench.run(bench.pay.pay("order-0001"))
    body: dict[str, Any] = {
        "out_trade_no": "order-0001",
        "out_refund_no": "refund-1",
        "notify_url": NOTIFY_URL,
        "amount": {"refund": 5000, "total": 5000, "currency": "CNY"},
    }
    assert bench.call("POST", REFUNDS, body, who="partner").code == "PARAM_ERROR"
    for sub_mchid, status in (("1900000199", 403), ("1900000104", 404), ("1900000103", 200)):
        asked = {**body, "sub_mchid": sub_mchid}
        assert bench.call("POST", REFUNDS, asked, who="partner").status == status
    bench.advance(3)
    notice = bench.sides["partner"].opened(bench.world.notices[-1])
    assert (notice["sp_mchid"], notice["sub_mchid"]) == ("1900000003", "1900000103")
    assert "mchid" not in notice
    path = f"{REFUNDS}/refund-1?sub_mchid="
    assert bench.call("GET", path + "1900000103", who="partner").json["status"] == "SUCCESS"
    assert bench.call("GET", path + "1900000104", who="partner").status == 404
    assert bench.call("GET", f"{REFUNDS}/refund-1", who="partner").status == 400


@pytest.mark.parametrize(("mode", "status"), [("abnormal", "ABNORMAL"), ("closed", "CLOSED")])
def test_a_refund_can_end_badly(bench: Bench, mode: str, status: str) -> None:
    bench.paid()
    bench.world.faults.order("refund", mode)
    assert bench.refund().json["status"] == "PROCESSING"
    bench.advance(3)
    found = bench.call("GET", f"{REFUNDS}/refund-1").json
    assert found["status"] == status
    assert "success_time" not in found
    notice = bench.sides["direct"].opened(bench.world.notices[0])
    assert notice["refund_status"] == status
    bench.advance(60)
    # Only what was closed gives the money free for another number.
    again = bench.refund("refund-2")
    assert again.status == (200 if status == "CLOSED" else 400)


def test_an_order_is_refunded_at_most_fifty_times(bench: Bench) -> None:
    bench.paid()
    for n in range(50):
        assert bench.refund(f"part-{n}", 1, notify_url=None).status == 200
        bench.advance(60)
    answer = bench.refund("part-50", 1)
    assert (answer.status, answer.code) == (400, "INVALID_REQUEST")
