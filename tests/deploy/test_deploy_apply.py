"""plan → apply → plan, on good days and bad ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deploy.edges import ApplyError
from tests.deploy.apply_samples import HANDLER_2
from tests.deploy.cloud.server import CloudSimulator
from tests.deploy.cloud.signature import Refused
from tests.deploy.conftest import (
    ENV_ID,
    SECRET_KEY,
    SECRETS,
    Maintainer,
    Project,
)

NO_CHANGE = "没有要改的：环境与模板一致"


def test_plan_apply_plan_shows_no_change(project: Project, maintainer: Maintainer) -> None:
    first = maintainer.plan(project)
    assert "+ layer base_env-test" in first
    assert "+ function book" in first
    assert "+ trigger sweep/minute" in first
    assert "+ route /pay/notify" in first
    assert "+ rule notify\n    invoke: false" in first
    maintainer.apply(project)
    assert maintainer.plan(project) == NO_CHANGE


def test_the_account_holds_what_the_template_says(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    maintainer.apply(project)
    sweep = simulator.scf.functions[ENV_ID, "sweep"]
    variables = {item["Key"]: item["Value"] for item in sweep["Environment"]["Variables"]}
    assert variables == SECRETS, "an empty value is left out: the platform refuses it"
    assert (sweep["Timeout"], sweep["MemorySize"], sweep["Runtime"]) == (60, 256, "Python3.10")
    assert sweep["PublicNetConfig"] == {"PublicNetStatus": "ENABLE"}
    assert sweep["VpcConfig"] == {"VpcId": "vpc-invented", "SubnetId": "subnet-invented"}
    assert sweep["Layers"] == [{"LayerName": "base_env-test", "LayerVersion": 1}]
    timer = simulator.scf.triggers[ENV_ID, "sweep"]["minute"]
    assert (timer["CustomArgument"], timer["Enable"]) == ("所有", 1)
    route, pages = simulator.tcb.routes[simulator.tcb.domain].values()
    assert route["UpstreamResourceName"] == "notify"
    assert route["EnableAuth"] is False
    assert route["EnableSafeDomain"] is False
    assert (pages["Path"], pages["UpstreamResourceType"]) == ("/staff", "STATIC_STORE")
    assert pages["EnablePathTransmission"] is True
    added = pages["Extension"]["HeadersHandler"]["ResponseHeadersToAdd"]
    assert {header["Key"]: header["Value"] for header in added} == {
        "X-Frame-Options": "DENY", "A-B": "1; 2",
    }  # fmt: skip
    assert simulator.tcb.rules == {
        "*": {"invoke": "auth != null"},
        "book": {"invoke": "auth != null"},
        "notify": {"invoke": False},
        "sweep": {"invoke": False},
    }


def test_a_change_touches_only_what_it_changes(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    maintainer.apply(project)
    project.write("book", "def main_handler(event, context):\n    return {'ok': 2}\n")
    project.edit("Timeout: 60", "Timeout: 30")
    project.edit("0 * * * * * *", "30 * * * * * *")
    plan = maintainer.plan(project)
    assert "~ function book\n    code: " in plan
    assert "~ function sweep\n    timeout_s: 60 → 30" in plan
    assert "~ trigger sweep/minute\n    cron: 0 * * * * * * → 30 * * * * * *" in plan
    assert "notify" not in plan
    before = simulator.counts
    maintainer.apply(project)
    done = simulator.counts - before
    assert done["UpdateFunctionCode"] == 1
    assert done["UpdateFunctionConfiguration"] == 1
    assert done["PublishLayerVersion"] == done["CreateFunction"] == 0
    assert done["ModifyResourcePermission"] == done["ModifyHTTPServiceRoute"] == 0
    assert maintainer.plan(project) == NO_CHANGE


def test_a_new_layer_is_bound_to_every_function(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    maintainer.apply(project)
    (project.root / "shared" / "more.py").write_text("MORE = 1\n")
    assert "~ layer base_env-test" in maintainer.plan(project)
    maintainer.apply(project)
    bound = [function["Layers"][0]["LayerVersion"] for function in simulator.scf.functions.values()]
    assert bound == [2, 2, 2]
    assert maintainer.plan(project) == NO_CHANGE


def test_new_code_never_runs_on_the_old_layer(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    maintainer.apply(project)
    before = len(simulator.calls)
    project.write("book", HANDLER_2)
    (project.root / "shared" / "more.py").write_text("MORE = 1\n")
    maintainer.apply(project)
    writes = [
        call for call in simulator.calls[before:] if not call.startswith(("Get", "GET", "List"))
    ]
    assert [call for call in writes if "Describe" not in call][:3] == [
        "PublishLayerVersion",
        "UpdateFunctionConfiguration",
        "UpdateFunctionCode",
    ]


def test_a_change_by_hand_is_shown_as_one(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    maintainer.apply(project)
    book = simulator.scf.functions[ENV_ID, "book"]
    book["MemorySize"] = 512
    book["Environment"]["Variables"].append({"Key": "EXTRA", "Value": "put in by hand"})
    simulator.tcb.rules["notify"] = {"invoke": True}  # type: ignore[index]
    simulator.scf.triggers[ENV_ID, "sweep"]["extra"] = {
        "TriggerName": "extra",
        "Type": "timer",
        "TriggerDesc": "0 0 1 * * * *",
        "Enable": 1,
    }
    plan = maintainer.plan(project)
    assert "~ function book（上次部署之后有人手工改过）" in plan
    assert "! memory_mb: 512 → 256" in plan
    assert "! 变量 EXTRA 删去" in plan
    assert "put in by hand" not in plan
    assert "~ rule notify（上次部署之后有人手工改过）" in plan
    assert "· trigger sweep/extra 不是从这里建立的，保留不动" in plan
    project.edit("MemorySize: 256", "MemorySize: 128")
    assert "~ function sweep\n    memory_mb: 256 → 128" in maintainer.plan(project), "ours"


def test_nothing_is_deleted_without_being_told(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    maintainer.apply(project)
    project.edit("          notice:", "          other:")
    text = (project.root / "template.yaml").read_text("utf-8")
    start = text.index("    sweep:")
    (project.root / "template.yaml").write_text(text[:start], "utf-8")
    assert "· function sweep 模板里已没有；要删除请加 --prune" in (maintainer.plan(project))
    maintainer.apply(project)
    assert (ENV_ID, "sweep") in simulator.scf.functions
    maintainer.apply(project, prune=True)
    assert set(simulator.scf.functions) == {(ENV_ID, "book"), (ENV_ID, "notify")}
    assert "sweep" not in (simulator.tcb.rules or {})
    assert maintainer.plan(project) == NO_CHANGE


def test_functions_and_rules_of_others_are_left_alone(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    alien = {"FunctionName": "alien", "Status": "Active", "Code": b""}
    simulator.scf.functions[ENV_ID, "alien"] = dict(alien)
    simulator.tcb.rules = {"*": {"invoke": True}, "alien": {"invoke": True}}
    maintainer.apply(project, prune=True)
    assert simulator.scf.functions[ENV_ID, "alien"] == alien
    assert simulator.tcb.rules["alien"] == simulator.tcb.rules["*"] == {"invoke": True}


def test_a_rollback_brings_back_the_earlier_code(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    maintainer.apply(project)
    earlier = {where: f["Code"] for where, f in simulator.scf.functions.items()}
    project.write("book", "def main_handler(event, context):\n    raise ValueError\n")
    (project.root / "shared" / "more.py").write_text("MORE = 1\n")
    project.edit("Timeout: 60", "Timeout: 30")
    maintainer.apply(project)
    session = maintainer.session
    wanted = session.rolled_back(session.rollback_target(None))
    plan, actual = session.plan(wanted)
    assert "~ function book\n    layers: " in str(plan)
    before = len(simulator.calls)
    session.apply(plan, wanted, actual, {}, "rollback to 1", going_back=True)
    writes = [call for call in simulator.calls[before:] if call.startswith("UpdateFunction")]
    assert writes[:2] == ["UpdateFunctionCode", "UpdateFunctionConfiguration"]
    assert {where: f["Code"] for where, f in simulator.scf.functions.items()} == earlier
    assert simulator.scf.functions[ENV_ID, "book"]["Layers"][0]["LayerVersion"] == 1
    assert simulator.scf.functions[ENV_ID, "sweep"]["Timeout"] == 30, "only code and layers"
    assert session.record.releases[-1].how == "rollback to 1"
    assert "~ function book" in maintainer.plan(project), "and forward again"


@pytest.mark.parametrize("form", ["hex", "base64", "own"])
def test_whatever_digest_the_platform_reports(
    form: str, project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    simulator.scf.code_digest = form
    maintainer.apply(project)
    assert maintainer.plan(project) == NO_CHANGE
    project.write("book", HANDLER_2)
    assert "~ function book\n    code: " in maintainer.plan(project)


def test_throttling_is_waited_out(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    simulator.bad_day = lambda number, action: "throttle" if number % 3 == 0 else None
    maintainer.apply(project)
    assert maintainer.plan(project) == NO_CHANGE


@pytest.mark.parametrize(
    "action", ["CreateFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration"]
)
def test_a_change_that_fails_on_the_platform_is_made_good_by_the_next_run(
    action: str, project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    if action != "CreateFunction":
        maintainer.apply(project)
        project.write("book", HANDLER_2)
        project.edit("MemorySize: 256", "MemorySize: 512")
    simulator.scf.fail_next[action] = 1
    with pytest.raises(ApplyError, match=r"修改以后是：(Create|Update)Failed"):
        maintainer.apply(project)
    assert "重新建立" in maintainer.plan(project)
    maintainer.apply(project)
    assert maintainer.plan(project) == NO_CHANGE


def test_a_quota_is_said_and_what_was_done_stands(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    simulator.scf.max_functions = 2
    with pytest.raises(ApplyError, match=r"function sweep：.*LimitExceeded\.Function"):
        maintainer.apply(project)
    simulator.scf.max_functions = 50
    assert "+ function book" not in maintainer.plan(project)
    maintainer.apply(project)
    assert maintainer.plan(project) == NO_CHANGE


def test_no_secret_is_shown_or_recorded(
    project: Project, maintainer: Maintainer, tmp_path: Path, simulator: CloudSimulator
) -> None:
    maintainer.apply(project)
    changed = {"MONGO_URI": SECRETS["MONGO_URI"].replace("Zq8v", "Xw5t")}
    later = Maintainer(simulator, tmp_path / "record", changed=changed)
    assert "变量 MONGO_URI 换一个值" in later.plan(project)
    later.apply(project)
    files = [path for path in (tmp_path / "record").rglob("*") if path.suffix != ".zip"]
    written = "".join(path.read_text("utf-8") for path in files if path.is_file())
    everything = written + "\n".join([*maintainer.said, *later.said, *map(str, [later.session])])
    assert len(written) > 500
    for secret in [*SECRETS.values(), *changed.values(), SECRET_KEY]:
        assert secret not in everything
    assert (tmp_path / "record" / "record.json").stat().st_mode & 0o077 == 0


def test_the_platform_quoting_a_secret_does_not_show_it(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    def refuse(params: dict[str, Any]) -> dict[str, Any]:
        raise Refused("InvalidParameterValue.Environment", json.dumps(params["Environment"]))

    simulator.extra["CreateFunction"] = refuse
    with pytest.raises(ApplyError) as caught:
        maintainer.apply(project)
    assert "***" in str(caught.value)
    assert SECRETS["MONGO_URI"] not in str(caught.value)
