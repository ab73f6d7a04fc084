"""WeChat's side: pretend phones, orders, messages, permissions."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from aiohttp import web

from emulator.json_api import BadRequest, json_body, reply
from emulator.login_codes import LoginCodes
from emulator.seed import STAFF
from emulator.simulators import KeyDocStore
from emulator.wechat import ControlError as WeChatRefusal
from emulator.wechat import WeChat
from emulator.wechat_pay import ControlError as PayRefusal
from emulator.wechat_pay import WeChatPay

_PHONE = "phone"
_FEW = 3
_FIRST_PHONES = ("手机甲", "手机乙", "手机丙")


class PhoneControl:
    """The handlers; what they tell is kept by the simulators. `demo` is the folder of the demo's files."""

    def __init__(
        self, store: KeyDocStore, wechat: WeChat, pay: WeChatPay, demo: Path, logins: LoginCodes
    ) -> None:
        self._store, self._wechat, self._pay, self._demo = store, wechat, pay, demo
        self._logins = logins

    def routes(self) -> list[web.RouteDef]:
        """Every route of this class."""
        return [
            web.get("/_emulator/phones", self.phones),
            web.post("/_emulator/phones", self.add_phone),
            web.get("/_emulator/staff", self.staff),
            web.post("/_emulator/phones/{openid}/login_code", self.login_code),
            web.post("/_emulator/phones/{openid}/phone_code", self.phone_code),
            web.get("/_emulator/orders", self.orders),
            web.post("/_emulator/orders/{number}/pay", self.pay),
            web.post("/_emulator/payments/check", self.check_payment),
            web.post("/_emulator/subscriptions", self.subscribe),
            web.get("/_emulator/messages", self.messages),
            web.get("/_emulator/templates", self.templates),
            web.get("/_emulator/codes", self.codes),
        ]

    async def phones(self, _: web.Request) -> web.Response:
        """Everybody's; those of the demo's staff say so by their role."""
        return reply({"phones": [*self._phones(), *self._staff()]})

    async def add_phone(self, request: web.Request) -> web.Response:
        name = (await json_body(request)).get("name")
        if not isinstance(name, str) or not 1 <= len(name.strip()) <= 20:
            raise BadRequest("name must be 1 to 20 characters")
        return reply({"phone": self._add(len(self._phones()) + 1, name.strip())})

    async def staff(self, _: web.Request) -> web.Response:
        """The demo's staff, each with the openid of their phone: who one can be when signing in."""
        return reply({"staff": self._staff()})

    async def login_code(self, request: web.Request) -> web.Response:
        await json_body(request)
        return reply({"code": self._told(self._wechat.login_code, request.match_info["openid"])})

    async def phone_code(self, request: web.Request) -> web.Response:
        await json_body(request)
        return reply({"code": self._told(self._wechat.phone_code, request.match_info["openid"])})

    async def orders(self, _: web.Request) -> web.Response:
        return reply({"orders": self._pay.orders()})

    async def pay(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        if body.keys() - {"openid", "amount_fen", "late", "mchid"}:
            raise BadRequest("known fields: openid, amount_fen, late, mchid")
        if not isinstance(body.get("late", False), bool):
            raise BadRequest("late must be true or false")
        try:
            order = await self._pay.pay(request.match_info["number"], **body)
        except PayRefusal as error:
            status = 404 if error.code == "ORDER_NOT_EXIST" else 400
            raise BadRequest(error.message, status, error.code) from None
        return reply({"order": order})

    async def check_payment(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        return reply({"order": self._told(self._pay.check_payment, body)})

    async def subscribe(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        openid, results = body.get("openid"), body.get("results")
        if not isinstance(openid, str) or not isinstance(results, dict):
            raise BadRequest('send {"openid": "…", "results": {template_id: "accept"}}')
        return reply({"credits": self._told(self._wechat.subscribe, openid, results)})

    async def templates(self, _: web.Request) -> web.Response:
        """What the permission sheet shows beside its boxes."""
        known = self._wechat.templates.values()
        return reply({"templates": [{"template_id": t.id, "title": t.title} for t in known]})

    async def messages(self, request: web.Request) -> web.Response:
        return reply({"messages": self._wechat.messages(request.query.get("openid"))})

    async def codes(self, _: web.Request) -> web.Response:
        codes = self._logins.waiting()
        codes += _codes(self._demo / "hospitals.csv", "hospital_id", "h")
        codes += _codes(self._demo / "departments.csv", "department_id", "d")[:_FEW]
        codes += _codes(self._demo / "doctors.csv", "doctor_id", "dr")[:_FEW]
        return reply({"codes": codes})

    def _told(self, work: Any, *arguments: Any) -> Any:
        try:
            return work(*arguments)
        except (PayRefusal, WeChatRefusal) as error:
            raise BadRequest(error.message, 400, error.code) from None

    def _staff(self) -> list[dict[str, Any]]:
        return [person for _, person in self._store.all(STAFF)]

    def _phones(self) -> list[dict[str, Any]]:
        if not self._store.all(_PHONE):
            for number, name in enumerate(_FIRST_PHONES, 1):
                self._add(number, name)
        return [phone for _, phone in self._store.all(_PHONE)]

    def _add(self, number: int, name: str) -> dict[str, Any]:
        phone = {"openid": f"oEmulator_phone_{number}", "name": name}
        self._store.put(_PHONE, phone["openid"], phone)
        return phone


def _codes(file: Path, column: str, prefix: str) -> list[dict[str, str]]:
    """The codes that would hang on the demo's walls: the scene is what `catalog` takes."""
    if not file.exists():
        return []
    rows = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    return [{"title": row["name"], "scene": f"{prefix}.{row[column]}"} for row in rows]
