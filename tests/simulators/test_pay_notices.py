"""Notices: signed, sealed, repeated on schedule, and unruly when told to be."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping

import pytest
from cryptography.exceptions import InvalidTag

from emulator.wechat_pay.notices import ANSWER_WITHIN_SECONDS, REPEATS

from .conftest import OPENID, Bench

SECONDS = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600]


def pay(bench: Bench, number: str = "order-0001", **how: object) -> None:
    bench.prepay(number)
    bench.run(bench.pay.pay(number, **how))  # type: ignore[arg-type]


def test_a_payment_is_told_signed_and_sealed(bench: Bench) -> None:
    pay(bench)
    side, [notice] = bench.sides["direct"], bench.world.notices
    assert notice.path == "/pay/notify"
    assert side.verifies(notice.headers, notice.body.decode())
    assert notice.headers["Wechatpay-Signature-Type"] == "WECHATPAY2-SHA256-RSA2048"
    document = json.loads(notice.body)
    assert document["event_type"] == "TRANSACTION.SUCCESS"
    assert document["resource_type"] == "encrypt-resource"
    assert document["resource"]["algorithm"] == "AEAD_AES_256_GCM"
    assert len(document["resource"]["nonce"]) == 12
    assert OPENID not in notice.body.decode()
    told = side.opened(notice)
    asked = "/v3/pay/transactions/out-trade-no/order-0001?mchid=1900000001"
    assert told == bench.call("GET", asked).json


def test_only_its_own_merchant_can_read_and_believe_a_notice(bench: Bench) -> None:
    pay(bench)
    [notice] = bench.world.notices
    assert not bench.sides["other"].verifies(notice.headers, notice.body.decode())
    with pytest.raises(InvalidTag):
        bench.sides["other"].opened(notice)


def test_a_partners_notice_bears_both_numbers(bench: Bench) -> None:
    path = "/v3/pay/partner/transactions/jsapi"
    bench.call("POST", path, bench.partner_order(), who="partner")
    bench.run(bench.pay.pay("order-0001"))
    told = bench.sides["partner"].opened(bench.world.notices[0])
    assert (told["sp_mchid"], told["sub_mchid"]) == ("1900000003", "1900000103")
    assert told["payer"] == {"sp_openid": OPENID}


def test_a_refusal_is_followed_by_repeats_on_wechats_schedule(bench: Bench) -> None:
    assert [int(pause.total_seconds()) for pause in REPEATS] == SECONDS
    bench.world.answers = [500] * 99
    pay(bench)
    sent = 1
    for pause in SECONDS:
        bench.advance(pause - 1)
        assert len(bench.world.notices) == sent
        bench.advance(1)
        sent += 1
        assert len(bench.world.notices) == sent
    bench.advance(30 * 86400)
    assert len(bench.world.notices) == 16
    assert len({json.loads(notice.body)["id"] for notice in bench.world.notices}) == 1


@pytest.mark.parametrize(("status", "repeated"), [(200, 0), (204, 0), (201, 1), (401, 1), (0, 1)])
def test_only_200_and_204_end_the_repeats(bench: Bench, status: int, repeated: int) -> None:
    bench.world.answers = [status]
    pay(bench)
    bench.advance(3600)
    assert len(bench.world.notices) == 1 + repeated


def test_each_attempt_is_signed_anew(bench: Bench) -> None:
    bench.world.answers = [500]
    pay(bench)
    bench.advance(15)
    first, second = bench.world.notices
    assert bench.sides["direct"].verifies(second.headers, second.body.decode())
    apart = int(second.headers["Wechatpay-Timestamp"]) - int(first.headers["Wechatpay-Timestamp"])
    assert apart == 15


def test_an_answer_after_five_seconds_counts_as_none(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ANSWER_WITHIN_SECONDS == 5
    monkeypatch.setattr("emulator.wechat_pay.notices.ANSWER_WITHIN_SECONDS", 0)
    pay(bench)
    [(_, notice)] = bench.world.store.all("pay_notice")
    assert (notice["state"], notice["last_status"]) == ("waiting", 0)
    monkeypatch.undo()
    bench.advance(15)
    [(_, notice)] = bench.world.store.all("pay_notice")
    assert (notice["state"], notice["last_status"]) == ("delivered", 204)


def test_who_pays_hears_of_it_when_the_merchant_is_done_however_slow(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    called, done = asyncio.Event(), asyncio.Event()

    async def slow(path: str, headers: Mapping[str, str], body: bytes) -> int:
        called.set()
        await done.wait()
        return 204

    async def story() -> None:
        paying = asyncio.ensure_future(bench.pay.pay("order-0001"))
        await called.wait()
        await bench.world.quiet()
        assert not paying.done()
        done.set()
        await paying

    monkeypatch.setattr(bench.world, "post_notice", slow)
    bench.prepay()
    bench.run(story())


def test_a_refund_is_told(bench: Bench) -> None:
    bench.paid()
    bench.refund()
    bench.advance(3)
    side, [notice] = bench.sides["direct"], bench.world.notices
    assert side.verifies(notice.headers, notice.body.decode())
    assert json.loads(notice.body)["event_type"] == "REFUND.SUCCESS"
    assert json.loads(notice.body)["resource"]["original_type"] == "refund"
    told = side.opened(notice)
    assert told["refund_status"] == "SUCCESS"
    assert told["out_refund_no"] == "refund-1"
    assert told["amount"]["refund"] == 5000
    assert told["mchid"] == "1900000001"


def test_a_refund_without_notify_url_is_not_told(bench: Bench) -> None:
    bench.paid()
    bench.refund(notify_url=None)
    bench.advance(60)
    assert bench.world.notices == []


def test_lost(bench: Bench) -> None:
    bench.world.faults.order("pay_notice", "lost")
    pay(bench)
    bench.advance(3 * 86400)
    assert bench.world.notices == []
    assert bench.state() == "SUCCESS"


def test_twice(bench: Bench) -> None:
    bench.world.faults.order("pay_notice", "twice")
    pay(bench)
    bench.advance(3600)
    first, second = (bench.sides["direct"].opened(notice) for notice in bench.world.notices)
    assert first == second


def test_late(bench: Bench) -> None:
    bench.world.faults.order("pay_notice", "late", seconds=100)
    pay(bench)
    bench.advance(99)
    assert bench.world.notices == []
    bench.advance(1)
    assert len(bench.world.notices) == 1


def test_reordered(bench: Bench) -> None:
    bench.world.faults.order("pay_notice", "reordered")
    pay(bench, "order-0001")
    assert bench.world.notices == []
    pay(bench, "order-0002")
    bench.run(bench.world.quiet())
    told = [bench.sides["direct"].opened(notice) for notice in bench.world.notices]
    assert [order["out_trade_no"] for order in told] == ["order-0002", "order-0001"]


def test_wrong_amount(bench: Bench) -> None:
    bench.world.faults.order("pay_notice", "wrong_amount")
    pay(bench)
    side, [notice] = bench.sides["direct"], bench.world.notices
    assert side.verifies(notice.headers, notice.body.decode())
    assert side.opened(notice)["amount"]["total"] == 5001
    asked = "/v3/pay/transactions/out-trade-no/order-0001?mchid=1900000001"
    assert bench.call("GET", asked).json["amount"]["total"] == 5000


def test_wrong_amount_of_a_refund(bench: Bench) -> None:
    bench.paid()
    bench.world.faults.order("pay_notice", "wrong_amount")
    bench.refund()
    bench.advance(3)
    told = bench.sides["direct"].opened(bench.world.notices[0])
    assert told["amount"]["refund"] == told["amount"]["payer_refund"] == 5001
    assert told["amount"]["total"] == 5000


def test_bad_signature_once(bench: Bench) -> None:
    bench.world.faults.order("pay_notice", "bad_signature")
    bench.world.answers = [401]
    pay(bench)
    bench.advance(15)
    believed = [
        bench.sides["direct"].verifies(notice.headers, notice.body.decode())
        for notice in bench.world.notices
    ]
    assert believed == [False, True]


def test_the_merchants_answer_lost_on_the_way(bench: Bench) -> None:
    bench.world.faults.order("pay_notice", "error_after_effect")
    pay(bench)
    bench.advance(3600)
    assert len(bench.world.notices) == 2


def test_probes_bear_wechats_mark_and_must_be_refused(bench: Bench) -> None:
    bench.run(bench.stop())
    bench.run(bench.start(probe_every=2))
    bench.world.answers = [204, 401, 204, 204, 200, 204]
    for number in range(1, 5):
        pay(bench, f"order-000{number}")
    marks = [
        notice.headers["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/")
        for notice in bench.world.notices
    ]
    assert marks == [False, True, False, False, True, False]
    for notice, probe in zip(bench.world.notices, marks, strict=True):
        assert bench.sides["direct"].verifies(notice.headers, notice.body.decode()) != probe
    counters = bench.world.store.get("pay_counters", "probes")
    assert counters == {"notices": 4, "accepted": 1}
    assert [type for type, _ in bench.world.events].count("fault") == 1


def test_what_waited_is_still_sent_after_a_restart(bench: Bench) -> None:
    bench.world.answers = [500]
    pay(bench)
    bench.paid("order-0002")
    bench.world.notices.clear()
    bench.refund(out_trade_no="order-0002")
    bench.restart()
    bench.advance(15)
    events = [json.loads(notice.body)["event_type"] for notice in bench.world.notices]
    assert sorted(events) == ["REFUND.SUCCESS", "TRANSACTION.SUCCESS"]
    assert bench.state() == "SUCCESS"


def test_a_cleared_memory_ends_what_was_waiting(bench: Bench) -> None:
    bench.world.answers = [500]
    pay(bench)
    bench.world.store.clear()
    bench.advance(3600)
    assert len(bench.world.notices) == 1
    assert bench.world.store.docs == {}


def test_a_memory_cleared_while_a_notice_is_on_its_way_stays_clear(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def reset(path: str, headers: Mapping[str, str], body: bytes) -> int:
        bench.world.store.clear()
        return 204

    monkeypatch.setattr(bench.world, "post_notice", reset)
    bench.prepay()
    assert bench.run(bench.pay.pay("order-0001"))["state"] == "SUCCESS"
    assert bench.world.store.docs == {}
