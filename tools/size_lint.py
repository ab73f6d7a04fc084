"""No module over 300 lines, no function over 40: what is longer holds a second idea that wants a name of its own.

A function counts from its name to its last line, without its docstring and decorators.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES = 300
FUNCTION_LINES = 40


def main() -> int:
    """Look at every Python file of the repository; 1 when one is too long."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = [
        problem
        for name in listed.stdout.splitlines()
        if Path(name).is_file()
        for problem in too_long(Path(name).read_text(encoding="utf-8"), name)
    ]
    print("\n".join(found), end="\n" if found else "")
    return int(bool(found))


def too_long(source: str, name: str) -> Iterator[str]:
    """What is too long in one module, a line each."""
    lines = len(source.splitlines())
    if lines > MODULE_LINES:
        yield f"{name}: {lines} lines; at most {MODULE_LINES}"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = _length(node)
            if length > FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines; at most {FUNCTION_LINES}"


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        length -= (first.end_lineno or first.lineno) - first.lineno + 1
    return length


if __name__ == "__main__":
    sys.exit(main())
