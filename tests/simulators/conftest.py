"""A running pair of simulators and the merchants that talk to them, each test its own."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest
from aiohttp import web

from emulator.wechat import WECHAT, WeChatConfig, build_wechat
from emulator.wechat_pay import WECHAT_PAY, Identity, Merchant, build_wechat_pay, generate

from .merchant import Answer, MerchantSide
from .world import FakeWorld

T = TypeVar("T")
APPID = "wx0000000000000001"
SECRET = "0123456789abcdef0123456789abcdef"
OPENID = "oTEST-patient-one"
TEMPLATES = Path(__file__).parents[2] / "demo" / "wechat_templates.json"
IDENTITIES = (
    Identity("direct", "direct", "1900000001", APPID, name="演示医院"),
    Identity("other", "direct", "1900000002", APPID),
    Identity("partner", "partner", "1900000003", APPID, "1900000103", "演示特约医院"),
    Identity("sibling", "partner", "1900000003", APPID, "1900000104", "另一家演示医院"),
)
NOTIFY_URL = "https://hospital.example/pay/notify"


class Bench:
    """Simulators under `/wechat` and `/mch`, a world, and calls that wait for their answer."""

    def __init__(self, world: FakeWorld, merchants: list[Merchant], loop: Any) -> None:
        self.world = world
        self.merchants = {merchant.merchant_id: merchant for merchant in merchants}
        self.loop = loop
        self.sides: dict[str, MerchantSide] = {}

    async def start(self, probe_every: int = 0) -> None:
        config = WeChatConfig(APPID, SECRET, TEMPLATES, frozenset({"pages/home/home"}))
        wechat = build_wechat(self.world, config)
        wechat_pay = build_wechat_pay(self.world, self.merchants.values(), probe_every)
        self.wechat, self.pay = wechat[WECHAT], wechat_pay[WECHAT_PAY]
        root = web.Application()
        root.add_subapp("/wechat/", wechat)
        root.add_subapp("/mch/", wechat_pay)
        self._runner = web.AppRunner(root)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = "http://127.0.0.1:{1}".format(*self._runner.addresses[0][:2])
        self.http = aiohttp.ClientSession()
        self.sides = {
            name: MerchantSide(merchant, self.world, self.http, f"{self.url}/mch")
            for name, merchant in self.merchants.items()
        }

    async def stop(self) -> None:
        await self.http.close()
        await self._runner.cleanup()

    def restart(self) -> None:
        """The emulator ends and starts again on what was stored."""
        self.run(self.stop())
        self.run(self.start())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(asyncio.wait_for(work, 30))  # type: ignore[no-any-return]

    def advance(self, seconds: float) -> None:
        self.run(self.world.advance(seconds))

    def call(self, *args: Any, who: str = "direct", **kwargs: Any) -> Answer:
        return self.run(self.sides[who].call(*args, **kwargs))

    def order(self, number: str = "order-0001", **changes: Any) -> dict[str, Any]:
        """A prepay body of the direct merchant; a change to None leaves the field out."""
        body: dict[str, Any] = {
            "appid": APPID,
            "mchid": "1900000001",
            "description": "挂号费",
            "out_trade_no": number,
            "notify_url": NOTIFY_URL,
            "amount": {"total": 5000, "currency": "CNY"},
            "payer": {"openid": OPENID},
        }
        body.update(changes)
        return {name: value for name, value in body.items() if value is not None}

    def partner_order(self, number: str = "order-0001", **changes: Any) -> dict[str, Any]:
        names = {"appid": None, "mchid": None, "sp_appid": APPID, "sp_mchid": "1900000003"}
        payer = {"payer": {"sp_openid": OPENID}, "sub_mchid": "1900000103"}
        return self.order(number, **{**names, **payer, **changes})

    def prepay(self, number: str = "order-0001", **changes: Any) -> str:
        answer = self.call("POST", "/v3/pay/transactions/jsapi", self.order(number, **changes))
        assert answer.status == 200, answer.text
        return str(answer.json["prepay_id"])

    def paid(self, number: str = "order-0001", **changes: Any) -> str:
        """A paid order; its transaction id."""
        self.prepay(number, **changes)
        order = self.run(self.pay.pay(number))
        self.world.notices.clear()
        return str(order["transaction_id"])

    def refund(self, number: str = "refund-1", fen: int = 5000, **changes: Any) -> Answer:
        body: dict[str, Any] = {
            "out_trade_no": "order-0001",
            "out_refund_no": number,
            "notify_url": NOTIFY_URL,
            "amount": {"refund": fen, "total": 5000, "currency": "CNY"},
            **changes,
        }
        body = {name: value for name, value in body.items() if value is not None}
        return self.call("POST", "/v3/refund/domestic/refunds", body)

    def state(self, number: str = "order-0001") -> str:
        path = f"/v3/pay/transactions/out-trade-no/{number}?mchid=1900000001"
        return str(self.call("GET", path).json["trade_state"])


@pytest.fixture(scope="session")
def merchants(tmp_path_factory: pytest.TempPathFactory) -> list[Merchant]:
    return generate(tmp_path_factory.mktemp("keys"), IDENTITIES)


@pytest.fixture
def bench(tmp_path: Path, merchants: list[Merchant]) -> Iterator[Bench]:
    loop = asyncio.new_event_loop()
    bench = Bench(FakeWorld(tmp_path / "keys"), merchants, loop)
    bench.run(bench.start())
    yield bench
    bench.run(bench.stop())
    loop.close()
