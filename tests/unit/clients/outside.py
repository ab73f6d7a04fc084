"""A world outside in a thread: answers as told, remembers what it was asked."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What to say; `silent` keeps the caller waiting, `lost` hangs up without a word."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    lost: bool = False


class Outside:
    """Answers are taken in order; each is an Answer or makes one of the request.

    A test whose caller gives up waits for `heard`, or its request may reach the next test.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: list[Answer | Callable[[Asked], Answer]] = []
        self.over = threading.Event()
        self.heard = threading.Event()
        self.base = ""

    def will(self, *answers: Answer | Callable[[Asked], Answer]) -> None:
        self.answers += answers

    def forget(self) -> None:
        """Let go of who still waits, and begin anew."""
        self.over.set()
        self.over, self.heard = threading.Event(), threading.Event()
        self.asked, self.answers = [], []

    def next(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        answer = self.answers.pop(0)
        self.heard.set()
        return answer if isinstance(answer, Answer) else answer(asked)


@contextmanager
def serving() -> Iterator[Outside]:
    """An Outside on a free port of the loopback."""
    outside = Outside()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            over = outside.over
            answer = outside.next(Asked(self.command, self.path, dict(self.headers), body))
            if answer.silent:
                over.wait()
            if answer.silent or answer.lost:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status != 204:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = answer

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    outside.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield outside
    finally:
        outside.forget()
        server.shutdown()
        thread.join()
        server.server_close()


def json_answer(content: object, status: int = 200) -> Answer:
    """An unsigned JSON answer."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return Answer(status, body, {"Content-Type": "application/json; charset=utf-8"})


class Platform:
    """WeChat Pay's side of the signatures, from its documents and nothing of ours."""

    def __init__(self, key: RSAPrivateKey, public_key_id: str, apiv3_key: str) -> None:
        self.key = key
        self.public_key_id = public_key_id
        self.apiv3_key = apiv3_key

    def signed(self, body: bytes, timestamp: int) -> dict[str, str]:
        message = b"%d\nnonce-of-the-test\n%s\n" % (timestamp, body)
        signature = self.key.sign(message, PKCS1v15(), SHA256())
        return {
            "Wechatpay-Timestamp": str(timestamp),
            "Wechatpay-Nonce": "nonce-of-the-test",
            "Wechatpay-Signature": base64.b64encode(signature).decode(),
            "Wechatpay-Serial": self.public_key_id,
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }

    def answer(
        self, content: object | None, status: int = 200, headers: dict[str, str] | None = None
    ) -> Answer:
        """A signed answer; `headers` go over the true ones."""
        plain = json_answer(content, status) if content is not None else Answer(status)
        signature = self.signed(plain.body, 1_790_000_000)
        return Answer(status, plain.body, plain.headers | signature | (headers or {}))

    def notice(self, event_type: str, resource: object, /, **outer: object) -> bytes:
        nonce, data = b"twelve bytes", b"transaction"
        clear = json.dumps(resource).encode()
        sealed = AESGCM(self.apiv3_key.encode()).encrypt(nonce, clear, data)
        return json.dumps(
            {
                "id": "EV-2026112500000001",
                "create_time": "2026-11-25T08:30:00+08:00",
                "event_type": event_type,
                "resource_type": "encrypt-resource",
                "summary": "支付成功",
                "resource": {
                    "original_type": "transaction",
                    "algorithm": "AEAD_AES_256_GCM",
                    "ciphertext": base64.b64encode(sealed).decode(),
                    "associated_data": data.decode(),
                    "nonce": nonce.decode(),
                },
            }
            | outer,
            ensure_ascii=False,
        ).encode()
