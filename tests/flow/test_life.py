"""A booking's life over HTTP: the whole journey, free bookings, holds that lapse, reminders, cancelling, waiting."""

from datetime import datetime, timedelta

import pytest

from tests.flow.world import World, later
from tools import journey

HOLD = {"minutes": 18}  # 15 to pay, 2 of patience, 1 for the timer


def test_the_whole_journey(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    journey.walk(world.emulator)
    steps = [line[:32].strip() for line in capsys.readouterr().out.splitlines()]
    assert steps[0] == "login"
    assert steps[-1] == "verify"


def test_a_free_booking_is_confirmed_at_once(world: World) -> None:
    patient = world.patient()
    answer = patient.try_book(world.slot(paid=False, hospital_id="demo-c"))
    assert answer["data"]["booking"]["status"] == "confirmed"
    assert answer["data"]["payment"] is None
    assert patient.messages() == ["booking_confirmed"]
    cancelled = patient.cancel(answer["data"]["booking"]["id"])
    assert (cancelled["status"], cancelled["refund"]) == ("cancelled", None)


def test_an_unpaid_hold_lapses_and_its_seat_goes_to_the_next(world: World) -> None:
    first, second = world.patient(), world.patient()
    slot = world.slot_of(seats=1)
    held = first.book(slot)
    assert second.try_book(slot)["code"] == "SLOT_HELD"
    world.pass_(**HOLD)
    assert first.status(held["id"]) == "expired"
    assert world.order(held)["state"] == "CLOSED"
    assert first.messages() == ["hold_expired"]
    assert first.call("pay", booking_id=held["id"])["code"] == "BAD_STATE"
    assert second.book(slot)["number"] == held["number"]


def test_the_next_buyer_does_not_wait_for_the_timer(world: World) -> None:
    """A lapsed hold is let go by whoever wants the seat, even while no sweep runs."""
    first, second = world.patient(), world.patient()
    slot = world.slot_of(seats=1)
    held = first.book(slot)
    world.fault("function:sweep", "kill")
    world.pass_(**HOLD)
    assert first.status(held["id"]) == "held"
    assert second.book(slot)["status"] == "held"
    assert first.status(held["id"]) == "expired"


def test_a_hold_that_is_given_up_frees_its_seat_and_closes_its_order(world: World) -> None:
    patient = world.patient()
    slot = world.slot()
    held = patient.book(slot)
    assert world.seen(slot)["left"] == slot["left"] - 1
    assert patient.cancel(held["id"])["refund"] is None
    assert world.seen(slot)["left"] == slot["left"]
    assert world.order(held)["state"] == "CLOSED"
    assert patient.cancel(held["id"])["status"] == "cancelled"


def test_reminders_come_the_day_before_and_two_hours_before_once_each(world: World) -> None:
    patient, silent = world.patient(), world.patient(messages=False)
    slot = world.slot(starts=("10:00", "20:00"), days=(2, 4))
    for each in (patient, silent):
        each.booked_and_paid(slot)
    assert patient.messages() == ["booking_confirmed"]
    world.go_to(later(slot["date"], -1), "17:59")
    assert patient.messages() == ["booking_confirmed"]
    world.go_to(later(slot["date"], -1), "18:01")
    assert patient.messages()[1:] == ["visit_tomorrow"]
    soon = datetime.fromisoformat(slot["starts_at"]) - timedelta(hours=2) + timedelta(minutes=1)
    world.go_to(slot["date"], f"{soon:%H:%M}")
    world.run_timer("remind")
    assert patient.messages()[1:] == ["visit_tomorrow", "visit_soon"]
    assert silent.messages() == []


def test_it_is_too_late_to_cancel_on_the_day_of_the_visit(world: World) -> None:
    patient, unpaid = world.patient(), world.patient()
    slot = world.slot(starts=("12:00", "24:00"))
    booking = patient.booked_and_paid(slot)
    world.go_to(slot["date"], "00:01")
    refused = patient.call("cancel", booking_id=booking["id"])
    assert refused["code"] == "CANCEL_TOO_LATE"
    assert patient.status(booking["id"]) == "confirmed"
    held = unpaid.book(slot)
    assert unpaid.cancel(held["id"])["status"] == "cancelled"


def test_a_full_slot_is_waited_for_and_its_seat_handed_over(world: World) -> None:
    holder, waiting, third = world.patient(), world.patient(), world.patient()
    slot = world.slot_of(seats=1)

    def join() -> dict[str, object]:
        wish = {"slot_id": slot["id"], "patient_id": waiting.patient_id}
        return waiting.call("waitlist", action="join", **wish, idempotency_key="wait-000001")

    assert join()["code"] == "BAD_STATE"  # a free seat is booked, not waited for
    booking = holder.booked_and_paid(slot)
    assert waiting.try_book(slot)["code"] == "SLOT_FULL"
    entry = waiting.ok(
        "waitlist",
        action="join",
        slot_id=slot["id"],
        patient_id=waiting.patient_id,
        idempotency_key="wait-000001",
    )["entry"]
    assert (entry["status"], entry["position"]) == ("waiting", 1)
    assert join()["data"]["entry"] == entry  # type: ignore[index]
    holder.cancel(booking["id"])
    assert third.try_book(slot)["code"] in ("SLOT_HELD", "SLOT_FULL")
    entry = waiting.ok("waitlist", action="mine")["entries"][0]
    assert entry["status"] == "offered"
    assert waiting.messages() == ["waitlist_offer"]
    offered = waiting.ok("pay", booking_id=entry["booking_id"])
    assert offered["booking"]["number"] == booking["number"]
    assert offered["payment"] is not None
    world.pay(offered["booking"])
    assert waiting.status(entry["booking_id"]) == "confirmed"
    assert waiting.ok("waitlist", action="mine")["entries"][0]["status"] == "taken"


def test_an_offer_that_passes_goes_to_the_next_in_the_queue(world: World) -> None:
    holder, *queue = (world.patient() for _ in range(3))
    slot = world.slot_of(seats=1)
    booking = holder.booked_and_paid(slot)
    for each in queue:
        each.ok(
            "waitlist",
            action="join",
            slot_id=slot["id"],
            patient_id=each.patient_id,
            idempotency_key=each.tap(),
        )
    holder.cancel(booking["id"])
    first, second = queue
    world.pass_(minutes=33)
    assert first.ok("waitlist", action="mine")["entries"][0]["status"] == "lapsed"
    assert second.ok("waitlist", action="mine")["entries"][0]["status"] == "offered"
