"""Trying one mutant: a process of its own imports the changed module and runs the tests that watch over it."""

import ast
import io
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from enum import IntEnum
from importlib import import_module
from pathlib import Path

from tools.mutate.loading import MutantImporter
from tools.mutate.mutants import Mutant, mutated
from tools.mutate.scope import LEFT_OUT, ROOT

_OURS = ("common", "functions", "ops", "template", "deploy", "tests", "tools", "__main__")
_OPTIONS = ["-x", "-q", "--assert=plain", "--tb=native", "-p", "no:cacheprovider"]
_OPTIONS += ["--hypothesis-profile=mutants", *(f"--ignore={path}" for path in LEFT_OUT)]


class Outcome(IntEnum):
    """How a trial ended; its process ends with this number."""

    NOTICED = 0
    SURVIVED = 10
    NOT_IMPORTED = 11
    FAILED = 12


def warm_up(tests: Sequence[str]) -> None:
    """Import now what the tests need of others' packages, so that no trial has to."""
    listed = "import pytest, sys; pytest.main(['--collect-only', '-q', *sys.argv[1:]]); print(*sys.modules)"
    command = [sys.executable, "-c", listed, *tests]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in done.stdout.splitlines()[-1].split():
        ours = name.partition(".")[0] in _OURS
        if not ours and "conftest" not in name:
            with suppress(ImportError):
                import_module(name)
    import_module("pytest")
    _configure_hypothesis()


def _configure_hypothesis() -> None:
    """The same few examples every time, and no search for the smallest of them."""
    from hypothesis import HealthCheck, Phase, settings

    settings.register_profile(
        "mutants",
        max_examples=25,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


def start(
    mutant: Mutant | None,
    file: Path,
    enums: dict[str, list[str]],
    tests: list[list[str]],
    limit_s: float,
) -> int:
    """Begin a trial in a new process; its id. Without a mutant the module is tried as it is."""
    process = os.fork()
    if process:
        return process
    ending = Outcome.FAILED
    try:
        signal.setitimer(
            signal.ITIMER_REAL, limit_s
        )  # ends the process: a mutant may never come back
        os.chdir(ROOT)
        ending = _try(mutant, file, enums, tests)
    finally:
        os._exit(ending)


def outcome_of(status: int) -> tuple[Outcome, bool]:
    """The outcome of a trial whose process has ended, and whether it had to be ended for its time."""
    if os.WIFSIGNALED(status):
        return Outcome.NOTICED, os.WTERMSIG(status) == signal.SIGALRM
    return Outcome(os.WEXITSTATUS(status)), False


def _try(
    mutant: Mutant | None, file: Path, enums: dict[str, list[str]], tests: list[list[str]]
) -> Outcome:
    import pytest

    tree = mutated(mutant, enums) if mutant else ast.parse(file.read_text(encoding="utf-8"))
    importer = MutantImporter(file, compile(tree, str(ROOT / file), "exec"))
    importer.install()
    for each in tests:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            ended = pytest.main([*_OPTIONS, *each])
        if ended != pytest.ExitCode.OK:
            return Outcome.NOTICED
    return Outcome.SURVIVED if importer.imported else Outcome.NOT_IMPORTED
