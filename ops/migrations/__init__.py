"""migrate: bring the stored data of an earlier release to this one, in numbered steps that can be run again."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from typing import Any

from common.domain.business_time import wire
from common.domain.privacy import LoggableError
from common.runtime import clock
from ops.environment import Db, known, open_database
from ops.migrations import step_0001, step_0002, step_0003
from ops.migrations.step import Step

STEPS = (step_0001.STEP, step_0002.STEP, step_0003.STEP)
_RECORDS = "migrations"


class UnknownStep(LoggableError):
    """The database has been through a step that this release does not have."""


def add_options(parser: ArgumentParser) -> None:
    """Options of `migrate`."""
    parser.add_argument("--list", action="store_true", help="only say what is done and what is not")


def run(options: Namespace) -> int:
    """Run the steps this database has not been through, in their order. It can be stopped and run again, and the
    service may go on meanwhile. With --list the exit code is 1 while a step is left."""
    database = open_database(known())
    if options.list:
        return _list(database, STEPS)
    for step, changed in migrate(database, STEPS):
        print(f"{step.number:04} {step.name}: {changed} changed", flush=True)
    print("the database is up to date")
    return 0


def migrate(database: Db, steps: Sequence[Step]) -> Iterator[tuple[Step, int]]:
    """Run what is left; each step that ran, and how much it changed. Raises `UnknownStep`."""
    records = database[_RECORDS]
    for step in left(database, steps):
        started = {"name": step.name, "started_at": clock.now()}
        records.update_one({"_id": step.number}, {"$setOnInsert": started}, upsert=True)
        changed = step.apply(database)
        finished = {"finished_at": clock.now(), "changed": changed}
        # Of two that ran it at once, the first to finish is on record.
        records.update_one({"_id": step.number, "finished_at": None}, {"$set": finished})
        yield step, changed


def left(database: Db, steps: Sequence[Step]) -> list[Step]:
    """The steps that have not run to their end. Raises `UnknownStep`."""
    records = _recorded(database)
    names = {step.number: step.name for step in steps}
    for number, record in records.items():
        if names.get(number) != record["name"]:
            raise UnknownStep(
                f"the database has been through step {number:04} {record['name']}, which this release does not have: "
                "use the release that was deployed last"
            )
    return [step for step in steps if not records.get(step.number, {}).get("finished_at")]


def _list(database: Db, steps: Sequence[Step]) -> int:
    waiting, records = left(database, steps), _recorded(database)
    for step in steps:
        record = records.get(step.number, {})
        state = "to do"
        if step not in waiting:
            state = f"done {wire(record['finished_at'])}, {record['changed']} changed"
        elif record:
            state = f"begun {wire(record['started_at'])} and not finished: run it again"
        print(f"{step.number:04} {step.name}: {state}")
    return int(bool(waiting))


def _recorded(database: Db) -> dict[int, dict[str, Any]]:
    return {int(record["_id"]): record for record in database[_RECORDS].find({}).sort("_id", 1)}
