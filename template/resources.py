"""What stands in a template beside functions: layers and sites."""

from __future__ import annotations

from pathlib import Path

import yaml

from template.model import Layer, Site
from template.source import Source, line_of

_LAYER = ["ContentUri", "Requirements", "Description"]
_SITE = ["Program", "Path", "Headers"]


def site(
    source: Source, path: Path, name: str, node: yaml.Node, body: dict[str, yaml.Node]
) -> Site:
    """Pages on static hosting; problems are noted in the source."""
    given: dict[str, yaml.Node] = {}
    for key, value in body.items():
        if key == "Properties":
            given = source.mapping(value, f"site {name}", _SITE)
        else:
            source.problem(value, f"unknown key {key!r} in site {name}; only Type, Properties")
    for key in ("Program", "Path"):
        if key not in given:
            source.problem(node, f"site {name}: {key} is missing")
    headers = source.mapping(given["Headers"], f"Headers of {name}") if "Headers" in given else {}
    program = source.text(given["Program"], f"Program of {name}") if "Program" in given else ""
    return Site(
        name=name,
        program=(path.parent / program).resolve(),
        path=source.text(given["Path"], f"Path of {name}") if "Path" in given else "",
        headers={key: source.text(value, f"{key} of {name}") for key, value in headers.items()},
        line=line_of(node),
    )


def layer(
    source: Source, path: Path, name: str, node: yaml.Node, body: dict[str, yaml.Node]
) -> Layer:
    """A layer; problems are noted in the source."""
    line = line_of(node)
    for key, value in body.items():
        if key != "Properties":
            source.problem(value, f"unknown key {key!r} in layer {name}; only Type, Properties")
    if "Properties" not in body:
        source.problem(node, f"layer {name}: Properties is missing")
        return Layer(name, path.parent, path.parent, line=line)
    given = source.mapping(body["Properties"], f"layer {name}", _LAYER)
    texts = {key: source.text(value, f"{key} of {name}") for key, value in given.items()}
    if "Requirements" not in texts:
        source.problem(node, f"layer {name}: Requirements is missing")
    folder = texts.get("ContentUri")
    return Layer(
        name=name,
        folder=None if folder is None else (path.parent / folder).resolve(),
        requirements=(path.parent / texts.get("Requirements", "")).resolve(),
        description=texts.get("Description", ""),
        line=line,
    )
