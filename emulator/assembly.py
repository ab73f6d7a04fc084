"""The emulator as a whole: its parts built in order, started, and ended in the other order."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from emulator import layer, programs, seed, shapes, wechat, wechat_pay
from emulator.clock import Clock
from emulator.database import Database
from emulator.docstore import SqliteDocs
from emulator.events import Hub
from emulator.faults import FaultBoard
from emulator.home import Home
from emulator.host import Host
from emulator.packaged import unpack
from emulator.preview_build import PreviewBuild
from emulator.relay_http import HttpRelay
from emulator.reload import Watch
from emulator.server import Server
from emulator.timers import Timers
from emulator.workers import Site, open_lifeline
from template import Reference, Template, load

_DATABASE_NAME = "yuyue"


class SettingsError(Exception):
    """A value a function asks for is not known here; the message is one line."""


class World:
    """What the simulators are given of the emulator: see `emulator.simulators.World`."""

    def __init__(self, emulator: Emulator) -> None:
        self.store, self.faults = emulator.store, emulator.faults
        self.keys = emulator.home.keys
        self.now, self.sleep_until = emulator.clock.now, emulator.clock.sleep_until
        self.emit = emulator.hub.emit
        self._emulator = emulator

    async def post_notice(self, path: str, headers: Mapping[str, str], body: bytes) -> int:
        """By the HTTP access route, as from outside."""
        path = path.removeprefix("/http")
        answer = await self._emulator.host.http("POST", path, {}, headers, body)
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
        self.template: Template = load(template)
        self._layers: dict[str, Path] = {}
        if packages:
            self.template, self._layers = unpack(self.template, packages, home.path / "packaged")
        self.root = self.template.path.parent
        self.demo = self.root / "demo"
        self.ready = False
        self.hub = Hub()
        self.store = SqliteDocs(home.path / "simulators.sqlite3")
        self.clock = Clock(self.store)
        modes = {**wechat_pay.FAULT_MODES, **wechat.FAULT_MODES}
        self.faults = FaultBoard(modes)
        self.database = Database(mongo_uri, os.environ.get("MONGO_DATABASE") or _DATABASE_NAME, say)
        self.server = Server(self)
        self.secrets = home.secrets()
        world, appid = World(self), self.secrets["WX_APPID"]
        self.pay = wechat_pay.build_wechat_pay(world, home.merchants(self.demo, appid))
        templates = self.demo / "wechat_templates.json"
        config = wechat.WeChatConfig(appid, self.secrets["WX_SECRET"], templates)
        self.wechat = wechat.build_wechat(world, config)
        self._lifeline = open_lifeline()
        self.preview = PreviewBuild(self.root, home.path / "preview", say, self.hub.emit)
        self._watch = Watch(self.template, self._changed)

    async def start(self, port: int) -> None:
        """Port, layer, database, functions; it serves at return. One-line errors of each part."""
        self.server.bind(port)
        for name in self.template.functions:
            self._environment(name, "", 0)  # a value that is missing is said now, not at a call
        layers = self._layers or {
            name: await layer.build(each, self.home.path / "layer")
            for name, each in self.template.layers.items()
        }
        await self.database.start(self.home.path / "db")
        await self.database.is_scratch()  # an empty one is marked before anything is in it
        site = Site(
            layers=layers,
            database=self.database.address,
            environment=self._environment,
            faults=self.faults,
            emit=self.hub.emit,
            kill_database=self.database.kill,
            lifeline=self._lifeline[0],
        )
        self.host = Host(self.template, site, self.clock, self.secrets["WX_APPID"], self.hub.emit)
        self.timers = Timers(self.template, self.host, self.clock, self.store, self._say)
        self.outside = HttpRelay(self.host.workers.get, lambda: self.server.port)
        await self.server.start()
        if not self._layers:
            self._watch.start()
        await self.preview.start()

    async def close(self) -> None:
        """End everything; nothing is left running."""
        self.ready = False
        self.hub.close()
        await self._watch.close()
        await self.preview.close()
        if hasattr(self, "timers"):
            await self.timers.close()
            await self.host.close()
            await self.outside.close()
        await self.server.close()
        await self.database.close()
        self.store.close()
        for end in self._lifeline:
            os.close(end)

    async def ops(self, *arguments: str) -> programs.Finished:
        """Run `python -m ops ARGUMENTS…` on the database, at the emulator's time."""
        env = self._settings() | {"MONGO_URI": self.database.uri}
        env |= {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        offset_us = int(self.clock.offset.total_seconds() * 1_000_000)
        command = ["ops", *arguments]
        return await programs.run_module(command, env=env, cwd=self.root, offset_us=offset_us)

    def _settings(self) -> dict[str, str]:
        base = f"http://127.0.0.1:{self.server.port}"
        return self.secrets | {
            "STAGE": "development",
            "MONGO_DATABASE": self.database.name,
            "NOTIFY_URL": f"{base}/http/pay/notify",
            "WECHAT_API_BASE": f"{base}/wechat",
            "WECHAT_PAY_BASE": f"{base}/mch",
        }

    def _environment(self, function: str, worker: str, relay_port: int) -> dict[str, str]:
        """A worker's whole environment: the template's names, and what the platform sets itself."""
        way_out = f"http://127.0.0.1:{self.server.port}/_out/{worker}"
        known = self._settings() | {
            "MONGO_URI": self.database.through(relay_port),
            "WECHAT_API_BASE": f"{way_out}/wechat",
            "WECHAT_PAY_BASE": f"{way_out}/mch",
        }
        env = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "TENCENTCLOUD_RUNENV": "SCF",
            "TENCENTCLOUD_REGION": shapes.REGION,
            "SCF_NAMESPACE": shapes.ENVIRONMENT_ID,
            "SCF_FUNCTIONNAME": function,
        }
        for name, value in self.template.functions[function].environment.items():
            if isinstance(value, Reference):
                if value.name not in known:
                    raise SettingsError(f"the emulator has no value for ${{{value.name}}}")
                value = known[value.name]
            env[name] = value
        return env

    def _changed(self, functions: set[str]) -> None:
        self.host.reload(functions)
        self.hub.emit("reload", what="functions", functions=sorted(functions))

    async def reset(self) -> None:
        """Begin again: an empty database, no orders, no faults, real time."""
        await self.database.empty()
        self.faults.clear()
        self.store.clear()
        self.clock.real()
        self.timers.reset()
        self.host.calls.clear()
        self.host.reload(set(self.template.functions))  # they may remember what was there
        self.hub.emit("reset")

    async def seed(self) -> dict[str, Any]:
        """Put the demo into a scratch database; ids of what it made."""
        await self.database.require_scratch()
        return await seed.seed(self)

    async def seed_if_empty(self) -> None:
        """The demo, when the database is ours and has no hospital."""
        hospitals = self.database.client[self.database.name]["hospitals"]
        if not self.demo.is_dir() or not await self.database.is_scratch():
            return
        if await hospitals.find_one({}, {"_id": 1}) is None:
            self._say("making the demo data …")
            await self.seed()

    def open(self) -> None:
        """Ready: timers run from now on."""
        self.timers.start()
        self.ready = True

    def import_folder(self) -> Path:
        """The demo's files with the merchants' keys."""
        return self.home.import_folder(self.demo)
