"""Every condition of every write in common/store, taken out in turn: some test must notice each.

A guard is one key of a filter. The store's source is changed in a process of its own, as it is imported; no file is.
"""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
STORE = ROOT / "common" / "store"
WITHOUT = "PROOF_WITHOUT_GUARD"
_LIMIT_SECONDS = 1800
# Quick ones first: the run stops at the first that notices.
_COVERING = (
    "tests/store", "tests/proof/test_forgetting.py", "tests/usecases", "tests/proof/test_cuts.py",
    "tests/proof/test_races.py",
)  # fmt: skip
_FILTERS = {"query", "due", "match", "seat", "same", "guard"}


class Guard(NamedTuple):
    """One condition: the module, the line, the key, and the function it stands in."""

    module: str
    line: int
    column: int
    key: str
    function: str

    def __str__(self) -> str:
        return f"{self.module}.{self.function}: {self.key}"


def guards() -> list[Guard]:
    """All of them, in the order of the source. The `_id` that names the document is not a guard."""
    return [
        guard
        for path in sorted(STORE.glob("*.py"))
        for guard in _in_module(path.stem, ast.parse(path.read_text()))
    ]


def _in_module(module: str, tree: ast.Module) -> Iterator[Guard]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and _writes(function):
            for mapping in _filters(function):
                for key in _keys(mapping):
                    yield Guard(module, key.lineno, key.col_offset, str(key.value), function.name)
            for keyword in _more_conditions(function):
                place = (keyword.value.lineno, keyword.value.col_offset)
                yield Guard(module, *place, str(keyword.arg), function.name)


_WRITES = (
    "update_one",
    "update_many",
    "delete_one",
    "_on_seat",
    "_on_claim",
    "_move",
    "_settle",
    "_offered",
)


def _writes(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in _WRITES for node in ast.walk(function)
    )


def _filters(function: ast.FunctionDef) -> Iterator[ast.Dict]:
    """Dictionaries that become a filter: by the name they are given, or as the first argument of a write."""
    for node in ast.walk(function):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Dict):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = [t.value if isinstance(t, ast.Subscript) else t for t in targets]
            if any(isinstance(name, ast.Name) and name.id in _FILTERS for name in named):
                yield node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            first = node.args[0] if node.args else None
            if node.func.attr in _WRITES and isinstance(first, ast.Dict):
                yield first


def _more_conditions(function: ast.FunctionDef) -> Iterator[ast.keyword]:
    """Conditions that are handed on by name: `state=…` of HAND."""
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "_on_seat"
        ):
            yield from node.keywords


def _keys(mapping: ast.Dict) -> Iterator[ast.Constant]:
    """The conditions of a filter, those of an `$elemMatch` for themselves; `_id` names the document and is none."""
    for key, value in zip(mapping.keys, mapping.values, strict=True):
        if not isinstance(key, ast.Constant) or key.value == "_id":
            continue
        if isinstance(value, ast.Name) and value.id in _FILTERS:
            continue  # listed where that name gets its value
        if isinstance(value, ast.Dict) and _is_element(key, value):
            yield from _keys(value)
        else:
            yield key


def _is_element(key: ast.Constant, value: ast.Dict) -> bool:
    """Whether this is an `$elemMatch` or holds one."""
    first = value.keys[0] if value.keys else None
    return key.value == "$elemMatch" or (
        isinstance(first, ast.Constant) and first.value == "$elemMatch"
    )


# --- without one of them


class _Remover(ast.NodeTransformer):
    """Takes one key out of the dictionary it stands in."""

    def __init__(self, line: int, column: int) -> None:
        self._place = (line, column)
        self.removed = False

    def visit_Dict(self, node: ast.Dict) -> ast.Dict:
        kept = [
            (key, value)
            for key, value in zip(node.keys, node.values, strict=True)
            if not (isinstance(key, ast.Constant) and (key.lineno, key.col_offset) == self._place)
        ]
        self.removed |= len(kept) < len(node.keys)
        node.keys, node.values = [key for key, _ in kept], [value for _, value in kept]
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        kept = [
            keyword
            for keyword in node.keywords
            if (keyword.value.lineno, keyword.value.col_offset) != self._place
        ]
        self.removed |= len(kept) < len(node.keywords)
        node.keywords = kept
        self.generic_visit(node)
        return node


class _Finder(importlib.abc.MetaPathFinder):
    """Finds one module of the store, changed."""

    def __init__(self, module: str, place: tuple[int, int]) -> None:
        self._name, self._place = f"common.store.{module}", place

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        file = STORE / f"{fullname.rpartition('.')[2]}.py"
        return importlib.util.spec_from_loader(fullname, _Loader(file, self._place))


class _Loader(importlib.abc.Loader):
    def __init__(self, file: Path, place: tuple[int, int]) -> None:
        self._file, self._place = file, place

    def exec_module(self, module: ModuleType) -> None:
        remover = _Remover(*self._place)
        tree = remover.visit(ast.parse(self._file.read_text()))
        if not remover.removed:
            raise RuntimeError(f"no guard at {self._place} of {self._file.name}")
        exec(compile(ast.fix_missing_locations(tree), str(self._file), "exec"), module.__dict__)


def take_out_named() -> None:
    """In a test process: take out the guard named in the environment, if one is."""
    named = os.environ.get(WITHOUT)
    if named:
        module, line, column = named.split(":")
        sys.meta_path.insert(0, _Finder(module, (int(line), int(column))))


def try_guard(guard: Guard | None, uri: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """A guard and the file whose tests fail without it. None: nothing is taken out, and nothing may fail."""
    file = _first_failure(guard, uri)
    row = (f"`{guard}`" if guard else "*none: the control*", f"`{file}`" if file else "nothing")
    if guard and not file:
        return [row], [f"no test notices that {guard} (line {guard.line}) is missing"]
    if file and not guard:
        return [row], [f"{file} fails although no guard is missing"]
    return [row], []


def _first_failure(guard: Guard | None, uri: str) -> str:
    environment = {**os.environ, "TEST_MONGODB_URI": uri}
    if guard:
        environment[WITHOUT] = f"{guard.module}:{guard.line}:{guard.column}"
    command = [
        sys.executable, "-m", "pytest", "-x", "-q", "-p", "proof.without_guard", "-p", "no:cacheprovider",
        *_COVERING,
    ]  # fmt: skip
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=_LIMIT_SECONDS, check=False
    )  # fmt: skip
    if ended.returncode == 0:
        return ""
    failed = re.search(r"^(?:FAILED|ERROR) ([^: ]+)", ended.stdout, re.MULTILINE)
    if ended.returncode != 1 or not failed:
        raise RuntimeError(f"{guard}: the tests did not run: {ended.stdout[-500:]}")
    return failed[1]
