"""Who is let in, what is refused, and how the platform's own refusals look."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.emulator.running import Running

POST = "/_emulator/clock"


@pytest.mark.parametrize("path", ["/_emulator/status", "/functions/probe", "/wechat/x", "/mch/x"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost", ""])
def test_a_foreign_host_is_refused(emulator: Running, path: str, host: str) -> None:
    assert emulator.http.get(path, headers={"Host": host}).status_code == 403


def test_localhost_is_this_machine(emulator: Running) -> None:
    port = emulator.url.rpartition(":")[2]
    for host in (f"localhost:{port}", f"127.0.0.1:{port}"):
        headers = {"Host": host, "Origin": f"http://{host}"}
        assert emulator.http.get("/_emulator/status", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1", "https://localhost"]
)
def test_a_foreign_origin_is_refused(emulator: Running, origin: str) -> None:
    headers = {"Origin": origin}
    assert emulator.http.get("/_emulator/status", headers=headers).status_code == 403
    assert emulator.http.post(POST, json={"advance_seconds": 0}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/octet-stream",
        None,
    ],
)
def test_only_json_changes_anything(emulator: Running, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    for path in (POST, "/functions/probe", "/_emulator/faults", "/_emulator/reset"):
        answer = emulator.http.post(path, content=b'{"advance_seconds": 0}', headers=headers)
        assert answer.status_code == 415


def test_a_page_of_the_desktop_sends_files_as_bytes_and_no_form(emulator: Running) -> None:
    for kind, passes in (("application/octet-stream", True), ("text/plain", False)):
        headers = {"Content-Type": kind}
        answer = emulator.http.post("/api/nowhere", content=b"{}", headers=headers)
        assert (answer.status_code != 415) is passes


@pytest.mark.parametrize(
    "raw", [b"{", b"[]", b'"x"', b"null", b'{"a": NaN}', b"\xff", b"[" * 100_000]
)
def test_a_body_that_is_no_object_is_refused(emulator: Running, raw: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert emulator.http.post(POST, content=raw, headers=headers).status_code == 400
    answer = emulator.http.post("/functions/probe", content=raw, headers=headers)
    assert answer.json()["errCode"] == -501007


def test_a_request_over_six_megabytes_is_refused(emulator: Running) -> None:
    answer = emulator.call("probe", text="x" * (6 * 1024 * 1024 + 1))
    assert answer["errCode"] == -501007


def test_a_function_that_is_not_for_phones_does_not_run(emulator: Running) -> None:
    before = emulator.get("status")["functions"]["tick"]["calls"]
    assert str(emulator.call("tick")["errCode"]).startswith("-501")
    assert emulator.get("status")["functions"]["tick"]["calls"] == before


def test_an_unknown_function(emulator: Running) -> None:
    assert emulator.call("nobody")["errCode"] == -501000


@pytest.mark.parametrize(
    "path",
    ["/../pyproject.toml", "/%2e%2e/%2e%2e/pyproject.toml", "/preview/../keys/service.json",
     "/preview/%2e%2e/keys/service.json", "/_emulator/..%2f..%2fclock.py", "/preview//etc/passwd"],
)  # fmt: skip
def test_no_file_outside_the_pages_is_served(emulator: Running, path: str) -> None:
    assert emulator.http.get(path).status_code == 404


def notice(emulator: Running, body: bytes, **headers: str) -> tuple[int, dict[str, Any]]:
    answer = emulator.http.post("/http/pay/notify", content=body, headers=headers)
    assert answer.headers.get("X-Seen", "POST") == "POST"
    return answer.status_code, answer.json()


def test_an_http_routes_event_and_answer(emulator: Running) -> None:
    status, told = notice(emulator, "正文".encode(), **{"Wechatpay-Serial": "S1"})
    assert status == 202
    event = told["event"]
    assert (event["path"], event["httpMethod"], event["body"]) == ("/pay/notify", "POST", "正文")
    assert event["isBase64Encoded"] is False
    assert event["headers"]["Wechatpay-Serial"] == "S1"
    assert "WX_OPENID" not in told["context"]["environment"]


@pytest.mark.parametrize(("form", "mark"), [("base64", True), ("base64_text", "true")])
def test_an_encoded_body(emulator: Running, form: str, mark: object) -> None:
    emulator.post("platform", body=form)
    _, told = notice(emulator, b"abc")
    assert base64.b64decode(told["event"]["body"]) == b"abc"
    assert told["event"]["isBase64Encoded"] == mark


def test_a_body_that_is_no_text_is_encoded(emulator: Running) -> None:
    _, told = notice(emulator, b"\xff\x00")
    assert base64.b64decode(told["event"]["body"]) == b"\xff\x00"
    assert told["event"]["isBase64Encoded"] is True


def test_text_of_a_request_is_limited_and_bytes_are_not(emulator: Running) -> None:
    large, bytes_ = b"x" * 102_401, {"Content-Type": "application/octet-stream"}
    for kind in ("application/json; charset=utf-8", "text/plain"):
        headers = {"Content-Type": kind}
        answer = emulator.http.post("/http/pay/notify", content=large, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "EXCEED_MAX_PAYLOAD_SIZE")
        assert notice(emulator, large[1:], **headers)[0] == 202
    status, told = notice(emulator, large, **bytes_)
    assert (status, told["event"]["isBase64Encoded"]) == (202, True)
    assert base64.b64decode(told["event"]["body"]) == large


def test_routes_that_are_not_there(emulator: Running) -> None:
    assert emulator.http.get("/http/pay/notify").status_code == 405
    assert emulator.http.post("/http/pay", content=b"").status_code == 404
    assert emulator.http.post("/http/pay/notify/", content=b"").status_code == 404


def test_a_route_whose_function_raises(emulator: Running) -> None:
    status, told = notice(emulator, b"crash")
    assert status == 500
    assert "Traceback" not in json.dumps(told)


@pytest.mark.parametrize(
    "form", [{"context": "other"}, {"body": "hex"}, {"colour": "red"}, {"context": 1}]
)
def test_unknown_forms_are_refused(emulator: Running, form: dict[str, Any]) -> None:
    assert emulator.http.post("/_emulator/platform", json=form).status_code == 400


def test_verify_runs_the_program_at_the_emulators_time(emulator: Running) -> None:
    emulator.post("clock", advance_seconds=400 * 86400)
    before = datetime.fromisoformat(emulator.get("clock")["now"])
    report = emulator.get("verify?settled=1")
    assert report["options"] == ["--json", "--settled"]
    assert timedelta() <= datetime.fromisoformat(report["now"]) - before < timedelta(minutes=1)
    assert {"MONGO_URI", "MONGO_DATABASE", "DATA_KEYS", "HASH_KEYS"} <= set(report["names"])
    assert emulator.get("verify")["options"] == ["--json"]
    emulator.post("clock", real=True)


def test_a_program_that_fails_is_told(emulator: Running) -> None:
    answer = emulator.http.post("/_emulator/seed", json={"dataset": "demo"})
    assert answer.status_code == 502
    assert "no such program here" in answer.json()["message"]
    assert emulator.http.post("/_emulator/seed", json={"dataset": "real"}).status_code == 400
