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
    who = abs(hash(now))
    phone = Phone(emulator, f"o-journey-{who % 10**8}")
    patient = _signs_up(phone, resident_id(date(1956, 3, 8), "female", who % 400))
    slot = find_slot(phone, now[:10])
    _say("query_slots", _shown(slot, "id", "doctor_name", "starts_at", "fee_fen", "left"))
    booking = _books_and_pays(emulator, phone, slot["id"], patient)
    starts = date.fromisoformat(booking["date"])
    evening = f"{(starts - timedelta(days=1)).isoformat()}T18:00:30+08:00"
    emulator.post("/_emulator/clock", {"now": evening})
    _say("the evening before", _messages(emulator, phone))
    refund = _cancels(emulator, phone, booking["id"])
    _must(refund == {"status": "success", "amount_fen": slot["fee_fen"]})
    _say("messages", _messages(emulator, phone))
    verdict = emulator.get("/_emulator/verify?settled=1")
    _say("verify", _shown(verdict, "ok", "violations"))
    _must(verdict["ok"])


def _signs_up(phone: Phone, id_number: str) -> str:
    """Sign in, agree, add a patient; the patient's id."""
    consent = phone.ok("login")["consent"]
    _say("login", f"consent needed: {consent['required']}, accepted: {consent['accepted']}")
    phone.agree()
    _say("account", "agreed; messages accepted")
    patient = phone.add_patient("演示者", id_number)
    _say("patients add", _shown(phone.ok("patients", action="list")["patients"][0]))
    return patient


def _books_and_pays(emulator: Emulator, phone: Phone, slot: str, patient: str) -> Json:
    """The booking once it is confirmed."""
    tap = "journey-00000001"
    booked = phone.ok("book", slot_id=slot, patient_id=patient, idempotency_key=tap)
    booking: Json = booked["booking"]
    _say("book", _shown(booking, "status", "number", "pickup_code", "hold_until"))
    _must(booking["status"] == "held" and booked["payment"] is not None)
    payment = {"openid": phone.openid, **booked["payment"]}
    order = emulator.post("/_emulator/payments/check", payment)["order"]
    _say("the phone checks the payment", _shown(order, "out_trade_no", "amount_fen", "mchid"))
    emulator.post(f"/_emulator/orders/{order['out_trade_no']}/pay")
    booking = phone.ok("my_bookings", booking_id=booking["id"])["booking"]
    _say("paid, and WeChat's notice came", _shown(booking, "status", "number"))
    _must(booking["status"] == "confirmed")
    return booking


def _cancels(emulator: Emulator, phone: Phone, booking_id: str) -> Json:
    """The refund ten minutes later."""
    booking = phone.ok("cancel", booking_id=booking_id)["booking"]
    _say("cancel", _shown(booking, "status", "refund"))
    emulator.post("/_emulator/clock", {"advance_seconds": 600})
    booking = phone.ok("my_bookings", booking_id=booking_id)["booking"]
    _say("ten minutes later", _shown(booking, "status", "refund"))
    refund: Json = booking["refund"]
    return refund


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
