"""Killed at every write and outside call: the same tap again is right before any sweep, and all is well after it.

The n-th cut ends the worker at its n-th database write or outside call; n grows until a call ends by itself.
"""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from tests.flow.patient import Patient
from tests.flow.test_life import HOLD
from tests.flow.world import World
from tools.phone import Json, Phone

MOST = 40


def cut_everywhere(
    world: World,
    function: str,
    attempt: Callable[[], Any],
    again: Callable[[Any], None],
    capsys: pytest.CaptureFixture[str],
) -> int:
    """Attempt with a kill at n = 1, 2, … and see that `again` holds on what the attempt left; the number of cuts."""
    target = f"function:{function}"
    for n in count(1):
        assert n < MOST, "the call never ends by itself"
        world.fault(target, "kill", after=n)
        left = attempt()
        ended_by_itself = world.waiting_faults(target) == 1
        world.emulator.delete("/_emulator/faults")
        again(left)
        if ended_by_itself:
            break
    with capsys.disabled():
        print(f"\n{function}: {n - 1} cuts, each answered right by the same tap again", end="")
    return n - 1


def test_book_killed_anywhere(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    slot = world.slot_of(30)
    made: list[tuple[Patient, str]] = []

    def attempt() -> Patient:
        patient = world.patient(messages=False)
        world.send("book", patient.openid, _wish(patient, slot))
        return patient

    def again(patient: Patient) -> None:
        answer = patient.call("book", **_wish(patient, slot))
        assert answer["code"] == "OK", answer
        assert answer["data"]["booking"]["status"] == "held"
        assert answer["data"]["payment"] is not None
        found = patient.ok("my_bookings")["bookings"]
        assert [each["id"] for each in found] == [answer["data"]["booking"]["id"]]
        made.append((patient, answer["data"]["booking"]["id"]))

    assert cut_everywhere(world, "book", attempt, again, capsys) >= 5
    for patient, booking_id in made:
        world.pay({"id": booking_id})
        assert patient.status(booking_id) == "confirmed"
    world.come_to_rest()
    assert world.seen(slot)["left"] == 30 - len(made)


def test_pay_notify_killed_anywhere(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    slot = world.slot_of(30)

    def attempt() -> tuple[Patient, Json]:
        patient = world.patient()
        booking = patient.book(slot)
        world.pay(booking)
        return patient, booking

    paid: list[tuple[Patient, Json]] = []

    def again(left: tuple[Patient, Json]) -> None:
        patient, booking = left
        assert patient.status(booking["id"]) in ("held", "confirmed")
        answer = patient.ok("pay", booking_id=booking["id"])
        assert (answer["booking"]["status"], answer["payment"]) == ("confirmed", None)
        paid.append(left)

    assert cut_everywhere(world, "pay_notify", attempt, again, capsys) >= 8
    world.come_to_rest()
    for patient, booking in paid:
        assert patient.status(booking["id"]) == "confirmed"
        assert patient.messages().count("booking_confirmed") <= 1
        assert world.order(booking)["refunds"] == []


def test_cancel_killed_anywhere(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    slot = world.slot_of(30)
    given_up: list[tuple[Patient, Json]] = []

    def attempt() -> tuple[Patient, Json]:
        patient = world.patient()
        booking = patient.booked_and_paid(slot)
        world.send("cancel", patient.openid, {"booking_id": booking["id"]})
        return patient, booking

    def again(left: tuple[Patient, Json]) -> None:
        patient, booking = left
        cancelled = patient.cancel(booking["id"])
        assert cancelled["status"] == "cancelled"
        assert cancelled["refund"]["amount_fen"] == booking["fee_fen"]
        given_up.append(left)

    assert cut_everywhere(world, "cancel", attempt, again, capsys) >= 8
    world.come_to_rest()
    for patient, booking in given_up:
        back = {"status": "success", "amount_fen": booking["fee_fen"]}
        assert patient.booking(booking["id"])["refund"] == back
        assert [r["amount_fen"] for r in world.order(booking)["refunds"]] == [booking["fee_fen"]]
        assert patient.messages().count("booking_cancelled") <= 1
    assert world.seen(slot)["left"] == 30


def test_sweep_killed_anywhere(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Its work each time: a hold nobody paid, and one that was paid without our hearing of it."""
    slot = world.slot_of(2 * MOST)
    buyers = iter(world.crowd(2 * MOST))
    left_over: list[tuple[Phone, Json, str]] = []

    def hold() -> tuple[Phone, Json]:
        buyer = next(buyers)
        phone = Phone(world.emulator, buyer.openid)
        wish = {"slot_id": slot["id"], "patient_id": buyer.patient_id}
        return phone, phone.ok("book", **wish, idempotency_key="swept-0001")["booking"]

    def attempt() -> tuple[tuple[Phone, Json], tuple[Phone, Json]]:
        unpaid, paid = hold(), hold()
        world.fault("pay_notice", "lost")
        world.pay(paid[1])
        world.pass_(**HOLD)
        return unpaid, paid

    def again(left: tuple[tuple[Phone, Json], tuple[Phone, Json]]) -> None:
        (loser, unpaid), (payer, paid) = left
        assert loser.call("pay", booking_id=unpaid["id"])["code"] == "BAD_STATE"
        assert payer.ok("pay", booking_id=paid["id"])["booking"]["status"] == "confirmed"
        left_over.extend([(loser, unpaid, "expired"), (payer, paid, "confirmed")])

    assert cut_everywhere(world, "sweep", attempt, again, capsys) >= 10
    world.come_to_rest()
    for phone, booking, status in left_over:
        assert phone.ok("my_bookings", booking_id=booking["id"])["booking"]["status"] == status
    assert world.seen(slot)["left"] == 2 * MOST - len(left_over) // 2


def _wish(patient: Patient, slot: Json) -> Json:
    wish = {"slot_id": slot["id"], "patient_id": patient.patient_id}
    return {**wish, "idempotency_key": "killed-0001"}
