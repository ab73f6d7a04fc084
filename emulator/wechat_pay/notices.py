"""Notices to the merchant: signed, sealed, repeated on WeChat's schedule, and as unruly as ordered.

A notice is a document of kind `pay_notice`; its `state` is waiting, held, delivered, lost or
given_up. Work goes on after a restart.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from collections.abc import Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from emulator.simulators import Doc, Fault, World
from emulator.wechat_pay.fields import beijing
from emulator.wechat_pay.merchants import Merchant
from emulator.wechat_pay.signing import probe_signature, seal, signature_headers

NOTICE, HELD, COUNTERS = "pay_notice", "pay_notice_held", "pay_counters"
# Source: "支付成功回调通知": 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h.
REPEATS = tuple(
    timedelta(seconds=seconds)
    for seconds in (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, *[10800] * 3, *[21600] * 2)
)
ANSWER_WITHIN_SECONDS = 5.0
_SUMMARIES = {
    "TRANSACTION.SUCCESS": "支付成功",
    "REFUND.SUCCESS": "退款成功",
    "REFUND.ABNORMAL": "退款异常",
    "REFUND.CLOSED": "退款关闭",
}


class Notices:
    """Sends notices and keeps after them. `probe_every` n: a SIGNTEST probe before each n-th."""

    def __init__(self, world: World, accounts: Mapping[str, Merchant], probe_every: int) -> None:
        self._world = world
        self._accounts = accounts
        self._probe_every = probe_every
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        for notice_id, notice in self._world.store.all(NOTICE):
            if notice["state"] == "waiting":
                self.spawn(self._follow(notice_id))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Work that lives no longer than the simulator."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def send(self, mchid: str, notify_url: str, event_type: str, resource: Doc) -> None:
        """Make the notice and see its first delivery through, unless a fault delays it."""
        notice_id = str(uuid.uuid4())
        now = self._world.now()
        notice: Doc = {
            "mchid": mchid,
            "path": urlsplit(notify_url).path,
            "event_type": event_type,
            "resource": resource,
            "created_at": now.isoformat(),
            "next_at": now.isoformat(),
            "attempts": 0,
            "state": "waiting",
            "fault": None,
            "last_status": None,
        }
        self._misfortune(notice, self._world.faults.take("pay_notice"))
        self._put(notice_id, notice)
        if notice["state"] == "held":
            self._world.store.put(HELD, notice_id, {})
        due = datetime.fromisoformat(notice["next_at"]) <= now
        if notice["state"] == "waiting" and due:
            await self._attempt(notice_id)
        self.spawn(self._follow(notice_id))

    def _misfortune(self, notice: Doc, fault: Fault | None) -> None:
        if fault is None:
            return
        notice["fault"] = fault.mode
        if fault.mode == "lost":
            notice["state"] = "lost"
        elif fault.mode == "reordered":
            notice["state"] = "held"
        elif fault.mode in ("late", "slow"):
            later = self._world.now() + timedelta(seconds=fault.seconds)
            notice["next_at"] = later.isoformat()
        elif fault.mode == "wrong_amount":
            amount = dict(notice["resource"]["amount"])
            what = "refund" if "refund" in amount else "total"
            amount[what] += 1
            amount[f"payer_{what}"] += 1
            notice["resource"] = {**notice["resource"], "amount": amount}

    async def _follow(self, notice_id: str) -> None:
        while (notice := self._get(notice_id)) and notice["state"] == "waiting":
            await self._world.sleep_until(datetime.fromisoformat(notice["next_at"]))
            await self._attempt(notice_id)

    async def _attempt(self, notice_id: str) -> None:
        notice = self._get(notice_id)
        if notice is None or notice["state"] != "waiting":
            return
        await self._probe(notice_id, notice)
        forged = notice["fault"] == "bad_signature" and notice["attempts"] == 0
        status = await self._post(notice_id, notice, forged=forged)
        if notice["fault"] == "twice" and notice["attempts"] == 0:
            status = await self._post(notice_id, notice)
        # The merchant took it, but the answer was lost on the way back.
        if notice["fault"] in ("error", "error_after_effect") and notice["attempts"] == 0:
            status = 0
        if self._get(notice_id) is None:
            return  # the emulator was reset meanwhile
        self._record(notice_id, notice, status)
        if notice["state"] == "delivered":
            self._release_held()

    def _record(self, notice_id: str, notice: Doc, status: int) -> None:
        notice["attempts"] += 1
        notice["last_status"] = status
        if status in (200, 204):
            notice["state"] = "delivered"
        elif notice["attempts"] > len(REPEATS):
            notice["state"] = "given_up"
        else:
            later = self._world.now() + REPEATS[notice["attempts"] - 1]
            notice["next_at"] = later.isoformat()
        self._put(notice_id, notice)

    def _release_held(self) -> None:
        for notice_id, _ in self._world.store.all(HELD):
            self._world.store.delete(HELD, notice_id)
            notice = self._get(notice_id)
            if notice is not None:
                notice.update(state="waiting", next_at=self._world.now().isoformat())
                self._put(notice_id, notice)
                self.spawn(self._follow(notice_id))

    async def _probe(self, notice_id: str, notice: Doc) -> None:
        """Source: "如何应对签名探测流量": a merchant that accepts one has not verified."""
        if not self._probe_every:
            return
        counters = self._world.store.get(COUNTERS, "probes") or {"notices": 0, "accepted": 0}
        counters["notices"] += 1
        if counters["notices"] % self._probe_every == 0:
            status = await self._post(notice_id, notice, probe=True)
            if status in (200, 204):
                counters["accepted"] += 1
                self._world.emit("fault", problem="signature probe accepted", notice_id=notice_id)
        self._world.store.put(COUNTERS, "probes", counters)

    async def _post(
        self, notice_id: str, notice: Doc, forged: bool = False, probe: bool = False
    ) -> int:
        account = self._accounts[notice["mchid"]]
        original_type = "refund" if "refund_id" in notice["resource"] else "transaction"
        document = {
            "id": notice_id,
            "create_time": beijing(notice["created_at"]),
            "resource_type": "encrypt-resource",
            "event_type": notice["event_type"],
            "summary": _SUMMARIES[notice["event_type"]],
            "resource": seal(account, _compact(notice["resource"]), original_type),
        }
        body = _compact(document)
        headers = signature_headers(account, body, self._world.now())
        if probe:
            headers["Wechatpay-Signature"] = probe_signature()
        if forged:
            headers["Wechatpay-Nonce"] = secrets.token_hex(16)
        headers.update({"Content-Type": "application/json", "User-Agent": "Mozilla/4.0"})
        # Shielded, and waited for: a merchant that answers too late has still done its work, and whoever sees the
        # delivery through finds it done.
        loop = asyncio.get_running_loop()
        began = loop.time()
        posting = self.spawn(self._world.post_notice(notice["path"], headers, body.encode()))
        status = int(await asyncio.shield(posting))
        return status if loop.time() - began < ANSWER_WITHIN_SECONDS else 0

    def _get(self, notice_id: str) -> Doc | None:
        return self._world.store.get(NOTICE, notice_id)

    def _put(self, notice_id: str, notice: Doc) -> None:
        self._world.store.put(NOTICE, notice_id, notice)


def _compact(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
