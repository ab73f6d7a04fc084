"""The whole journey over HTTP, printed as a transcript: sign in, book, pay, be reminded, cancel, get the money back.

`python -m tools.journey [ADDRESS]`; without an address an emulator is started on a free port, and ended afterwards;
with PACKAGED=1 it runs what `make package` made.
"""

import json
import sys
from datetime import date, timedelta
from typing import Any

from tests.support.emulator import running_emulator
from tests.support.identity import resident_id
from tools.phone import Emulator, Json, Phone, find_slot

WIDTH = 110


def main() -> None:
    """Walk, and fail at the first step that is not as it should be."""
    if len(sys.argv) > 1:
        walk(Emulator(sys.argv[1]))
        return
    with running_emulator() as running:
        walk(Emulator(running.address))


def walk(emulator: Emulator) -> None:
    """The journey, step by step."""
    now = emulator.get("/_emulator/status")["now"]
    phone = Phone(emulator, f"o-journey-{abs(hash(now)) % 10**8}")
    me = phone.ok("login")
    _say(
        "login",
        f"consent needed: {me['consent']['required']}, accepted: {me['consent']['accepted']}",
    )
    me = phone.agree()
    _say("account", "agreed; messages accepted")
    number = resident_id(date(1956, 3, 8), "female", abs(hash(now)) % 400)
    patient = phone.add_patient("演示者", number)
    _say("patients add", _shown(phone.ok("patients", action="list")["patients"][0]))
    slot = find_slot(phone, now[:10])
    _say("query_slots", _shown(slot, "id", "doctor_name", "starts_at", "fee_fen", "left"))
    booked = phone.ok(
        "book", slot_id=slot["id"], patient_id=patient, idempotency_key="journey-00000001"
    )
    booking = booked["booking"]
    _say("book", _shown(booking, "status", "number", "pickup_code", "hold_until"))
    _must(booking["status"] == "held" and booked["payment"] is not None)
    order = emulator.post(
        "/_emulator/payments/check", {"openid": phone.openid, **booked["payment"]}
    )
    _say(
        "the phone checks the payment",
        _shown(order["order"], "out_trade_no", "amount_fen", "mchid"),
    )
    emulator.post(f"/_emulator/orders/{order['order']['out_trade_no']}/pay")
    booking = phone.ok("my_bookings", booking_id=booking["id"])["booking"]
    _say("paid, and WeChat's notice came", _shown(booking, "status", "number"))
    _must(booking["status"] == "confirmed")
    starts = date.fromisoformat(booking["date"])
    evening = f"{(starts - timedelta(days=1)).isoformat()}T18:00:30+08:00"
    emulator.post("/_emulator/clock", {"now": evening})
    _say("the evening before", _messages(emulator, phone))
    booking = phone.ok("cancel", booking_id=booking["id"])["booking"]
    _say("cancel", _shown(booking, "status", "refund"))
    emulator.post("/_emulator/clock", {"advance_seconds": 600})
    booking = phone.ok("my_bookings", booking_id=booking["id"])["booking"]
    _say("ten minutes later", _shown(booking, "status", "refund"))
    _must(booking["refund"] == {"status": "success", "amount_fen": slot["fee_fen"]})
    _say("messages", _messages(emulator, phone))
    verdict = emulator.get("/_emulator/verify?settled=1")
    _say("verify", _shown(verdict, "ok", "violations"))
    _must(verdict["ok"])


def _say(step: str, what: str) -> None:
    print(f"{step:<32} {what[:WIDTH]}", flush=True)


def _shown(found: Json, *fields: str) -> str:
    return json.dumps({k: found[k] for k in fields or found}, ensure_ascii=False)


def _messages(emulator: Emulator, phone: Phone) -> str:
    found: list[Any] = emulator.get(f"/_emulator/messages?openid={phone.openid}")["messages"]
    return ", ".join(message["title"] for message in found)


def _must(holds: bool) -> None:
    if not holds:
        raise SystemExit("the journey did not go as it should")


if __name__ == "__main__":
    main()
