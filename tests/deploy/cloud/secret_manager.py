"""The secret manager of the account: texts by name and version."""

from __future__ import annotations

from tests.deploy.cloud.params import Params
from tests.deploy.cloud.server import CloudSimulator
from tests.deploy.cloud.signature import Refused

CURRENT = "SSM_Current"


class SecretManager:
    """Answers `GetSecretValue` of a simulator; what is put without a version is the current one."""

    def __init__(self, simulator: CloudSimulator) -> None:
        self._texts: dict[tuple[str, str], str | None] = {}
        self.asked: list[str] = []
        simulator.extra["GetSecretValue"] = self._get

    def put(self, name: str, text: str | None, version: str = CURRENT) -> None:
        self._texts[name, version] = text

    def _get(self, params: Params) -> Params:
        name, version = params["SecretName"], params["VersionId"]
        self.asked.append(f"{name}#{version}")
        if (name, version) not in self._texts:
            raise Refused("ResourceNotFound", f"no version {version} of {name}")
        text = self._texts[name, version]
        return {"SecretName": name, "VersionId": version, "SecretString": text}
