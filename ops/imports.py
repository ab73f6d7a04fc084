"""import: files of hospitals and of the platform, checked and stored; nothing is stored while there is one problem."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from common.domain.business_time import business_date
from common.domain.errors import Refused
from common.domain.hospital_catalogue import Changes
from common.importing.archive import MAX_BYTES, Unfit
from common.protocol.deps import Deps
from common.runtime import clock, wiring
from common.usecases.stored_catalogue import StoredCatalogue
from ops.environment import known
from ops.importing import ImportRefused, Problem
from ops.importing.write import compare, import_directory, write_hospital
from ops.words import counts, with_step

# Where a copy has all of them.
TOLD_AT_MOST = 500


class _Marked(ImportRefused):
    """A workbook with problems, of which a copy with marks was written."""

    def __init__(self, problems: list[Problem], copy: Path) -> None:
        super().__init__(problems)
        self.copy = copy


def add_import(parser: ArgumentParser) -> None:
    """Options of `import`."""
    told = "CSV 文件所在的目录，或一家医院的 .xlsx 或 .zip 文件，见 docs/import-format.md"
    parser.add_argument("source", type=Path, help=told)
    parser.add_argument("--check", action="store_true", help="只检查，什么也不保存")


def run_import(options: Namespace) -> int:
    """Check a directory or a hospital's file and store it."""
    settings = known("DATA_KEYS")
    # Relative dates belong to demo data: a hospital's own files must mean the same tomorrow.
    today = None if settings.production else date.fromisoformat(business_date(clock.now()))
    source, deps = options.source, wiring.wire(settings)
    try:
        if source.is_dir():
            numbers, changes = import_directory(
                source, deps, demo_today=today, only_check=options.check
            )
            what = counts(numbers)
        else:
            with source.open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
            what, changes = _file(source, content, deps, only_check=options.check)
    except FileNotFoundError:
        print(f"读不到文件 {source}", file=sys.stderr)
        return 2
    except (ImportRefused, Unfit, Refused) as refused:
        _tell(refused, source)
        return 1
    became = f"{what}（{counts(changes.model_dump())}）"
    if options.check:
        print(with_step(f"没有问题，什么也没写：{became}", "去掉 --check 导入"))
    else:
        print(with_step(f"已导入：{became}", "运行 publish，生成新的号源"))
    return 0


def _file(file: Path, content: bytes, deps: Deps, *, only_check: bool) -> tuple[str, Changes]:
    """Store what a file holds; the hospital's id, and what became of its documents."""
    # Here, because what reads workbooks is slow to import.
    from common.importing.hospital_file import check

    checked = check(content, StoredCatalogue(deps.store))
    for note in checked.notes[:TOLD_AT_MOST]:
        print(note)
    if checked.catalogue is None:
        problems = list(checked.problems)
        if not checked.marked:
            raise ImportRefused(problems)
        copy = file.with_name(f"{file.stem}.问题.xlsx")
        copy.write_bytes(checked.marked)
        raise _Marked(problems, copy)
    hospital_id = checked.catalogue.hospital.id
    if only_check:
        return hospital_id, compare(checked.catalogue, deps.store)
    return hospital_id, write_hospital(checked.catalogue, deps)


def _tell(refused: ImportRefused | Unfit | Refused, source: Path) -> None:
    """Say why nothing was imported, or not all, and what to do."""
    if isinstance(refused, Unfit):
        print(f"{source.name} {refused}", file=sys.stderr)
    elif isinstance(refused, Refused):
        print(with_step(refused.message, "再导入一次"), file=sys.stderr)
    else:
        told, step = refused.problems, "改好以后再导入一次"
        if isinstance(refused, _Marked):
            told = told[:TOLD_AT_MOST]
            step = f"在 {refused.copy.name} 里标红的格子上改好，再导入一次"
        words = f"什么也没导入，原数据没变，{len(refused.problems)} 处要改"
        print(*told, with_step(words, step), sep="\n", file=sys.stderr)
