"""import of a workbook, export, template: a hospital's catalogue as a file that people fill in."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from common.domain.errors import Refused
from common.protocol.deps import Deps
from common.runtime import wiring
from common.usecases.stored_catalogue import StoredCatalogue
from ops.environment import known
from ops.importing.write import BY_OPS, compare, write_hospital
from ops.words import counts, with_step

TOLD_AT_MOST = 500


def add_export(parser: ArgumentParser) -> None:
    """Options of `export`."""
    parser.add_argument("hospital", help="医院编号")
    parser.add_argument(
        "file", type=Path, help="写到这个 .xlsx 文件；是已有的目录，则写六个 CSV 文件"
    )


def run_export(options: Namespace) -> int:
    """Write a hospital's catalogue as a workbook, or as CSV files; imported again it changes nothing."""
    from common.importing.csv_file import written
    from common.importing.tables_out import tables_of
    from common.importing.workbook_out import export

    deps = wiring.wire(known())
    catalogue = deps.store.catalogue_writes.whole(options.hospital)
    if catalogue is None or not catalogue.hospital.active:
        print(f"没有正在使用的医院 {options.hospital}", file=sys.stderr)
        return 1
    tables = tables_of(catalogue)
    if options.file.is_dir():
        for name, text in written(tables).items():
            (options.file / name).write_text(text, encoding="utf-8-sig", newline="")
    else:
        options.file.write_bytes(export(tables))
    print(f"已写到 {options.file}")
    return 0


def add_template(parser: ArgumentParser) -> None:
    """Options of `template`."""
    parser.add_argument("file", type=Path, help="写到这个 .xlsx 文件")


def run_template(options: Namespace) -> int:
    """Write the workbook to fill in."""
    from common.importing.workbook_out import template

    options.file.write_bytes(template())
    print(f"已写到 {options.file}")
    return 0


def import_workbook(file: Path, deps: Deps, *, only_check: bool) -> int:
    """Check a workbook and store it. With problems nothing is stored, and a copy with marks is written beside it."""
    from common.importing.archive import MAX_BYTES, Unfit
    from common.importing.hospital_file import check

    try:
        with file.open("rb") as opened:
            checked = check(opened.read(MAX_BYTES + 1), StoredCatalogue(deps.store))
    except Unfit as unfit:
        print(f"{file.name} {unfit}", file=sys.stderr)
        return 1
    except OSError:
        print(f"读不到文件 {file}", file=sys.stderr)
        return 2
    for note in checked.notes[:TOLD_AT_MOST]:
        print(note)
    if checked.catalogue is None:
        marked = file.with_name(f"{file.stem}.问题.xlsx")
        marked.write_bytes(checked.marked)
        print(*checked.problems[:TOLD_AT_MOST], sep="\n", file=sys.stderr)
        words = f"什么也没导入，原数据没变，{len(checked.problems)} 处要改"
        print(with_step(words, f"在 {marked.name} 里标红的格子上改好，再导入一次"), file=sys.stderr)
        return 1
    if only_check:
        changes = compare(checked.catalogue, deps.store)
        print(
            with_step(
                f"没有问题，什么也没写（{counts(changes.model_dump())}）", "去掉 --check 导入"
            )
        )
        return 0
    try:
        changes = write_hospital(checked.catalogue, BY_OPS, deps)
    except Refused as refused:
        print(with_step(refused.message, "再导入一次"), file=sys.stderr)
        return 1
    words = f"已导入：{checked.catalogue.hospital.id}（{counts(changes.model_dump())}）"
    print(with_step(words, "运行 publish，生成新的号源"))
    return 0
