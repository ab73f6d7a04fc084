"""verify: the invariants of the booking protocol and every reference, on a database of any size, running or at rest."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from common.runtime import clock
from common.runtime.crypto import DerivedSigner, FieldCipher, PersonHasher
from common.runtime.settings import Settings
from ops.environment import Db, known, open_database
from ops.verify.findings import Keys
from ops.verify.repair import repair, repairable
from ops.verify.walk import RULES, SETTINGS, Report, verify
from ops.verify.words import MENDS, sentence, told

_LISTED = 200


def add_options(parser: ArgumentParser) -> None:
    """Options of `verify`."""
    parser.add_argument("--json", action="store_true", help="打印一个 JSON 对象")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--settled", action="store_true", help="连进行中的也报告，不重读：用于静止的数据库"
    )
    what.add_argument("--repair", action="store_true", help="说明哪些能安全修复")
    parser.add_argument("--yes", action="store_true", help="与 --repair 一起：真正修复，再查一遍")


def run(options: Namespace) -> int:
    """Check every invariant and reference. Without --settled it can run beside the service: what is pending is only
    counted, and a suspect is read again for some seconds before it is reported. With DATA_KEYS and HASH_KEYS in the
    environment what is sealed is opened, too, and shown to nobody."""
    if options.yes and not options.repair:
        print("--yes 要和 --repair 一起用", file=sys.stderr)
        return 2
    settings = known(may=("DATA_KEYS", "HASH_KEYS"))
    database, keys = open_database(settings), _keys(settings)
    report = verify(database, clock.now, settled=options.settled, keys=keys)
    if options.repair and _repair(report, database, options.yes):
        report = verify(database, clock.now, keys=keys)
    print(json.dumps(as_json(report)) if options.json else "\n".join(lines(report)))
    if any(finding.root == (SETTINGS, RULES) for finding in report.violations):
        return 2  # what depends on the rules was not checked by them
    return int(bool(report.violations))


def _keys(settings: Settings) -> Keys:
    return Keys(
        FieldCipher(settings.data_keys) if settings.data_keys else None,
        PersonHasher(settings.hash_keys) if settings.hash_keys else None,
        DerivedSigner(settings.data_keys) if settings.data_keys else None,
    )


def _repair(report: Report, database: Db, really: bool) -> int:
    """Make the repairs, or only tell of them; how many were made. Told on stderr: stdout is the report."""
    made = 0
    for finding in repairable(report.violations):
        words = "可以修复"
        if really:
            done = repair(finding, database, clock.now)
            made += done
            words = "已修复" if done else "不用修复了"
        mend = MENDS[finding.mend] if finding.mend else ""
        print(f"{words}（{mend}）：{told(finding)}", file=sys.stderr)
    return made


def as_json(report: Report) -> dict[str, object]:
    """The report as one object; ids only, nobody's data."""
    return {
        "ok": not report.violations,
        "violations": [
            {"invariant": f.invariant, "what": f.what, "ids": f.ids} for f in report.violations
        ],
        "pending": sum(report.pending.values()),
        "pending_by": dict(report.pending),
        "counts": report.counts,
        "cut_short": report.cut_short,
    }


def lines(report: Report) -> list[str]:
    """The report for people."""
    read = " · ".join(f"{name} {count}" for name, count in report.counts.items() if count)
    text = [f"读过：{read or '没有数据'}"]
    text += [f"进行中：{sentence(what)}（{n}）" for what, n in sorted(report.pending.items())]
    text += [f"异常 {f.invariant}：{told(f)}" for f in report.violations[:_LISTED]]
    if len(report.violations) > _LISTED:
        text.append(f"……还有 {len(report.violations) - _LISTED} 处，--json 全部列出")
    total = sum(report.pending.values())
    text.append(f"{len(report.violations)} 处异常，{total} 处进行中")
    return text + [f"    → {step}" for step in _steps(report)]


def _steps(report: Report) -> Iterator[str]:
    """What to do about it, in this order."""
    mendable = len(repairable(report.violations))
    if mendable:
        yield f"{mendable} 处可以安全修复：先 verify --repair 看一看，再加 --yes"
    if len(report.violations) > mendable:
        yield "其余要人判断：看预约的 history，用预约编号查日志；怀疑一个号约给了两个人，先关闭号源"
    if report.cut_short:
        yield "太多了，没有查完：先处理这些，再运行一次"
