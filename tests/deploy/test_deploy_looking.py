"""Looking at what runs, leaving for another tool, and what travels beside the API."""

from __future__ import annotations

import base64
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from deploy import doctor, export, operate, probe
from deploy.cloud import Cloud
from deploy.edges import ApplyError
from deploy.layer_bucket import LayerBucket
from tests.deploy.cloud.server import CloudSimulator
from tests.deploy.cloud.signature import Refused
from tests.deploy.conftest import (
    ENV_ID,
    SECRETS,
    Console,
    Maintainer,
    Project,
    settings_for,
)


def _invoke(simulator: CloudSimulator) -> Any:
    """Runs the code that was uploaded, as the platform would."""

    def invoke(params: dict[str, Any]) -> dict[str, Any]:

        function = simulator.scf.functions[ENV_ID, params["FunctionName"]]
        code = zipfile.ZipFile(io.BytesIO(function["Code"])).read("index.py")
        names: dict[str, Any] = {}
        exec(compile(code, "index.py", "exec"), names)
        context = {"environment": json.dumps({"WX_OPENID": "never-shown", "TCB_ENV": "x"})}
        reply = names["main_handler"](json.loads(params["ClientContext"]), context)
        result = {"RetMsg": json.dumps(reply), "Duration": 1.5, "MemUsage": 10, "Log": "a line"}
        return {"Result": result}

    return invoke


def test_invoke_prints_the_reply(
    console: Console, simulator: CloudSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    console.run("apply", "test", "--yes")
    simulator.extra["Invoke"] = _invoke(simulator)
    capsys.readouterr()
    assert console.run("invoke", "test", "book", "--event", '{"a": 1}') == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True}
    assert console.run("invoke", "test", "sweep", "--timer", "minute") == 0
    assert console.run("invoke", "test", "book", "--event", "{") == 1


def test_the_probe_tells_names_only_and_goes(
    console: Console, simulator: CloudSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    simulator.extra["Invoke"] = _invoke(simulator)
    assert console.run("probe", "test") == 0
    printed = capsys.readouterr().out
    assert '"WX_OPENID": "str"' in printed
    assert "never-shown" not in printed
    cloud = Cloud(settings_for(simulator, console.project.root), pause=lambda seconds: None)
    for _ in range(5):
        if not list(cloud.pages("ListFunctions", "Functions")):
            break
        probe._exists(cloud)
    assert simulator.scf.functions == {}


def test_the_probe_goes_also_when_it_fails(console: Console, simulator: CloudSimulator) -> None:
    def refuse(params: dict[str, Any]) -> dict[str, Any]:
        raise Refused("FailedOperation.InvokeFunction", "no")

    simulator.extra["Invoke"] = refuse
    assert console.run("probe", "test") == 1
    assert simulator.counts["DeleteFunction"] == 1


def test_logs_are_printed_once_and_in_order(
    maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    def entry(number: int) -> dict[str, Any]:
        return {
            "RequestId": f"r{number}",
            "StartTime": f"2026-11-22 08:00:0{number}",
            "RetCode": 0 if number else 1,
            "InvokeFinished": 1,
            "Duration": 12.3,
            "Log": f'{{"event": "call {number}"}}\n',
        }

    asked: list[dict[str, Any]] = []

    def answer(params: dict[str, Any]) -> dict[str, Any]:
        asked.append(params)
        return {"Data": [entry(0), entry(1)], "TotalCount": 2}

    simulator.extra["GetFunctionLogs"] = answer
    seen: set[str] = set()
    since = datetime(2026, 11, 22, 0, 0, tzinfo=timezone.utc)
    until = datetime(2026, 11, 22, 1, 0, tzinfo=timezone.utc)
    cloud = maintainer.session.cloud
    lines = list(operate.logs(cloud, "book", since, until, seen))
    assert lines[0] == "2026-11-22 08:00:00 book 失败（1） 12 ms r0"
    assert [line for line in lines if "call 1" in line]
    assert list(operate.logs(cloud, "book", since, until, seen)) == []
    assert asked[0]["StartTime"] == "2026-11-22 08:00:00", "Beijing time"


def test_status_is_a_line_a_function(console: Console, capsys: pytest.CaptureFixture[str]) -> None:
    console.run("status", "test")
    assert capsys.readouterr().out.count("还没有部署") == 3
    console.run("apply", "test", "--yes")
    capsys.readouterr()
    assert console.run("status", "test") == 0
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("sweep")]
    assert "60 s" in line
    assert "base_env-test:1" in line
    assert "定时器：minute" in line


def test_the_export_holds_references_and_no_value(
    console: Console, project: Project, tmp_path: Path
) -> None:
    console.run("apply", "test", "--yes")
    out = tmp_path / "cloudbaserc.json"
    assert console.run("export", "test", "cloudbaserc", "--out", str(out)) == 0
    text = out.read_text("utf-8")
    for value in SECRETS.values():
        assert value not in text
    document = json.loads(text)
    assert (document["version"], document["envId"]) == ("2.0", ENV_ID)
    assert document["functionRoot"] == "functions"
    functions = {item["name"]: item for item in document["functions"]}
    assert functions["book"]["layers"] == [{"name": "base_env-test", "version": 1}]
    assert functions["book"]["envVariables"]["MONGO_URI"] == "{{env.MONGO_URI}}"
    assert functions["notify"]["path"] == "/pay/notify"
    assert functions["sweep"]["triggers"] == [
        {"name": "minute", "type": "timer", "config": "0 * * * * * *"}
    ]
    assert export.cloudbaserc(project.template, "e", {})["functions"][0].get("layers") is None


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_layer_travels_through_a_bucket_when_there_is_one(
    project: Project, simulator: CloudSimulator, tmp_path: Path
) -> None:
    def publish(params: dict[str, Any]) -> dict[str, Any]:
        content = params["Content"]
        assert content["CosBucketName"] == "layers"
        stored = simulator.objects.kept[content["CosObjectName"].removeprefix("/")].body
        inline = {"ZipFile": base64.b64encode(stored).decode()}
        return simulator.scf.publish_layer_version({**params, "Content": inline})

    simulator.extra["PublishLayerVersion"] = publish
    values = {"LAYER_BUCKET": "layers-1250000000"}
    Maintainer(simulator, tmp_path / "record", changed=values).apply(project)
    assert len([key for key in simulator.objects.kept if key.startswith("layers/")]) == 1
    wrong = {**values, "TENCENTCLOUD_SECRET_KEY": "another-secret"}
    bucket = LayerBucket(settings_for(simulator, tmp_path, **wrong))
    with pytest.raises(ApplyError) as refusal:
        bucket.put(project.root / "template.yaml", "x")
    assert str(refusal.value) == "存储桶 layers-1250000000 拒绝上传（403）"


class WeChat(BaseHTTPRequestHandler):
    """A token for the right secret, and a notice address that refuses what is not signed."""

    notice_status: ClassVar[int] = 401

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.notice_status
        answer: dict[str, Any] = {}
        if self.path == "/cgi-bin/stable_token":
            right = json.loads(body)["secret"] == "right"
            status, answer = 200, {"access_token": "t"} if right else {"errcode": 40001}
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.mark.parametrize(
    ("changed", "bad"),
    [
        ({}, set()),
        ({"MINI_SECRET": "wrong"}, {"微信"}),
        ({"NOTIFY_URL": "http://elsewhere.example/pay/notify"}, {"NOTIFY_URL"}),
        ({"NOTIFY_URL": "{wechat}/pay/other"}, {"NOTIFY_URL"}),
        ({"NOTIFY_URL": ""}, {"NOTIFY_URL"}),
        ({"TENCENTCLOUD_SECRET_KEY": "not-the-secret"}, {"凭据"}),
        ({"TENCENTCLOUD_REGION": "ap-beijing"}, {"地域"}),
        ({"ENV_ID": "env-nobody"}, {"凭据"}),
        ({"COLOUR": "red"}, {"设置"}),
    ],
)
def test_the_doctor_finds_what_is_wrong(
    changed: dict[str, str],
    bad: set[str],
    project: Project,
    simulator: CloudSimulator,
    tmp_path: Path,
) -> None:
    project.edit("NOTE: ${NOTE}", "MINI_APPID: ${MINI_APPID}\n        MINI_SECRET: ${MINI_SECRET}")
    project.edit("MINI_APPID: $", "NOTIFY_URL: ${NOTIFY_URL}\n        MINI_APPID: $")
    project.edit("MINI_APPID: $", "STAGE: ${STAGE}\n        MINI_APPID: $")
    project.edit("MINI_APPID: $", "WECHAT_API_BASE: ${WECHAT_API_BASE}\n        MINI_APPID: $")
    with serving(WeChat) as wechat:
        values = {
            "STAGE": "development",
            "MINI_APPID": "wx0000000000000001",
            "MINI_SECRET": "right",
            "WECHAT_API_BASE": wechat,
            "NOTIFY_URL": "{wechat}/pay/notify",
            "MONGO_URI": "mongodb://u:p@127.0.0.1:1/?replicaSet=rs",
            **changed,
        }
        values["NOTIFY_URL"] = values["NOTIFY_URL"].replace("{wechat}", wechat)
        settings = settings_for(simulator, tmp_path, **values)
        del settings.values["NOTE"]  # type: ignore[attr-defined]
        cloud = Cloud(settings, pause=lambda seconds: None)
        found = {item.what: item for item in doctor.examine(settings, cloud, project.template)}
    assert {name for name, item in found.items() if item.ok is False} == bad, found
    assert found["时钟"].ok
    assert found["数据库"].ok is None, "not reached from here is no fault"


def test_an_address_that_takes_unsigned_notices_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WeChat, "notice_status", 204)
    with serving(WeChat) as address:
        assert doctor._refusal(f"{address}/pay/notify").ok is False
    assert doctor._refusal("http://127.0.0.1:1/pay/notify").ok is None
