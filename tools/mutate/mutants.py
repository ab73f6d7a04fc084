"""The mutants of a module: every small change that a test should notice, in the order of the source.

A change is made in the syntax tree, not in the text: the parts of an f-string have no place of their own in the text
before Python 3.12. Left alone is what no test can see: annotations of functions, docstrings, decorators, and what only
a type checker runs.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tools.mutate.changes import Change, Enums, changes_of


class Mutant(NamedTuple):
    """One change: the `number`-th of its file; `scope` is the class or function it is in."""

    file: Path
    number: int
    line: int
    scope: str
    change: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.scope}: {self.change}"


def mutants(file: Path, enums: Enums) -> list[Mutant]:
    """All mutants of a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        Mutant(file, number, found.line, found.scope, found.change.words)
        for number, found in enumerate(_walk(tree, enums))
    ]


def mutated(mutant: Mutant, enums: Enums) -> ast.Module:
    """The tree of its file with the change made."""
    tree = ast.parse(mutant.file.read_text(encoding="utf-8"))
    found = list(_walk(tree, enums))[mutant.number]
    found.change.make()
    return ast.fix_missing_locations(tree)


@dataclass(frozen=True)
class _Found:
    line: int
    scope: str
    change: Change


def _walk(tree: ast.Module, enums: Enums) -> Iterator[_Found]:
    yield from _inside(tree, "module", 0, enums)


def _inside(node: ast.AST, scope: str, line: int, enums: Enums) -> Iterator[_Found]:
    """The changes of a node and of everything in it; `line` is fixed within an f-string."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        scope = node.name if scope == "module" else f"{scope}.{node.name}"
    for change in changes_of(node, enums):
        yield _Found(line or getattr(change.node, "lineno", 0), scope, change)
    if isinstance(node, ast.JoinedStr):
        line = line or node.lineno
    for child in _children(node):
        yield from _inside(child, scope, line, enums)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef):
        yield from [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        yield from _statements(node.body)
    elif isinstance(node, ast.ClassDef | ast.Module):
        yield from _statements(node.body)
    elif isinstance(node, ast.If) and _only_for_types(node):
        yield from node.orelse
    elif isinstance(node, ast.AnnAssign):
        yield from _of_annotated(node)
    elif isinstance(node, ast.Assign) and _names(node) & {"__all__"}:
        return
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("TypeVar", "cast"):
        yield from node.args[1:]
    else:
        yield from ast.iter_child_nodes(node)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements without a docstring."""
    first = body[0]
    text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    yield from body[1:] if text else body


def _only_for_types(node: ast.If) -> bool:
    return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _names(node: ast.Assign) -> set[str]:
    return {target.id for target in node.targets if isinstance(target, ast.Name)}


def _of_annotated(node: ast.AnnAssign) -> Iterator[ast.AST]:
    """A field's default, and of its type what is checked when it runs: constraints and literals."""
    if isinstance(node.annotation, ast.Name) and node.annotation.id == "TypeAlias":
        return
    for part in ast.walk(node.annotation):
        if isinstance(part, ast.Call):
            yield part
        elif isinstance(part, ast.Subscript) and getattr(part.value, "id", "") == "Literal":
            yield part.slice
    if node.value is not None:
        yield node.value
