"""The client of the bucket: its signatures are those that botocore makes, and what it says of a store that fails."""

import http.server
import threading
from datetime import datetime, timezone
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from common.clients.files import Files, FilesError

NOW = datetime(2026, 3, 2, 1, 2, 3, tzinfo=timezone.utc)
COS = "https://yuyue-1250000000.cos.ap-guangzhou.myqcloud.com"
ID, SECRET = "AKIDinvented", "invented/secret+key"


class Answers:
    """A server that answers what it is told to, and keeps what it was asked."""

    def __init__(self):
        self.status, self.body, self.headers, self.asked = 200, b"", {}, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def serve(self):
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                outer.asked.append((self.command, self.path, dict(self.headers.items()), body))
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(outer.body)))
                self.end_headers()
                self.wfile.write(outer.body)

            do_GET = do_PUT = do_DELETE = serve

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}/files"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def answers():
    server = Answers()
    yield server
    server.server.shutdown()
    server.server.server_close()


def client(base=COS, **more):
    return Files(base, ID, SECRET, lambda: NOW, **more)


def botocores(monkeypatch, auth, method, url, body=b"", **headers):
    """A request as botocore signs it at the same moment."""
    request = AWSRequest(method, url, data=body, headers=headers)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_: NOW.replace(tzinfo=None))
    auth.add_auth(request)
    return request


@pytest.mark.parametrize("name", ["甲 医院.xlsx", "a&b=c+d/~.xlsx"])
def test_a_link_is_what_botocore_would_sign(monkeypatch, name):
    link = client().link("exports/h1/a-b.xlsx", name)
    given = parse_qs(urlsplit(link).query)
    assert given["X-Amz-Expires"] == ["600"]
    asked = given["response-content-disposition"][0]
    url = AWSRequest(
        "GET", f"{COS}/exports/h1/a-b.xlsx", params={"response-content-disposition": asked}
    )
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_: NOW.replace(tzinfo=None))
    auth = S3SigV4QueryAuth(Credentials(ID, SECRET), "s3", "ap-guangzhou", expires=600)
    auth.add_auth(url)
    assert parse_qs(urlsplit(url.url).query) == given


@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("PUT", b"content"), ("DELETE", b"")])
def test_a_request_is_signed_as_botocore_signs_it(answers, monkeypatch, method, body):
    files = client(answers.base)
    {
        "GET": lambda: files.get("a/b:c.d"),
        "PUT": lambda: files.put("a/b:c.d", body, "image/jpeg", public=True),
        "DELETE": lambda: files.delete("a/b:c.d"),
    }[method]()
    asked, path, headers, sent = answers.asked[0]
    assert (asked, path, sent) == (method, "/files/a/b%3Ac.d", body)
    lowered = {name.lower(): value for name, value in headers.items()}
    named = lowered["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    signed = {
        name: lowered[name]
        for name in named
        if not name.startswith("x-amz-content") and name != "x-amz-date"
    }
    auth = S3SigV4Auth(Credentials(ID, SECRET), "s3", "ap-shanghai")
    theirs = botocores(monkeypatch, auth, method, f"{answers.base}/a/b%3Ac.d", body, **signed)
    assert theirs.headers["Authorization"] == lowered["authorization"]
    if method == "PUT":
        assert lowered["x-amz-acl"] == "public-read"
        assert lowered["cache-control"] == "public, max-age=31536000, immutable"


def test_a_private_file_says_nothing_of_who_may_read_it(answers):
    client(answers.base).put("a", b"x", "text/plain")
    assert "x-amz-acl" not in {name.lower() for name in answers.asked[0][2]}


def test_what_is_not_there_is_nothing_and_a_bucket_that_is_not_there_is_an_error(answers):
    answers.status = 404
    files = client(answers.base)
    assert files.get("a") is None
    files.delete("a")
    with pytest.raises(FilesError, match=r"^PUT was answered 404$"):
        files.put("a", b"x", "text/plain")


@pytest.mark.parametrize("status", [301, 307, 403, 500, 503])
def test_another_answer_is_an_error_and_no_other_host_is_asked(answers, status):
    answers.status, answers.headers = status, {"location": "http://127.0.0.1:1/elsewhere"}
    for call in (lambda f: f.get("a"), lambda f: f.delete("a"), lambda f: f.put("a", b"", "t/t")):
        with pytest.raises(FilesError, match=rf"^[A-Z]+ was answered {status}$"):
            call(client(answers.base))
    assert len(answers.asked) == 3


def test_a_store_that_is_not_there_or_falls_silent_is_an_error_without_its_address():
    for base in ("http://127.0.0.1:1/files", "http://127.0.0.1:9/files"):
        with pytest.raises(FilesError) as raised:
            client(base, timeout_s=0.5).get("secret-name")
        assert "secret-name" not in str(raised.value) and "127.0.0.1" not in str(raised.value)


def test_an_answer_without_end_is_cut(answers, monkeypatch):
    monkeypatch.setattr("common.clients.files._LARGEST", 10)
    answers.body = b"x" * 11
    with pytest.raises(FilesError, match=r"^GET was answered with more than 10 bytes$"):
        client(answers.base).get("a")
    answers.body = b"x" * 10
    assert client(answers.base).get("a") == b"x" * 10


@pytest.mark.parametrize(
    "key", ["", "/a", "a/", "a//b", "../a", "a/../b", ".a", "a b", "a?x=1", "甲", "a\n"]
)
def test_a_key_leads_nowhere_else(key):
    for call in (
        client().address,
        lambda key: client().link(key, "x"),
        lambda key: client().get(key),
    ):
        with pytest.raises(ValueError):
            call(key)
