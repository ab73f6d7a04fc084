"""import, publish, indexes: what sets a database up before its first patient."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from common.domain.business_time import business_date
from common.domain.errors import Refused
from common.runtime import clock, wiring
from common.store import indexes
from common.usecases.publish import publish
from ops.environment import known, open_database
from ops.importing import ImportRefused
from ops.importing.write import BY_OPS, import_directory, retire_hospital
from ops.sheets import import_workbook
from ops.words import counts as counted
from ops.words import with_step

_NO_HURRY_SECONDS = 3600.0


def add_import(parser: ArgumentParser) -> None:
    """Options of `import`."""
    told = "CSV 文件所在的目录，或一家医院的 .xlsx 文件，见 docs/import-format.md"
    parser.add_argument("folder", type=Path, help=told)
    parser.add_argument("--check", action="store_true", help="只检查，什么也不保存")


def run_import(options: Namespace) -> int:
    """Check a directory or a workbook and store it; nothing is stored while there is one problem."""
    settings = known("DATA_KEYS")
    if options.folder.suffix.lower() == ".xlsx":
        return import_workbook(options.folder, wiring.wire(settings), only_check=options.check)
    # Relative dates belong to demo data: a hospital's own files must mean the same tomorrow.
    demo_today = None
    if not settings.production:
        demo_today = date.fromisoformat(business_date(clock.now()))
    try:
        counts, changes = import_directory(
            options.folder,
            wiring.wire(settings),
            BY_OPS,
            demo_today=demo_today,
            only_check=options.check,
        )
    except ImportRefused as refused:
        print(refused, file=sys.stderr)
        words = f"什么也没导入，原数据没变，{len(refused.problems)} 处要改"
        print(with_step(words, "改好以后再导入一次"), file=sys.stderr)
        return 1
    except Refused as refused:
        print(with_step(refused.message, "再导入一次"), file=sys.stderr)
        return 1
    if options.check:
        print(f"没有问题，什么也没写：{counted(counts)}（{counted(changes.model_dump())}）")
        return 0
    words = f"已导入：{counted(counts)}（{counted(changes.model_dump())}）"
    print(with_step(words, "运行 publish，生成新的号源"))
    return 0


def add_retire(parser: ArgumentParser) -> None:
    """Options of `retire`."""
    parser.add_argument("hospital", help="医院编号")


def run_retire(options: Namespace) -> int:
    """Take a hospital off: nobody sees or books it any more, and nothing of it is deleted."""
    deps = wiring.wire(known())
    try:
        changes = retire_hospital(options.hospital, BY_OPS, deps)
    except Refused as refused:
        print(refused.message, file=sys.stderr)
        return 1
    print(f"{options.hospital} 已停用（{counted(changes.model_dump())}）；已有的预约不受影响")
    return 0


def run_publish(_: Namespace) -> int:
    """Lay out the slots that are missing in every hospital's booking window."""
    deps = wiring.wire(known())
    counts = publish(deps, deps.deadline(_NO_HURRY_SECONDS))
    made = f"{counts.hospitals} 家医院、{counts.days} 天，新生成 {counts.slots} 个时段"
    if counts.failed:
        print(
            with_step(
                f"{counts.failed} 天没有排成：{made}", "看上面的日志，改好出诊表再运行一次 publish"
            )
        )
    elif counts.left_over or counts.in_writing:
        print(with_step(f"没有做完：{made}", "再运行一次 publish"))
    else:
        print(made)
    return int(counts.left_over or counts.failed > 0 or counts.in_writing > 0)


def run_indexes(_: Namespace) -> int:
    """Make the indexes that are missing; name those that nothing declares (they are left alone)."""
    database = open_database(known())
    made = indexes.create(database)
    stray = indexes.undeclared(database)
    print(f"{len(made)} 个索引都在")
    for name in stray:
        print(with_step(f"没有声明过的索引：{name}", "不用的话，请在数据库里删除；本程序不动它"))
    return 0
