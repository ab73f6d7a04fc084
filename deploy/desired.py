"""What the template, the settings and the packages want the environment to be."""

from __future__ import annotations

import re
from collections.abc import Mapping

from deploy.settings import Settings, SettingsError
from deploy.state import CODE, CONTENT, HOSTING, Key, State, trigger_name, variable
from template import Function, Site, Template

LOGGED_IN = "auth != null"
_ENV_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,60}")


def layer_name(layer: str, env_id: str) -> str:
    """Layers are shared by a whole account: an environment's own carries its id."""
    return f"{layer}_{env_id}"


def wanted(
    template: Template,
    settings: Settings,
    layer_digests: Mapping[str, str],
    code_digests: Mapping[str, str],
    site_digests: Mapping[str, str],
) -> State:
    """Desired state for digests of packages by layer, function and site name."""
    env_id = settings["ENV_ID"]
    if not _ENV_ID.fullmatch(env_id):
        raise SettingsError(f"ENV_ID {env_id!r} 不对：请从控制台复制环境 ID")
    names = {layer: layer_name(layer, env_id) for layer in template.layers}
    state: State = {}
    for layer, name in names.items():
        state[Key("layer", name, "content")] = layer_digests[layer]
    for function in template.functions.values():
        layers = [f"{names[layer]} {layer_digests[layer][:12]}" for layer in function.layers]
        for attribute, value in configuration(function, settings, layers).items():
            state[Key("function", function.name, attribute)] = value
        state[Key("function", function.name, CODE)] = code_digests[function.name]
        for timer in function.timers:
            name = trigger_name(function.name, timer.name)
            state[Key("trigger", name, "cron")] = timer.cron
            state[Key("trigger", name, "enabled")] = str(timer.enabled).lower()
            state[Key("trigger", name, "message")] = timer.message
        for route in function.routes:
            state[Key("route", route.path, "function")] = function.name
            state[Key("route", route.path, "enabled")] = "true"
            # Signatures prove who calls; a login or a safe domain would shut WeChat Pay out.
            state[Key("route", route.path, "login")] = "false"
            state[Key("route", route.path, "safe_domain")] = "false"
        rule = LOGGED_IN if function.client_invoke else "false"
        state[Key("rule", function.name, "invoke")] = rule
    for site in template.sites.values():
        state[Key("site", site.path, CONTENT)] = site_digests[site.name]
        for attribute, value in site_route(site).items():
            state[Key("route", site.path, attribute)] = value
    return state


def site_route(site: Site) -> dict[str, str]:
    """How a site is reached, as comparable texts. Who is signed in, its pages ask by themselves."""
    headers = [f"{name}: {value}" for name, value in sorted(site.headers.items())]
    return {
        "function": HOSTING,
        "enabled": "true",
        "login": "false",
        "safe_domain": "false",
        "whole_path": "true",
        "headers": "\n".join(headers),
    }


def configuration(function: Function, settings: Settings, layers: list[str]) -> dict[str, str]:
    """A function's attributes but for its code, as comparable texts."""
    vpc = ""
    if function.vpc:
        vpc_id, subnet = (
            settings.resolve(function.vpc.vpc_id),
            settings.resolve(function.vpc.subnet_id),
        )
        if bool(vpc_id) != bool(subnet):
            raise SettingsError("VPC_ID 和 SUBNET_ID 要么都填，要么都不填")
        vpc = f"{vpc_id} {subnet}".strip()
    found = {
        "handler": function.handler,
        "runtime": function.runtime,
        "memory_mb": str(function.memory_mb),
        "timeout_s": str(function.timeout_s),
        "description": function.description,
        "vpc": vpc,
        "public_net": str(function.public_net).lower(),
        "layers": ", ".join(layers),
    }
    for name, value in settings.environment_of(function).items():
        found[variable(name)] = value
    return found
