"""WeChat Pay APIv3 as an aiohttp sub-application: api.mch.weixin.qq.com, strict, on one laptop.

Every request passes `_answer`: signature, headers, JSON, ordered misfortune, the work itself, and a
signed answer. What a phone's pay sheet and the console may do is `WeChatPay`'s public methods.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from emulator.simulators import Doc, Fault, World
from emulator.wechat_pay.bills import Bills
from emulator.wechat_pay.console import Console
from emulator.wechat_pay.errors import PayError, invalid_request, param_error, system_error
from emulator.wechat_pay.fields import Fields
from emulator.wechat_pay.merchants import Merchant
from emulator.wechat_pay.orders import transaction
from emulator.wechat_pay.refunds import refund_answer, refund_notice
from emulator.wechat_pay.signing import signature_headers, verify_request

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PROBE_EVERY = 10
HOST = "https://api.mch.weixin.qq.com"
"""In links, as WeChat gives them: whoever follows one here asks our address for its path."""


@dataclass(frozen=True)
class Call:
    """A request that came through the gate."""

    account: Merchant
    query: dict[str, str]
    body: Doc
    match: dict[str, str]
    fault: Fault | None


Work = Callable[[Call], "tuple[int, Doc | bytes | None]"]


class WeChatPay(Console):
    """The simulator. `app` is the sub-application to mount; merchants are told by their numbers."""

    def __init__(
        self, world: World, merchants: Iterable[Merchant], probe_every: int = PROBE_EVERY
    ) -> None:
        super().__init__(world, merchants, probe_every)
        self._bills = Bills(world.store, world.now)
        self.app = web.Application(client_max_size=2**20)
        self.app.cleanup_ctx.append(self._running)
        self._add_routes()

    def _add_routes(self) -> None:
        add = self.app.router.add_route
        for part in ("", "partner/"):
            base = f"/v3/pay/{part}transactions"
            partner = bool(part)
            add("POST", f"{base}/jsapi", self._route(self._prepay(partner), "prepay"))
            add(
                "GET", f"{base}/out-trade-no/{{number}}", self._route(self._query(partner), "query")
            )
            add("GET", f"{base}/id/{{transaction}}", self._route(self._query(partner), "query"))
            add(
                "POST",
                f"{base}/out-trade-no/{{number}}/close",
                self._route(self._close(partner), "close"),
            )
        add("POST", "/v3/refund/domestic/refunds", self._route(self._refund, "refund"))
        add("GET", "/v3/refund/domestic/refunds/{number}", self._route(self._refund_query, "query"))
        add("GET", "/v3/bill/tradebill", self._route(self._trade_bill))
        add("GET", "/v3/billdownload/file", self._route(self._download))
        add("GET", "/v3/certificates", self._route(_no_certificates))
        add("*", "/{tail:.*}", self._route(_unknown))

    async def _running(self, _: web.Application) -> AsyncIterator[None]:
        self._notices.start()
        for refund in self._refunds.processing():
            self._notices.spawn(self._decide_later(refund["id"], refund["due_at"]))
        yield
        await self._notices.stop()

    # The gate

    def _route(self, work: Work, target: str | None = None) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._answer(request, work, target)

        return handle

    async def _answer(self, request: web.Request, work: Work, target: str | None) -> web.Response:
        raw = await request.read()
        # Signed is what WeChat would see: without where the emulator has us mounted.
        _, _, rest = request.raw_path.partition("/v3/")
        try:
            account = verify_request(
                self._accounts, request.method, f"/v3/{rest}", request.headers, raw, self._now()
            )
        except PayError as error:
            # Nobody to sign for: WeChat's own refusals of a signature are unsigned.
            return web.json_response(error.document(), status=error.status)
        fault = None
        try:
            body = _json_body(request, raw)
            fault = await self._misfortune(target)
            match = dict(request.match_info)
            call = Call(account, dict(request.query), body, match, fault)
            status, document = work(call)
        except PayError as error:
            status, document = error.status, error.document()
        if fault is not None and fault.mode == "error_after_effect":
            return _cut(request)
        return self._signed(account, status, document)

    def _signed(self, account: Merchant, status: int, document: Doc | bytes | None) -> web.Response:
        if isinstance(document, bytes):
            # "下载账单": the file's answer bears no signature; the hash stands for it.
            return web.Response(body=document, content_type="text/plain", charset="utf-8")
        text = "" if document is None else json.dumps(document, ensure_ascii=False)
        headers = signature_headers(account, text, self._now())
        if document is None:
            return web.Response(status=status, headers=headers)
        return web.Response(
            status=status, text=text, headers=headers, content_type="application/json"
        )

    async def _misfortune(self, target: str | None) -> Fault | None:
        fault = self._world.faults.take(target) if target else None
        if fault is None:
            return None
        if fault.mode == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault.mode == "error":
            raise system_error()
        elif fault.mode == "frequency_limited":
            raise PayError(429, "FREQUENCY_LIMITED", "频率超限, 请降低频率后重试")
        elif fault.mode == "not_enough":
            raise PayError(403, "NOT_ENOUGH", "基本账户余额不足, 请充值后重新发起")
        return fault

    # The interfaces

    def _prepay(self, partner: bool) -> Work:
        def work(call: Call) -> tuple[int, Doc | bytes | None]:
            answer = self._orders.prepay(call.account, call.body, partner)
            order = self._orders.by_prepay_id(answer["prepay_id"])
            assert order is not None
            self._tell(order)
            return 200, answer

        return work

    def _query(self, partner: bool) -> Work:
        def work(call: Call) -> tuple[int, Doc | bytes | None]:
            _check_mode(call.account, partner)
            fields = Fields(call.query, "/query")
            by_transaction = "transaction" in call.match
            number = call.match["transaction" if by_transaction else "number"]
            return 200, transaction(self._orders.find(call.account, fields, number, by_transaction))

        return work

    def _close(self, partner: bool) -> Work:
        def work(call: Call) -> tuple[int, Doc | bytes | None]:
            _check_mode(call.account, partner)
            fields = Fields(call.body, "/body")
            order = self._orders.find(call.account, fields, call.match["number"])
            self._orders.close(order)
            self._tell(order)
            return 204, None

        return work

    def _refund(self, call: Call) -> tuple[int, Doc | bytes | None]:
        mode = call.fault.mode if call.fault else ""
        outcome = {"abnormal": "ABNORMAL", "closed": "CLOSED"}.get(mode, "SUCCESS")
        refund = self._refunds.accept(call.account, call.body, outcome)
        if not self._decide(refund["id"]):
            self._notices.spawn(self._decide_later(refund["id"], refund["due_at"]))
        return 200, refund_answer(self._refunds.find_by_id(refund["id"]))

    def _refund_query(self, call: Call) -> tuple[int, Doc | bytes | None]:
        fields = Fields(call.query, "/query")
        refund = self._refunds.find(call.account, fields, call.match["number"])
        self._decide(refund["id"])
        return 200, refund_answer(self._refunds.find_by_id(refund["id"]))

    async def _decide_later(self, refund_id: str, due_at: str) -> None:
        await self._world.sleep_until(datetime.fromisoformat(due_at))
        self._decide(refund_id)

    def _decide(self, refund_id: str) -> bool:
        """Let the outcome be in force if it is due, and tell the merchant if it newly is."""
        refund = self._refunds.decide(refund_id)
        if refund is None:
            return False
        self._tell(self._orders.by_id(refund["order_id"]))
        if refund["notify_url"] is not None:
            self._notices.spawn(
                self._notices.send(
                    refund["mchid"],
                    refund["notify_url"],
                    f"REFUND.{refund['status']}",
                    refund_notice(refund),
                )
            )
        return True

    def _trade_bill(self, call: Call) -> tuple[int, Doc | bytes | None]:
        answer = self._bills.apply(call.account, call.query)
        token = answer.pop("token")
        return 200, {**answer, "download_url": f"{HOST}/v3/billdownload/file?token={token}"}

    def _download(self, call: Call) -> tuple[int, Doc | bytes | None]:
        token = Fields(call.query, "/query").text("token", 256)
        return 200, self._bills.download(call.account, token)

    def _now(self) -> datetime:
        return self._world.now()


def _check_mode(account: Merchant, partner: bool) -> None:
    if partner != (account.mode == "partner"):
        raise PayError(403, "NO_AUTH", "商户号没有使用该接口的权限")


def _json_body(request: web.Request, raw: bytes) -> Doc:
    accept = request.headers.get("Accept", "")
    if "application/json" not in accept and "*/*" not in accept:
        raise PayError(406, "INVALID_REQUEST", "Http头Accept应为application/json")
    if request.method == "GET":
        if raw:
            raise invalid_request("GET请求不应携带报文主体")
        return {}
    if request.content_type != "application/json":
        raise PayError(415, "INVALID_REQUEST", "Http头Content-Type应为application/json")
    try:
        body = json.loads(raw)
        json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        raise param_error("/body", "不是JSON") from None
    if not isinstance(body, dict):
        raise param_error("/body", "应为JSON对象")
    return body


def _cut(request: web.Request) -> web.Response:
    """Drop the connection without an answer: what was asked for has happened nevertheless."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _no_certificates(_: Call) -> tuple[int, Doc | bytes | None]:
    # A merchant that verifies by WeChat Pay's public key has no platform certificate to download.
    raise PayError(404, "RESOURCE_NOT_EXISTS", "无可用的平台证书, 请使用微信支付公钥")


def _unknown(_: Call) -> tuple[int, Doc | bytes | None]:
    raise PayError(404, "NOT_FOUND", "接口不存在")


WECHAT_PAY: web.AppKey[WeChatPay] = web.AppKey("wechat_pay", WeChatPay)


def build_wechat_pay(
    world: World, merchants: Iterable[Merchant], probe_every: int = PROBE_EVERY
) -> web.Application:
    """The sub-application; its `WeChatPay` is `app[WECHAT_PAY]`.

    Before each `probe_every`-th notice goes one that bears a probing signature; 0: never.
    """
    simulator = WeChatPay(world, merchants, probe_every)
    simulator.app[WECHAT_PAY] = simulator
    return simulator.app
