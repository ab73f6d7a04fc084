"""Money over HTTP: payments too late, refunds that fail first, and a WeChat Pay that does not answer."""

import pytest

from tests.flow.money_samples import _all_refunded
from tests.flow.patient import Patient
from tests.flow.test_life import HOLD
from tests.flow.world import World
from tools.phone import Json


def _assert_refunded_and_told(world: World, patient: Patient, booking: Json) -> None:
    assert patient.status(booking["id"]) == "expired"
    world.pass_(seconds=10)
    world.until(lambda: _all_refunded(world, booking), "the refund")
    world.until(lambda: "refund_result" in patient.messages(), "the message about it")


def test_late_money_confirms_while_a_seat_is_free(world: World) -> None:
    patient = world.patient()
    booking = patient.book(world.slot())
    world.pass_(**HOLD)
    assert patient.status(booking["id"]) == "expired"
    world.pay(booking, late=True)
    assert patient.status(booking["id"]) == "confirmed"
    assert patient.messages() == ["hold_expired", "booking_confirmed"]
    assert world.order(booking)["refunds"] == []


def test_late_money_goes_back_when_the_seat_is_gone(world: World) -> None:
    patient, other = world.patient(), world.patient()
    slot = world.slot_of(seats=1)
    booking = patient.book(slot)
    world.pass_(**HOLD)
    taken = other.booked_and_paid(slot)
    world.pay(booking, late=True)
    _assert_refunded_and_told(world, patient, booking)
    assert other.status(taken["id"]) == "confirmed"


def test_late_money_goes_back_when_the_person_booked_elsewhere(world: World) -> None:
    patient = world.patient()
    slot = world.slot()
    booking = patient.book(slot)
    world.pass_(**HOLD)
    again = patient.booked_and_paid(slot)
    assert again["id"] != booking["id"]
    world.pay(booking, late=True)
    _assert_refunded_and_told(world, patient, booking)
    assert patient.status(again["id"]) == "confirmed"


@pytest.mark.parametrize("hospital", ["demo-a", "demo-b"], ids=["direct", "partner"])
def test_late_money_nobody_told_of_is_found_on_the_bill(world: World, hospital: str) -> None:
    patient = world.patient()
    booking = patient.book(world.slot(hospital_id=hospital))
    world.pass_(**HOLD)
    world.fault("pay_notice", "lost")
    world.pay(booking, late=True)
    assert patient.status(booking["id"]) == "expired"
    world.go_to(world.day(1), "10:21")
    assert patient.status(booking["id"]) == "confirmed"
    assert patient.messages()[-1] == "booking_confirmed"
    assert world.run_timer("reconcile")["bills"] == 0


def test_money_for_a_cancelled_hold_goes_back(world: World) -> None:
    patient = world.patient()
    booking = patient.book(world.slot())
    patient.cancel(booking["id"])
    world.pay(booking, late=True)
    assert patient.status(booking["id"]) == "cancelled"
    world.pass_(seconds=10)
    world.until(lambda: _all_refunded(world, booking), "the refund")


@pytest.mark.parametrize(
    ("mode", "times"), [("not_enough", 2), ("error", 2), ("error_after_effect", 1)]
)
def test_a_refund_that_fails_is_asked_again_until_it_succeeds(
    world: World, mode: str, times: int
) -> None:
    patient = world.patient()
    booking = patient.booked_and_paid(world.slot())
    world.fault("refund", mode, times=times)
    cancelled = patient.cancel(booking["id"])
    assert cancelled["refund"] == {"status": "processing", "amount_fen": booking["fee_fen"]}
    world.rounds_until(lambda: _all_refunded(world, booking))
    world.until(lambda: patient.messages()[-1:] == ["refund_result"], "the message about it")
    assert world.waiting_faults("refund") == 0
    back = {"status": "success", "amount_fen": booking["fee_fen"]}
    assert patient.booking(booking["id"])["refund"] == back
    refunds = world.order(booking)["refunds"]
    assert [(r["amount_fen"], r["status"]) for r in refunds] == [(booking["fee_fen"], "SUCCESS")]


def test_a_refund_whose_notice_is_lost_is_asked_for(world: World) -> None:
    patient = world.patient()
    booking = patient.booked_and_paid(world.slot())
    patient.cancel(booking["id"])
    world.fault("pay_notice", "lost")
    world.pass_(seconds=10)
    world.until(lambda: world.waiting_faults("pay_notice") == 0, "the notice was lost")
    assert patient.booking(booking["id"])["refund"]["status"] == "processing"
    world.pass_(minutes=3)
    assert patient.booking(booking["id"])["refund"]["status"] == "success"


def test_a_prepay_that_fails_leaves_a_booking_that_can_be_paid(world: World) -> None:
    patient = world.patient()
    world.fault("prepay", "error")
    answer = patient.try_book(world.slot())
    assert (answer["code"], answer["data"]["payment"]) == ("OK", None)
    booking = answer["data"]["booking"]
    assert patient.ok("pay", booking_id=booking["id"])["payment"] is not None
    world.pay(booking)
    assert patient.status(booking["id"]) == "confirmed"


def test_a_hold_stands_while_wechat_does_not_say_whether_it_is_paid(world: World) -> None:
    patient = world.patient()
    booking = patient.book(world.slot())
    # Other holds may lapse in the same minute and be asked about first.
    world.fault("query", "error", times=50)
    world.pass_(**HOLD)
    assert patient.status(booking["id"]) == "held"
    world.emulator.delete("/_emulator/faults")
    world.pass_(minutes=2)
    assert patient.status(booking["id"]) == "expired"
