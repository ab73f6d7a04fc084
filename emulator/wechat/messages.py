"""Subscribe messages: what the permission sheet granted, what was sent and to whom.

Source: "发送订阅消息" (developers.weixin.qq.com). One accept is one send. The text of a message may
name a person, so it is stored sealed.
"""

from __future__ import annotations

import asyncio
import json
import os
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from emulator.simulators import Doc, World
from emulator.wechat.errors import ControlError, WeChatError
from emulator.wechat.people import OPENID
from emulator.wechat.templates import Template

CREDIT, MESSAGE = "wechat_credit", "wechat_message"
MOST_TEMPLATES_ON_A_SHEET = 3
STATES = ("developer", "trial", "formal")
LANGUAGES = ("zh_CN", "en_US", "zh_HK", "zh_TW")
# Two sends overlap only if one takes time; WeChat's takes about this long.
SENDING_SECONDS = 0.02


class Messages:
    def __init__(
        self, world: World, templates: Mapping[str, Template], pages: frozenset[str] | None
    ) -> None:
        self._world = world
        self._templates = templates
        self._pages = pages
        self._sending: set[str] = set()
        self._seal = Fernet(_key(world.keys / "simulators.key"))

    def subscribe(self, openid: str, results: Mapping[str, str]) -> dict[str, int]:
        """Take note of a permission sheet's answers; sends left by template, for those on it."""
        if not OPENID.fullmatch(openid):
            raise ControlError("PARAM_ERROR", "openid不符合格式")
        if not 1 <= len(results) <= MOST_TEMPLATES_ON_A_SHEET:
            raise ControlError("PARAM_ERROR", "requestSubscribeMessage一次最多3个模板")
        for template_id, answer in results.items():
            if template_id not in self._templates:
                raise ControlError("TEMPLATE_NOT_EXIST", f"没有模板{template_id}")
            if answer not in ("accept", "reject", "ban", "filter"):
                raise ControlError("PARAM_ERROR", "结果应为accept、reject、ban或filter")
        for template_id, answer in results.items():
            if answer == "accept":
                self._add_credit(openid, template_id, 1)
        return {template_id: self.credits(openid, template_id) for template_id in results}

    def credits(self, openid: str, template_id: str) -> int:
        return int(
            (self._world.store.get(CREDIT, f"{openid}/{template_id}") or {"left": 0})["left"]
        )

    def _add_credit(self, openid: str, template_id: str, change: int) -> None:
        left = self.credits(openid, template_id) + change
        self._world.store.put(CREDIT, f"{openid}/{template_id}", {"left": left})

    async def send(self, body: Doc, slow_seconds: float = 0.0) -> None:
        """Send one message, or WeChatError. Another one to the same openid meanwhile: 43108."""
        openid = body.get("touser")
        if not isinstance(openid, str) or not OPENID.fullmatch(openid):
            raise WeChatError(40003)
        template = self._templates.get(str(body.get("template_id")))
        if template is None:
            raise WeChatError(40037)
        self._check_options(body)
        if openid in self._sending:
            raise WeChatError(43108)
        self._sending.add(openid)
        try:
            await asyncio.sleep(SENDING_SECONDS + slow_seconds)
            values = template.values(body.get("data"))
            if self.credits(openid, template.id) < 1:
                raise WeChatError(43101)
            self._add_credit(openid, template.id, -1)
            self._keep(openid, template, values, body.get("page"))
        finally:
            self._sending.discard(openid)

    def _check_options(self, body: Doc) -> None:
        page = body.get("page")
        if page is not None and not isinstance(page, str):
            raise WeChatError(41030)
        if page and self._pages is not None and page.split("?")[0].strip("/") not in self._pages:
            raise WeChatError(41030)
        if body.get("miniprogram_state", "formal") not in STATES:
            raise WeChatError(40097)
        if body.get("lang", "zh_CN") not in LANGUAGES:
            raise WeChatError(40097)

    def _keep(self, openid: str, template: Template, values: dict[str, str], page: Any) -> None:
        sealed = self._seal.encrypt(json.dumps([values, page], ensure_ascii=False).encode())
        at = self._world.now().isoformat()
        doc = {"openid": openid, "template_id": template.id, "at": at, "sealed": sealed.decode()}
        self._world.store.put(MESSAGE, str(uuid.uuid4()), doc)
        self._world.emit("message", message=self._view(doc))

    def sent(self, openid: str | None = None) -> list[Doc]:
        """Messages oldest first, all or one person's."""
        return [
            self._view(doc)
            for _, doc in self._world.store.all(MESSAGE)
            if openid in (None, doc["openid"])
        ]

    def _view(self, doc: Doc) -> Doc:
        template = self._templates.get(doc["template_id"])
        values, page = json.loads(self._seal.decrypt(doc["sealed"].encode()))
        return {
            "kind": template.kind if template else None,
            "template_id": doc["template_id"],
            "title": template.title if template else None,
            "values": values,
            "page": page,
            "openid": doc["openid"],
            "at": _local(doc["at"]),
        }


def _local(instant: str) -> str:
    moment = datetime.fromisoformat(instant).astimezone(timezone(timedelta(hours=8)))
    return moment.isoformat(timespec="seconds")


def _key(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(Fernet.generate_key())
    return path.read_bytes()
