"""How a function is reached: timers, HTTP routes and the rules for calls from phones."""

from __future__ import annotations

import json
from typing import Any

from deploy import actual as reading
from deploy.actual import Actual
from deploy.cloud import Cloud
from deploy.desired import LOGGED_IN
from deploy.state import HOSTING, Resource, State, attributes


class ApplyError(Exception):
    """A step failed for good. What was done stands; running apply again goes on from there."""


def make_trigger(cloud: Cloud, resource: Resource, want: dict[str, str]) -> None:
    """A timer can't be changed in place: it is taken away and made anew."""
    function, _, timer = resource.name.partition("/")
    fresh = Actual()
    reading.read_triggers(cloud, fresh, function)
    have = attributes(fresh.state, resource)
    if have == want:
        return
    if have:
        delete(cloud, resource)
    cloud.scf(
        "CreateTrigger",
        FunctionName=function,
        TriggerName=timer,
        Type="timer",
        TriggerDesc=want["cron"],
        Enable="OPEN" if want["enabled"] == "true" else "CLOSE",
        CustomArgument=want["message"],
    )


def make_route(cloud: Cloud, resource: Resource, want: dict[str, str], domain: str) -> None:
    """A route is changed on the domain where it is, made on the given one or the default."""
    fresh = Actual()
    reading.read_routes(cloud, fresh, {resource.name}, set())
    have = attributes(fresh.state, resource)
    if have == want:
        return
    target = fresh.route_domains.get(resource.name) or domain or fresh.domain
    if not target:
        raise ApplyError("环境没有 HTTP 域名：请在控制台打开 HTTP 访问，或设置 HTTP_DOMAIN")
    hosted = want["function"] == HOSTING
    route: dict[str, Any] = {
        "Path": resource.name,
        "UpstreamResourceType": "STATIC_STORE" if hosted else "SCF",
        "UpstreamResourceName": want["function"],
        "Enable": want["enabled"] == "true",
        "EnableAuth": want["login"] == "true",
        "EnableSafeDomain": want["safe_domain"] == "true",
    }
    if hosted:
        # The files lie below the path that they are asked for by.
        route["EnablePathTransmission"] = want["whole_path"] == "true"
        route["Extension"] = {"HeadersHandler": {"ResponseHeadersToAdd": _headers(want["headers"])}}
    action = "ModifyHTTPServiceRoute" if have else "CreateHTTPServiceRoute"
    cloud.tcb(action, Domain={"Domain": target, "Routes": [route]})


def _headers(text: str) -> list[dict[str, str]]:
    pairs = (line.partition(": ") for line in text.splitlines())
    return [
        {"Key": name, "Value": value, "Action": "OVERWRITE_IF_EXISTS_OR_ADD"}
        for name, _, value in pairs
    ]


def set_rules(cloud: Cloud, wanted: State) -> None:
    """Write every wanted rule at once; rules of other functions stay as they are.

    One document holds the rules of the whole environment.
    """
    document = reading.read_rule_document(cloud)
    fresh = dict(document)
    for key, invoke in wanted.items():
        if key.kind == "rule":
            fresh[key.name] = {"invoke": False if invoke == "false" else invoke}
    _write_rules(cloud, fresh, document)


def delete(cloud: Cloud, resource: Resource) -> None:
    """Take away a trigger, route or rule; Missing when there is none."""
    if resource.kind == "trigger":
        function, _, timer = resource.name.partition("/")
        cloud.scf("DeleteTrigger", FunctionName=function, TriggerName=timer, Type="timer")
    elif resource.kind == "route":
        fresh = Actual()
        reading.read_routes(cloud, fresh, {resource.name}, set())
        domain = fresh.route_domains.get(resource.name)
        if domain:
            cloud.tcb("DeleteHTTPServiceRoute", Domain=domain, Paths=[resource.name])
    else:
        document = reading.read_rule_document(cloud)
        fresh_rules = {name: rule for name, rule in document.items() if name != resource.name}
        _write_rules(cloud, fresh_rules, document)


def _write_rules(cloud: Cloud, fresh: dict[str, Any], document: dict[str, Any]) -> None:
    # The platform wants a rule for `*`; where none was set, this is what holds without any.
    fresh.setdefault("*", {"invoke": LOGGED_IN})
    if fresh != document:
        cloud.tcb(
            "ModifyResourcePermission",
            ResourceType="function",
            Permission="CUSTOM",
            SecurityRule=json.dumps(fresh),
        )
