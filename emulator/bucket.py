"""The bucket: moto's S3 server behind a front that looks at what moto does not.

The front takes requests for one key each, signed with our key or of nobody's; it checks every signature with botocore
and how old a link is by the emulator's clock. What nobody may read moto refuses itself, by the file's ACL. moto is
started at the first request; it keeps files in memory, so they are gone with the emulator.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import socket
import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, urlencode

from aiohttp import ClientError, ClientSession, web

from emulator import programs

_NAME = "files"
_REGION = "ap-shanghai"
_LARGEST = 32 * 2**20
_START_SECONDS = 60.0
# COS lets clocks differ by so much.
_SKEW = timedelta(minutes=15)
_STAMP = "%Y%m%dT%H%M%SZ"
# What of an answer is the file's own.
_PASSED_ON = ("Content-Type", "Content-Disposition", "Cache-Control", "ETag", "Last-Modified")
_SERVER = "import sys; from moto.server import main; main(sys.argv[1:])"


class Bucket:
    """One private bucket at `/files/<key>` of the emulator's address."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._key_id, self._secret = "laptop", secrets.token_hex(20)
        self._process: asyncio.subprocess.Process | None = None
        self._session: ClientSession | None = None
        self._base = ""
        self._starting = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        """Every route of this class."""
        return [web.route("*", f"/{_NAME}{{key:(?:/.*)?}}", self.serve)]

    async def serve(self, request: web.Request) -> web.Response:
        """One request for one file."""
        if (
            request.method not in ("GET", "HEAD", "PUT", "DELETE")
            or len(request.match_info["key"]) < 2
        ):
            return _refused(403, "AccessDenied")
        body = await request.read()
        refused = self._wrong(request, body)
        if refused:
            return _refused(403, refused)
        try:
            session = await self._started()
            return await self._passed_on(session, request, body)
        except (ClientError, OSError, asyncio.TimeoutError):
            return _refused(503, "ServiceUnavailable")

    def keys(self) -> dict[str, str]:
        """Who may put, read and take away, as settings of the functions."""
        return {"FILES_SECRET_ID": self._key_id, "FILES_SECRET_KEY": self._secret}

    async def close(self) -> None:
        """End moto, if it runs, and with it every file; the next request begins again."""
        if self._session is not None:
            await self._session.close()
        if self._process is not None:
            await programs.end(self._process)
        self._process = self._session = None

    def _wrong(self, request: web.Request, body: bytes) -> str:
        """Why a request is not served; what is signed by nobody may read, if the file is public."""
        query = dict(request.query)
        if "X-Amz-Signature" in query:
            return self._wrong_link(request, query)
        if "Authorization" in request.headers:
            return self._wrong_signature(request, body)
        return "" if request.method in ("GET", "HEAD") and not query else "AccessDenied"

    def _wrong_link(self, request: web.Request, query: dict[str, str]) -> str:
        given = query.pop("X-Amz-Signature")
        made, seconds = _instant(query.get("X-Amz-Date", "")), query.get("X-Amz-Expires", "")
        if made is None or not seconds.isdecimal() or request.method != "GET":
            return "AccessDenied"
        if not made - _SKEW <= self._now() <= made + timedelta(seconds=int(seconds)):
            return "RequestExpired"
        from emulator import bucket_signing  # half a second, and few runs need it

        known = (self._key_id, self._secret, _REGION)
        right = bucket_signing.of_link(
            known, _url_of(request, query), request.host, made.strftime(_STAMP)
        )
        return "" if secrets.compare_digest(right, given) else "SignatureDoesNotMatch"

    def _wrong_signature(self, request: web.Request, body: bytes) -> str:
        parts = request.headers["Authorization"].partition(" ")[2].split(", ")
        said = dict(part.split("=", 1) for part in parts if "=" in part)
        made = _instant(request.headers.get("X-Amz-Date", ""))
        if made is None or abs(made - self._now()) > _SKEW:
            return "RequestTimeTooSkewed"
        from emulator import bucket_signing  # half a second, and few runs need it

        if request.headers.get("X-Amz-Content-SHA256") != hashlib.sha256(body).hexdigest():
            return "XAmzContentSHA256Mismatch"
        names = said.get("SignedHeaders", "").split(";")
        headers = {name: request.headers.get(name, "") for name in names}
        known = (self._key_id, self._secret, _REGION)
        right = bucket_signing.of_request(
            known, request.method, _url_of(request), body, headers, made.strftime(_STAMP)
        )
        given = said.get("Signature", "")
        return "" if secrets.compare_digest(right, given) else "SignatureDoesNotMatch"

    async def _started(self) -> ClientSession:
        """moto, with the bucket in it."""
        async with self._starting:
            if (
                self._session is not None
                and self._process is not None
                and self._process.returncode is None
            ):
                return self._session
            await self.close()
            port = _free_port()
            command = [sys.executable, "-c", _SERVER, "-H", "127.0.0.1", "-p", str(port)]
            quiet = asyncio.subprocess.DEVNULL
            self._process = await programs.start(command, stdout=quiet, stderr=quiet)
            self._session, self._base = (
                ClientSession(auto_decompress=False),
                f"http://127.0.0.1:{port}",
            )
            await self._make(self._session)
            return self._session

    async def _make(self, session: ClientSession) -> None:
        """The bucket, as soon as moto answers."""
        ends = asyncio.get_running_loop().time() + _START_SECONDS
        where = (
            "<CreateBucketConfiguration><LocationConstraint>"
            f"{_REGION}</LocationConstraint></CreateBucketConfiguration>"
        )
        while True:
            try:
                async with session.put(
                    f"{self._base}/{_NAME}", data=where, headers=self._known()
                ) as answer:
                    if answer.status == 200:
                        return
            except ClientError:
                pass
            if asyncio.get_running_loop().time() > ends:
                raise OSError("moto does not answer")
            await asyncio.sleep(0.05)

    def _known(self) -> dict[str, str]:
        """moto wants to be told who asks and in which region, and believes it."""
        scope = f"{self._key_id}/20200101/{_REGION}/s3/aws4_request"
        return {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
        }

    async def _passed_on(
        self, session: ClientSession, request: web.Request, body: bytes
    ) -> web.Response:
        query = dict(request.query)
        signed = "Authorization" in request.headers or "X-Amz-Signature" in query
        wanted = ("Content-Type", "Cache-Control", "X-Amz-Acl")
        headers = {name: request.headers[name] for name in wanted if name in request.headers}
        headers |= self._known() if signed else {}
        params = {name: value for name, value in query.items() if name.startswith("response-")}
        url = f"{self._base}{request.rel_url.raw_path}"
        async with session.request(
            request.method, url, data=body or None, headers=headers, params=params
        ) as answer:
            own = {name: answer.headers[name] for name in _PASSED_ON if name in answer.headers}
            return web.Response(status=answer.status, headers=own, body=await answer.read())


def _instant(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=timezone.utc)
    except ValueError:
        return None


def _url_of(request: web.Request, query: Mapping[str, str] | None = None) -> str:
    text = f"?{urlencode(query, quote_via=quote, safe='')}" if query else ""
    return f"{request.scheme}://{request.host}{request.rel_url.raw_path}{text}"


def _refused(status: int, code: str) -> web.Response:
    text = f"<?xml version='1.0' encoding='utf-8'?><Error><Code>{code}</Code></Error>"
    return web.Response(status=status, text=text, content_type="application/xml")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
