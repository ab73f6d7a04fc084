"""export, template: a hospital's catalogue as a file that people fill in."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from common.domain.errors import Refused
from common.protocol import catalogue_job
from common.runtime import wiring
from ops.environment import known
from ops.words import with_step


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
    try:
        catalogue = catalogue_job.read(options.hospital, deps)
    except Refused as refused:
        print(with_step(refused.message, "再导出一次"), file=sys.stderr)
        return 1
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
