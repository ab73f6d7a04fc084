"""Demo data: imported as a hospital would, then a few slots really booked full by pretend people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from emulator.clock import CRON_ZONE, Clock
from emulator.database import Database
from emulator.home import Home
from emulator.host import Host
from emulator.ops_programs import Ops
from emulator.seed_staff import NoCode, StaffOfDemo, rows_of
from emulator.simulators import KeyDocStore
from emulator.wechat_pay import WeChatPay

FULL_SLOTS = 3
# The kind under which the demo's staff are remembered.
STAFF = "staff"
_MOST_SEATS = 8
_FEWEST_SEATS = 2
_TRIES = 12
# 990000 is an address code that was never given out: these ID numbers can belong to nobody.
_ADDRESS = "990000"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class SeedError(Exception):
    """The demo can't be made; the message says which program or call refused, and why."""


@dataclass(frozen=True)
class Service:
    """The service as pretend people meet it: functions, pay sheet, time; and where they are remembered."""

    host: Host
    pay: WeChatPay
    clock: Clock
    docs: KeyDocStore


class Demo:
    """The demo of a folder, put into a database that is ours to change."""

    def __init__(
        self, folder: Path, home: Home, database: Database, ops: Ops, service: Service
    ) -> None:
        self._folder, self._home, self._database = folder, home, database
        self._ops, self._service = ops, service

    async def is_wanted(self) -> bool:
        """Whether there is a demo, and a scratch database without any hospital to put it into."""
        if not self._folder.is_dir() or not await self._database.is_scratch():
            return False
        hospitals = self._database.client[self._database.name]["hospitals"]
        return await hospitals.find_one({}, {"_id": 1}) is None

    async def make(self) -> dict[str, Any]:
        """Import, publish, book some slots full. Ids of what is there, by kind.

        DatabaseError for a database that is not scratch, SeedError when a program or call refuses.
        """
        await self._database.require_scratch()
        files = str(self._home.import_folder(self._folder))
        for arguments in (["indexes"], ["import", files], ["publish"]):
            done = await self._ops.run(*arguments)
            if done.code:
                reason = (done.stderr or done.stdout).strip() or f"exit code {done.code}"
                raise SeedError(f"ops {arguments[0]}: {reason}")
        made = await Crowd(self._folder, self._service).fill()
        staff = await self._staff()
        ids = {
            kind: [row[column] for row in rows_of(self._folder / f"{kind}.csv")]
            for kind, column in (
                ("hospitals", "hospital_id"),
                ("departments", "department_id"),
                ("doctors", "doctor_id"),
            )
        }
        return {"dataset": "demo", **ids, **made, "staff": staff}

    async def _staff(self) -> list[dict[str, Any]]:
        """Somebody of each role for each hospital, remembered for whoever wants to be one of them."""
        crowd = Crowd(self._folder, self._service)
        try:
            hired = await StaffOfDemo(self._folder, self._ops, crowd.call).hire(
                f"{crowd.started:%y%m%d%H%M%S}"
            )
        except NoCode as error:
            raise SeedError(f"ops staff invite: {error}") from None
        for person in hired:
            self._service.docs.put(STAFF, person["openid"], person)
        return hired


class Crowd:
    """Pretend people who book as anyone would: by the functions, with consent and payment."""

    def __init__(self, folder: Path, service: Service) -> None:
        self._folder, self._service = folder, service
        self.started = service.clock.now()
        self._today = self.started.astimezone(CRON_ZONE).date()
        self._numbers = count(1)

    async def fill(self) -> dict[str, Any]:
        """Book up to FULL_SLOTS small slots of different doctors until they are full."""
        full: list[str] = []
        people: list[str] = []
        for doctor in self._doctors():
            if len(full) == FULL_SLOTS:
                break
            slot = await self._small_slot(doctor)
            if slot:
                people += await self._fill_one(slot)
                full.append(slot["id"])
        return {"full_slots": full, "people": people}

    def _doctors(self) -> list[str]:
        """A few, spread over the file; none of departments that are only for some."""
        limits = ("sex", "age_from", "age_to", "paediatric")
        for_all = {
            row["department_id"]
            for row in rows_of(self._folder / "departments.csv")
            if not any(row.get(name) for name in limits)
        }
        doctors = rows_of(self._folder / "doctors.csv")
        ids = [row["doctor_id"] for row in doctors if row["department_id"] in for_all]
        return ids[:: max(1, len(ids) // _TRIES)][:_TRIES]

    async def _small_slot(self, doctor: str) -> dict[str, Any] | None:
        first, last = self._today + timedelta(days=1), self._today + timedelta(days=7)
        span = {"date_from": first.isoformat(), "date_to": last.isoformat()}
        reply = await self.call("query_slots", {"doctor_id": doctor, **span}, self._openid(1))
        free = [
            slot
            for slot in reply["data"]["slots"]
            if slot["availability"] == "free" and _FEWEST_SEATS <= slot["left"] <= _MOST_SEATS
        ]
        return min(free, key=lambda slot: (slot["left"], slot["starts_at"]), default=None)

    async def _fill_one(self, slot: dict[str, Any]) -> list[str]:
        openids: list[str] = []
        while len(openids) < slot["left"]:
            # A person of one's own for every seat: nobody may book twice in a department a day.
            openid, patient = await self._person(next(self._numbers))
            wish = {"slot_id": slot["id"], "patient_id": patient}
            tap = {"idempotency_key": openid.replace("_", "-")}
            reply = await self.call("book", wish | tap, openid, ("OK", "SLOT_FULL"))
            if reply["code"] == "SLOT_FULL":
                break
            openids.append(openid)
            if reply["data"]["payment"]:
                await self._pay(openid, reply["data"]["payment"])
        return openids

    async def _pay(self, openid: str, payment: dict[str, str]) -> None:
        pay = self._service.pay
        order = pay.check_payment(payment | {"openid": openid})
        await pay.pay(order["out_trade_no"], openid=openid)

    async def _person(self, number: int) -> tuple[str, str]:
        """(openid, patient id) of one more pretend person."""
        openid = self._openid(number)
        login = await self.call("login", {}, openid)
        version = login["data"]["consent"]["required"]
        await self.call("account", {"action": "accept_consent", "version": version}, openid)
        # Another run of the demo is other people: these have bookings already.
        born = date(1950, 1, 1) + timedelta(days=int(self.started.timestamp()) // 60 % 15000)
        added = await self.call("patients", _patient(number, born), openid)
        return openid, added["data"]["patient"]["id"]

    def _openid(self, number: int) -> str:
        return f"oEmulator_demo_{self.started:%y%m%d%H%M%S}_{number}"

    async def call(
        self, function: str, data: dict[str, Any], openid: str, fine: tuple[str, ...] = ("OK",)
    ) -> dict[str, Any]:
        """An answer to a demo person's phone. SeedError for a code that is not `fine`."""
        answer = await self._service.host.phone(function, data, openid)
        reply = answer.get("result")
        if not isinstance(reply, dict) or reply.get("code") not in fine:
            text = json.dumps(reply or answer, ensure_ascii=False)
            raise SeedError(f"{function} answered a demo person: {text}")
        return reply


def _patient(number: int, born: date) -> dict[str, Any]:
    first17 = f"{_ADDRESS}{born:%Y%m%d}{900 + number:03}"
    check = "10X98765432"[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]
    name = "演示" + "甲乙丙丁戊己庚辛壬癸"[number % 10]
    return {
        "action": "add",
        "name": name,
        "id_type": "resident_id",
        "id_number": first17 + check,
        "phone": f"1600000{number:04}",
        "relation": "self",
    }
