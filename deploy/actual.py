"""What the environment is: read through the API into the same flat shape as what is wanted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from deploy.cloud import Cloud, CloudError, Missing
from deploy.state import (
    CODE,
    CONTENT,
    FAILED,
    HOSTING,
    Key,
    Resource,
    State,
    hex_digest,
    resources,
    trigger_name,
    variable,
)

_DIGEST = re.compile(r"sha256 ([0-9a-f]{64})")
READY = "Active"
# A function in one of these takes no change; the platform will leave it by itself.
MOVING = ("Creating", "Updating", "Publishing", "Deleting", "Waiting")


@dataclass
class Actual:
    """State as it is. `versions` maps (layer name, digest) to the layer's version number.

    `domain` is the environment's default one; `others` are functions not made from here.
    """

    state: State = field(default_factory=dict)
    versions: dict[tuple[str, str], int] = field(default_factory=dict)
    domain: str = ""
    route_domains: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


def read(
    cloud: Cloud,
    wanted: State,
    known: Iterable[Resource] = (),
    aliases: Mapping[str, str] | None = None,
    content_at: Callable[[str], str | None] = lambda path: None,
) -> Actual:
    """Read what is wanted and what is known to have been applied before.

    Functions, routes and rules of others in the same environment are named in `others` at most.
    `aliases` maps digests as the platform reports them to those of our packages; `content_at` tells the digest of
    what hosting holds at a path.
    """
    actual = Actual()
    ours = dict.fromkeys([*resources(wanted), *known])
    for resource in ours:
        if resource.kind == "layer":
            content = wanted.get(Key("layer", resource.name, "content"), "")
            read_layer(cloud, actual, resource.name, content)
    existing = {item["FunctionName"] for item in cloud.pages("ListFunctions", "Functions")}
    functions = [resource.name for resource in ours if resource.kind == "function"]
    for name in functions:
        if name in existing and read_function(cloud, actual, name, aliases or {}):
            read_triggers(cloud, actual, name)
    actual.others = sorted(existing - set(functions))
    read_routes(cloud, actual, {r.name for r in ours if r.kind == "route"}, set(functions))
    for resource in ours:
        held = content_at(resource.name) if resource.kind == "site" else None
        if held is not None:
            actual.state[Key("site", resource.name, CONTENT)] = held
    rules = read_rules(cloud)
    for name in functions:
        if name in rules:
            actual.state[Key("rule", name, "invoke")] = rules[name]
    return actual


def read_layer(cloud: Cloud, actual: Actual, name: str, wanted: str) -> None:
    """Every ready version by its digest; the content is the wanted one if it is among them."""
    try:
        answer = cloud.layer("ListLayerVersions", LayerName=name)
    except Missing:
        return
    newest = 0
    for item in answer.get("LayerVersions") or []:
        match = _DIGEST.search(item.get("Description") or "")
        version = int(item["LayerVersion"])
        digest = match[1] if match else f"version {version}, not published from here"
        if item.get("Status") != READY:
            continue
        actual.versions[name, digest] = max(version, actual.versions.get((name, digest), 0))
        if digest == wanted or (version > newest and (name, wanted) not in actual.versions):
            actual.state[Key("layer", name, "content")] = digest
        newest = max(newest, version)


def read_function(
    cloud: Cloud, actual: Actual, name: str, aliases: Mapping[str, str]
) -> dict[str, Any] | None:
    """One function's configuration and code digest; the raw answer, None when it is not there."""
    try:
        got = cloud.scf("GetFunction", FunctionName=name)
    except Missing:
        return None
    digests = {(layer, version): digest for (layer, digest), version in actual.versions.items()}
    layers = []
    for item in got.get("Layers") or []:
        digest = digests.get((item["LayerName"], int(item["LayerVersion"])))
        shown = digest[:12] if digest else f"version {item['LayerVersion']}"
        layers.append(f"{item['LayerName']} {shown}")
    vpc = got.get("VpcConfig") or {}
    public = (got.get("PublicNetConfig") or {}).get("PublicNetStatus") == "ENABLE"
    found = {
        "handler": str(got.get("Handler") or ""),
        "runtime": str(got.get("Runtime") or ""),
        "memory_mb": str(got.get("MemorySize")),
        "timeout_s": str(got.get("Timeout")),
        "description": str(got.get("Description") or ""),
        "vpc": f"{vpc.get('VpcId') or ''} {vpc.get('SubnetId') or ''}".strip(),
        "public_net": str(public).lower(),
        "layers": ", ".join(layers),
        CODE: _code_digest(cloud, name, aliases),
    }
    for item in (got.get("Environment") or {}).get("Variables") or []:
        found[variable(item["Key"])] = item["Value"]
    if str(got.get("Status")).endswith("Failed"):
        found[FAILED] = str(got["Status"])
    for attribute, value in found.items():
        actual.state[Key("function", name, attribute)] = value
    return got


def _code_digest(cloud: Cloud, name: str, aliases: Mapping[str, str]) -> str:
    try:
        reported = cloud.scf("GetFunctionAddress", FunctionName=name).get("CodeSha256")
    except CloudError as error:
        # A function whose creation failed has no code to give.
        if isinstance(error, Missing) or error.code == "FailedOperation.GetFunctionAddress":
            return ""
        raise
    digest = hex_digest(str(reported or ""))
    return aliases.get(digest, digest)


def read_triggers(cloud: Cloud, actual: Actual, function: str) -> None:
    """The timers of a function. The cron comes back bare or wrapped in JSON."""
    try:
        found = list(cloud.pages("ListTriggers", "Triggers", FunctionName=function))
    except Missing:
        # Its deletion came to an end while we were reading.
        return
    for item in found:
        if item.get("Type") != "timer":
            continue
        name = trigger_name(function, item["TriggerName"])
        actual.state[Key("trigger", name, "cron")] = _cron(str(item.get("TriggerDesc") or ""))
        actual.state[Key("trigger", name, "enabled")] = str(bool(item.get("Enable"))).lower()
        actual.state[Key("trigger", name, "message")] = str(item.get("CustomArgument") or "")


def _cron(described: str) -> str:
    try:
        wrapped = json.loads(described)
    except ValueError:
        return described
    return str(wrapped.get("cron", described)) if isinstance(wrapped, dict) else described


def read_routes(cloud: Cloud, actual: Actual, paths: set[str], functions: set[str]) -> None:
    """Routes of ours on any domain, and the environment's default domain."""
    offset = 0
    while True:
        answer = cloud.tcb("DescribeHTTPServiceRoute", Offset=offset, Limit=100)
        domains = answer.get("Domains") or []
        for domain in domains:
            if domain.get("IsDefault"):
                actual.domain = domain["Domain"]
            for route in domain.get("Routes") or []:
                if route["Path"] in paths or route.get("UpstreamResourceName") in functions:
                    actual.route_domains[route["Path"]] = domain["Domain"]
                    _read_route(actual, route)
        offset += len(domains)
        if not domains or offset >= int(answer.get("TotalCount") or 0):
            return


def _read_route(actual: Actual, route: dict[str, Any]) -> None:
    found = {
        "function": str(route.get("UpstreamResourceName") or ""),
        "enabled": str(route.get("Enable", True)).lower(),
        "login": str(route.get("EnableAuth", False)).lower(),
        "safe_domain": str(route.get("EnableSafeDomain", True)).lower(),
    }
    if route.get("UpstreamResourceType") == "STATIC_STORE":
        handler = (route.get("Extension") or {}).get("HeadersHandler") or {}
        added = handler.get("ResponseHeadersToAdd") or []
        headers = sorted(f"{header['Key']}: {header['Value']}" for header in added)
        found["function"] = HOSTING
        found["whole_path"] = str(route.get("EnablePathTransmission", False)).lower()
        found["headers"] = "\n".join(headers)
    for attribute, value in found.items():
        actual.state[Key("route", route["Path"], attribute)] = value


def read_rules(cloud: Cloud) -> dict[str, str]:
    """Client-invoke rules by function name, `*` included; the rule as text."""
    return {name: _rule_text(rule) for name, rule in read_rule_document(cloud).items()}


def read_rule_document(cloud: Cloud) -> dict[str, Any]:
    """The environment's one rule document, parsed; empty when none was ever set."""
    answer = cloud.tcb("DescribeResourcePermission", ResourceType="function", Resources=[])
    for item in (answer.get("Data") or {}).get("PermissionList") or []:
        text = item.get("SecurityRule") or ""
        if text:
            document = json.loads(text)
            return document if isinstance(document, dict) else {}
    return {}


def _rule_text(rule: Any) -> str:
    invoke = rule.get("invoke") if isinstance(rule, dict) else rule
    return str(invoke).lower() if isinstance(invoke, bool) else str(invoke)
