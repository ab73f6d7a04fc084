"""The settings that functions and programs are given: the service's secrets, this machine's addresses."""

from __future__ import annotations

from collections.abc import Mapping

from emulator import shapes
from emulator.database import Database
from template import Reference, Template


class SettingsError(Exception):
    """A value a function asks for is not known here; the message is one line."""


class Environment:
    """Environment variables by who is started."""

    def __init__(
        self, template: Template, secrets: Mapping[str, str], database: Database, port: int
    ) -> None:
        self._template, self._secrets, self._database = template, secrets, database
        self._base = f"http://127.0.0.1:{port}"

    def check(self) -> None:
        """SettingsError for a value that the template asks for and that is not known here."""
        for name in self._template.functions:
            self.of_worker(name, "", 0)

    def of_programs(self) -> dict[str, str]:
        """The settings of a program that runs beside the emulator, such as `ops`."""
        return self._settings(self._base) | {"MONGO_URI": self._database.uri}

    def of_worker(self, function: str, worker: str, relay_port: int) -> dict[str, str]:
        """A worker's whole environment: the template's names, and what the platform sets itself."""
        known = self._settings(f"{self._base}/_out/{worker}")
        known |= {"MONGO_URI": self._database.through(relay_port)}
        env = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "TENCENTCLOUD_RUNENV": "SCF",
            "TENCENTCLOUD_REGION": shapes.REGION,
            "SCF_NAMESPACE": shapes.ENVIRONMENT_ID,
            "SCF_FUNCTIONNAME": function,
        }
        for name, value in self._template.functions[function].environment.items():
            if isinstance(value, Reference):
                if value.name not in known:
                    raise SettingsError(f"the emulator has no value for ${{{value.name}}}")
                value = known[value.name]
            env[name] = value
        return env

    def _settings(self, way_out: str) -> dict[str, str]:
        """`way_out` is the address under which WeChat and WeChat Pay are asked."""
        return dict(self._secrets) | {
            "STAGE": "development",
            "MONGO_DATABASE": self._database.name,
            "NOTIFY_URL": f"{self._base}/http/pay/notify",
            "STAFF_ORIGIN": self._base,
            "FILES_BASE": f"{self._base}/files",
            "WECHAT_API_BASE": f"{way_out}/wechat",
            "WECHAT_PAY_BASE": f"{way_out}/mch",
        }
