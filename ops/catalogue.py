"""retire, publish, indexes: what sets a database up before its first patient."""

import sys
from argparse import ArgumentParser, Namespace

from common.domain.errors import Refused
from common.runtime import wiring
from common.store import indexes
from common.usecases.publish import publish
from ops.environment import known, open_database
from ops.importing.write import retire_hospital
from ops.words import counts as counted
from ops.words import with_step

_NO_HURRY_SECONDS = 3600.0


def add_retire(parser: ArgumentParser) -> None:
    """Options of `retire`."""
    parser.add_argument("hospital", help="医院编号")


def run_retire(options: Namespace) -> int:
    """Take a hospital off: nobody sees or books it any more, and nothing of it is deleted."""
    deps = wiring.wire(known("DATA_KEYS"))
    try:
        changes = retire_hospital(options.hospital, deps)
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
