"""The console program: what each verb is called, takes and answers.

Exit codes: 0 done or nothing to do, 1 refused or failed, 2 (plan only) there is something to do.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from deploy import verbs
from deploy.cloud import CloudError
from deploy.edges import ApplyError
from deploy.packaging.build import PackageError
from deploy.settings import SettingsError
from template import TemplateError

ROOT = Path(__file__).resolve().parent.parent
_EXPECTED = (TemplateError, PackageError, SettingsError, ApplyError, CloudError)


def main(words: list[str]) -> int:
    """Run one verb; what a person can mend is said in a line or two, without a stack."""
    arguments = _parser().parse_args(words)
    verb: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return verb(arguments)
    except _EXPECTED as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped; running the same command again goes on from here", file=sys.stderr)
        return 130


class _Verbs:
    """The verbs of the program, each a parser of its own that names what it runs."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._subparsers = parser.add_subparsers(metavar="verb", required=True)

    def add(
        self, name: str, run: Callable[[argparse.Namespace], int], text: str, *, env: bool = True
    ) -> argparse.ArgumentParser:
        verb = self._subparsers.add_parser(name, help=text, description=f"{text}.")
        verb.set_defaults(run=run)
        if env:
            verb.add_argument("env", metavar="ENV", help="name of the settings, for example prod")
        return verb


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m deploy", description="Take template.yaml to a CloudBase environment."
    )
    parser.set_defaults(process=os.environ, root=ROOT)
    parser.add_argument("--template", type=Path, default=ROOT / "template.yaml")
    known = _Verbs(parser)
    _releasing(known)
    _running(known)
    _examining(known)
    return parser


def _releasing(known: _Verbs) -> None:
    """What makes an environment, changes it or takes it away."""
    package = known.add(
        "package", verbs.package, "Build the layer and one zip a function", env=False
    )
    package.add_argument("--out", type=Path, default=ROOT / "build")

    known.add(
        "init",
        verbs.init,
        "Make the settings file with fresh keys; check the database, make it ready",
    )

    plan = known.add(
        "plan", verbs.plan, "Show what apply would do; exit code 2 if there is anything"
    )
    plan.add_argument("--prune", action="store_true", help="also what the template has no more")

    apply = known.add(
        "apply", verbs.apply, "Plan, ask, and make the environment what the template says"
    )
    apply.add_argument("--prune", action="store_true", help="delete what the template has no more")
    _confirmable(apply)

    rollback = known.add(
        "rollback", verbs.rollback, "Bring back code and layers of an earlier release"
    )
    rollback.add_argument("--to", type=int, metavar="N", help="the release; else the one before")
    rollback.add_argument("--list", action="store_true", help="list the releases on record")
    _confirmable(rollback)

    known.add(
        "destroy",
        verbs.destroy,
        "Delete all that was made from here; asks for the environment's id to be typed",
    )


def _confirmable(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--yes", action="store_true", help="do not ask; for automation")
    verb.add_argument(
        "--overwrite", action="store_true", help="with --yes: also what was changed by hand"
    )


def _running(known: _Verbs) -> None:
    """What works with an environment as it is."""
    ops = known.add("ops", verbs.ops, "Run a program of `python -m ops` with the settings of ENV")
    ops.add_argument("words", nargs=argparse.REMAINDER, help="for example: verify --settled")

    invoke = known.add("invoke", verbs.invoke, "Call a function, as the console does")
    invoke.add_argument("function")
    invoke.add_argument("--event", default="{}", help="JSON; nothing of a caller's identity")
    invoke.add_argument("--timer", metavar="NAME", help="send the event of this timer instead")

    logs = known.add("logs", verbs.logs, "Print logs of the last minutes")
    logs.add_argument("functions", nargs="*", help="default: all of the template")
    logs.add_argument("--minutes", type=int, default=15)
    logs.add_argument("--follow", "-f", action="store_true", help="go on until stopped")

    known.add("status", verbs.status, "One line a function: state, size, layers, timers")


def _examining(known: _Verbs) -> None:
    """What finds out how things are, and what hands them to another tool."""
    probe = known.add(
        "probe",
        verbs.probe,
        "Deploy a function that reports names of what the platform gives it, and remove it",
    )
    probe.add_argument("--timers", action="store_true", help="also find cron's zone (5 minutes)")

    known.add("doctor", verbs.doctor, "Check credentials, clock, database, WeChat and pay settings")

    export = known.add("export", verbs.export, "Write cloudbaserc.json for CloudBase's own tool")
    export.add_argument("format", choices=["cloudbaserc"])
    export.add_argument("--out", type=Path, default=Path("cloudbaserc.json"))
    export.add_argument("--layer-version", type=int, default=None, help="else the newest is asked")
