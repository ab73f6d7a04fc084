"""`python -m ops …` as people start it: exit codes, what is printed, and what never is."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from common.runtime import clock
from ops.__main__ import VERBS, main
from tests.ops.test_repair import dump
from tests.ops.world import Db, World
from tests.support.service import MONDAY

ROOT = Path(__file__).parents[2]
KEY = base64.b64encode(b"1" * 32).decode()
Environ = Callable[..., None]


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch, mongo_uri: str) -> Environ:
    """Set exactly these variables, and the time; suspects are read again at once."""

    def put(database: Db, now: Callable[[], Any] = lambda: MONDAY, **more: str) -> None:
        for name in ("DATA_KEYS", "HASH_KEYS", "STAGE", "MINI_APPID"):
            monkeypatch.delenv(name, raising=False)
        known = {"MONGO_URI": mongo_uri, "MONGO_DATABASE": database.name, **more}
        for name, value in known.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(clock, "now", now)
        monkeypatch.setattr("ops.verify.walk.READ_AGAIN_AFTER", (0.0,))

    return put


def test_every_verb_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in VERBS:
        with pytest.raises(SystemExit) as ended:
            main([verb, "--help"])
        assert ended.value.code == 0
        out = capsys.readouterr().out
        assert "".join(VERBS[verb].about.split()) in "".join(out.split())
        assert "显示这段说明" in out


@pytest.mark.parametrize(
    "wrong", [[], ["nonsense"], ["verify", "--settled", "--repair"], ["import"]]
)
def test_wrong_arguments(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2


def test_verify_says_what_it_read_with_no_key_at_all(
    world: World, environ: Environ, capsys: pytest.CaptureFixture[str]
) -> None:
    environ(world.db, world.service.clock)
    assert main(["verify"]) == 0
    out = capsys.readouterr().out
    assert "bookings 10" in out
    assert out.endswith("0 处异常，0 处进行中\n")


def test_verify_json(world: World, environ: Environ, capsys: pytest.CaptureFixture[str]) -> None:
    environ(world.db, world.service.clock)
    world.db["slots"].update_one({"_id": world.slot}, {"$inc": {"left": 1}})
    world.db["bookings"].update_one(
        {"_id": world.held}, {"$set": {"effects.0.not_before": MONDAY, "due_at": MONDAY}}
    )
    assert main(["verify", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert report["violations"] == [
        {"invariant": "1", "what": "left is not the number of free phone seats", "ids": {"slot": world.slot}}
    ]  # fmt: skip
    assert report["pending"] == 1
    assert report["counts"]["slots"] == 8
    assert main(["verify", "--json", "--settled"]) == 1
    assert len(json.loads(capsys.readouterr().out)["violations"]) == 2


def test_repair_only_tells_unless_it_is_told_to(
    world: World, environ: Environ, capsys: pytest.CaptureFixture[str]
) -> None:
    environ(world.db, world.service.clock)
    world.db["slots"].update_one({"_id": world.slot}, {"$inc": {"left": 1}})
    spoilt = dump(world)
    assert main(["verify", "--repair"]) == 1
    printed = capsys.readouterr()
    wrong = f"余号数不等于线上空着的号数：slots {world.slot}"
    assert printed.err == f"可以修复（重新数号源的号）：{wrong}\n"
    assert printed.out.splitlines()[1:] == [
        f"异常 1：{wrong}",
        "1 处异常，0 处进行中",
        "    → 1 处可以安全修复：先 verify --repair 看一看，再加 --yes",
    ]
    assert dump(world) == spoilt
    assert main(["verify", "--yes"]) == 2
    assert dump(world) == spoilt
    capsys.readouterr()
    assert main(["verify", "--repair", "--yes"]) == 0
    printed = capsys.readouterr()
    assert printed.err == f"已修复（重新数号源的号）：{wrong}\n"
    assert printed.out.endswith("0 处异常，0 处进行中\n")


def test_what_needs_judgement_stays_a_violation(world: World, environ: Environ) -> None:
    environ(world.db, world.service.clock)
    world.db["payments"].delete_one({"order_no": world.confirmed})
    spoilt = dump(world)
    assert main(["verify", "--repair", "--yes"]) == 1
    assert dump(world) == spoilt


def test_a_missing_variable_is_named(
    db: Db, environ: Environ, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environ(db)
    assert main(["import", str(ROOT / "demo")]) == 2
    assert capsys.readouterr().err == "没有完成：没有设置环境变量：DATA_KEYS\n"
    assert main(["keys", "rehash"]) == 2
    assert "DATA_KEYS、HASH_KEYS" in capsys.readouterr().err
    monkeypatch.delenv("MONGO_URI")
    assert main(["verify"]) == 2
    assert capsys.readouterr().err == "没有完成：没有设置环境变量：MONGO_URI\n"


def test_an_address_that_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MONGO_URI", "nonsense")
    assert main(["verify"]) == 2
    assert capsys.readouterr().err == (
        "没有完成：MONGO_URI 要写成 mongodb://…，账号和密码里的特殊字符要百分号编码\n"
    )


def test_a_dead_database_is_told_without_its_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    uri = "mongodb://user:hidden-word@127.0.0.1:1/?serverSelectionTimeoutMS=50"
    monkeypatch.setenv("MONGO_URI", uri)
    monkeypatch.setattr("ops.environment._FIND_SERVER_MS", 50)
    for verb in (["verify"], ["indexes"], ["stuck"], ["keys", "status"]):
        assert main(verb) == 2
        err = capsys.readouterr().err
        assert err.startswith("没有完成：数据库没有正常答复（")
        assert err.endswith("）\n    → 查 MONGO_URI、网络和数据库是否在运行，再来一次\n")
        assert err.count("\n") == 2
        assert "hidden-word" not in err


def test_as_a_program(mongo_uri: str, world: World) -> None:
    environ = {"MONGO_URI": mongo_uri, "MONGO_DATABASE": world.db.name, "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "ops", "verify", "--json"]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ok"] is True
