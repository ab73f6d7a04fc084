"""What came of the trials: the share that was noticed, and who survived without an excuse."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from tools.mutate.mutants import Mutant
from tools.mutate.scope import ROOT
from tools.mutate.trial import Outcome

EXCUSES = ROOT / "docs" / "mutations.md"
AIM = 0.95
# A line of the document: - `file` `scope`: `what was changed`
_EXCUSE = re.compile(r"^- `([^`]+)` `([^`]+)`: `(.+)`$", re.MULTILINE)


class Result(NamedTuple):
    """What came of one mutant; `late`: its trial was ended for its time, which counts as noticed."""

    package: str
    mutant: Mutant
    outcome: Outcome
    late: bool

    @property
    def noticed(self) -> bool:
        return self.outcome is Outcome.NOTICED


def conclude(results: list[Result], whole: bool) -> int:
    """Print the table and the survivors; 1 when something is wrong. Excuses are called stale in a `whole` run only."""
    excuses = Counter(_EXCUSE.findall(EXCUSES.read_text(encoding="utf-8")))
    survivors = [result.mutant for result in results if not result.noticed]
    unexcused = [mutant for mutant in survivors if excuse_of(mutant) not in excuses]
    print(_table(results))
    if unexcused:
        print(f"\nNobody noticed, and docs/mutations.md does not say why ({len(unexcused)}):")
        print(*unexcused, sep="\n")
    stale = sorted(set(excuses) - {excuse_of(mutant) for mutant in survivors}) if whole else []
    if stale:
        print("\nExcused in docs/mutations.md, but noticed now or gone:")
        print(*(" ".join(excuse) for excuse in stale), sep="\n")
    share = sum(result.noticed for result in results) / len(results)
    return int(bool(unexcused or stale) or share < AIM)


def excuse_of(mutant: Mutant) -> tuple[str, str, str]:
    """How docs/mutations.md names a mutant: without its line, which moves."""
    return str(mutant.file), mutant.scope, mutant.change.replace("`", "'")


def _table(results: Iterable[Result]) -> str:
    made, noticed, late = Counter[str](), Counter[str](), Counter[str]()
    for result in results:
        for package in (result.package, "all"):
            made[package] += 1
            noticed[package] += result.noticed
            late[package] += result.late
    rows = [
        "| package | mutants | noticed | of these by time | share |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for package in [*sorted(set(made) - {"all"}), "all"]:
        share = noticed[package] / made[package]
        rows.append(
            f"| {package} | {made[package]} | {noticed[package]} | {late[package]} | {share:.1%} |"
        )
    return "\n".join(rows)
