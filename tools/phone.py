"""A phone on the wire: what the mini-program does, over the emulator's HTTP, without a browser."""

import json
import urllib.request
from datetime import date, timedelta
from typing import Any
from urllib.error import HTTPError

Json = dict[str, Any]


class Emulator:
    """The emulator at an address such as `http://127.0.0.1:8080`."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def get(self, path: str) -> Json:
        """One of the control API's answers."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: Json | None = None, **headers: str) -> Json:
        """One of the control API's verbs."""
        return self._ask("POST", path, body or {}, headers)

    def delete(self, path: str) -> Json:
        """Take something away."""
        return self._ask("DELETE", path, {}, {})

    def call(self, openid: str, function: str, data: Json) -> Json:
        """What `wx.cloud.callFunction` gets, unwrapped: the envelope `{code, message, data, …}`."""
        headers = {"X-Emulator-Openid": openid}
        answer = self._ask("POST", f"/functions/{function}", data, headers)
        if "result" not in answer:
            raise RuntimeError(f"{function}: {answer.get('errCode')} {answer.get('errMsg')}")
        result: Json = answer["result"]
        return result

    def _ask(self, method: str, path: str, body: Json | None, headers: dict[str, str]) -> Json:
        request = urllib.request.Request(
            self.address + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                answer: Json = json.loads(response.read() or b"{}")
        except HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()}") from None
        return answer


class Phone:
    """One user at work; `ok` calls must succeed and return their data."""

    def __init__(self, emulator: Emulator, openid: str) -> None:
        self.emulator = emulator
        self.openid = openid

    def call(self, function: str, **data: Any) -> Json:
        """The whole envelope."""
        return self.emulator.call(self.openid, function, data)

    def ok(self, function: str, **data: Any) -> Json:
        """The data of a call that must succeed."""
        answer = self.call(function, **data)
        if answer["code"] != "OK":
            raise RuntimeError(f"{function}: {answer['code']} {answer['message']}")
        data_: Json = answer["data"]
        return data_

    def agree(self) -> Json:
        """Sign in, agree to the privacy terms, and accept every message once."""
        me = self.ok("login")
        self.ok("account", action="accept_consent", version=me["consent"]["required"])
        self.accept_messages(me["message_templates"])
        return me

    def accept_messages(self, templates: Json) -> None:
        """What the permission sheet tells WeChat, and what the page then tells us; three at a time."""
        ids = list(templates.values())
        for start in range(0, len(ids), 3):
            results = dict.fromkeys(ids[start : start + 3], "accept")
            body = {"openid": self.openid, "results": results}
            self.emulator.post("/_emulator/subscriptions", body)
            self.ok("account", action="grant_messages", results=results)

    def add_patient(self, name: str, id_number: str, phone: str = "13900000000") -> str:
        """A new patient; the id."""
        reply = self.ok(
            "patients",
            action="add",
            name=name,
            id_type="resident_id",
            id_number=id_number,
            phone=phone,
            relation="self",
        )
        patient_id: str = reply["patient"]["id"]
        return patient_id


def find_slot(
    phone: Phone,
    today: str,
    *,
    paid: bool = True,
    seats: range = range(3, 31),
    days: tuple[int, int] = (2, 7),
    hospital_id: str | None = None,
) -> Json:
    """A free slot in a department that is open to everybody, some days ahead."""
    first = (date.fromisoformat(today) + timedelta(days=days[0])).isoformat()
    last = (date.fromisoformat(today) + timedelta(days=days[1])).isoformat()
    for hospital in phone.ok("catalog", action="hospitals")["hospitals"]:
        if hospital_id not in (None, hospital["id"]):
            continue
        found = phone.ok("catalog", action="hospital", hospital_id=hospital["id"])
        for department in found["departments"]:
            if department["sex"] or department["age_from"] or department["age_to"]:
                continue
            slots = phone.ok(
                "query_slots", department_id=department["id"], date_from=first, date_to=last
            )["slots"]
            for slot in slots:
                fits = slot["left"] == slot["capacity"] and slot["left"] in seats
                if slot["availability"] == "free" and fits and (slot["fee_fen"] > 0) == paid:
                    wanted: Json = slot
                    return wanted
    raise RuntimeError("no such slot in the demo")
