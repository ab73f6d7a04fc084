"""migrate: each step once to its end, in order, whatever stops it; nothing that this release does not know."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from common.runtime import clock
from common.store import indexes
from ops import migrations
from ops.__main__ import main
from ops.migrations import STEPS, UnknownStep, left, migrate
from ops.migrations.step import Step
from tests.ops.world import Db, World
from tests.support.service import MONDAY


@pytest.fixture
def run(
    db: Db, mongo_uri: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Start `migrate` on the empty database; exit code and all that was said."""
    monkeypatch.setenv("MONGO_URI", mongo_uri)
    monkeypatch.setenv("MONGO_DATABASE", db.name)
    monkeypatch.setattr(clock, "now", lambda: MONDAY)

    def start(*words: str) -> tuple[int, str]:
        code = main(["migrate", *words])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return start


def doubling(number: int, fail_after: int = 10**9) -> Step:
    """A step that fills a field in where it is missing, a document at a time; it may be cut."""

    def apply(database: Db) -> int:
        changed = 0
        for raw in list(database["things"].find({"double": None}, {"size": 1}).sort("_id", 1)):
            if changed == fail_after:
                raise ConnectionError("cut")
            query = {"_id": raw["_id"], "double": None}
            update = {"$set": {"double": raw["size"] * 2}}
            changed += database["things"].update_one(query, update).modified_count
        return changed

    return Step(number, "double", apply)


def test_a_new_database(run: Callable[..., tuple[int, str]], db: Db) -> None:
    assert run("--list") == (1, "0001 indexes：还没做\n")
    assert db.list_collection_names() == [], "to list is to look"
    code, said = run()
    assert code == 0
    assert said.startswith(f"0001 indexes：改了 {len(indexes.INDEXES)} 处\n")
    assert said.endswith("数据库已是本版本\n")
    for index in indexes.INDEXES:
        assert index.name in db[index.collection].index_information()
    code, said = run("--list")
    assert code == 0
    assert said.startswith("0001 indexes：2026年3月2日 08:00 做完")


def test_again_it_does_nothing(run: Callable[..., tuple[int, str]], db: Db) -> None:
    run()
    before = list(db["migrations"].find({}))
    assert run() == (0, "数据库已是本版本\n")
    assert list(db["migrations"].find({})) == before


def test_indexes_that_are_there_are_not_made_again(world: World) -> None:
    indexes.create(world.db)
    world.db["bookings"].drop_index("due_at")
    [(_, changed)] = migrate(world.db, STEPS[:1])
    assert changed == 1
    assert "due_at" in world.db["bookings"].index_information()


def test_a_step_that_is_cut_goes_on_from_there(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    db["things"].insert_many([{"_id": n, "size": n} for n in range(5)])
    first = Step(1, "nothing", lambda database: 0)
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    cut = migrate(db, [first, doubling(2, fail_after=3)])
    assert next(cut) == (first, 0)
    with pytest.raises(ConnectionError):
        next(cut)
    assert [step.number for step in left(db, [first, doubling(2)])] == [2]
    later = MONDAY + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert [(step.number, n) for step, n in migrate(db, [first, doubling(2)])] == [(2, 2)]
    assert [raw["double"] for raw in db["things"].find({}).sort("_id", 1)] == [0, 2, 4, 6, 8]
    record = db["migrations"].find_one({"_id": 2}) or {}
    assert (record["started_at"], record["finished_at"]) == (MONDAY, later)


def test_what_was_begun_is_told(
    run: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(database: Db) -> int:
        raise migrations.UnknownStep("cut")

    monkeypatch.setattr(migrations, "STEPS", (Step(1, "indexes", cut),))
    assert run()[0] == 2
    code, said = run("--list")
    assert code == 1
    assert "没有做完：请再运行 migrate" in said


def test_of_two_at_once_both_are_right_and_one_is_on_record(db: Db) -> None:
    db["things"].insert_many([{"_id": n, "size": n} for n in range(4)])
    inner: list[int] = []

    def meets_another(database: Db) -> int:
        inner.extend(changed for _, changed in migrate(database, [doubling(1)]))
        return doubling(1).apply(database)

    assert [n for _, n in migrate(db, [Step(1, "double", meets_another)])] == [0]
    assert inner == [4]
    assert (db["migrations"].find_one({"_id": 1}) or {})["changed"] == 4


@pytest.mark.parametrize(
    "record", [{"_id": 9999, "name": "of tomorrow"}, {"_id": 1, "name": "of another branch"}]
)
def test_an_older_release_touches_nothing_of_a_newer_one(
    run: Callable[..., tuple[int, str]], db: Db, record: dict[str, Any]
) -> None:
    db["migrations"].insert_one(record)
    with pytest.raises(UnknownStep):
        next(migrate(db, STEPS))
    for words in ([], ["--list"]):
        code, said = run(*words)
        assert code == 2
        assert f"第 {record['_id']:04} 步 {record['name']}" in said
    assert db.list_collection_names() == ["migrations"]


def test_every_step_has_its_number_and_its_place() -> None:
    assert [step.number for step in STEPS] == list(range(1, len(STEPS) + 1))
    files = {path.stem for path in Path(migrations.__file__).parent.glob("step_*.py")}
    assert files == {f"step_{step.number:04}" for step in STEPS}
    for step in STEPS:
        assert re.fullmatch(r"[a-z0-9 ,-]{3,60}", step.name)
