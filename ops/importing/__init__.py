"""Read a directory of CSV files, the platform's and hospitals', and check all of it before anything is stored.

The files are described in docs/import-format.md. The demo and a real hospital go through the same program.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from common.domain.hospital_catalogue import HospitalCatalogue
from common.importing import Known, Problem, Problems, read_hospitals
from common.importing.platform_rules import PlatformRuleRow
from common.importing.rows import FILES
from ops.importing.files import records_of
from ops.importing.platform import PlatformFiles, read_platform
from ops.importing.rows import MerchantRow, MessageTemplateRow

__all__ = ["HandedIn", "ImportRefused", "NothingKnown", "Problem", "read_directory"]

_OF_THE_PLATFORM = (MerchantRow.FILE, PlatformRuleRow.FILE, MessageTemplateRow.FILE)


class ImportRefused(Exception):
    """It cannot be imported as it is: `problems` says everything that is to be mended."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class HandedIn:
    """What a directory holds, checked and ready to store; fees in fen, times and dates of Asia/Shanghai."""

    platform: PlatformFiles
    hospitals: list[HospitalCatalogue]


class NothingKnown:
    """An empty database."""

    def owners(self, collection: str, ids: Iterable[str]) -> Mapping[str, str]:  # noqa: ARG002
        """No id is taken."""
        return {}

    def merchants(self, ids: Iterable[str]) -> set[str]:  # noqa: ARG002
        """There are none."""
        return set()

    def receivers(self, merchant_ids: Iterable[str]) -> Mapping[str, set[str]]:  # noqa: ARG002
        """Nobody has one."""
        return {}


def read_directory(
    folder: Path, known: Known | None = None, *, demo_today: date | None = None
) -> HandedIn:
    """Everything in a directory, checked; raises `ImportRefused` with every problem found.

    A directory holds files of the platform, of one hospital or of several, or both. `known` is what is stored; without
    it the database counts as empty. `demo_today` allows dates like `+2`, counted from it.
    """
    problems = Problems()
    platform = read_platform(folder, problems)
    merchants_broken = any(problem.file == MerchantRow.FILE for problem in problems)
    hospitals: list[HospitalCatalogue] = []
    if _any(folder, FILES) or not _any(folder, _OF_THE_PLATFORM):
        both = _With(known or NothingKnown(), platform.merchant_ids, merchants_broken)
        hospitals = read_hospitals(
            partial(records_of, folder), both, problems, demo_today=demo_today
        )
    if problems:
        raise ImportRefused(sorted(problems, key=lambda problem: (problem.file, problem.line or 0)))
    return HandedIn(platform, hospitals)


def _any(folder: Path, names: Iterable[str]) -> bool:
    return any((folder / name).is_file() for name in names)


class _With:
    """What is stored, with the merchants that the same directory brings."""

    def __init__(self, stored: Known, merchants: set[str], broken: bool) -> None:
        self._stored, self._merchants, self._broken = stored, merchants, broken
        self.owners, self.receivers = stored.owners, stored.receivers

    def merchants(self, ids: Iterable[str]) -> set[str]:
        """Those stored and those handed in; every one while rows of them could not be read."""
        wanted = set(ids)
        if self._broken:
            return wanted
        return wanted & self._merchants | self._stored.merchants(wanted)
