"""Settings whose values stand in the secret manager: planned by name, read where they are needed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deploy import doctor
from deploy import init as beginning
from deploy.cloud import Cloud
from deploy.settings import SettingsError, check
from tests.deploy.cloud.secret_manager import SecretManager
from tests.deploy.cloud.server import CloudSimulator
from tests.deploy.conftest import ENV_ID, SECRETS, Console, Project, settings_for

REFERENCE = "ssm:yuyue-mongo#v2"
OPS = """\
import json, os, sys
json.dump([sys.argv[1:], dict(os.environ)], open('seen.json', 'w'))
"""


@pytest.fixture
def manager(simulator: CloudSimulator, console: Console) -> SecretManager:
    """The database's address in the manager, and only its name in the settings."""
    text = console.file.read_text()
    assert SECRETS["MONGO_URI"] in text
    console.file.write_text(text.replace(SECRETS["MONGO_URI"], REFERENCE))
    found = SecretManager(simulator)
    found.put("yuyue-mongo", SECRETS["MONGO_URI"], "v2")
    return found


def test_the_platform_is_given_the_name_and_the_plan_says_so(
    console: Console,
    simulator: CloudSimulator,
    manager: SecretManager,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert console.run("apply", "test", "--yes") == 0
    said = capsys.readouterr().out
    assert "运行时从凭据管理系统读取：MONGO_URI" in said
    variables = simulator.scf.functions[ENV_ID, "book"]["Environment"]["Variables"]
    assert {item["Key"]: item["Value"] for item in variables}["MONGO_URI"] == REFERENCE
    assert manager.asked == [], "no value is read to deploy"
    assert console.run("plan", "test") == 0
    assert SECRETS["MONGO_URI"] not in said + capsys.readouterr().out


def test_ops_and_init_work_with_the_value(
    console: Console,
    project: Project,
    manager: SecretManager,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (project.root / "ops.py").write_text(OPS)

    def seen() -> Any:
        return json.loads((project.root / "seen.json").read_text())

    assert console.run("ops", "test", "verify") == 0
    words, variables = seen()
    assert (words, variables["MONGO_URI"]) == (["verify"], SECRETS["MONGO_URI"])
    assert not [name for name in variables if name.startswith("TENCENTCLOUD")]

    asked: list[str] = []

    def look(uri: str, database: str) -> list[str]:
        asked.append(uri)
        return []

    monkeypatch.setattr(beginning, "check_database", look)
    assert console.run("init", "test") == 0
    assert asked == [SECRETS["MONGO_URI"]]
    assert seen()[0] == ["migrate"]
    printed = capsys.readouterr()
    assert SECRETS["MONGO_URI"] not in printed.out + printed.err


def test_a_secret_that_can_not_be_read_is_a_line(
    console: Console, manager: SecretManager, capsys: pytest.CaptureFixture[str]
) -> None:
    console.file.write_text(console.file.read_text().replace("#v2", "#v3"))
    assert console.run("ops", "test", "verify") == 1
    assert "MONGO_URI：凭据 yuyue-mongo 读不到（Resource" in capsys.readouterr().err
    manager.put("yuyue-mongo", None, "v3")
    assert console.run("ops", "test", "verify") == 1
    assert "MONGO_URI：凭据 yuyue-mongo 里没有内容" in capsys.readouterr().err


def test_the_doctor_reads_each_secret_and_goes_on_with_it(
    console: Console, project: Project, simulator: CloudSimulator, manager: SecretManager
) -> None:
    def examined(reference: str) -> dict[str, doctor.Finding]:
        settings = settings_for(simulator, project.root, MONGO_URI=reference)
        cloud = Cloud(settings, pause=lambda seconds: None)
        return {item.what: item for item in doctor.examine(settings, cloud, project.template)}

    manager.put("yuyue-mongo", "mongodb://u:Zq8vPassword@127.0.0.1:1/?replicaSet=rs", "v2")
    good = examined(REFERENCE)
    assert good["MONGO_URI 的凭据"].ok
    assert "从这台机器连不上 127.0.0.1:1" in good["数据库"].note
    assert not [item for item in good.values() if "Zq8vPassword" in str(item)]
    bad = examined("ssm:other")
    assert bad["MONGO_URI 的凭据"].ok is False
    assert "数据库" not in bad


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("MONGO_URI", "ssm:", "MONGO_URI 要写成 ssm:<凭据名>"),
        ("MONGO_URI", "ssm:a b", "MONGO_URI 要写成 ssm:<凭据名>"),
        ("MONGO_URI", "ssm:a#", "MONGO_URI 要写成 ssm:<凭据名>"),
        ("VPC_ID", "ssm:vpc", "VPC_ID 在这里就要用"),
        ("TENCENTCLOUD_SECRET_KEY", "ssm:key", "TENCENTCLOUD_SECRET_KEY 在这里就要用"),
    ],
)
def test_only_what_a_function_reads_by_itself_can_stand_there(
    name: str, value: str, problem: str, project: Project, simulator: CloudSimulator
) -> None:
    settings = settings_for(simulator, project.root, **{name: value})
    with pytest.raises(SettingsError, match=problem):
        check(settings, project.template)
