"""Programs over a database of the service, started by maintainers: `python -m ops VERB`.

They read the same environment variables as the functions (MONGO_URI, MONGO_DATABASE, DATA_KEYS, …). Exit codes: 0 all
is well, 1 the program found something, 2 it could not do its work.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pymongo.errors import PyMongoError

from common.domain.privacy import LoggableError
from ops import catalogue, keys, migrations, stuck, verify
from ops.printable import printable_only


class Verb(NamedTuple):
    """One program: what it does, its options, and the work."""

    help: str
    add: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def _no_options(_: argparse.ArgumentParser) -> None:
    pass


VERBS = {
    "verify": Verb("check every invariant and reference", verify.add_options, verify.run),
    "import": Verb(
        "check a directory of CSV files and store it", catalogue.add_import, catalogue.run_import
    ),
    "publish": Verb("lay out the slots of the booking window", _no_options, catalogue.run_publish),
    "indexes": Verb(
        "make missing indexes, list undeclared ones", _no_options, catalogue.run_indexes
    ),
    "migrate": Verb(
        "bring the data of an earlier release to this one", migrations.add_options, migrations.run
    ),
    "keys": Verb("make, count and rotate keys", keys.add_options, keys.run),
    "stuck": Verb("list what a person must work on", stuck.add_options, stuck.run),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; what went wrong is one line on stderr, without anybody's data in it. All of it is printable."""
    with printable_only():
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ops", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, verb in VERBS.items():
        verb.add(verbs.add_parser(name, help=verb.help, description=verb.run.__doc__))
    options = parser.parse_args(arguments)
    try:
        return VERBS[options.verb].run(options)
    except LoggableError as error:
        print(error, file=sys.stderr)
    except PyMongoError as error:
        # The driver's words may quote a document or the address with its password.
        print(f"the database did not answer as expected: {type(error).__name__}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
