"""messages: credits that never fall below nothing, each message once, and who could not be told."""

from collections import Counter

import pytest

from common.store.messages import Message, Sending
from tests.store.base import together
from tests.store.samples import MINUTE, NOW


def test_credits_never_fall_below_nothing(store):
    store.credits.spend("o1", "t1")
    store.credits.grant("o1", "t1")
    for _ in range(3):
        store.credits.spend("o1", "t1")
    assert store.credits.left("o1", "t1") == 0
    for _ in range(2):
        store.credits.grant("o1", "t2")
    store.credits.void("o1", "t2")
    assert store.credits.of_user("o1") == {"t1": 0, "t2": 0}
    assert store.credits.left("o9", "t1") == 0


def _begin(store, identity="m", **fields):
    message = Message(id=identity, booking_id="b1", kind="kind", **fields)
    return store.message_log.note(message, Sending.SENDING, NOW)


@pytest.mark.parametrize("state", list(Sending))
def test_only_a_message_that_asked_to_wait_begins_again(store, state):
    assert _begin(store)
    store.message_log.end("m", state)
    assert _begin(store) is (state is Sending.RETRY)


def test_a_message_begins_once_however_many_try(store):
    tries = [lambda: _begin(store)] * 6
    assert Counter(together(*tries))[True] == 1
    store.message_log.end("m", Sending.RETRY)
    assert Counter(together(*tries))[True] == 1


def test_a_message_that_ended_does_not_end_again(store):
    _begin(store)
    store.message_log.end("m", Sending.SENT)
    store.message_log.end("m", Sending.RETRY)
    assert store.message_log.state("m") is Sending.SENT
    assert store.message_log.state("n") is None


def _must_reach(identity, state, kind="clinic_suspended", hospital="h1", day="2026-03-04"):
    booking, _, _ = identity.partition(":")
    fields = {"kind": kind, "hospital_id": hospital, "date": day}
    return Message(id=identity, booking_id=booking, **fields), state, NOW


def test_what_is_not_sent_is_on_record_once_and_after_a_retry(store):
    message, _, _ = _must_reach("b1:m", Sending.NO_CREDIT)
    assert store.message_log.note(message, Sending.RETRY, NOW)
    assert store.message_log.note(message, Sending.NO_CREDIT, NOW + MINUTE)
    assert store.message_log.note(message, Sending.NO_TEMPLATE, NOW + MINUTE) is False
    assert store.message_log.state("b1:m") is Sending.NO_CREDIT
    [untold] = store.message_log.untold(["b1"])
    assert untold == ("b1:m", "b1", "clinic_suspended", Sending.NO_CREDIT, NOW + MINUTE)


@pytest.mark.parametrize("state", list(Sending))
def test_who_could_not_be_told(store, state):
    store.message_log.note(*_must_reach("b1:m", state))
    untold = state not in (Sending.SENT, Sending.SENDING)
    for found in (
        store.message_log.untold(["b1"]),
        store.message_log.untold_on("h1", "2026-03-04"),
    ):
        assert [(each.booking_id, each.state) for each in found] == [("b1", state)] * untold


def test_the_untold_of_a_hospitals_day_and_of_some_bookings(store):
    log = store.message_log
    for booking in ("b1", "b2", "b3"):
        log.note(*_must_reach(f"{booking}:m", Sending.NO_CREDIT))
    log.note(*_must_reach("b4:m", Sending.NO_CREDIT, hospital="h2"))
    log.note(*_must_reach("b5:m", Sending.NO_CREDIT, day="2026-03-05"))
    log.note(*_must_reach("b6:m", Sending.NO_CREDIT, kind="visit_soon"))
    log.note(*_must_reach("b7:m", Sending.REFUSED, kind="clinic_changed"))

    def ids(found):
        return [each.booking_id for each in found]

    assert ids(log.untold_on("h1", "2026-03-04")) == ["b1", "b2", "b3", "b7"]
    assert ids(log.untold(["b7", "b4", "b6", "b1"])) == ["b1", "b4", "b7"]
    assert ids(log.untold([])) == []
