"""migrate: bring the stored data of an earlier release to this one, in numbered steps that can be run again."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from typing import Any

from common.domain.business_time import spoken
from common.domain.privacy import LoggableError
from common.runtime import clock
from ops.environment import Db, known, open_database
from ops.migrations import step_0001, step_0002, step_0003, step_0004, step_0005
from ops.migrations.step import Step

STEPS = (step_0001.STEP, step_0002.STEP, step_0003.STEP, step_0004.STEP, step_0005.STEP)
_RECORDS = "migrations"


class UnknownStep(LoggableError):
    """The database has been through a step that this release does not have."""


def add_options(parser: ArgumentParser) -> None:
    """Options of `migrate`."""
    parser.add_argument("--list", action="store_true", help="只列出哪些做过、哪些没做")


def run(options: Namespace) -> int:
    """Run the steps this database has not been through, in their order. It can be stopped and run again, and the
    service may go on meanwhile. With --list the exit code is 1 while a step is left."""
    database = open_database(known())
    if options.list:
        return _list(database, STEPS)
    for step, changed in migrate(database, STEPS):
        print(f"{step.number:04} {step.title}：改了 {changed} 处", flush=True)
    print("数据库已是本版本")
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
                f"数据库做过第 {number:04} 步 {record['name']}，本版本里没有这一步：请用最后部署的那个版本"
            )
    return [step for step in steps if not records.get(step.number, {}).get("finished_at")]


def _list(database: Db, steps: Sequence[Step]) -> int:
    waiting, records = left(database, steps), _recorded(database)
    for step in steps:
        record = records.get(step.number, {})
        state = "还没做"
        if step not in waiting:
            state = f"{spoken(record['finished_at'])} 做完，改了 {record['changed']} 处"
        elif record:
            state = f"{spoken(record['started_at'])} 开始，没有做完：请再运行 migrate"
        print(f"{step.number:04} {step.title}：{state}")
    return int(bool(waiting))


def _recorded(database: Db) -> dict[int, dict[str, Any]]:
    return {int(record["_id"]): record for record in database[_RECORDS].find({}).sort("_id", 1)}
