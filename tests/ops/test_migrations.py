"""migrate: each step once to its end, in order, whatever stops it; nothing that this release does not know."""

import base64
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pymongo.errors import DuplicateKeyError

from common.domain.privacy import LoggableError
from common.runtime import clock
from common.runtime.settings import SettingsError
from common.store import indexes
from ops import migrations
from ops.__main__ import main
from ops.migrations import STEPS, UnknownStep, left, migrate, step_0002, step_0003
from ops.migrations.step import Step
from ops.pickup_codes import told_by
from tests.ops.world import Db, World
from tests.support.service import KEYS, MONDAY


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

    return Step(number, "double", "翻倍", apply)


def test_a_new_database(run: Callable[..., tuple[int, str]], db: Db) -> None:
    assert run("--list") == (
        1,
        "0001 建立索引：还没做\n0002 加密字段带上主人标识：还没做\n"
        "0003 取号凭证改为随机，商户号不重复：还没做\n0004 按号池计数，预约记下号池：还没做\n"
        "0005 建立写入任务的索引：还没做\n",
    )
    assert db.list_collection_names() == [], "to list is to look"
    code, said = run()
    assert code == 0
    assert said.startswith(f"0001 建立索引：改了 {len(indexes.INDEXES)} 处\n")
    assert said.endswith("数据库已是本版本\n")
    for index in indexes.INDEXES:
        assert index.name in db[index.collection].index_information()
    code, said = run("--list")
    assert code == 0
    assert said.startswith("0001 建立索引：2026年3月2日 08:00 做完")


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
    first = Step(1, "nothing", "什么也不做", lambda database: 0)
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

    monkeypatch.setattr(migrations, "STEPS", (Step(1, "indexes", "建立索引", cut),))
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

    assert [n for _, n in migrate(db, [Step(1, "double", "翻倍", meets_another)])] == [0]
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


def in_the_form_before(db: Db) -> None:
    """As the release before sealed it: without the owner."""
    [key] = KEYS
    cipher = AESGCM(key.secret)
    for raw in list(db["patients"].find({})):
        for field in ("name", "phone"):
            place = json.dumps(["patients", field, raw["_id"]]).encode()
            text = f"{field} of {raw['_id']}".encode()
            sealed = b"twelve bytes" + cipher.encrypt(b"twelve bytes", text, place)
            old = f"{key.id}.{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}"
            db["patients"].update_one({"_id": raw["_id"]}, {"$set": {f"{field}_sealed": old}})


def test_sealed_fields_come_to_name_their_owner(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_form_before(world.db)
    [someone, thief] = list(world.db["patients"].find({}))[:2]
    monkeypatch.setenv("DATA_KEYS", f"k1:{base64.b64encode(KEYS[0].secret).decode()}")
    assert step_0002.apply(world.db) == world.db["patients"].count_documents({})
    assert step_0002.apply(world.db) == 0
    store = world.service.store
    read = store.patients.owned(someone["openid"], someone["_id"])
    assert read is not None
    assert (read.name, read.unreadable) == (f"name of {someone['_id']}", ())
    moved = {"$set": {"openid": thief["openid"], "quota_no": 9}}
    world.db["patients"].update_one({"_id": someone["_id"]}, moved)
    stolen = store.patients.owned(thief["openid"], someone["_id"])
    assert stolen is not None
    assert stolen.unreadable == ("name", "id_number", "phone", "birth_date")


def test_without_anything_of_the_form_before_no_key_is_asked_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATA_KEYS", raising=False)
    assert step_0002.apply(world.db) == 0
    in_the_form_before(world.db)
    with pytest.raises(SettingsError, match=r"^没有设置环境变量：DATA_KEYS$"):
        step_0002.apply(world.db)


def test_a_code_told_by_the_order_number_is_drawn_again(world: World) -> None:
    bookings = world.db["bookings"]
    bookings.drop_indexes()
    kept = bookings.find_one({"_id": world.free}) or {}
    for identity in (world.held, world.confirmed):
        change = {"$set": {"pickup_code": told_by(identity)}}
        bookings.update_one({"_id": identity}, change)
    assert step_0003.apply(world.db) == 2
    assert step_0003.apply(world.db) == 0
    for identity in (world.held, world.confirmed):
        code = world.service.booking(identity).pickup_code
        assert re.fullmatch(r"[0-9]{8}", code)
        assert code != told_by(identity)
    assert bookings.find_one({"_id": world.free}) == kept
    assert bookings.index_information()["hospital_id_date_pickup_code"]["unique"] is True


def test_two_merchants_of_one_number_are_for_people_to_decide(world: World) -> None:
    merchants = world.db["merchants"]
    merchants.drop_indexes()
    first = merchants.find_one({}) or {}
    merchants.insert_one({**first, "_id": "m9"})
    with pytest.raises(LoggableError) as caught:
        step_0003.apply(world.db)
    assert str(caught.value) == (
        "商户 m1 和 m9 是同一个商户号（mchid、sub_mchid 都相同）：请只留一个，再运行 migrate"
    )
    merchants.delete_one({"_id": "m9"})
    indexes.create(world.db)
    with pytest.raises(DuplicateKeyError):
        merchants.insert_one({**first, "_id": "m9"})
