"""Ordered misfortune of WeChat Pay's interfaces: before, after and instead of the effect."""

from __future__ import annotations

import time

import aiohttp
import pytest

from .conftest import Bench

PREPAY = "/v3/pay/transactions/jsapi"
ORDER = "/v3/pay/transactions/out-trade-no/order-0001"
MINE = {"mchid": "1900000001"}


def test_an_error_has_no_effect_and_is_signed(bench: Bench) -> None:
    bench.world.faults.order("prepay", "error")
    answer = bench.call("POST", PREPAY, bench.order())
    assert (answer.status, answer.code) == (500, "SYSTEM_ERROR")
    assert bench.sides["direct"].verifies(answer.headers, answer.text)
    assert bench.pay.orders() == []
    assert bench.call("POST", PREPAY, bench.order()).status == 200


def test_an_answer_lost_after_the_effect(bench: Bench) -> None:
    bench.world.faults.order("prepay", "error_after_effect")
    with pytest.raises(aiohttp.ClientError):
        bench.call("POST", PREPAY, bench.order())
    assert bench.state() == "NOTPAY"
    bench.world.faults.order("close", "error_after_effect")
    with pytest.raises(aiohttp.ClientError):
        bench.call("POST", ORDER + "/close", MINE)
    assert bench.state() == "CLOSED"


def test_a_refund_whose_answer_was_lost_is_not_made_twice(bench: Bench) -> None:
    bench.paid()
    bench.world.faults.order("refund", "error_after_effect")
    with pytest.raises(aiohttp.ClientError):
        bench.refund()
    assert bench.refund().json["status"] == "PROCESSING"
    assert len(bench.pay.orders()[0]["refunds"]) == 1


@pytest.mark.parametrize(
    ("mode", "status", "code"),
    [
        ("not_enough", 403, "NOT_ENOUGH"),
        ("error", 500, "SYSTEM_ERROR"),
        ("frequency_limited", 429, "FREQUENCY_LIMITED"),
    ],
)
def test_a_refused_refund_succeeds_with_the_same_number_later(
    bench: Bench, mode: str, status: int, code: str
) -> None:
    bench.paid()
    bench.world.faults.order("refund", mode)
    answer = bench.refund()
    assert (answer.status, answer.code) == (status, code)
    assert bench.pay.orders()[0]["refunds"] == []
    assert bench.refund().status == 200


def test_each_target_meets_its_own_interface(bench: Bench) -> None:
    bench.paid()
    bench.refund()
    for target, method, path, body in (
        ("query", "GET", ORDER + "?mchid=1900000001", None),
        ("query", "GET", "/v3/refund/domestic/refunds/refund-1", None),
        ("close", "POST", ORDER + "/close", MINE),
    ):
        bench.world.faults.order(target, "error")
        assert bench.call(method, path, body).code == "SYSTEM_ERROR"
        assert bench.call(method, path, body).status != 500


def test_slow_is_slow_and_right(bench: Bench) -> None:
    bench.prepay()
    bench.world.faults.order("query", "slow", seconds=0.2)
    started = time.monotonic()
    assert bench.state() == "NOTPAY"
    assert time.monotonic() - started >= 0.2


def test_a_bad_signature_uses_up_no_fault(bench: Bench) -> None:
    bench.world.faults.order("prepay", "error")
    answer = bench.call("POST", PREPAY, bench.order(), headers={"Authorization": "x"})
    assert answer.status == 401
    assert len(bench.world.faults.waiting) == 1
