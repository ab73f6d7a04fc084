"""cloudbaserc.json for CloudBase's own command-line tool, from the template.

Environment variables stay references (`{{env.NAME}}`): the tool reads them from its own `.env`.
"""

from __future__ import annotations

from typing import Any

from deploy.desired import layer_name
from template import Function, Reference, Template, Value


def cloudbaserc(template: Template, env_id: str, layer_versions: dict[str, int]) -> dict[str, Any]:
    """The configuration as the tool reads it. `layer_versions`: by the layer's name in the account."""
    root = template.path.parent
    folders = {function.folder.parent for function in template.functions.values()}
    function_root = min(folders).relative_to(root).as_posix() if folders else "functions"
    return {
        "version": "2.0",
        "envId": env_id,
        "functionRoot": function_root,
        "functions": [
            _function(function, _layers(function, env_id, layer_versions))
            for function in template.functions.values()
        ],
    }


def _layers(function: Function, env_id: str, versions: dict[str, int]) -> list[dict[str, Any]]:
    names = [layer_name(layer, env_id) for layer in function.layers]
    return [{"name": name, "version": versions[name]} for name in names if name in versions]


def _function(function: Function, layers: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": function.name,
        "type": "Event",
        "runtime": function.runtime,
        "handler": function.handler,
        "timeout": function.timeout_s,
        "memorySize": function.memory_mb,
        "installDependency": False,
        "envVariables": {name: _text(value) for name, value in function.environment.items()},
        "publicNetConfig": {"publicNetStatus": "ENABLE" if function.public_net else "DISABLE"},
        "ignore": ["__pycache__", "*.pyc", "*.md"],
    }
    if function.vpc:
        found["vpc"] = {
            "vpcId": _text(function.vpc.vpc_id),
            "subnetId": _text(function.vpc.subnet_id),
        }
    if layers:
        found["layers"] = layers
    timers = [timer for timer in function.timers if timer.enabled]
    if timers:
        found["triggers"] = [
            {"name": timer.name, "type": "timer", "config": timer.cron} for timer in timers
        ]
    # Where HTTP access leads to the function.
    if function.routes:
        found["path"] = function.routes[0].path
    return found


def _text(value: Value) -> str:
    return f"{{{{env.{value.name}}}}}" if isinstance(value, Reference) else value
