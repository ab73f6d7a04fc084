"""verify: the invariants of the booking protocol and every reference, on a database of any size, running or at rest."""

import json
import sys
from argparse import ArgumentParser, Namespace

from common.runtime import clock
from common.runtime.crypto import FieldCipher, PersonHasher
from common.runtime.settings import Settings
from ops.environment import Db, known, open_database
from ops.verify.findings import Finding, Keys
from ops.verify.repair import repair, repairable
from ops.verify.walk import RULES, SETTINGS, Report, verify

_LISTED = 200


def add_options(parser: ArgumentParser) -> None:
    """Options of `verify`."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--settled", action="store_true", help="report what is only pending, too")
    what.add_argument("--repair", action="store_true", help="say what can be mended safely")
    parser.add_argument(
        "--yes", action="store_true", help="with --repair: mend it, then look again"
    )


def run(options: Namespace) -> int:
    """Check every invariant and reference. Without --settled it can run beside the service: what is pending is only
    counted, and a suspect is read again for some seconds before it is reported. With DATA_KEYS and HASH_KEYS in the
    environment what is sealed is opened, too, and shown to nobody."""
    if options.yes and not options.repair:
        print("--yes goes with --repair", file=sys.stderr)
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
    )


def _repair(report: Report, database: Db, really: bool) -> int:
    """Make the repairs, or only tell of them; how many were made. Told on stderr: stdout is the report."""
    made = 0
    for finding in repairable(report.violations):
        words = "would"
        if really:
            done = repair(finding, database, clock.now)
            made += done
            words = "did" if done else "no need to"
        mend = finding.mend.value if finding.mend else ""
        print(f"{words} {mend}: {finding.what}: {_ids(finding)}", file=sys.stderr)
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
    text = [f"read: {read or 'nothing'}"]
    text += [f"pending: {what} ({count})" for what, count in sorted(report.pending.items())]
    for finding in report.violations[:_LISTED]:
        text.append(f"VIOLATION {finding.invariant}: {finding.what}: {_ids(finding)}")
    if len(report.violations) > _LISTED:
        text.append(f"… and {len(report.violations) - _LISTED} more (--json lists them)")
    if report.cut_short:
        text.append("too many to go on: mend these first, then run it again")
    total = sum(report.pending.values())
    text.append(f"{len(report.violations)} violations, {total} pending")
    return text


def _ids(finding: Finding) -> str:
    return " ".join(f"{name}={value}" for name, value in finding.ids.items())
