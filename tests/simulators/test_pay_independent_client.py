"""The simulator against a client nobody here wrote: npm wechatpay-axios-plugin, run by node."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web

from emulator.wechat_pay import Merchant, WeChatPay

from .conftest import APPID, NOTIFY_URL, OPENID
from .world import FakeWorld

SCRIPT = Path(__file__).with_name("independent_merchant.cjs")
ORDERS = "v3/pay/transactions/out-trade-no"
REFUNDS = "v3/refund/domestic/refunds"
Step = dict[str, Any]


class Independent:
    """The simulator at the root of its own port, as the client expects it."""

    def __init__(self, world: FakeWorld, merchant: Merchant) -> None:
        self.world, self.merchant = world, merchant
        self.loop = asyncio.new_event_loop()
        self.pay = WeChatPay(world, [merchant], probe_every=0)
        self._runner = web.AppRunner(self.pay.app)

    def start(self) -> None:
        self.loop.run_until_complete(self._runner.setup())
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        self.loop.run_until_complete(site.start())
        self.url = "http://127.0.0.1:{1}".format(*self._runner.addresses[0][:2])

    def stop(self) -> None:
        self.loop.run_until_complete(self._runner.cleanup())
        self.loop.close()

    def does(self, *steps: Step, serial: str | None = None) -> list[Any]:
        """What the node program made of the steps."""
        task = {
            "baseURL": self.url,
            "now": int(self.world.now().timestamp()),
            "steps": steps,
            "merchant": {
                "mchid": self.merchant.mchid,
                "serial": serial or self.merchant.serial_no,
                "privateKeyFile": str(self.merchant.private_key_file),
                "publicKeyFile": str(self.merchant.public_key_file),
                "publicKeyId": self.merchant.public_key_id,
                "apiv3Key": self.merchant.apiv3_key_file.read_text(),
            },
        }
        return self.loop.run_until_complete(asyncio.wait_for(_node(task), 60))


async def _node(task: dict[str, Any]) -> list[Any]:
    node = shutil.which("node")
    assert node, "node is needed: install Node.js 20 or newer"
    pipe = asyncio.subprocess.PIPE
    program = await asyncio.create_subprocess_exec(
        node, str(SCRIPT), stdin=pipe, stdout=pipe, stderr=pipe
    )
    out, err = await program.communicate(json.dumps(task).encode())
    assert program.returncode == 0, err.decode()
    return list(json.loads(out))


@pytest.fixture
def independent(tmp_path: Path, merchants: list[Merchant]) -> Iterator[Independent]:
    running = Independent(FakeWorld(tmp_path / "keys"), merchants[0])
    running.start()
    yield running
    running.stop()


def prepay(number: str, **changes: Any) -> Step:
    body = {
        "appid": APPID,
        "mchid": "1900000001",
        "description": "挂号费",
        "out_trade_no": number,
        "notify_url": NOTIFY_URL,
        "amount": {"total": 5000, "currency": "CNY"},
        "payer": {"openid": OPENID},
        **changes,
    }
    return {"verb": "call", "method": "post", "path": "v3/pay/transactions/jsapi", "body": body}


def query(number: str) -> Step:
    params = {"mchid": "1900000001"}
    return {"verb": "call", "method": "get", "path": f"{ORDERS}/{number}", "params": params}


def close(number: str) -> Step:
    body = {"mchid": "1900000001"}
    return {"verb": "call", "method": "post", "path": f"{ORDERS}/{number}/close", "body": body}


def refund(total: int = 5000) -> Step:
    body = {
        "out_trade_no": "order-0001",
        "out_refund_no": "refund-1",
        "notify_url": NOTIFY_URL,
        "amount": {"refund": 5000, "total": total, "currency": "CNY"},
    }
    return {"verb": "call", "method": "post", "path": REFUNDS, "body": body}


def notice(sent: Any) -> Step:
    return {"verb": "notice", "headers": sent.headers, "body": sent.body.decode()}


def test_an_independent_client_orders_pays_and_refunds(independent: Independent) -> None:
    pay, world = independent.pay, independent.world
    first, second, waiting, closed, after = independent.does(
        prepay("order-0001"),
        prepay("order-0002"),
        query("order-0001"),
        close("order-0002"),
        query("order-0002"),
    )
    assert [first["status"], second["status"], closed["status"]] == [200, 200, 204]
    assert waiting["data"]["trade_state"] == "NOTPAY"
    assert after["data"]["trade_state"] == "CLOSED"

    [asked] = independent.does(
        {"verb": "payment", "appid": APPID, "prepayId": first["data"]["prepay_id"]}
    )
    assert pay.check_payment({**asked, "openid": OPENID})["out_trade_no"] == "order-0001"
    independent.loop.run_until_complete(pay.pay("order-0001"))

    told, paid, accepted, again = independent.does(
        notice(world.notices[0]),
        query("order-0001"),
        refund(),
        refund(),
    )
    assert (told["believed"], told["ours"]) == (True, True)
    assert told["opened"] == paid["data"]
    assert paid["data"]["trade_state"] == "SUCCESS"
    assert (accepted["status"], accepted["data"]["status"]) == (200, "PROCESSING")
    assert again["data"] == accepted["data"]

    independent.loop.run_until_complete(world.advance(3))
    told, found = independent.does(
        notice(world.notices[1]),
        {"verb": "call", "method": "get", "path": f"{REFUNDS}/refund-1"},
    )
    assert (told["believed"], told["opened"]["refund_status"]) == (True, "SUCCESS")
    assert found["data"]["status"] == "SUCCESS"


def test_an_independent_client_is_refused_as_by_wechat(independent: Independent) -> None:
    refusals = independent.does(
        query("order-9999"),
        prepay("order-0001"),
        prepay("order-0001", amount={"total": 1}),
        prepay("order-0002", amount={"total": 0}),
        refund(),
    )
    assert [(r["status"], r["data"].get("code")) for r in refusals] == [
        (404, "ORDER_NOT_EXIST"),
        (200, None),
        (400, "INVALID_REQUEST"),
        (400, "PARAM_ERROR"),
        (400, "INVALID_REQUEST"),
    ]
    [unsigned] = independent.does(query("order-0001"), serial="0" * 40)
    assert (unsigned["status"], unsigned["data"]["code"]) == (401, "SIGN_ERROR")


def test_a_forged_notice_is_not_believed_by_an_independent_client(
    independent: Independent,
) -> None:
    independent.does(prepay("order-0001"))
    independent.world.faults.order("pay_notice", "bad_signature")
    independent.loop.run_until_complete(independent.pay.pay("order-0001"))
    [notice] = independent.world.notices
    step = {"verb": "notice", "headers": notice.headers, "body": notice.body.decode()}
    assert independent.does(step)[0]["believed"] is False


def test_an_independent_client_reads_the_bill(independent: Independent) -> None:
    independent.does(prepay("order-0001"))
    independent.loop.run_until_complete(independent.pay.pay("order-0001"))
    independent.loop.run_until_complete(independent.world.advance(86400))
    params = {"bill_date": "2026-11-25"}
    path = "v3/bill/tradebill"
    [applied] = independent.does({"verb": "call", "method": "get", "path": path, "params": params})
    url = urlsplit(applied["data"]["download_url"])
    token = parse_qs(url.query)["token"][0]
    [bill] = independent.does({"verb": "bill", "path": url.path[1:], "params": {"token": token}})
    [row] = bill["rows"]
    assert (row["商户订单号"], row["订单金额"]) == ("order-0001", "50.00")
    assert bill["summary"]["订单总金额"] == "50.00"
