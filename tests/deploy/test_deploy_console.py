"""The console program, verb by verb, against the simulated account."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deploy import cli
from deploy import init as beginning
from deploy import settings as settings_module
from deploy.settings import SettingsError
from template import load
from tests.deploy.cloud.server import CloudSimulator
from tests.deploy.conftest import (
    ENV_ID,
    SECRETS,
    Console,
    Project,
    settings_for,
)

ROOT = Path(__file__).parents[2]


def test_plan_says_by_its_exit_code_whether_there_is_something_to_do(console: Console) -> None:
    assert console.run("plan", "test") == 2
    assert console.run("apply", "test") == 0
    assert console.run("plan", "test") == 0


def test_apply_asks(console: Console, simulator: CloudSimulator) -> None:
    console.answer("no")
    assert console.run("apply", "test") == 1
    assert simulator.scf.functions == {}
    assert console.run("apply", "test", "--yes") == 0
    assert len(simulator.scf.functions) == 3


def test_what_was_changed_by_hand_needs_another_word(
    console: Console, simulator: CloudSimulator
) -> None:
    console.run("apply", "test", "--yes")
    simulator.scf.functions[ENV_ID, "book"]["Timeout"] = 3
    assert console.run("apply", "test", "--yes") == 1
    assert console.run("apply", "test") == 1, "yes is not enough"
    assert simulator.scf.functions[ENV_ID, "book"]["Timeout"] == 3
    console.answer("overwrite")
    assert console.run("apply", "test") == 0
    assert simulator.scf.functions[ENV_ID, "book"]["Timeout"] == 15


def test_rollback_and_its_list(
    console: Console, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    console.run("apply", "test", "--yes")
    assert console.run("rollback", "test", "--yes") == 1
    assert "没有更早的发布" in capsys.readouterr().err
    project.write("book", "def main_handler(event, context):\n    return 2\n")
    console.run("apply", "test", "--yes")
    assert console.run("rollback", "test", "--to", "9", "--yes") == 1
    assert console.run("rollback", "test", "--yes") == 0
    capsys.readouterr()
    assert console.run("rollback", "test", "--list") == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["1", "2", "3"]
    assert console.run("plan", "test") == 2


def test_destroy_wants_the_name_typed(console: Console, simulator: CloudSimulator) -> None:
    simulator.scf.functions[ENV_ID, "alien"] = {"FunctionName": "alien", "Status": "Active"}
    console.run("apply", "test", "--yes")
    for wrong in ("yes", "test", ""):
        console.answer(wrong)
        assert console.run("destroy", "test") == 1
    assert len(simulator.scf.functions) == 4
    console.answer(ENV_ID)
    assert console.run("destroy", "test") == 0
    assert set(simulator.scf.functions) == {(ENV_ID, "alien")}
    assert simulator.scf.layers == {}
    assert simulator.tcb.routes == {simulator.tcb.domain: {}}
    assert simulator.tcb.rules == {"*": {"invoke": "auth != null"}}


def test_a_mistake_is_a_line_and_not_a_stack(
    console: Console, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.edit("Timeout: 60", "Timeout: 61")
    assert console.run("plan", "test") == 1
    assert capsys.readouterr().err.startswith("template.yaml:")
    assert console.run("plan", "other") == 1
    assert "请先运行 python -m deploy init other" in capsys.readouterr().err
    assert console.run("plan", "../etc") == 1
    assert "请用 prod、staging 这样的短名" in capsys.readouterr().err


def test_settings_are_checked_before_anything_is_called(
    console: Console, simulator: CloudSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    text = console.file.read_text()
    for change, message in (
        (text.replace("VPC_ID=vpc-invented\n", ""), "缺少 VPC_ID"),
        (text + "COLOUR=red\n", "COLOUR 这个名称，模板和部署程序都不用"),
        (text.replace("NOTE=", "NOTE=" + "x" * 4000), "平台最多 4096 字节"),
        (text + "just words\n", "要写成 名称=值"),
        (text + "NOTE=again\n", "NOTE 写了两次"),
        (text.replace("SUBNET_ID=subnet-invented", "SUBNET_ID="), "要么都填，要么都不填"),
    ):
        console.file.write_text(change)
        assert console.run("plan", "test") == 1
        assert message in capsys.readouterr().err
    console.file.write_text(text)
    console.file.chmod(0o644)
    assert console.run("plan", "test") == 1
    assert "chmod 600" in capsys.readouterr().err
    assert simulator.calls == []


def test_the_process_environment_wins_only_with_its_prefix(tmp_path: Path) -> None:
    folder = tmp_path / ".local" / "deploy" / "prod"
    folder.mkdir(parents=True)
    (folder / "settings.env").touch(mode=0o600)
    (folder / "settings.env").write_text("MONGO_URI=mongodb://file\nTENCENTCLOUD_REGION=a\n")
    process = {
        "MONGO_URI": "mongodb://laptop",
        "DEPLOY_MINI_APPID": "wx-from-automation",
        "TENCENTCLOUD_REGION": "b",
        "TENCENTCLOUD_SECRET_ID": "usual-name",
    }
    settings = settings_module.load("prod", process, tmp_path)
    assert settings["MONGO_URI"] == "mongodb://file"
    assert settings["MINI_APPID"] == "wx-from-automation"
    assert settings["TENCENTCLOUD_REGION"] == "a"
    assert settings["TENCENTCLOUD_SECRET_ID"] == "usual-name"
    assert "mongodb" not in repr(settings)
    with pytest.raises(SettingsError, match="缺少设置 NOTE"):
        _ = settings["NOTE"]


def test_the_example_names_every_setting_and_no_other() -> None:
    text = (ROOT / "settings.example.env").read_text("utf-8")
    names = {line.partition("=")[0] for line in text.splitlines() if line and line[0] != "#"}
    for_tests = {"TENCENTCLOUD_ENDPOINT", "COS_ENDPOINT", "TENCENTCLOUD_TOKEN"}
    used = {*settings_module.OWN, *settings_module.OPTIONAL}
    assert names == (used | set(load(ROOT / "template.yaml").references)) - for_tests


def test_real_length_values_fit_the_platform(simulator: CloudSimulator, tmp_path: Path) -> None:
    """Three generations of each key, a replica set of three by name, long addresses."""
    template = load(ROOT / "template.yaml")
    keys = ",".join(f"key2026{n:02}:{'A' * 43}=" for n in range(3))
    hosts = ",".join(f"mongo-{n}.{'x' * 40}.example.com:27017" for n in range(3))
    settings = settings_for(
        simulator,
        tmp_path,
        **{
            "MONGO_URI": f"mongodb://user:{'p' * 64}@{hosts}/?replicaSet=cmgo-12345678_0&authSource=admin",
            "DATA_KEYS": keys,
            "HASH_KEYS": keys,
            "MINI_APPID": "wx" + "0" * 16,
            "MINI_SECRET": "0" * 32,
            "NOTIFY_URL": f"https://{'d' * 100}.example.com/pay/notify",
            "MONGO_DATABASE": "yuyue",
            "STAGE": "production",
        },
    )
    for function in template.functions.values():
        variables = settings.environment_of(function)
        assert sum(len(name) + len(value) for name, value in variables.items()) < 2048


def test_init_makes_fresh_keys_and_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "settings.example.env").write_bytes((ROOT / "settings.example.env").read_bytes())
    file, made = beginning.create_settings("prod", tmp_path)
    assert made
    assert file.stat().st_mode & 0o777 == 0o600
    values = settings_module.load("prod", {}, tmp_path)
    assert values["DATA_KEYS"] != values["HASH_KEYS"]
    assert values["DATA_KEYS"].startswith("k1:")
    assert len(values["DATA_KEYS"]) == 3 + 44
    before = file.read_bytes()
    assert beginning.create_settings("prod", tmp_path) == (file, False)
    assert file.read_bytes() == before


class FakeCollection:
    def __init__(self) -> None:
        self.dropped = False

    def insert_one(self, document: dict[str, Any]) -> None: ...

    def create_index(self, field: str, name: str) -> None: ...

    def update_one(self, query: dict[str, Any], change: dict[str, Any]) -> Any:
        return type("Result", (), {"matched_count": 1})

    def drop(self) -> None:
        self.dropped = True


class FakeMongo:
    """A server of a given version; only what the check asks for."""

    def __init__(self, version: list[int], set_name: str | None) -> None:
        self.admin = self
        self._version, self._set = version, set_name
        self.collection = FakeCollection()

    def command(self, name: str) -> dict[str, Any]:
        return {"setName": self._set} if self._set else {}

    def server_info(self) -> dict[str, Any]:
        return {"versionArray": self._version}

    def __getitem__(self, name: str) -> dict[str, FakeCollection]:
        return {"deploy_check": self.collection}

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("version", "set_name", "problem"),
    [
        ([4, 4, 18, 0], "rs", None),
        ([7, 0, 2, 0], "rs", None),
        ([4, 2, 0, 0], "rs", "4.4 到 7.0"),
        ([8, 0, 0, 0], "rs", "4.4 到 7.0"),
        ([5, 0, 0, 0], None, "不是副本集"),
    ],
)
def test_the_database_is_looked_at(
    version: list[int], set_name: str | None, problem: str | None
) -> None:
    server = FakeMongo(version, set_name)
    found = list(beginning.check_database("mongodb://x", "yuyue", lambda uri: server))
    assert server.collection.dropped
    assert found == [] if problem is None else problem in found[0]


def test_ops_get_the_settings_and_nothing_of_the_laptop(
    console: Console, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.root / "ops.py").write_text(
        "import json, os, sys\n"
        "json.dump([sys.argv[1:], dict(os.environ)], open('seen.json', 'w'))\nsys.exit(3)\n"
    )
    monkeypatch.setenv("MINI_SECRET", "of the laptop")
    assert console.run("ops", "test", "verify", "--settled") == 3
    words, variables = json.loads((project.root / "seen.json").read_text())
    assert words == ["verify", "--settled"]
    assert variables["MONGO_URI"] == SECRETS["MONGO_URI"]
    assert "MINI_SECRET" not in variables


VERBS = [
    "ops",
    "package",
    "init",
    "plan",
    "apply",
    "rollback",
    "destroy",
    "invoke",
    "logs",
    "status",
]


@pytest.mark.parametrize("verb", [*VERBS, "probe", "doctor", "export"])
def test_every_verb_has_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([verb, "--help"])
    assert left.value.code == 0
    assert "usage:" in capsys.readouterr().out
