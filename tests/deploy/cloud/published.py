"""The published shape of every request and response, read from the SDK's models."""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import Any

_MODULES = {"scf": "scf.v20180416", "tcb": "tcb.v20180608", "ssm": "ssm.v20190923"}
# Written by CloudBase's own console into CreateFunction and not published.
_UNPUBLISHED = {("scf", "CreateFunctionRequest"): {"Stamp": "str"}}
_COMMON_ERRORS = {
    "AuthFailure.SecretIdNotFound",
    "AuthFailure.SignatureExpire",
    "AuthFailure.SignatureFailure",
    "RequestLimitExceeded",
    "InvalidAction",
    "MissingParameter",
    "UnknownParameter",
    "InvalidParameter",
    "NoSuchVersion",
}
_PARAM = re.compile(r":param _(\w+):.*?\n\s+:type \w+: (.*?)(?=\n)", re.DOTALL)
_SIMPLE: dict[str, Any] = {"str": str, "int": int, "float": (int, float), "bool": bool}


@cache
def _fields(service: str, model: str) -> dict[str, str] | None:
    module = importlib.import_module(f"tencentcloud.{_MODULES[service]}.models")
    found = getattr(module, model, None)
    if found is None:
        return None
    fields = dict(_PARAM.findall(found.__init__.__doc__ or ""))
    return {**fields, **_UNPUBLISHED.get((service, model), {})}


@cache
def known_errors(service: str) -> set[str]:
    """Every error code the service may answer."""
    module = importlib.import_module(f"tencentcloud.{_MODULES[service]}.errorcodes")
    return {value for name, value in vars(module).items() if name.isupper()} | _COMMON_ERRORS


def action_exists(service: str, action: str) -> bool:
    """Whether the API has this action."""
    return _fields(service, f"{action}Request") is not None


def problems(service: str, model: str, value: Any, path: str = "") -> list[str]:
    """What of a value does not fit a published model; nulls are as good as absent."""
    fields = _fields(service, model)
    assert fields is not None, model
    if not isinstance(value, dict):
        return [f"{path or model} must be an object"]
    found = []
    for name, item in value.items():
        where = f"{path}.{name}" if path else name
        if name not in fields:
            found.append(f"{where} is not a parameter of {model}")
        elif item is not None:
            found += _item_problems(service, fields[name], item, where)
    return found


def _item_problems(service: str, kind: str, item: Any, where: str) -> list[str]:
    kind = kind.strip()
    if kind.startswith("list of "):
        if not isinstance(item, list):
            return [f"{where} must be a list"]
        inner = kind.removeprefix("list of ")
        return [
            problem
            for number, element in enumerate(item)
            for problem in _item_problems(service, inner, element, f"{where}.{number}")
        ]
    if kind in _SIMPLE:
        right = isinstance(item, _SIMPLE[kind]) and (kind == "bool") == isinstance(item, bool)
        return [] if right else [f"{where} must be of type {kind}"]
    model = kind.strip("`").rpartition(".")[2] if kind.startswith(":class:") else kind
    return problems(service, model, item, where)
