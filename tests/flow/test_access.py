"""Who may do what: the platform's forms of a call, client-invoke rules, consent, and other people's things."""

from typing import Any

import pytest

from tests.flow.world import World
from tools.phone import Phone

TIMERS = ("remind", "sweep", "publish", "reconcile")


@pytest.mark.parametrize("form", ["environment", "environ"])
def test_a_caller_is_known_by_either_form_of_the_context(world: World, form: str) -> None:
    world.emulator.post("/_emulator/platform", {"context": form})
    patient = world.patient()
    assert len(patient.ok("patients", action="list")["patients"]) == 1
    booking = patient.booked_and_paid(world.slot())
    assert patient.cancel(booking["id"])["status"] == "cancelled"
    assert world.run_timer("sweep").keys() >= {"bookings", "effects"}


@pytest.mark.parametrize("form", ["text", "base64", "base64_text"])
def test_a_notice_is_read_in_every_form_of_its_body(world: World, form: str) -> None:
    world.emulator.post("/_emulator/platform", {"body": form})
    world.patient(messages=False).booked_and_paid(world.slot())


@pytest.mark.parametrize("function", ["pay_notify", *TIMERS])
def test_a_phone_cannot_call_what_is_not_for_phones(world: World, function: str) -> None:
    mark = world.last_call()
    asked = {"Type": "Timer", "httpMethod": "POST"}
    answer = world.emulator.post(
        f"/functions/{function}", asked, **{"X-Emulator-Openid": world.openid()}
    )
    assert "result" not in answer
    assert str(answer["errCode"]).startswith("-501")
    assert not [call for call in world.calls(function, since=mark) if call["trigger"] == "phone"]


def test_a_function_that_is_none_is_not_found(world: World) -> None:
    answer = world.emulator.post("/functions/nothing", {}, **{"X-Emulator-Openid": world.openid()})
    assert answer["errCode"] == -501000


def test_a_caller_without_an_identity_gets_nothing(world: World) -> None:
    for function in ("login", "book", "my_bookings"):
        answer = world.emulator.post(f"/functions/{function}", {})
        assert answer["result"]["code"] == "UNAUTHENTICATED"


def test_an_identity_in_the_data_counts_for_nothing(world: World) -> None:
    patient, other = world.patient(), world.patient(messages=False)
    booking = patient.book(world.slot())
    answer = other.call(
        "my_bookings", booking_id=booking["id"], userInfo={"openId": patient.openid}
    )
    assert answer["code"] == "NOT_FOUND"
    for forged in ({"openid": patient.openid}, {"WX_OPENID": patient.openid}):
        assert other.call("my_bookings", **forged)["code"] == "BAD_REQUEST"


def test_without_consent_one_may_look_but_not_book(world: World) -> None:
    looker = Phone(world.emulator, world.openid())
    assert looker.ok("login")["consent"]["accepted"] is None
    assert looker.call("catalog", action="hospitals")["code"] == "OK"
    wishes: dict[str, dict[str, Any]] = {
        "patients": {"action": "list"},
        "book": {"slot_id": "s", "patient_id": "p", "idempotency_key": "12345678"},
        "pay": {"booking_id": "b"},
        "cancel": {"booking_id": "b"},
        "my_bookings": {},
        "waitlist": {"action": "mine"},
    }
    for function, data in wishes.items():
        assert looker.call(function, **data)["code"] == "CONSENT_REQUIRED", function


def test_other_peoples_bookings_and_patients_are_not_found(world: World) -> None:
    owner, other = world.patient(), world.patient()
    slot = world.slot()
    booking = owner.booked_and_paid(slot)
    for function in ("pay", "cancel", "my_bookings"):
        assert other.call(function, booking_id=booking["id"])["code"] == "NOT_FOUND", function
    assert other.try_book(slot, patient_id=owner.patient_id)["code"] == "NOT_FOUND"
    for wish in (
        {"action": "update", "patient_id": owner.patient_id, "phone": "13900000001"},
        {"action": "remove", "patient_id": owner.patient_id},
    ):
        assert other.call("patients", **wish)["code"] == "NOT_FOUND"
    assert other.ok("my_bookings")["bookings"] == []
    assert owner.status(booking["id"]) == "confirmed"
    assert len(owner.ok("patients", action="list")["patients"]) == 1


def test_other_peoples_places_in_a_queue_are_not_found(world: World) -> None:
    holder, waiting = world.patient(), world.patient()
    slot = world.slot_of(seats=1)
    holder.booked_and_paid(slot)
    wish = {"action": "join", "slot_id": slot["id"], "idempotency_key": "wait-000001"}
    stranger = holder.call("waitlist", **wish, patient_id=waiting.patient_id)
    assert stranger["code"] == "NOT_FOUND"
    entry = waiting.ok("waitlist", **wish, patient_id=waiting.patient_id)["entry"]
    for action in ("accept", "leave"):
        answer = holder.call("waitlist", action=action, entry_id=entry["id"])
        assert answer["code"] == "NOT_FOUND"
    left = waiting.ok("waitlist", action="leave", entry_id=entry["id"])["entry"]
    assert left["status"] == "left"


def test_one_key_is_one_wish(world: World) -> None:
    patient = world.patient()
    slot, another = world.slot(), world.slot()
    booking = patient.book(slot, "the-same-key")
    assert patient.book(slot, "the-same-key")["id"] == booking["id"]
    assert patient.try_book(another, "the-same-key")["code"] == "BAD_REQUEST"


def test_a_person_is_one_whoever_books_for_them(world: World) -> None:
    """The same ID number under another user's account meets the same rules."""
    patient, relative = world.patient(), world.patient()
    same = relative.add_patient(patient.person.name, patient.person.id_number, patient.person.phone)
    slot = world.slot()
    patient.book(slot)
    assert relative.try_book(slot, patient_id=same)["code"] == "ALREADY_BOOKED"


def test_taps_beyond_ten_a_minute_are_refused(world: World) -> None:
    patient = world.patient(messages=False)
    slot = world.slot()
    codes = [patient.try_book(slot, f"another-tap-{n}")["code"] for n in range(25)]
    assert codes.count("TOO_MANY_REQUESTS") >= 5  # a minute may end in between
    assert set(codes) == {"OK", "ALREADY_BOOKED", "TOO_MANY_REQUESTS"}


def test_one_tap_sent_often_is_answered_every_time(world: World) -> None:
    patient = world.patient(messages=False)
    slot = world.slot()
    codes = [patient.try_book(slot, "one-key-only")["code"] for _ in range(25)]
    assert set(codes) == {"OK"}


def test_every_timer_runs_and_says_what_it_did(world: World) -> None:
    timers = world.emulator.get("/_emulator/timers")["timers"]
    assert {timer["function"] for timer in timers} == set(TIMERS)
    for name in TIMERS:
        counts = world.run_timer(name)
        assert all(isinstance(count, int) for count in counts.values())
        assert counts["left_over"] is False


def test_publish_lays_out_the_day_that_enters_the_window_once(world: World) -> None:
    world.run_timer("publish")
    assert world.run_timer("publish")["slots"] == 0
    entering = 7 + 2  # the window, a day to look at before its release, and the one that is next
    looker = Phone(world.emulator, world.openid())

    def laid_out(ahead: int) -> int:
        days = (ahead, ahead)
        return sum(len(world.slots_of(looker, each["id"], days)) for each in world.departments)

    assert laid_out(entering) == 0
    world.go_to(world.day(1), "08:00")
    assert laid_out(entering - 1) > 0


def test_a_slot_is_not_bookable_before_its_release(world: World) -> None:
    patient = world.patient(messages=False)
    found = [
        slot
        for slot in world.slots_of(patient, "b-30", (0, 7))
        if slot["availability"] == "not_released"
    ]
    assert found
    slot = found[0]
    assert patient.try_book(slot)["code"] == "SLOT_NOT_RELEASED"
    world.emulator.post("/_emulator/clock", {"now": slot["release_at"]})
    assert patient.try_book(slot)["code"] == "OK"
