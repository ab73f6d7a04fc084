"""A user of the flow tests, with a phone that speaks HTTP."""

import itertools
from typing import Any

from tests.support.identity import InventedPerson
from tools.phone import Emulator, Json, Phone


def pay(emulator: Emulator, booking: Json, **how: Any) -> Json:
    """What the pay sheet does; the order as WeChat lists it."""
    paid: Json = emulator.post(f"/_emulator/orders/{booking['id']}/pay", how)["order"]
    return paid


class Patient(Phone):
    """A user with one patient: themselves."""

    def __init__(self, emulator: Emulator, openid: str, person: InventedPerson) -> None:
        super().__init__(emulator, openid)
        self.person = person
        self.patient_id = ""
        self._taps = itertools.count(1)

    def tap(self) -> str:
        """A fresh idempotency key."""
        return f"tap-{next(self._taps):06d}"

    def try_book(self, slot: Json, key: str = "", patient_id: str = "") -> Json:
        """The whole answer to one tap."""
        return self.call(
            "book",
            slot_id=slot["id"],
            patient_id=patient_id or self.patient_id,
            idempotency_key=key or self.tap(),
        )

    def book(self, slot: Json, key: str = "") -> Json:
        """A booking that must succeed."""
        answer = self.try_book(slot, key)
        assert answer["code"] == "OK", answer
        found: Json = answer["data"]["booking"]
        return found

    def booking(self, booking_id: str) -> Json:
        """It as it stands."""
        found: Json = self.ok("my_bookings", booking_id=booking_id)["booking"]
        return found

    def status(self, booking_id: str) -> str:
        """Its status as it stands."""
        return str(self.booking(booking_id)["status"])

    def booked_and_paid(self, slot: Json) -> Json:
        """A confirmed booking."""
        booking = self.book(slot)
        pay(self.emulator, booking)
        assert self.status(booking["id"]) == "confirmed"
        return booking

    def cancel(self, booking_id: str) -> Json:
        """It after it was cancelled."""
        found: Json = self.ok("cancel", booking_id=booking_id)["booking"]
        return found

    def messages(self) -> list[str]:
        """The kinds of the messages that reached this user, oldest first."""
        found = self.emulator.get(f"/_emulator/messages?openid={self.openid}")["messages"]
        return [message["kind"] for message in found]
