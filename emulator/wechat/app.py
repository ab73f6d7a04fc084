"""WeChat's server interfaces as an aiohttp sub-application: api.weixin.qq.com on one laptop.

What the phone and the console may do is `WeChat`'s public methods.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from emulator.simulators import Doc, World
from emulator.wechat.errors import WeChatError
from emulator.wechat.images import code_image
from emulator.wechat.messages import Messages
from emulator.wechat.people import OPENID, People, phone_number, session_key
from emulator.wechat.templates import SENSITIVE_WORD, load_templates
from emulator.wechat.tokens import Tokens

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Work = Callable[[web.Request, Doc], "Awaitable[web.StreamResponse | Doc]"]
# "获取不限制的小程序码": digits, letters and these, at most 32.
_SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
# What a code without a page opens.
_HOME = "pages/home/home"
_ENV_VERSIONS = ("release", "trial", "develop")
_CHECK_SCENES = (1, 2, 3, 4)
_MOST_CHECKED = 2500


@dataclass(frozen=True)
class WeChatConfig:
    """The mini-program as WeChat knows it. `pages`: its page paths, None when not to be checked."""

    appid: str
    secret: str
    templates: Path
    pages: frozenset[str] | None = None


class WeChat:
    """The simulator. `app` is the sub-application to mount."""

    def __init__(self, world: World, config: WeChatConfig) -> None:
        self._world = world
        self._config = config
        self.templates = load_templates(config.templates)
        self._tokens = Tokens(world.store, world.now)
        self._people = People(world.store, world.now)
        self._messages = Messages(world, self.templates, config.pages)
        self.app = web.Application(client_max_size=2**20)
        self._add_routes()

    def _add_routes(self) -> None:
        self._add("GET", "/sns/jscode2session", self._code_to_session)
        self._add("POST", "/cgi-bin/stable_token", self._stable_token)
        for path, work in (
            ("/wxa/business/getuserphonenumber", self._phone_number),
            ("/cgi-bin/message/subscribe/send", self._send),
            ("/wxa/getwxacodeunlimit", self._code_unlimited),
            ("/wxa/msg_sec_check", self._check_text),
        ):
            self._add("POST", path, self._with_token(work))
        self._add("*", "/{tail:.*}", _unknown)

    def _add(self, method: str, path: str, work: Work) -> None:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                if method not in ("*", request.method):
                    raise WeChatError(43002 if method == "POST" else 43001)
                body = _json_body(await request.read()) if method == "POST" else {}
                answer = await work(request, body)
            except WeChatError as error:
                answer = error.document()
            if isinstance(answer, web.StreamResponse):
                return answer
            return web.json_response(answer)

        self.app.router.add_route("*", path, handle)

    def _with_token(self, work: Work) -> Work:
        async def checked(request: web.Request, body: Doc) -> web.StreamResponse | Doc:
            self._tokens.check(request.query.get("access_token"))
            return await work(request, body)

        return checked

    # For the phone and the console

    def login_code(self, openid: str) -> str:
        """What wx.login gives: good once, for five minutes."""
        return self._people.new_code(openid, "login")

    def phone_code(self, openid: str) -> str:
        """What the getPhoneNumber button gives: good once, for five minutes."""
        return self._people.new_code(openid, "phone")

    def subscribe(self, openid: str, results: Mapping[str, str]) -> dict[str, int]:
        """What the permission sheet tells WeChat; sends left by template."""
        return self._messages.subscribe(openid, results)

    def credits(self, openid: str, template_id: str) -> int:
        return self._messages.credits(openid, template_id)

    def messages(self, openid: str | None = None) -> list[Doc]:
        """`{kind, template_id, title, values (label → text), page, openid, at}`, oldest first."""
        return self._messages.sent(openid)

    def revoke_tokens(self) -> None:
        self._tokens.revoke()

    # The interfaces

    async def _stable_token(self, _: web.Request, body: Doc) -> Doc:
        if body.get("grant_type") != "client_credential":
            raise WeChatError(40002)
        self._check_app(body)
        force = body.get("force_refresh", False)
        if not isinstance(force, bool):
            raise WeChatError(47001)
        return self._tokens.issue(force)

    async def _code_to_session(self, request: web.Request, _: Doc) -> web.StreamResponse:
        query = request.query
        self._check_app(query)
        if query.get("grant_type") != "authorization_code":
            raise WeChatError(40002)
        code = query.get("js_code")
        if not code:
            raise WeChatError(41008)
        openid = self._people.use_code(code, "login")
        answer = {"session_key": session_key(openid, code), "openid": openid}
        # This one really comes as text/plain; many a client has stumbled over it.
        return web.Response(text=json.dumps(answer), content_type="text/plain")

    def _check_app(self, given: Mapping[str, object]) -> None:
        appid, secret = given.get("appid"), given.get("secret")
        if not appid:
            raise WeChatError(41002)
        if not secret:
            raise WeChatError(41004)
        if appid != self._config.appid:
            raise WeChatError(40013)
        if secret != self._config.secret:
            raise WeChatError(40125)

    async def _phone_number(self, _: web.Request, body: Doc) -> Doc:
        code = body.get("code")
        if not isinstance(code, str) or not code:
            raise WeChatError(40029)
        number = phone_number(self._people.use_code(code, "phone"))
        watermark = {"timestamp": int(self._world.now().timestamp()), "appid": self._config.appid}
        info = {
            "phoneNumber": number,
            "purePhoneNumber": number,
            "countryCode": "86",
            "watermark": watermark,
        }
        return {"errcode": 0, "errmsg": "ok", "phone_info": info}

    async def _send(self, request: web.Request, body: Doc) -> web.StreamResponse | Doc:
        fault = self._world.faults.take("message")
        mode = fault.mode if fault else ""
        if mode in ("error", "refused", "concurrent"):
            raise WeChatError({"error": -1, "refused": 43101, "concurrent": 43108}[mode])
        await self._messages.send(body, fault.seconds if fault and mode == "slow" else 0.0)
        if mode == "error_after_effect" and request.transport is not None:
            request.transport.abort()
        return {"errcode": 0, "errmsg": "ok", "msgid": secrets.randbelow(10**18)}

    async def _code_unlimited(self, _: web.Request, body: Doc) -> web.StreamResponse:
        scene, page = body.get("scene"), body.get("page")
        if not isinstance(scene, str) or len(scene) > 32:
            raise WeChatError(40169)
        if not _SCENE.fullmatch(scene):
            raise WeChatError(40129)
        if body.get("env_version", "release") not in _ENV_VERSIONS:
            raise WeChatError(40097)
        width = body.get("width", 430)
        if type(width) is not int or not 280 <= width <= 1280:
            raise WeChatError(40097)
        if page is not None and not self._page_exists(page, body.get("check_path", True)):
            raise WeChatError(41030)
        return web.Response(
            body=code_image(scene, str(page or _HOME), width), content_type="image/png"
        )

    def _page_exists(self, page: object, check_path: object) -> bool:
        if not isinstance(page, str) or page.startswith("/") or "?" in page:
            return False
        return not check_path or self._config.pages is None or page in self._config.pages

    async def _check_text(self, _: web.Request, body: Doc) -> Doc:
        content, openid = body.get("content"), body.get("openid")
        if not isinstance(openid, str) or not OPENID.fullmatch(openid):
            raise WeChatError(40003)
        if body.get("version") != 2 or body.get("scene") not in _CHECK_SCENES:
            raise WeChatError(40097)
        if not isinstance(content, str) or not 1 <= len(content) <= _MOST_CHECKED:
            raise WeChatError(87009)
        risky = SENSITIVE_WORD in content
        result = (
            {"suggest": "risky", "label": 20001} if risky else {"suggest": "pass", "label": 100}
        )
        trace_id = secrets.token_hex(16)
        return {"errcode": 0, "errmsg": "ok", "result": result, "detail": [], "trace_id": trace_id}


def _json_body(raw: bytes) -> Doc:
    if not raw:
        raise WeChatError(44002)
    try:
        body = json.loads(raw)
        json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        raise WeChatError(47001) from None
    if not isinstance(body, dict):
        raise WeChatError(47001)
    return body


async def _unknown(_: web.Request, __: Doc) -> Doc:
    raise WeChatError(40066)


WECHAT: web.AppKey[WeChat] = web.AppKey("wechat", WeChat)


def build_wechat(world: World, config: WeChatConfig) -> web.Application:
    """The sub-application; its `WeChat` is `app[WECHAT]`."""
    simulator = WeChat(world, config)
    simulator.app[WECHAT] = simulator
    return simulator.app
