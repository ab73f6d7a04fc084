"""Make the environment what the plan says: step by step, looking before each write.

Every step reads what is there first, so that an interrupted apply, a call whose outcome is unknown
or a second run does only what is still to be done.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy import actual as reading
from deploy import edges
from deploy.actual import MOVING, READY, Actual
from deploy.cloud import Busy, Cloud, CloudError, Missing, Unsettled
from deploy.edges import ApplyError
from deploy.hosting import Hosting
from deploy.layer_bucket import LayerBucket
from deploy.plan import DELETE, Plan
from deploy.record import Record
from deploy.state import (
    CODE,
    CONTENT,
    Resource,
    State,
    attributes,
    hex_digest,
    variable_name,
)

_ATTEMPTS = 12
# Two seconds apart: about five minutes for one function to become ready.
_POLLS = 150
_TOO_BIG = "；请把 LAYER_BUCKET 设为同一地域的存储桶，再运行 apply"


@dataclass
class Apply:
    """One run. `zips` are the packages by digest, `domain` the one routes are made on."""

    cloud: Cloud
    wanted: State
    zips: Mapping[str, Path]
    record: Record
    actual: Actual
    domain: str
    say: Callable[[str], None]
    hosting: Hosting
    bucket: LayerBucket | None = None
    going_back: bool = False

    def run(self, plan: Plan) -> None:
        """Execute a plan in its order; ApplyError at the first step that can't be done."""
        for number, change in enumerate(plan.changes, 1):
            resource = change.resource
            self.say(f"[{number}/{len(plan.changes)}] {change.sign} {resource}")
            step = self._delete if change.sign == DELETE else self._make
            self._settle(resource, step)
            self.record.note(self.wanted, [resource])

    def _settle(self, resource: Resource, step: Callable[[Resource], None]) -> None:
        for attempt in range(_ATTEMPTS):
            try:
                step(resource)
                return
            except (Busy, Unsettled) as error:
                if attempt == _ATTEMPTS - 1:
                    raise ApplyError(f"{resource}：{error}") from None
                self.say(f"    {error.code}；再看一次")
                self.cloud.pause(min(2.0**attempt, 10))
            except CloudError as error:
                hint = _TOO_BIG if error.code.startswith("RequestSizeLimitExceeded") else ""
                raise ApplyError(f"{resource}：{error}{hint}") from None

    def _make(self, resource: Resource) -> None:
        want = attributes(self.wanted, resource)
        if resource.kind == "layer":
            self._layer(resource.name, want)
        elif resource.kind == "function":
            self._function(resource.name, want)
        elif resource.kind == "trigger":
            edges.make_trigger(self.cloud, resource, want)
        elif resource.kind == "site":
            self._site(resource.name, want[CONTENT])
        elif resource.kind == "route":
            edges.make_route(self.cloud, resource, want, self.domain)
        else:
            edges.set_rules(self.cloud, self.wanted)

    # Layers: published versions never change, so the digest in the description is their identity.

    def _layer(self, name: str, want: dict[str, str]) -> None:
        digest = want["content"]
        version = self._find_version(name, digest)
        if version is None:
            answer = self.cloud.layer(
                "PublishLayerVersion",
                LayerName=name,
                CompatibleRuntimes=["Python3.10"],
                Content=self._layer_content(name, digest),
                Description=f"sha256 {digest}",
            )
            version = int(answer["LayerVersion"])
        self._wait_for_layer(name, version)
        self.actual.versions[name, digest] = version

    def _layer_content(self, name: str, digest: str) -> dict[str, str]:
        if self.bucket and digest in self.zips:
            return self.bucket.put(self.zips[digest], f"layers/{name}/{digest}.zip")
        return {"ZipFile": self._zip(digest)}

    def _find_version(self, name: str, digest: str) -> int | None:
        try:
            answer = self.cloud.layer("ListLayerVersions", LayerName=name)
        except Missing:
            return None
        for item in answer.get("LayerVersions") or []:
            usable = item.get("Status") == READY or item.get("Status") in MOVING
            if usable and digest in (item.get("Description") or ""):
                return int(item["LayerVersion"])
        return None

    def _wait_for_layer(self, name: str, version: int) -> None:
        for _ in range(_POLLS):
            answer = self.cloud.layer("GetLayerVersion", LayerName=name, LayerVersion=version)
            status = answer.get("Status")
            if status == READY:
                return
            if status not in MOVING:
                raise ApplyError(f"layer {name} 的版本 {version} 以 {status} 告终；请再运行 apply")
            self.cloud.pause(2)
        raise ApplyError(f"layer {name} 的版本 {version} 还没有就绪；请稍后再运行 apply")

    # Pages.

    def _site(self, path: str, digest: str) -> None:
        self.hosting.put(path, digest, self._package(digest))
        if digest in self.zips:
            self.record.keep(digest, self.zips[digest])

    # Functions.

    def _function(self, name: str, want: dict[str, str]) -> None:
        got = self._wait_for_function(name)
        if got is not None and got["Status"] == "CreateFailed":
            self.cloud.scf("DeleteFunction", FunctionName=name)
            got = self._wait_for_function(name)
        if got is None:
            self._create(name, want)
            self._learn_digest(name, want[CODE])
            return
        # New code needs the new layer, and code to go back to needs the old one: in between a
        # function always runs on the newer layer.
        steps = [self._update_configuration, self._update_code]
        for step in reversed(steps) if self.going_back else steps:
            step(name, want, self._look(name))
        self._learn_digest(name, want[CODE])

    def _update_configuration(self, name: str, want: dict[str, str], have: dict[str, str]) -> None:
        if _configuration(want) != _configuration(have):
            self.cloud.scf(
                "UpdateFunctionConfiguration", FunctionName=name, **self._parameters(want)
            )
            self._ready(name)

    def _update_code(self, name: str, want: dict[str, str], have: dict[str, str]) -> None:
        if want[CODE] != have[CODE] or want["handler"] != have["handler"]:
            self.cloud.scf(
                "UpdateFunctionCode",
                FunctionName=name,
                Handler=want["handler"],
                InstallDependency="FALSE",
                ZipFile=self._zip(want[CODE]),
            )
            self._ready(name)

    def _look(self, name: str) -> dict[str, str]:
        fresh = Actual(versions=self.actual.versions)
        reading.read_function(self.cloud, fresh, name, self.record.aliases)
        return attributes(fresh.state, Resource("function", name))

    def _create(self, name: str, want: dict[str, str]) -> None:
        self.cloud.scf(
            "CreateFunction",
            FunctionName=name,
            Handler=want["handler"],
            Runtime=want["runtime"],
            Type="Event",
            # What CloudBase's own console writes for functions of a mini-program.
            Stamp="MINI_QCBASE",
            InstallDependency="FALSE",
            Code={"ZipFile": self._zip(want[CODE])},
            **self._parameters(want),
        )
        self._ready(name)

    def _parameters(self, want: dict[str, str]) -> dict[str, Any]:
        """What creation and configuration have in common. Variables replace all there are."""
        vpc_id, _, subnet_id = want["vpc"].partition(" ")
        variables = [
            {"Key": variable, "Value": value}
            for attribute, value in want.items()
            if (variable := variable_name(attribute)) is not None
        ]
        return {
            "Description": want["description"],
            "MemorySize": int(want["memory_mb"]),
            "Timeout": int(want["timeout_s"]),
            "Role": "TCB_QcsRole",
            "Environment": {"Variables": variables},
            "VpcConfig": {"VpcId": vpc_id, "SubnetId": subnet_id},
            "PublicNetConfig": {
                "PublicNetStatus": "ENABLE" if want["public_net"] == "true" else "DISABLE",
                "EipConfig": {"EipStatus": "DISABLE"},
            },
            "Layers": self._layer_versions(want["layers"]),
        }

    def _layer_versions(self, layers: str) -> list[dict[str, Any]]:
        found = []
        for item in layers.split(", ") if layers else []:
            name, _, short = item.partition(" ")
            versions = [
                version
                for (layer, digest), version in self.actual.versions.items()
                if layer == name and digest.startswith(short)
            ]
            if not versions:
                raise ApplyError(f"layer {name} 没有内容为 {short} 的版本")
            found.append({"LayerName": name, "LayerVersion": max(versions)})
        # An empty list would leave the layers as they are; this is how the last one is unbound.
        return found or [{"LayerName": "", "LayerVersion": 0}]

    def _learn_digest(self, name: str, digest: str) -> None:
        """The platform may pack anew: remember which of its digests stands for our package."""
        answer = self.cloud.scf("GetFunctionAddress", FunctionName=name)
        reported = hex_digest(str(answer.get("CodeSha256") or ""))
        if reported and reported != digest and self.record.aliases.get(reported) != digest:
            self.record.aliases[reported] = digest
        if digest in self.zips:
            self.record.keep(digest, self.zips[digest])

    def _ready(self, name: str) -> None:
        got = self._wait_for_function(name)
        if got is None or got["Status"] != READY:
            status = "不见了" if got is None else got["Status"]
            why = "" if got is None else str(got.get("StatusDesc") or "")
            raise ApplyError(f"function {name} 修改以后是：{status} {why}".strip())

    def _wait_for_function(self, name: str) -> dict[str, Any] | None:
        """Its description once it moves no more; None when there is no such function."""
        for _ in range(_POLLS):
            try:
                got = self.cloud.scf("GetFunction", FunctionName=name)
            except Missing:
                return None
            if got.get("Status") not in MOVING:
                return got
            self.cloud.pause(2)
        raise ApplyError(f"function {name} 一直是 {got.get('Status')}；请到控制台看原因")

    def _delete(self, resource: Resource) -> None:
        """Only what was made from here ever gets into a plan as a deletion."""
        try:
            if resource.kind == "layer":
                self._delete_layer(resource.name)
            elif resource.kind == "function":
                self.cloud.scf("DeleteFunction", FunctionName=resource.name)
                self._wait_for_function(resource.name)
            elif resource.kind == "site":
                self.hosting.delete(resource.name)
            else:
                edges.delete(self.cloud, resource)
        except Missing:
            return

    def _delete_layer(self, name: str) -> None:
        for item in self.cloud.layer("ListLayerVersions", LayerName=name)["LayerVersions"]:
            version = item["LayerVersion"]
            self.cloud.layer("DeleteLayerVersion", LayerName=name, LayerVersion=version)

    def _zip(self, digest: str) -> str:
        return base64.b64encode(self._package(digest).read_bytes()).decode("ascii")

    def _package(self, digest: str) -> Path:
        path = self.zips.get(digest) or self.record.package(digest)
        if not path.is_file():
            raise ApplyError(f"这里没有内容为 {digest[:12]} 的包；请从它的提交重新构建")
        return path


def _configuration(values: dict[str, str]) -> dict[str, str]:
    apart = (CODE, "handler", "runtime")
    return {name: value for name, value in values.items() if name not in apart}
