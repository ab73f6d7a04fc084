"""The daily trade bill: when there is one, what stands in it, and its link and hash."""

from __future__ import annotations

import gzip
import hashlib
from typing import Any
from urllib.parse import urlsplit

import pytest

from .conftest import Bench

DAY = 86400
APPLY = "/v3/bill/tradebill?bill_date=2026-11-25"


def link(answer: Any) -> str:
    url = urlsplit(answer.json["download_url"])
    assert url.hostname == "api.mch.weixin.qq.com"
    return f"{url.path}?{url.query}"


def table(text: str) -> list[dict[str, str]]:
    lines = text.removeprefix("\ufeff").split("\r\n")
    names = lines[0].split(",")
    rows = [line for line in lines[1:] if line.startswith("`")][:-1]
    return [dict(zip(names, (cell[1:] for cell in row.split(",")), strict=True)) for row in rows]


def test_the_bill_lists_payments_and_refunds_in_yuan(bench: Bench) -> None:
    bench.paid("order-0001")
    bench.paid("order-0002", amount={"total": 1205}, description="挂号费,专家")
    bench.refund(fen=3005)
    bench.prepay("order-0003")  # never paid: not in it
    bench.advance(DAY)
    applied = bench.call("GET", APPLY)
    assert applied.status == 200, applied.text
    answer = bench.call("GET", link(applied))
    assert "Wechatpay-Signature" not in answer.headers
    assert applied.json["hash_type"] == "SHA1"
    assert hashlib.sha1(answer.text.encode()).hexdigest() == applied.json["hash_value"]
    first, second, refund = table(answer.text)
    assert (first["订单金额"], first["交易状态"], first["商户订单号"]) == (
        "50.00",
        "SUCCESS",
        "order-0001",
    )
    assert (second["订单金额"], second["手续费"]) == ("12.05", "0.07")
    assert first["交易时间"] == "2026-11-25 10:00:00"
    assert (refund["交易状态"], refund["退款金额"], refund["商户退款单号"]) == (
        "REFUND",
        "30.05",
        "refund-1",
    )
    assert refund["退款状态"] == "SUCCESS"
    totals = answer.text.strip().split("\r\n")[-1].split(",")
    assert totals[:3] == ["`3", "`62.05", "`30.05"]


def test_bill_types_and_compression(bench: Bench) -> None:
    bench.paid()
    bench.refund()
    bench.advance(DAY)
    for kind, states in (("SUCCESS", ["SUCCESS"]), ("REFUND", ["REFUND"])):
        text = bench.call("GET", link(bench.call("GET", f"{APPLY}&bill_type={kind}"))).text
        assert [row["交易状态"] for row in table(text)] == states
    applied = bench.call("GET", APPLY + "&tar_type=GZIP")
    plain = gzip.decompress(bench.call("GET", link(applied)).body)
    assert len(table(plain.decode())) == 2
    assert hashlib.sha1(plain).hexdigest() == applied.json["hash_value"]


def test_a_bill_is_ready_at_ten_the_next_day(bench: Bench) -> None:
    bench.paid()
    assert bench.call("GET", APPLY).status == 400
    bench.advance(DAY - 1)
    answer = bench.call("GET", APPLY)
    assert (answer.status, answer.code) == (400, "STATEMENT_CREATING")
    bench.advance(1)
    assert bench.call("GET", APPLY).status == 200


def test_days_are_beijings(bench: Bench) -> None:
    bench.advance(14 * 3600 - 1)  # 23:59:59 in Beijing
    bench.paid("order-0001")
    bench.advance(1)
    bench.paid("order-0002")
    bench.advance(2 * DAY)
    for day, number in (("25", "order-0001"), ("26", "order-0002")):
        applied = bench.call("GET", f"/v3/bill/tradebill?bill_date=2026-11-{day}")
        rows = table(bench.call("GET", link(applied)).text)
        assert [row["商户订单号"] for row in rows] == [number]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("bill_type=ALL", "PARAM_ERROR"),
        ("bill_date=20261125", "PARAM_ERROR"),
        ("bill_date=2026-02-30", "PARAM_ERROR"),
        ("bill_date=2026-11-25&bill_type=SOME", "PARAM_ERROR"),
        ("bill_date=2026-11-25&tar_type=ZIP", "PARAM_ERROR"),
        ("bill_date=2026-11-25&sub_mchid=1900000103", "PARAM_ERROR"),
        ("bill_date=2026-11-24", "NO_STATEMENT_EXIST"),
        ("bill_date=2026-11-27", "INVALID_REQUEST"),
        ("bill_date=2026-08-01", "INVALID_REQUEST"),
    ],
)
def test_a_bill_that_cannot_be_is_refused(bench: Bench, query: str, code: str) -> None:
    bench.paid()
    bench.advance(DAY)
    answer = bench.call("GET", f"/v3/bill/tradebill?{query}")
    assert (answer.status, answer.code) == (400, code)


def test_a_link_is_its_merchants_and_short_lived(bench: Bench) -> None:
    bench.paid()
    bench.advance(DAY)
    path = link(bench.call("GET", APPLY))
    assert bench.call("GET", path, who="other").status == 404
    assert bench.call("GET", path.replace("token=", "token=x")).status == 404
    assert bench.call("GET", path, headers={"Authorization": "x"}).status == 401
    bench.advance(5 * 60)
    assert bench.call("GET", path).status == 200
    bench.advance(1)
    assert bench.call("GET", path).code == "INVALID_REQUEST"
    bench.call("GET", APPLY)
    assert len(bench.world.store.all("pay_bill")) == 1


def test_a_provider_asks_for_all_or_one_sub_merchant(bench: Bench) -> None:
    for number, sub_mchid in (("order-0001", "1900000103"), ("order-0002", "1900000104")):
        body = bench.partner_order(number, sub_mchid=sub_mchid)
        bench.call("POST", "/v3/pay/partner/transactions/jsapi", body, who="partner")
        bench.run(bench.pay.pay(number))
    bench.advance(DAY)
    for query, numbers in (
        ("", ["order-0001", "order-0002"]),
        ("&sub_mchid=1900000104", ["order-0002"]),
    ):
        applied = bench.call("GET", APPLY + query, who="partner")
        rows = table(bench.call("GET", link(applied), who="partner").text)
        assert [row["商户订单号"] for row in rows] == numbers
