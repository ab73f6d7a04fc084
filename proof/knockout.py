"""Taking one guard out, and finding the first file of tests that fails without it.

The source is changed in a process of its own, as it is imported; no file is.
"""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from proof.guards import ROOT, Guard

WITHOUT = "PROOF_WITHOUT_GUARD"
_LIMIT_SECONDS = 1800
# Quick ones first: the run stops at the first that notices.
_COVERING = (
    "tests/store", "tests/proof/test_forgetting.py", "tests/usecases", "tests/proof/test_cuts.py",
    "tests/proof/test_races.py",
)  # fmt: skip


class Remover(ast.NodeTransformer):
    """Takes a key out of its dictionary, a keyword out of its call, or a name out of its tuple."""

    def __init__(self, line: int, column: int) -> None:
        self._place = (line, column)
        self.removed = False

    def _is_it(self, node: ast.expr | None) -> bool:
        found = node is not None and (node.lineno, node.col_offset) == self._place
        self.removed |= found
        return found

    def visit_Dict(self, node: ast.Dict) -> ast.Dict:
        pairs = zip(node.keys, node.values, strict=True)
        kept = [(key, value) for key, value in pairs if not self._is_it(key)]
        node.keys, node.values = [key for key, _ in kept], [value for _, value in kept]
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        node.keywords = [keyword for keyword in node.keywords if not self._is_it(keyword.value)]
        self.generic_visit(node)
        return node

    def visit_Tuple(self, node: ast.Tuple) -> ast.Tuple:
        node.elts = [
            element
            for element in node.elts
            if not (isinstance(element, ast.Attribute) and self._is_it(element))
        ]
        self.generic_visit(node)
        return node


class _Finder(importlib.abc.MetaPathFinder):
    """Finds one module, changed."""

    def __init__(self, file: Path, place: tuple[int, int]) -> None:
        self._file, self._place = file, place
        self._name = ".".join(file.relative_to(ROOT).with_suffix("").parts)

    def find_spec(
        self,
        fullname: str,
        _path: Sequence[str] | None,
        _target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_loader(fullname, _Loader(self._file, self._place))


class _Loader(importlib.abc.Loader):
    def __init__(self, file: Path, place: tuple[int, int]) -> None:
        self._file, self._place = file, place

    def exec_module(self, module: ModuleType) -> None:
        remover = Remover(*self._place)
        tree = remover.visit(ast.parse(self._file.read_text()))
        if not remover.removed:
            raise RuntimeError(f"no guard at {self._place} of {self._file.name}")
        exec(compile(ast.fix_missing_locations(tree), str(self._file), "exec"), module.__dict__)


def take_out_named() -> None:
    """In a test process: take out the guard named in the environment, if one is."""
    named = os.environ.get(WITHOUT)
    if named:
        file, line, column = named.split(":")
        sys.meta_path.insert(0, _Finder(ROOT / file, (int(line), int(column))))


def title(guard: Guard | None) -> str:
    """What the table calls a guard."""
    return f"`{guard}`" if guard else "*none: the control*"


def try_guard(guard: Guard | None, uri: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """A guard and the file whose tests fail without it. None: nothing is taken out, and nothing may fail."""
    file = _first_failure(guard, uri)
    row = (title(guard), f"`{file}`" if file else "nothing")
    if guard and not file:
        return [row], [f"no test notices that {guard} (line {guard.line}) is missing"]
    if file and not guard:
        return [row], [f"{file} fails although no guard is missing"]
    return [row], []


def _first_failure(guard: Guard | None, uri: str) -> str:
    environment = {**os.environ, "TEST_MONGODB_URI": uri}
    if guard:
        file = guard.file.relative_to(ROOT)
        environment[WITHOUT] = f"{file}:{guard.line}:{guard.column}"
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
