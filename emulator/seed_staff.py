"""Invented staff of the demo: one of each role for each hospital, invited and accepted as real ones are."""

from __future__ import annotations

import csv
import re
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

from emulator.ops_programs import Ops

Call = Callable[[str, dict[str, Any], str], Awaitable[dict[str, Any]]]
_CODE = re.compile(r"\b[0-9A-Z]{10}\b")
_HIRED = (("desk", "前台"), ("doctor", "医生"), ("auditor", "审计"))


class NoCode(Exception):
    """`ops staff invite` printed no code; the message is what it printed instead."""


class StaffOfDemo:
    """Hires an operator by the program, managers by the operator, everybody else by their manager."""

    def __init__(self, folder: Path, ops: Ops, call: Call) -> None:
        self._folder, self._ops, self._call = folder, ops, call
        self._taps, self._run = count(1), ""

    async def hire(self, run: str) -> list[dict[str, Any]]:
        """Everybody, as `{openid, name, role, hospital_id, hospital}`, the last being its name.

        `run` tells the taps of this run from another's.
        """
        self._run = run
        done = await self._ops.run("staff", "invite", "--operator", "--name", "演示运营")
        code = _CODE.search(done.stdout)
        if done.code or code is None:
            raise NoCode((done.stderr or done.stdout).strip())
        operator = _person("operator", "演示运营", None)
        await self._call("staff", {"action": "accept", "code": code[0]}, operator["openid"])
        hired = [operator]
        doctors = rows_of(self._folder / "doctors.csv")
        for hospital in rows_of(self._folder / "hospitals.csv"):
            hospital_id = hospital["hospital_id"]
            manager = _person("manager", "演示管理", hospital)
            await self._hire(operator, manager, {})
            hired.append(manager)
            for role, title in _HIRED:
                own = next((d for d in doctors if d["hospital_id"] == hospital_id), None)
                more = {"doctor_id": own["doctor_id"]} if own and role == "doctor" else {}
                if role == "doctor" and not more:
                    continue
                person = _person(role, f"演示{title}", hospital)
                await self._hire(manager, person, more)
                hired.append(person)
        return hired

    async def _hire(self, by: dict[str, Any], person: dict[str, Any], more: dict[str, Any]) -> None:
        wish = {name: person[name] for name in ("role", "hospital_id", "name")}
        tap = {"idempotency_key": f"demo-{self._run}-{next(self._taps)}"}
        invited = await self._call(
            "staff", {"action": "invite", **wish, **more, **tap}, by["openid"]
        )
        code = {"action": "accept", "code": invited["data"]["code"]}
        await self._call("staff", code, person["openid"])


def _person(role: str, name: str, hospital: dict[str, str] | None) -> dict[str, Any]:
    hospital_id = hospital["hospital_id"] if hospital else None
    return {
        "openid": "_".join(filter(None, ("oEmulator_staff", hospital_id, role))),
        "name": name,
        "role": role,
        "hospital_id": hospital_id,
        "hospital": hospital["name"] if hospital else None,
    }


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file of the demo, by the names of its columns."""
    return list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
