"""Read template.yaml into a `Template`, or say every mistake with its line and what to do.

The dialect is TCSAM (Globals, Resources, TencentCloud::Serverless::Function) as the old `scf` tool
read it, plus Layers, Python3.10, HTTP routes and client-invoke rules.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import yaml

from template import checks
from template.model import (
    Function,
    Layer,
    Reference,
    Route,
    Site,
    Template,
    TemplateError,
    Timer,
    Value,
    Vpc,
)
from template.resources import layer, site
from template.source import Source, line_of

_TYPE = "TencentCloud::Serverless::"
_SHARED = [
    "Handler",
    "Runtime",
    "MemorySize",
    "Timeout",
    "Environment",
    "Layers",
    "VpcConfig",
    "PublicNet",
    "ClientInvoke",
]
_FUNCTION = ["CodeUri", "Description", *_SHARED, "Events"]
_REFERENCE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


def load(path: Path | str) -> Template:
    """Read and validate a template, its folders and handlers included.

    Raises TemplateError with every mistake found.
    """
    return _read(Path(path), checks.structure, checks.folders)


def parse(path: Path | str) -> Template:
    """As `load`, without looking at folders: for templates whose code is not there yet."""
    return _read(Path(path), checks.structure)


def _read(path: Path, *rules: checks.Rule) -> Template:
    path = path.resolve()
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = f"can't be read: {error}"
        raise TemplateError([checks.Problem(path.name, 1, problem)]) from None
    source = Source(text, path)
    template = _template(source, path)
    for rule in rules:
        rule(template, source.problem)
    if source.problems:
        raise TemplateError(source.problems)
    return template


def _template(source: Source, path: Path) -> Template:
    assert source.root is not None
    top = source.mapping(source.root, "the template", ["Globals", "Resources"])
    shared: dict[str, yaml.Node] = {}
    if "Globals" in top:
        parts = source.mapping(top["Globals"], "Globals", ["Function"])
        if "Function" in parts:
            shared = source.mapping(parts["Function"], "Globals.Function", _SHARED)
    functions: dict[str, Function] = {}
    layers: dict[str, Layer] = {}
    sites: dict[str, Site] = {}
    if "Resources" not in top:
        source.problem(1, "Resources is missing: the functions and layers stand there")
        return Template(path, functions, layers)
    for name, node in source.mapping(top["Resources"], "Resources").items():
        body = source.mapping(node, name)
        kind = source.text(body.pop("Type"), f"Type of {name}") if "Type" in body else ""
        if kind == _TYPE + "Layer":
            layers[name] = layer(source, path, name, node, body)
        elif kind == _TYPE + "StaticSite":
            sites[name] = site(source, path, name, node, body)
        elif kind == _TYPE + "Namespace":
            for function, inner in body.items():
                if function in functions:
                    source.problem(inner, f"a function {function!r} stands in two namespaces")
                functions[function] = _function(source, path, function, inner, shared)
        else:
            expected = f"{_TYPE}Namespace, {_TYPE}Layer or {_TYPE}StaticSite"
            source.problem(node, f"{name}: Type must be {expected}")
    return Template(path, functions, layers, sites)


class _Given(NamedTuple):
    """Values of a function by key; one that is not given is empty."""

    source: Source
    name: str
    nodes: dict[str, yaml.Node]

    def text(self, key: str) -> str:
        node = self.nodes.get(key)
        return self.source.text(node, f"{key} of {self.name}") if node else ""

    def texts(self, key: str) -> tuple[str, ...]:
        node = self.nodes.get(key)
        found = self.source.texts(node, f"{key} of {self.name}") if node else []
        return tuple(text for text, _ in found)

    def number(self, key: str) -> int:
        node = self.nodes.get(key)
        return (self.source.integer(node, f"{key} of {self.name}") or 0) if node else 0

    def flag(self, key: str) -> bool:
        node = self.nodes.get(key)
        return self.source.boolean(node, f"{key} of {self.name}") if node else False


def _function(
    source: Source, path: Path, name: str, node: yaml.Node, shared: dict[str, yaml.Node]
) -> Function:
    function = Function(name, path.parent, "", "", 0, 0, line=line_of(node))
    own = _properties(source, name, node)
    if own is None:
        return function
    given = _Given(source, name, {**shared, **own})
    for key in ("CodeUri", "Handler", "Runtime", "MemorySize", "Timeout"):
        if key not in given.nodes:
            source.problem(node, f"function {name}: {key} is missing")
    timers, routes = _events(source, name, own.get("Events"))
    return replace(
        function,
        folder=(path.parent / given.text("CodeUri")).resolve(),
        handler=given.text("Handler"),
        runtime=given.text("Runtime"),
        memory_mb=given.number("MemorySize"),
        timeout_s=given.number("Timeout"),
        description=given.text("Description"),
        environment={
            **_environment(source, name, shared.get("Environment")),
            **_environment(source, name, own.get("Environment")),
        },
        layers=given.texts("Layers"),
        timers=timers,
        routes=routes,
        client_invoke=given.flag("ClientInvoke"),
        vpc=_vpc(source, name, given.nodes.get("VpcConfig")),
        public_net=given.flag("PublicNet"),
    )


def _properties(source: Source, name: str, node: yaml.Node) -> dict[str, yaml.Node] | None:
    """What the function itself is given; None, and a problem, if it is no function or has nothing."""
    body = source.mapping(node, f"function {name}", ["Type", "Properties"])
    kind = source.text(body["Type"], f"Type of {name}") if "Type" in body else ""
    if kind != _TYPE + "Function":
        source.problem(node, f"function {name}: Type must be {_TYPE}Function")
    elif "Properties" not in body:
        source.problem(node, f"function {name}: Properties is missing")
    else:
        return source.mapping(body["Properties"], f"function {name}", _FUNCTION)
    return None


def _environment(source: Source, name: str, node: yaml.Node | None) -> dict[str, Value]:
    if node is None:
        return {}
    parts = source.mapping(node, f"Environment of {name}", ["Variables"])
    if "Variables" not in parts:
        source.problem(node, f"Environment of {name}: Variables is missing")
        return {}
    variables = source.mapping(parts["Variables"], f"Variables of {name}")
    return {key: _value(source, value, key) for key, value in variables.items()}


def _value(source: Source, node: yaml.Node, what: str) -> Value:
    text = source.text(node, what, empty=True)
    match = _REFERENCE.fullmatch(text)
    if match:
        return Reference(match[1])
    if "${" in text:
        source.problem(node, f"{what}: a reference is the whole value, as in {what}: ${{{what}}}")
    return text


def _vpc(source: Source, name: str, node: yaml.Node | None) -> Vpc | None:
    if node is None:
        return None
    parts = source.mapping(node, f"VpcConfig of {name}", ["VpcId", "SubnetId"])
    values = {key: _value(source, value, key) for key, value in parts.items()}
    if len(values) < 2:
        source.problem(node, f"VpcConfig of {name} needs VpcId and SubnetId")
        return None
    return Vpc(values["VpcId"], values["SubnetId"])


def _events(
    source: Source, name: str, node: yaml.Node | None
) -> tuple[tuple[Timer, ...], tuple[Route, ...]]:
    timers: list[Timer] = []
    routes: list[Route] = []
    events = {} if node is None else source.mapping(node, f"Events of {name}")
    for event, value in events.items():
        where = f"event {event} of {name}"
        body = source.mapping(value, where, ["Type", "Properties"])
        kind = source.text(body["Type"], f"Type of {where}") if "Type" in body else ""
        if kind not in ("Timer", "HttpRoute"):
            source.problem(value, f"{where}: Type must be Timer or HttpRoute")
        elif "Properties" not in body:
            source.problem(value, f"{where}: Properties is missing")
        elif kind == "Timer":
            timers.append(_timer(source, where, event, body["Properties"], line_of(value)))
        else:
            routes.append(_route(source, where, body["Properties"], line_of(value)))
    return tuple(timers), tuple(routes)


def _timer(source: Source, where: str, name: str, node: yaml.Node, line: int) -> Timer:
    given = source.mapping(node, where, ["CronExpression", "Enable", "Message"])
    if "CronExpression" not in given:
        source.problem(line, f"{where}: CronExpression is missing")
        return Timer(name, "", line=line)
    cron = given["CronExpression"]
    return Timer(
        name=name,
        cron=" ".join(source.text(cron, f"CronExpression of {where}").split()),
        enabled=source.boolean(given["Enable"], f"Enable of {where}")
        if "Enable" in given
        else True,
        message=source.text(given["Message"], "Message", empty=True) if "Message" in given else "",
        line=line_of(cron),
    )


def _route(source: Source, where: str, node: yaml.Node, line: int) -> Route:
    given = source.mapping(node, where, ["Path", "Methods"])
    for key in ("Path", "Methods"):
        if key not in given:
            source.problem(line, f"{where}: {key} is missing")
    path = source.text(given["Path"], f"Path of {where}") if "Path" in given else ""
    methods = source.texts(given["Methods"], f"Methods of {where}") if "Methods" in given else []
    return Route(
        path=path if path == "/" else path.rstrip("/"),
        methods=tuple(method for method, _ in methods),
        line=line_of(given["Path"]) if "Path" in given else line,
    )
