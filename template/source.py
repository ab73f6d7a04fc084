"""YAML whose every value still knows its line, so that a mistake is named where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import yaml

from template.model import Problem, TemplateError


class Source:
    """Reads typed values out of YAML nodes and collects what is wrong with them."""

    def __init__(self, text: str, path: Path) -> None:
        self.file = path.name
        self.problems: list[Problem] = []
        try:
            self.root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            why = getattr(error, "problem", None) or str(error)
            raise TemplateError([Problem(self.file, line, f"not valid YAML: {why}")]) from None
        if self.root is None:
            raise TemplateError([Problem(self.file, 1, "the template is empty")])

    def problem(self, node: yaml.Node | int, message: str) -> None:
        """Note a mistake at a node or a line."""
        line = node if isinstance(node, int) else line_of(node)
        self.problems.append(Problem(self.file, line, message))

    def mapping(
        self, node: yaml.Node, what: str, known: Iterable[str] | None = None
    ) -> dict[str, yaml.Node]:
        """Key → node; with `known`, any other key is a mistake. Keys keep their order."""
        if not isinstance(node, yaml.MappingNode):
            self.problem(node, f"{what} must be a mapping of keys to values")
            return {}
        names = None if known is None else list(known)
        found: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            if key in found:
                self.problem(key_node, f"{key!r} stands twice in {what}; keep one")
            elif names is not None and key not in names:
                self.problem(key_node, f"unknown key {key!r} in {what}; {_advice(key, names)}")
            else:
                found[key] = value
                # The line of a name is the line of its key, also when its value starts below.
                value.named_at = key_node.start_mark.line + 1
        return found

    def text(self, node: yaml.Node, what: str, *, empty: bool = False) -> str:
        """A string, also where YAML would read a number or a truth value."""
        if not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:null":
            self.problem(node, f"{what} must be a text")
            return ""
        if not node.value and not empty:
            self.problem(node, f"{what} is empty")
        return str(node.value)

    def integer(self, node: yaml.Node, what: str) -> int | None:
        """A whole number, or None with a mistake noted."""
        if isinstance(node, yaml.ScalarNode) and node.value.isdecimal():
            return int(node.value)
        self.problem(node, f"{what} must be a whole number")
        return None

    def boolean(self, node: yaml.Node, what: str) -> bool:
        """true or false, written so."""
        if isinstance(node, yaml.ScalarNode) and node.value in ("true", "false"):
            return bool(node.value == "true")
        self.problem(node, f"{what} must be true or false")
        return False

    def texts(self, node: yaml.Node, what: str) -> list[tuple[str, yaml.Node]]:
        """A list of texts, each with its node."""
        if not isinstance(node, yaml.SequenceNode):
            self.problem(node, f"{what} must be a list, for example [a, b]")
            return []
        return [(self.text(item, f"an item of {what}"), item) for item in node.value]


def line_of(node: yaml.Node) -> int:
    """1-based line where a value is named."""
    return int(getattr(node, "named_at", node.start_mark.line + 1))


def _advice(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
