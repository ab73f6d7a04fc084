"""The simulator on a free port of the loopback."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from tests.deploy.cloud import published
from tests.deploy.cloud.environment import Environment
from tests.deploy.cloud.functions import Functions
from tests.deploy.cloud.objects import Objects
from tests.deploy.cloud.params import Params
from tests.deploy.cloud.signature import Refused, verify

_VERSIONS = {"scf": "2018-04-16", "tcb": "2018-06-08", "ssm": "2019-09-23"}
DOMAIN = "env-test-1250000000.ap-shanghai.app.tcloudbase.com"


class CloudSimulator:
    """One account with one environment. `bad_day` may answer "throttle", "drop" or "drop_after".

    It is asked before each call with the call's number (from 1) and its action.
    """

    def __init__(self, env_id: str, secret_id: str, secret_key: str) -> None:
        self.env_id = env_id
        self.keys = {secret_id: secret_key}
        self.scf = Functions({env_id})
        self.tcb = Environment(env_id, DOMAIN)
        self.objects = Objects(self.keys)
        self.calls: list[str] = []
        self.bad_day: Callable[[int, str], str | None] = lambda number, action: None
        self.clock: Callable[[], float] = time.time
        self.extra: dict[str, Callable[[Params], Params]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> CloudSimulator:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def counts(self) -> Counter[str]:
        return Counter(self.calls)

    def snapshot(self) -> Any:
        """All state that a person could see in the console, fit to be compared."""
        functions = {
            name: dict(function) for (_, name), function in sorted(self.scf.functions.items())
        }
        triggers = {name: dict(found) for (_, name), found in sorted(self.scf.triggers.items())}
        objects = dict(self.objects.kept)
        return [functions, triggers, self.scf.layers, self.tcb.routes, self.tcb.rules, objects]

    def stored(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[str | None, int, bytes]:
        """What becomes of the connection of a request to the object storage, its status and body."""
        with self._lock:
            self.calls.append(f"{method} object")
            bad = self.bad_day(len(self.calls), self.calls[-1])
            if bad == "drop":
                return bad, 0, b""
            if bad == "throttle":
                return bad, 503, b""
            return bad, *self.objects.answer(method, target, headers, body)

    def answer(self, headers: dict[str, str], body: bytes, path: str) -> tuple[str | None, Params]:
        """What becomes of the connection (None: nothing bad), and the `Response` object."""
        with self._lock:
            action = headers.get("X-TC-Action", "")
            self.calls.append(action)
            number = len(self.calls)
            bad = self.bad_day(number, action)
            identity = {"RequestId": f"request-{number}"}
            if bad == "drop":
                return bad, identity
            try:
                if bad == "throttle":
                    raise Refused("RequestLimitExceeded", "too many calls")
                return bad, {**self._execute(headers, body, path), **identity}
            except Refused as error:
                return bad, {"Error": {"Code": error.code, "Message": error.message}, **identity}

    def _execute(self, headers: dict[str, str], body: bytes, path: str) -> Params:
        service = verify(headers, body, path, self.keys, self.clock())
        action = headers["X-TC-Action"]
        if headers.get("X-TC-Version") != _VERSIONS.get(service):
            raise Refused("NoSuchVersion", f"{service} {headers.get('X-TC-Version')}")
        if not published.action_exists(service, action):
            raise Refused("InvalidAction", f"{service} has no {action}")
        return self._checked(service, action, json.loads(body))

    def direct(self, service: str, action: str, params: Params) -> Params:
        """The same without a socket and a signature, for tests that make very many calls."""
        with self._lock:
            self.calls.append(action)
            return self._checked(service, action, json.loads(json.dumps(params)))

    def _checked(self, service: str, action: str, params: Params) -> Params:
        wrong = published.problems(service, f"{action}Request", params)
        if wrong:
            raise Refused("UnknownParameter", "; ".join(wrong))
        try:
            result = self._method(service, action)(params)
        except Refused as error:
            if error.code not in published.known_errors(service):
                raise LookupError(f"{error.code} is not a published error of {service}") from error
            raise
        odd = published.problems(service, f"{action}Response", result)
        if odd:
            raise LookupError(f"{action} answers what is not published: {odd}")
        return result

    def _method(self, service: str, action: str) -> Callable[[Params], Params]:
        if action in self.extra:
            return self.extra[action]
        self.tcb.functions = {name for _, name in self.scf.functions}
        name = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", action).lower()
        return getattr(self.scf if service == "scf" else self.tcb, name)  # type: ignore[no-any-return]


def _handler(simulator: CloudSimulator) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # A kept-alive answer in two packets would wait 40 ms for the other side's receipt.
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bad, response = simulator.answer(dict(self.headers.items()), body, self.path)
            if bad in ("drop", "drop_after"):
                self.close_connection = True
                return
            text = json.dumps({"Response": response}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def _object(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            given = dict(self.headers.items())
            bad, status, answer = simulator.stored(self.command, self.path, given, body)
            if bad in ("drop", "drop_after"):
                self.close_connection = True
                return
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_PUT = do_DELETE = _object

        def log_message(self, format: str, *args: object) -> None:
            """Silent: a test prints what it wants to."""

    return Handler
