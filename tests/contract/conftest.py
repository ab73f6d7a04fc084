"""Our clients against the simulators, over HTTP, each side with its own code for every rule."""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal, TypeVar

import pytest
from aiohttp import web

from common.clients.payments import Merchant, NoticeRefused, PaymentNotice, RefundNotice
from common.clients.wechat import WeChat
from common.clients.wechat_pay import WeChatPay
from common.runtime import log
from emulator import wechat as wechat_simulator
from emulator import wechat_pay as pay_simulator
from emulator.simulators import Doc, Fault

T = TypeVar("T")
APPID, SECRET = "wx0000000000000001", "0123456789abcdef0123456789abcdef"
OPENID = "oTEST-patient-one"
NOTIFY_URL = "https://hospital.example/pay/notify"
TEMPLATES = Path(__file__).parents[2] / "demo" / "wechat_templates.json"
IDENTITIES = (
    pay_simulator.Identity("direct", "direct", "1900000001", APPID),
    pay_simulator.Identity("partner", "partner", "1900000003", APPID, "1900000103"),
    pay_simulator.Identity("sibling", "partner", "1900000003", APPID, "1900000104"),
)


class Memory:
    """Documents kept as JSON."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get(self, kind: str, id: str) -> Doc | None:
        text = self.kept.get((kind, id))
        return None if text is None else json.loads(text)

    def put(self, kind: str, id: str, doc: Doc) -> None:
        self.kept[kind, id] = json.dumps(doc)

    def all(self, kind: str) -> list[tuple[str, Doc]]:
        return [(id, json.loads(text)) for (of, id), text in self.kept.items() if of == kind]

    def delete(self, kind: str, id: str) -> None:
        self.kept.pop((kind, id), None)

    def clear(self) -> None:
        self.kept.clear()


class Misfortunes(list[Fault]):
    """Faults that strike in the order given."""

    def order(self, target: str, mode: str, seconds: float = 1.0) -> None:
        self.append(Fault(mode, target, mode, seconds=seconds))

    def take(self, target: str, mode: str | None = None) -> Fault | None:
        for fault in self:
            if fault.target == target and mode in (None, fault.mode):
                self.remove(fault)
                return fault
        return None


@dataclass
class World:
    """A clock that stands still until it is pushed, a memory, and ears for notices."""

    keys: Path
    store: Memory = field(default_factory=Memory)
    faults: Misfortunes = field(default_factory=Misfortunes)
    clock: datetime = datetime(2026, 11, 25, 2, 0, tzinfo=timezone.utc)
    receive: Callable[[Mapping[str, str], bytes, datetime], int] = lambda *_: 204
    sleepers: list[tuple[datetime, "asyncio.Future[None]"]] = field(default_factory=list)

    def now(self) -> datetime:
        return self.clock

    async def sleep_until(self, when: datetime) -> None:
        if when > self.now():
            awake = asyncio.get_running_loop().create_future()
            self.sleepers.append((when, awake))
            await awake

    def emit(self, type: str, **data: Any) -> None:
        """Nobody watches."""

    async def post_notice(self, path: str, headers: Mapping[str, str], body: bytes) -> int:
        return self.receive(headers, body, self.now())

    async def advance(self, seconds: float) -> None:
        """Move the clock and let everybody do what they were waiting for."""
        self.clock += timedelta(seconds=seconds)
        due = [sleeper for sleeper in self.sleepers if sleeper[0] <= self.clock]
        self.sleepers = [sleeper for sleeper in self.sleepers if sleeper not in due]
        for _, awake in due:
            if not awake.done():
                awake.set_result(None)
        for _ in range(100):
            await asyncio.sleep(0)


class Tokens:
    """The token as the database would share it."""

    def __init__(self) -> None:
        self.kept: tuple[str, datetime] | None = None

    def get(self, now: datetime) -> tuple[str, datetime] | None:
        return self.kept if self.kept and self.kept[1] > now else None

    def put(self, token: str, expires_at: datetime) -> None:
        self.kept = (token, expires_at)


class Bench:
    """Both simulators on a loop of their own thread, and our clients before them."""

    def __init__(self, world: World, known: list[pay_simulator.Merchant]) -> None:
        self.world = world
        self.merchants = {merchant.merchant_id: ours(merchant) for merchant in known}
        self.notices: list[PaymentNotice | RefundNotice | NoticeRefused] = []
        self.tokens = Tokens()
        self._known = known
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> "Bench":
        self._thread.start()
        self.run(self._start())
        self.clients = {
            name: WeChatPay(merchant, NOTIFY_URL, f"{self.url}/mch", timeout_s=20)
            for name, merchant in self.merchants.items()
        }
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> None:
        config = wechat_simulator.WeChatConfig(
            APPID, SECRET, TEMPLATES, frozenset({"pages/home/home"})
        )
        self.wechat = wechat_simulator.WeChat(self.world, config)
        self.pay = pay_simulator.WeChatPay(self.world, self._known, probe_every=0)
        root = web.Application()
        root.add_subapp("/wechat/", self.wechat.app)
        root.add_subapp("/mch/", self.pay.app)
        self._runner = web.AppRunner(root)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    def advance(self, seconds: float) -> None:
        self.run(self.world.advance(seconds))

    def phone_pays(self, number: str, **how: Any) -> Doc:
        return self.run(self.pay.pay(number, **how))

    def listens(self, name: str) -> None:
        """Notices go to this merchant's client; what it makes of them is kept."""

        def receive(headers: Mapping[str, str], body: bytes, now: datetime) -> int:
            try:
                self.notices.append(self.clients[name].parse_notice(headers, body, now))
            except NoticeRefused as refusal:
                self.notices.append(refusal)
                return 401
            return 204

        self.world.receive = receive

    def our_wechat(self) -> WeChat:
        return WeChat(APPID, SECRET, self.tokens, self.world.now, log, f"{self.url}/wechat", 20)


def ours(known: pay_simulator.Merchant) -> Merchant:
    """A merchant as the hospital's own files describe it."""
    mode: Literal["direct", "partner"] = "partner" if known.sub_mchid else "direct"
    return Merchant(
        id=known.merchant_id,
        mode=mode,
        mchid=known.mchid,
        sub_mchid=known.sub_mchid,
        appid=known.appid,
        serial_no=known.serial_no,
        private_key_pem=known.private_key_file.read_text(),
        apiv3_key=known.apiv3_key_file.read_text(),
        public_key_id=known.public_key_id,
        public_key_pem=known.public_key_file.read_text(),
    )


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> list[pay_simulator.Merchant]:
    return pay_simulator.generate(tmp_path_factory.mktemp("keys"), IDENTITIES)


@pytest.fixture
def bench(
    tmp_path: Path, known: list[pay_simulator.Merchant], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bench]:
    world = World(tmp_path)
    clock = SimpleNamespace(time=lambda: world.now().timestamp())
    monkeypatch.setattr("wechatpayv3.utils.time", clock)  # requests are signed by the world's clock
    with Bench(world, known) as bench:
        yield bench
