"""What a function finds where it runs, and what becomes of it when it misbehaves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.emulator.running import Running, until


def test_event_and_context_of_a_phone_call(emulator: Running) -> None:
    told = emulator.probe("event", x=1)
    assert told["event"]["x"] == 1
    appid = told["event"]["userInfo"]["appId"]
    assert told["event"]["userInfo"] == {"appId": appid, "openId": "somebody"}
    variables = json.loads(told["context"]["environment"])
    assert variables["WX_OPENID"] == "somebody"
    assert variables["WX_APPID"] == appid
    assert variables["TCB_SOURCE"] == "wx_client"
    assert "environ" not in told["context"]
    assert told["context"]["time_limit_in_ms"] == 20000


def test_legacy_context_form(emulator: Running) -> None:
    emulator.post("platform", context="environ")
    context = emulator.probe("event")["context"]
    assert "environment" not in context
    variables = dict(pair.split("=", 1) for pair in context["environ"].split(";"))
    assert variables["WX_OPENID"] == "somebody"


def test_a_caller_without_openid_has_no_identity(emulator: Running) -> None:
    answer = emulator.call("probe", openid=None, action="event")
    variables = json.loads(answer["result"]["data"]["context"]["environment"])
    assert "WX_OPENID" not in variables
    assert variables["TCB_SOURCE"] == "web_client"


def test_identity_in_the_data_is_overwritten(emulator: Running) -> None:
    told = emulator.probe("event", userInfo={"openId": "somebody else"})
    assert told["event"]["userInfo"]["openId"] == "somebody"


def test_path_is_function_layer_and_standard_library(emulator: Running) -> None:
    path = emulator.probe("path")
    assert path[0].endswith("functions/probe")
    assert "/.local/layer/shared-" in path[1]
    assert not any("site-packages" in part for part in path)


@pytest.mark.parametrize("module", ["aiohttp", "pytest", "yaml", "emulator", "deploy", "secantus"])
def test_a_package_outside_the_layer_is_not_found(emulator: Running, module: str) -> None:
    assert emulator.probe("import", module=module) is None


@pytest.mark.parametrize("module", ["pymongo", "common.counting"])
def test_the_layer_is_found(emulator: Running, module: str) -> None:
    assert "/.local/layer/shared-" in emulator.probe("import", module=module)


def test_the_moved_clock_lets_nothing_else_in(emulator: Running) -> None:
    emulator.post("clock", advance_seconds=60)
    emulator.probe("now")
    assert emulator.probe("import", module="pytest") is None
    assert emulator.probe("import", module="dateutil") is None


def test_environment_is_the_templates_and_the_platforms(emulator: Running) -> None:
    names = set(emulator.probe("environment"))
    ours = {"MONGO_URI", "MONGO_DATABASE", "WECHAT_PAY_BASE", "GREETING"}
    platform = {"PATH", "LANG", "TZ", "TENCENTCLOUD_RUNENV", "TENCENTCLOUD_REGION"}
    assert names - {"LC_CTYPE"} == ours | platform | {"SCF_NAMESPACE", "SCF_FUNCTIONNAME"}


def test_a_warm_worker_keeps_its_module(emulator: Running) -> None:
    first, second = emulator.probe("calls"), emulator.probe("calls")
    assert second == {"calls": first["calls"] + 1, "pid": first["pid"]}


def test_prints_are_kept_with_the_call(emulator: Running) -> None:
    emulator.probe("print", text="one\ntwo")
    call = emulator.last_call()
    assert call["log"] == ["one", "two", "no newline"]
    assert (call["function"], call["trigger"], call["openid"]) == ("probe", "phone", "somebody")
    assert call["code"] == "OK"


@pytest.mark.parametrize("action", ["raise", "unjson", "nan", "huge"])
def test_an_uncaught_exception_reaches_the_phone_with_its_stack(
    emulator: Running, action: str
) -> None:
    answer = emulator.call("probe", action=action)
    assert answer["errCode"] == -504002
    assert "Traceback" in answer["errMsg"]
    assert "result" not in answer


@pytest.mark.parametrize("action", ["exit", "leave"])
def test_a_process_that_ends_is_replaced(emulator: Running, action: str) -> None:
    before = emulator.probe("calls")
    answer = emulator.call("probe", action=action)
    assert answer["errCode"] == -504002
    assert "exited before completing" in answer["errMsg"]
    assert emulator.probe("calls") != {"calls": before["calls"] + 2, "pid": before["pid"]}


def test_a_call_over_its_time_is_ended(emulator: Running) -> None:
    answer = emulator.call("brief", seconds=600)
    assert answer["errCode"] == -504003
    assert "Invoking task timed out after 2 seconds" in answer["errMsg"]
    until(lambda: emulator.call("brief").get("result") == {"code": "OK"}, "served in time again")


def test_a_cold_start_is_told(emulator: Running) -> None:
    emulator.fault("function:writer", "kill")
    for told in ("killed", "cold", "warm"):
        emulator.call("writer", steps=["write"], key=f"{told}-start")
    calls = [call for call in emulator.get("calls")["calls"] if call["function"] == "writer"]
    assert [call["cold_start"] for call in calls[-2:]] == [True, False]


def test_an_import_error_is_an_error_of_the_call(emulator: Running) -> None:
    source = emulator.site / "functions/writer/index.py"
    good = source.read_text()
    try:
        save(emulator, source, "import aiohttp\n" + good)
        answer = emulator.call("writer", steps=[])
        assert answer["errCode"] == -504002
        assert "No module named 'aiohttp'" in answer["errMsg"]
    finally:
        save(emulator, source, good)
    assert emulator.call("writer", steps=[])["result"] == {"code": "OK", "data": []}


def test_saving_a_layer_module_replaces_every_function(emulator: Running) -> None:
    emulator.post("timers/tick")
    assert emulator.post("timers/tick")["runs"] > 1
    module = emulator.site / "common/counting.py"
    save(emulator, module, module.read_text().replace("self.value = 0", "self.value = 100"))
    assert emulator.post("timers/tick")["runs"] == 101


def save(emulator: Running, path: Any, text: str) -> None:
    """Write a source file and wait for the reload event that follows."""
    with emulator.http.stream("GET", "/_emulator/events") as events:
        lines = events.iter_lines()
        assert next(lines) == ": hello"
        path.write_text(text)
        assert any('"type": "reload"' in line for line in lines)
