"""The emulator as a whole: its parts built in order, started, and ended in the other order.

Each part is handed what it needs; none of them knows this module.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

from aiohttp import web

from emulator import layer, wechat, wechat_pay
from emulator.bucket import Bucket
from emulator.clock import Clock
from emulator.control.clock import ClockControl
from emulator.control.data import DataControl
from emulator.control.faults import FaultControl
from emulator.control.phones import PhoneControl
from emulator.control.platform import PlatformControl
from emulator.control.status import StatusControl
from emulator.database import Database
from emulator.docstore import SqliteDocs
from emulator.environment import Environment
from emulator.events import Hub
from emulator.faults import FaultBoard
from emulator.gateway import Gateway
from emulator.home import Home
from emulator.host import Host
from emulator.login_codes import LoginCodes
from emulator.ops_programs import Ops
from emulator.packaged import unpack
from emulator.page_build import PageBuild
from emulator.pages import Pages
from emulator.relay_http import HttpRelay
from emulator.reload import Watch
from emulator.seed import Demo, Service
from emulator.server import Server
from emulator.simulators import KeyDocStore
from emulator.timers import Timers
from emulator.workers import Site, open_lifeline
from template import load

_DATABASE_NAME = "yuyue"


class World:
    """What the simulators are given of the emulator: see `emulator.simulators.World`."""

    def __init__(
        self, store: KeyDocStore, faults: FaultBoard, keys: Path, clock: Clock, hub: Hub, host: Host
    ) -> None:
        self.store, self.faults, self.keys = store, faults, keys
        self.now, self.sleep_until = clock.now, clock.sleep_until
        self.emit = hub.emit
        self._host = host

    async def post_notice(self, path: str, headers: Mapping[str, str], body: bytes) -> int:
        """By the HTTP access route, as from outside."""
        answer = await self._host.http("POST", path.removeprefix("/http"), {}, headers, body)
        return answer.status


class Emulator:
    """Everything one `python -m emulator` runs. `start` then `close`, also after a failed start."""

    def __init__(
        self,
        home: Home,
        template: Path,
        mongo_uri: str,
        say: Callable[[str], None],
        packages: Path | None = None,
    ) -> None:
        self.home, self._say = home, say
        self._template, self._layers = load(template), dict[str, Path]()
        self._sites = {name: home.path / "sites" / name for name in self._template.sites}
        if packages:
            self._template, self._layers, self._sites = unpack(
                self._template, packages, home.path / "packaged"
            )
        self._root = self._template.path.parent
        self._demo_folder = self._root / "demo"
        self._open = False
        self._hub, self._server = Hub(), Server()
        self._store = SqliteDocs(home.path / "simulators.sqlite3")
        self.clock = Clock(self._store)
        self._faults = FaultBoard({**wechat_pay.FAULT_MODES, **wechat.FAULT_MODES})
        name = os.environ.get("MONGO_DATABASE") or _DATABASE_NAME
        self.database = Database(mongo_uri, name, say)
        self._secrets = home.secrets()
        self._bucket = Bucket(self.clock.now)
        self._lifeline = open_lifeline()
        self._ends = AsyncExitStack()
        for end in self._lifeline:
            self._ends.callback(os.close, end)
        self._ends.callback(self._store.close)
        self._ends.push_async_callback(self.database.close)
        self._ends.push_async_callback(self._bucket.close)
        self._ends.push_async_callback(self._server.close)

    @property
    def url(self) -> str:
        """Where it is served, once it is."""
        return f"http://127.0.0.1:{self._server.port}"

    async def start(self, port: int) -> None:
        """Port, layer, database, functions; it serves at return. One-line errors of each part."""
        self._server.bind(port)
        keys = self._secrets | self._bucket.keys()
        environment = Environment(self._template, keys, self.database, self._server.port)
        environment.check()  # a value that is missing is said now, not at a call
        layers = self._layers or {
            name: await layer.build(each, self.home.path / "layer")
            for name, each in self._template.layers.items()
        }
        await self.database.start(self.home.path / "db")
        if await self.database.forget_older():
            self._say("the local data is of an older version: beginning from nothing")
            self._store.clear()
            self.clock.real()
        await self.database.is_scratch()  # an empty one is marked before anything is in it
        self._build_platform(environment, layers)
        self._build_simulators()
        ops = Ops(self._root, environment, self.clock)
        pay = self._pay[wechat_pay.WECHAT_PAY]
        service = Service(self._host, pay, self.clock, self._store)
        self._demo = Demo(self._demo_folder, self.home, self.database, ops, service)
        mounted = {"/wechat/": self._wechat, "/mch/": self._pay}
        await self._server.start(self._routes(ops), mounted)
        await self._follow_sources()

    def _build_platform(self, environment: Environment, layers: Mapping[str, Path]) -> None:
        site = Site(
            layers=layers,
            database=self.database.address,
            environment=environment.of_worker,
            faults=self._faults,
            emit=self._hub.emit,
            kill_database=self.database.kill,
            lifeline=self._lifeline[0],
        )
        appid, emit = self._secrets["MINI_APPID"], self._hub.emit
        self._host = Host(self._template, site, self.clock, appid, emit)
        self._timers = Timers(self._template, self._host, self.clock, self._store, self._say)
        self._outside = HttpRelay(self._host.workers.get, self._server.port)
        for part in (self._outside, self._host, self._timers):
            self._ends.push_async_callback(part.close)

    def _build_simulators(self) -> None:
        appid, demo = self._secrets["MINI_APPID"], self._demo_folder
        keys, clock = self.home.keys, self.clock
        world = World(self._store, self._faults, keys, clock, self._hub, self._host)
        self._pay = wechat_pay.build_wechat_pay(world, self.home.merchants(demo, appid))
        messages = demo / "wechat_templates.json"
        config = wechat.WeChatConfig(appid, self._secrets["MINI_SECRET"], messages)
        self._wechat = wechat.build_wechat(world, config)

    def _routes(self, ops: Ops) -> list[web.RouteDef]:
        host, faults, clock, emit = self._host, self._faults, self.clock, self._hub.emit
        database, demo = self.database, self._demo
        codes = LoginCodes(clock.now)
        wechat_app, pay = self._wechat[wechat.WECHAT], self._pay[wechat_pay.WECHAT_PAY]
        parts = (
            StatusControl(host, database, faults, clock, lambda: self._open),
            ClockControl(clock, self._timers, emit),
            FaultControl(faults, host, emit),
            PlatformControl(host),
            DataControl(database, ops, demo, self._reset),
            PhoneControl(self._store, wechat_app, pay, self._demo_folder, codes),
            Gateway(host, codes),
            self._outside,
            self._bucket,
            self._hub,
            Pages(self.home.path / "preview", self._sites, self._template),
        )
        return [route for part in parts for route in part.routes()]

    async def _follow_sources(self) -> None:
        hear = (self._say, self._hub.emit)
        words = ["preview/build.mjs", "miniprogram", str(self.home.path / "preview")]
        builds = [PageBuild(self._root, "preview", "miniprogram/app.json", words, hear)]
        watch = Watch(self._template, self._changed)
        if not self._layers:
            watch.start()
            for name, site in self._template.sites.items():
                words = [str(site.program), str(self._sites[name])]
                builds.append(PageBuild(self._root, name, words[0], words, hear))
        for build in builds:
            self._ends.push_async_callback(build.close)
        self._ends.push_async_callback(watch.close)
        self._ends.callback(self._hub.close)
        for build in builds:
            await build.start()

    def _changed(self, functions: set[str]) -> None:
        self._host.reload(functions)
        self._hub.emit("reload", what="functions", functions=sorted(functions))

    async def _reset(self) -> datetime:
        """Begin again: an empty database, no orders, no faults, real time, which is returned."""
        await self.database.empty()
        await self._bucket.close()
        self._faults.clear()
        self._store.clear()
        self.clock.real()
        self._timers.reset()
        self._host.calls.clear()
        self._host.reload(set(self._template.functions))  # they may remember what was there
        self._hub.emit("reset")
        return self.clock.now()

    async def seed_if_empty(self) -> None:
        """The demo, when the database is ours and has no hospital. SeedError when it is refused."""
        if await self._demo.is_wanted():
            self._say("making the demo data …")
            await self._demo.make()

    def open(self) -> None:
        """Ready: timers run from now on."""
        self._timers.start()
        self._open = True

    async def close(self) -> None:
        """End everything; nothing is left running."""
        self._open = False
        await self._ends.aclose()
