"""What a template must keep to beyond its shape: the platform's limits and our own rules.

Limits: https://cloud.tencent.com/document/product/583/11637 (functions) and
https://cloud.tencent.com/document/product/583/18580 (names, API).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from template import cron
from template.model import Function, Problem, Template

__all__ = ["Problem", "Rule", "folders", "structure"]

Note = Callable[[int, str], None]
Rule = Callable[[Template, Note], None]

RUNTIME = "Python3.10"
MAX_LAYERS = 5
MAX_TIMERS = 10
ENVIRONMENT_BYTES = 4096
# A patient waits for a call by the phone. A timer has to end before its next run is of any use, and staff wait at a
# desktop until a file is read.
PHONE_TIMEOUT_S = 20
OTHER_TIMEOUT_S = 60
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")

_FUNCTION_NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9_-]{0,58}[A-Za-z0-9])")
_LAYER_NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9_-]{0,30}[A-Za-z0-9])")
_TIMER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
_HANDLER = re.compile(r"[A-Za-z_]\w*\.[A-Za-z_]\w*", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_DESCRIPTION = re.compile(r"[A-Za-z0-9 ,.\n\u4e00-\u9fff，。、]{0,1000}")
# `WX_` and `TCB_` mark who calls, in the same dictionary that carries the variables of a function.
_RESERVED = ("SCF_", "QCLOUD_", "TECENTCLOUD_", "TENCENTCLOUD_", "TCB_", "WX_")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_ROUTE = re.compile(r"(?:/[A-Za-z0-9_.~-]+)+|/")


def structure(template: Template, note: Note) -> None:
    """Names, limits, timers, routes and rules of the template itself."""
    for layer in template.layers.values():
        if not _LAYER_NAME.fullmatch(layer.name):
            note(layer.line, f"layer name {layer.name!r}: 2-32 letters, digits, _ or -")
    for function in template.functions.values():
        for message in [*_limits(function), *_callers(function), *_variables(function)]:
            note(function.line, f"function {function.name}: {message}")
        for layer_name in function.layers:
            if layer_name not in template.layers:
                known = ", ".join(template.layers) or "none"
                note(
                    function.line,
                    f"function {function.name}: no layer {layer_name!r}; the template has {known}",
                )
        _timers(function, note)
    if not template.functions:
        note(1, "the template names no function")
    _clashes(template, note)
    _routes(template, note)


def _limits(function: Function) -> Iterator[str]:
    if not _FUNCTION_NAME.fullmatch(function.name):
        yield "its name must be 2-60 letters, digits, _ or -, a letter first and no _ or - last"
    if function.runtime and function.runtime != RUNTIME:
        yield f"Runtime {function.runtime}: the code is checked as {RUNTIME} only; write that"
    if function.handler and not _HANDLER.fullmatch(function.handler):
        yield f"Handler {function.handler!r}: write file.function, as in index.main_handler"
    memory = function.memory_mb
    if memory and memory != 64 and not (128 <= memory <= 3072 and memory % 128 == 0):
        yield f"MemorySize {memory}: 64, or 128 to 3072 in steps of 128"
    longest = PHONE_TIMEOUT_S if function.client_invoke else OTHER_TIMEOUT_S
    if function.timeout_s and function.timeout_s > longest:
        yield f"Timeout {function.timeout_s} s is more than the {longest} s of its kind; lower it"
    if len(function.layers) > MAX_LAYERS:
        yield f"{len(function.layers)} layers; the platform takes {MAX_LAYERS}"
    if len(set(function.layers)) < len(function.layers):
        yield "a layer stands twice in Layers"
    if not _DESCRIPTION.fullmatch(function.description):
        yield "Description: the platform takes letters, digits, spaces, commas and full stops only"
    if function.vpc and not function.public_net:
        yield "in a VPC it can't reach WeChat; add PublicNet: true"


def _callers(function: Function) -> Iterator[str]:
    if function.client_invoke and function.timers:
        yield (
            "ClientInvoke is true beside a timer; a phone could forge that event as its "
            "data. Make it a function of its own with ClientInvoke: false"
        )
    if not (function.client_invoke or function.timers or function.routes):
        yield "nothing can call it; add Events, or ClientInvoke: true"


def _variables(function: Function) -> Iterator[str]:
    literal_bytes = 0
    for name, value in function.environment.items():
        if not _VARIABLE.fullmatch(name):
            yield f"variable {name!r}: letters, digits and _, a letter first"
        if name.upper().startswith(_RESERVED):
            yield f"variable {name!r} belongs to the platform; choose another name"
        literal_bytes += len(name.encode()) + (len(value.encode()) if isinstance(value, str) else 0)
    if literal_bytes > ENVIRONMENT_BYTES:
        yield f"its variables take {literal_bytes} bytes; the platform allows {ENVIRONMENT_BYTES}"


def _timers(function: Function, note: Note) -> None:
    if len(function.timers) > MAX_TIMERS:
        note(function.line, f"function {function.name}: more than {MAX_TIMERS} timers")
    for timer in function.timers:
        if not _TIMER_NAME.fullmatch(timer.name):
            note(timer.line, f"timer name {timer.name!r}: 1-60 letters, digits, _ or -")
        if timer.cron:
            try:
                cron.parse(timer.cron)
            except ValueError as error:
                note(timer.line, f"timer {timer.name} of {function.name}: {error}")


def _clashes(template: Template, note: Note) -> None:
    """Names that differ only in case, and folders shared: one would overwrite the other."""
    names: dict[str, str] = {}
    places: dict[Path, str] = {}
    for function in template.functions.values():
        earlier = names.setdefault(function.name.lower(), function.name)
        if earlier != function.name:
            note(function.line, f"function {function.name!r} and {earlier!r} differ only in case")
        owner = places.setdefault(function.folder, function.name)
        if owner != function.name:
            note(
                function.line,
                f"function {function.name}: CodeUri is the folder of {owner} too; "
                "a function has a folder of its own",
            )


def _routes(template: Template, note: Note) -> None:
    taken: dict[str, str] = {}
    for function in template.functions.values():
        for route in function.routes:
            if route.path and not _ROUTE.fullmatch(route.path):
                note(route.line, f"route {route.path!r}: a path such as /pay/notify, no query")
            for method in route.methods:
                if method not in METHODS:
                    note(
                        route.line,
                        f"route {route.path}: unknown method {method!r}; "
                        f"known are {', '.join(METHODS)}",
                    )
            if not route.methods:
                note(route.line, f"route {route.path}: Methods is empty; for example [POST]")
            # The platform routes by path alone, so other methods make no second route.
            owner = taken.get(route.path.lower())
            if owner is not None:
                note(
                    route.line,
                    f"route {route.path} of {function.name} is a route of {owner} "
                    "already; the platform routes by path alone, so change one of the paths",
                )
            taken.setdefault(route.path.lower(), function.name)
    for site in template.sites.values():
        if site.path and (site.path == "/" or not _ROUTE.fullmatch(site.path)):
            note(site.line, f"site {site.name}: Path {site.path!r}: a path such as /staff")
        owner = taken.get(site.path.lower())
        if owner is not None:
            note(site.line, f"site {site.name}: {site.path} is a route of {owner} already")
        taken.setdefault(site.path.lower(), site.name)
        for name, value in site.headers.items():
            if not _HEADER.fullmatch(name) or not value.isprintable():
                note(site.line, f"site {site.name}: {name!r} is no header with one line of text")


def folders(template: Template, note: Note) -> None:
    """Folders, handlers and locks are there, and no function hides a package of its layers."""
    root = template.path.parent
    for layer in template.layers.values():
        if layer.folder is None:
            pass  # packages of others alone
        elif not layer.folder.is_dir():
            note(layer.line, f"layer {layer.name}: no folder {_short(layer.folder, root)}")
        elif not (layer.folder / "__init__.py").is_file():
            note(
                layer.line,
                f"layer {layer.name}: {_short(layer.folder, root)} has no "
                "__init__.py; it is imported as a package",
            )
        if not layer.requirements.is_file():
            note(
                layer.line,
                f"layer {layer.name}: no file {_short(layer.requirements, root)}; "
                "make the lock files first",
            )
    for site in template.sites.values():
        if not site.program.is_file():
            note(site.line, f"site {site.name}: no file {_short(site.program, root)}")
    for function in template.functions.values():
        for message in _code(function, template):
            note(function.line, f"function {function.name}: {message}")


def _code(function: Function, template: Template) -> Iterator[str]:
    root = template.path.parent
    if not function.folder.is_relative_to(root):
        yield "CodeUri leads out of the project; keep the folder beside the template"
        return
    if not function.folder.is_dir():
        yield f"no folder {_short(function.folder, root)}; make it, or correct CodeUri"
        return
    if not function.entry_file.is_file():
        yield f"no file {_short(function.entry_file, root)}, which Handler names"
        return
    try:
        tree = ast.parse(function.entry_file.read_bytes(), feature_version=(3, 10))
    except (SyntaxError, ValueError) as error:
        yield f"{_short(function.entry_file, root)} is not valid Python 3.10: {error}"
        return
    if function.entry_name not in _top_level_names(tree):
        yield f"{_short(function.entry_file, root)} defines no {function.entry_name}"
    layers = (template.layers[name] for name in function.layers if name in template.layers)
    for layer, package in ((layer, layer.folder.name) for layer in layers if layer.folder):
        if (function.folder / package).exists() or (function.folder / f"{package}.py").exists():
            yield f"its folder holds {package!r}, which hides the package of layer {layer.name}"


def _top_level_names(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
        elif isinstance(node, ast.ImportFrom):
            names.update(alias.asname or alias.name for alias in node.names)
    return names


def _short(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
