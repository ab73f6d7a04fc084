"""Many at once over HTTP: 200 buyers for ten seats, one tap many times, the database away in the middle of it."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.flow.buyers import Buyer, Tap, tap
from tests.flow.test_life import HOLD
from tests.flow.world import World
from tools.phone import Json, Phone

SEATS = 10
OUTAGE_SECONDS = 3
BUYERS = 200
REFUSALS = {"SLOT_FULL", "SLOT_HELD"}


@pytest.fixture(scope="module")
def crowd(_shared: World) -> list[Buyer]:
    return _shared.crowd(BUYERS)


def test_200_buyers_for_10_seats(world: World, crowd: list[Buyer]) -> None:
    slot = world.slot_of(SEATS)
    answers = tap(world.emulator.address, [Tap(each, slot["id"], "rush-0001") for each in crowd])
    codes = Counter(answer["code"] for answer in answers)
    assert codes["OK"] == SEATS, codes
    assert sum(codes[code] for code in REFUSALS) == BUYERS - SEATS, codes
    sold = [answer["data"]["booking"] for answer in answers if answer["code"] == "OK"]
    assert len({booking["number"] for booking in sold}) == SEATS
    assert len({booking["id"] for booking in sold}) == SEATS
    assert world.seen(slot)["left"] == 0
    verdict = world.verify()
    assert verdict["ok"], verdict["violations"]


def test_the_last_seats_tap_many_times_is_one_booking(world: World, crowd: list[Buyer]) -> None:
    slot, patient = world.slot_of(1), world.patient()
    wish = Tap(Buyer(patient.openid, patient.patient_id), slot["id"], "the-last-seat")
    answers = tap(world.emulator.address, [wish] * 8)
    world.pass_(minutes=1)  # ten taps a minute are a user's share
    answers += [patient.try_book(slot, "the-last-seat") for _ in range(3)]
    assert {answer["code"] for answer in answers} <= {"OK", "BUSY"}
    assert [answer["code"] for answer in answers[8:]] == ["OK"] * 3
    found = {
        (answer["data"]["booking"]["id"], answer["data"]["booking"]["number"])
        for answer in answers
        if answer["code"] == "OK"
    }
    assert len(found) == 1
    assert len(patient.ok("my_bookings")["bookings"]) == 1
    assert world.seen(slot)["left"] == 0


def test_the_database_away_for_a_while_loses_nothing(world: World, crowd: list[Buyer]) -> None:
    world.pass_(**HOLD)  # whoever held something before is free again
    taps = _fifty_taps(world, crowd[:50])
    first_ok = threading.Event()

    def send(wish: Tap) -> Json:
        answer = world.send("book", wish.buyer.openid, wish.data)
        if answer.get("code") == "OK":
            first_ok.set()
        return answer

    with ThreadPoolExecutor(10) as hands:
        sent = [hands.submit(send, wish) for wish in taps]
        assert first_ok.wait(60)
        world.fault("database", "down", seconds=OUTAGE_SECONDS)
        answers = [each.result() for each in sent]
    codes = Counter(answer.get("code", answer.get("errMsg")) for answer in answers)
    assert codes.keys() <= {"OK", "BUSY"} | REFUSALS, codes
    assert codes["OK"] > 0, codes
    assert codes["BUSY"] > 0, codes
    world.until(lambda: world.emulator.get("/_emulator/status")["database"] == "up", "it is back")
    for wish, answer in zip(taps, answers, strict=True):
        if answer["code"] == "OK":
            stored = Phone(world.emulator, wish.buyer.openid).ok(
                "my_bookings", booking_id=answer["data"]["booking"]["id"]
            )["booking"]
            assert stored["number"] == answer["data"]["booking"]["number"]
        elif answer["code"] == "BUSY":
            assert world.send("book", wish.buyer.openid, wish.data)["code"] in {"OK"} | REFUSALS
    world.pass_(**HOLD)


def _fifty_taps(world: World, buyers: list[Buyer]) -> list[Tap]:
    slots: list[Json] = []
    while sum(slot["left"] for slot in slots) < len(buyers):
        slots.append(world.slot())
    places = [slot["id"] for slot in slots for _ in range(slot["left"])]
    return [Tap(buyer, place, "outage-0001") for buyer, place in zip(buyers, places, strict=False)]
