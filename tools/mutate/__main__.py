"""`python -m tools.mutate [FILE …]`: try every mutant, and say what nobody noticed.

Ends with 1 when a survivor is not excused in docs/mutations.md, or fewer than 95 % are noticed.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.mutate.mutants import Mutant, mutants
from tools.mutate.report import Result, conclude
from tools.mutate.scope import PACKAGES, Package, enums, files_of, nearest_tests
from tools.mutate.trial import Outcome, outcome_of, start, warm_up

# A trial may take so many times what the tests take without a mutant.
PATIENCE, AT_LEAST_S = 5, 30.0


@dataclass
class _Run:
    """The trials under way, at most `jobs` at once."""

    jobs: int
    enums: dict[str, list[str]]
    results: list[Result] = field(default_factory=list)
    _running: dict[int, tuple[Package, Mutant]] = field(default_factory=dict)

    def add(self, package: Package, mutant: Mutant, limit_s: float) -> None:
        if len(self._running) >= self.jobs:
            self.wait()
        near = nearest_tests(mutant.file, package)
        tests = [near, list(package.tests)] if near else [list(package.tests)]
        process = start(mutant, mutant.file, self.enums, tests, limit_s)
        self._running[process] = package, mutant

    def wait(self) -> None:
        process, status = os.wait()
        package, mutant = self._running.pop(process)
        outcome, late = outcome_of(status)
        self.results.append(Result(package.path, mutant, outcome, late))
        if outcome is not Outcome.NOTICED:
            print(f"{outcome.name.lower().replace('_', ' ')}: {mutant}", flush=True)

    def finish(self) -> None:
        while self._running:
            self.wait()


def main() -> int:
    """Try everything, or the files that are named."""
    options = _options()
    chosen = list(_chosen(options.files))
    if not chosen:
        sys.exit("nothing to mutate: see PACKAGES in tools/mutate/scope.py")
    warm_up([test for package, _ in chosen for test in package.tests])
    run = _Run(options.jobs, enums())
    for package, files in chosen:
        limit_s = max(AT_LEAST_S, PATIENCE * _seconds_unchanged(package, files, run))
        for file in files:
            for mutant in mutants(file, run.enums):
                run.add(package, mutant, limit_s)
    run.finish()
    return conclude(run.results, whole=not options.files)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.mutate", description=__doc__)
    parser.add_argument("files", nargs="*", help="files or folders; without any, everything")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


def _chosen(wanted: list[str]) -> Iterator[tuple[Package, list[Path]]]:
    """The packages with the files of each that are wanted."""
    paths = [Path(each) for each in wanted]
    for package in PACKAGES:
        files = [
            file
            for file in files_of(package)
            if not paths or any(path == file or path in file.parents for path in paths)
        ]
        if files:
            yield package, files


def _seconds_unchanged(package: Package, files: list[Path], run: _Run) -> float:
    """How long the tests take when nothing is changed; they must pass."""
    began = time.monotonic()
    os_id = start(None, files[-1], run.enums, [list(package.tests)], 3600)
    _, status = os.waitpid(os_id, 0)
    outcome, _ = outcome_of(status)
    if outcome not in (Outcome.SURVIVED, Outcome.NOT_IMPORTED):
        sys.exit(f"{package.path}: its tests do not pass as they are ({outcome.name})")
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
