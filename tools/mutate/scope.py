"""What is mutated, and which tests ought to notice."""

import ast
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Package(NamedTuple):
    """A package (or a module) and the tests that watch over it. They use no database and start no process."""

    path: str
    tests: tuple[str, ...]


PACKAGES = (
    Package("common/domain", ("tests/unit/domain",)),
    Package("common/contracts", ("tests/unit/contracts",)),
    Package("common/present", ("tests/unit/present",)),
    Package("common/entry", ("tests/unit/entry", "tests/unit/contracts")),
    Package("common/runtime", ("tests/unit/runtime",)),
    Package("common/importing", ("tests/unit/ops",)),
    Package("ops/importing", ("tests/unit/ops",)),
    Package("deploy/plan.py", ("tests/deploy/test_plan.py",)),
)
# It starts processes of its own, in which nothing is changed; it reads three hospitals again and again.
LEFT_OUT = ("tests/unit/runtime/test_cold_import.py", "tests/unit/ops/test_demo.py")


def files_of(package: Package) -> list[Path]:
    """Its Python files, relative to the root."""
    path = ROOT / package.path
    found = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [file.relative_to(ROOT) for file in found]


def nearest_tests(file: Path, package: Package) -> list[str]:
    """The test module of the same name: most mutants are noticed there, long before the whole package is run."""
    name = f"test_{file.stem}.py"
    folders = [ROOT / tests for tests in package.tests if (ROOT / tests).is_dir()]
    found = [path for folder in folders for path in folder.rglob(name)]
    inner = file.parent.name
    near = [path for path in found if path.parent.name == inner] or found
    return [str(path.relative_to(ROOT)) for path in near]


def enums() -> dict[str, list[str]]:
    """The members of every enumeration, by its name."""
    found: dict[str, list[str]] = {}
    for package in ("common", "ops", "deploy"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and _is_enum(node):
                    found[node.name] = _members(node)
    return found


def _is_enum(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "Enum" for base in node.bases)


def _members(node: ast.ClassDef) -> list[str]:
    return [
        target.id
        for step in node.body
        if isinstance(step, ast.Assign)
        for target in step.targets
        if isinstance(target, ast.Name)
    ]
