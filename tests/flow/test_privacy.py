"""Nobody's ID number, phone or name is anywhere: not in the database, not in a file, not in a log."""

import base64
import json
from typing import Any

import pytest

from tests.flow import privacy
from tests.flow.world import World


def test_nothing_personal_stands_anywhere(world: World) -> None:
    patient, waiting = world.patient(), world.patient()
    slot = world.slot_of(1)
    booking = patient.try_book(slot)["data"]["booking"]
    world.pay(booking)
    waiting.ok(
        "waitlist",
        action="join",
        slot_id=slot["id"],
        patient_id=waiting.patient_id,
        idempotency_key="wait-000001",
    )
    patient.ok("account", action="export")
    code = world.emulator.post(f"/_emulator/phones/{patient.openid}/phone_code")["code"]
    patient.ok("account", action="bind_phone", phone_code=code)
    patient.cancel(booking["id"])
    world.pass_(minutes=1)
    calls = json.dumps(world.emulator.get("/_emulator/calls"), ensure_ascii=False).encode()
    with world.database() as database:
        stored = [*privacy.dump(database), *privacy.files(world.running.home)]
    assert sum(len(blob) for blob in stored) > 100_000
    assert privacy.traces([*stored, calls], world.personal) == set()


@pytest.mark.parametrize("before", ["", "x", "xy", "xyz", "k1."])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_the_search_sees_through_base64(world: World, before: str, encode: Any) -> None:
    for value in world.personal:
        hidden = before.encode() + encode(f"{before}{value}~?".encode()) + b" 1"
        assert privacy.traces([hidden], world.personal) == {value}


def test_the_search_sees_plain_and_escaped_text(world: World) -> None:
    for value in world.personal:
        for text in (value, json.dumps({"a": f"{value}."})):
            assert privacy.traces([b"\xff" + text.encode()], world.personal) == {value}
