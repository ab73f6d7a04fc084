"""Messages that must reach their patient: what became of each is on record, also when nothing could be sent."""

from contextlib import suppress
from datetime import timedelta

import pytest
from pymongo.errors import AutoReconnect

from common.clients.wechat import SendOutcome, WeChatTemporary
from common.domain.booking.effects import Notify, notify
from common.domain.messages import MUST_REACH
from common.protocol.deadline import Deadline
from common.protocol.effects import run_due
from common.store.messages import Sending
from tests.usecases.world import at_once, cut, first_before, quiet

KIND = "clinic_suspended"


@pytest.fixture
def booked(service, phone):
    """A booking whose patient must be told something, now; its id."""
    return must_tell(service, phone.booked_and_paid())


def must_tell(service, identity, kind=KIND):
    """Push the message, as a suspension will: for the sweep to send."""
    effect = notify(kind, service.clock() - timedelta(minutes=1))
    service.store.bookings.outbox.add(identity, effect)
    return identity


def log_of(service, kind=KIND):
    """What the log says of the messages of a kind."""
    return [
        (raw["booking_id"], raw["state"]) for raw in service.db.message_log.find({"kind": kind})
    ]


def sent(service, kind=KIND):
    return service.outside.kinds_sent().count(kind)


def untold(service, booked):
    """Who could not be told, by booking and by day: the same list."""
    log, booking = service.store.message_log, service.booking(booked)
    by_day = list(log.untold_on(booking.hospital_id, booking.date))
    assert list(log.untold([booked])) == by_day
    return [(each.booking_id, each.kind, each.state) for each in by_day]


def test_both_kinds_are_sent_like_any_other(service, phone):
    identity = phone.booked_and_paid()
    for kind in sorted(MUST_REACH):
        must_tell(service, identity, kind)
        service.sweep()
        assert (sent(service, kind), log_of(service, kind)) == (1, [(identity, "sent")])
    assert untold(service, identity) == []
    quiet(service)


def test_without_credit_the_log_says_so_once(service, booked):
    service.store.credits.erase("o1")
    quiet(service)
    assert (sent(service), log_of(service)) == (0, [(booked, "no_credit")])
    assert untold(service, booked) == [(booked, KIND, Sending.NO_CREDIT)]
    assert service.booking(booked).pending(Notify) is None
    service.store.credits.grant("o1", f"t-{KIND}")
    must_tell(service, booked)
    quiet(service)
    assert (sent(service), log_of(service)) == (0, [(booked, "no_credit")])


def test_without_a_template_the_log_says_so(service, booked):
    service.db.message_templates.delete_one({"_id": KIND})
    quiet(service)
    assert (sent(service), log_of(service)) == (0, [(booked, "no_template")])
    assert untold(service, booked) == [(booked, KIND, Sending.NO_TEMPLATE)]


def test_other_kinds_leave_no_trace_of_what_was_not_sent(service, phone):
    service.store.credits.erase("o1")
    phone.booked_and_paid()
    assert service.db.message_log.count_documents({}) == 0


def test_only_what_must_arrive_says_where_and_when_the_visit_is(service, booked):
    quiet(service)
    fields = {
        raw["kind"]: "hospital_id" in raw or "date" in raw for raw in service.db.message_log.find()
    }
    assert fields == {"booking_confirmed": False, KIND: True}


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (SendOutcome.SENT, "sent"), (SendOutcome.NO_CREDIT, "no_credit"),
        (SendOutcome.REFUSED, "refused"), (SendOutcome.UNKNOWN, "unknown"),
        (SendOutcome.RETRY, "retry"),
    ],
)  # fmt: skip
def test_every_answer_of_wechat_is_on_record(service, booked, outcome, state):
    service.outside.next_send = [outcome]
    service.sweep()
    assert log_of(service) == [(booked, state)]
    told = outcome is SendOutcome.SENT
    assert untold(service, booked) == ([] if told else [(booked, KIND, Sending(state))])
    assert (service.booking(booked).pending(Notify) is not None) == (state == "retry")


def test_asked_to_wait_and_then_the_credit_is_gone(service, booked):
    """The entry of the first try is no end: the last word is why it was not sent."""
    service.outside.next_send = [SendOutcome.RETRY]
    service.sweep()
    service.store.credits.erase("o1")
    quiet(service)
    assert (sent(service), log_of(service)) == (0, [(booked, "no_credit")])


def test_a_value_that_fits_no_field_is_being_retried(service, booked):
    service.db.message_templates.update_one({"_id": KIND}, {"$set": {"fields": {"time1": "tip"}}})
    service.sweep()
    assert log_of(service) == [(booked, "retry")]
    assert untold(service, booked) == [(booked, KIND, Sending.RETRY)]
    good = {"$set": {"fields": {"time1": "starts_at"}}}
    service.db.message_templates.update_one({"_id": KIND}, good)
    quiet(service)
    assert (sent(service), log_of(service)) == (1, [(booked, "sent")])


def test_without_a_token_it_is_being_retried(service, booked):
    def without_token():
        raise WeChatTemporary(None, "no token")

    run_due(booked, service.with_deps(wechat=without_token), Deadline(lambda: 60.0))
    assert log_of(service) == [(booked, "retry")]
    quiet(service)
    assert (sent(service), log_of(service)) == (1, [(booked, "sent")])


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("place", "credit", "states"),
    [
        ("message_log.note", True, {False: "sent", True: "unknown"}),
        ("message_log.end", True, {False: "unknown", True: "sent"}),
        ("credits.spend", True, {False: "unknown", True: "unknown"}),
        ("bookings.outbox.done", True, {False: "sent", True: "sent"}),
        ("message_log.note", False, {False: "no_credit", True: "no_credit"}),
        ("bookings.outbox.done", False, {False: "no_credit", True: "no_credit"}),
    ],
)  # fmt: skip
def test_cut_at_each_write_it_ends_on_record_and_is_sent_once(
    service, booked, monkeypatch, place, credit, states, after
):
    if not credit:
        service.store.credits.erase("o1")
    done = cut(monkeypatch, service.store, place, after=after)
    with suppress(AutoReconnect):
        service.sweep()
    assert done
    quiet(service)
    assert log_of(service) == [(booked, states[after])]
    assert sent(service) <= 1
    assert (sent(service) == 1) >= (states[after] == "sent")
    assert service.booking(booked).effects == ()


def test_cut_off_in_the_act_with_the_last_credit(service, booked, monkeypatch):
    """Sent, and cut off before its end was written: the credit is gone, and yet it is not told as `no_credit`."""
    cut(monkeypatch, service.store, "message_log.end")
    with suppress(AutoReconnect):
        service.sweep()
    assert service.store.credits.left("o1", f"t-{KIND}") == 0
    quiet(service)
    assert (sent(service), log_of(service)) == (1, [(booked, "unknown")])


@pytest.mark.parametrize("credit", [True, False])
def test_two_sweeps_tell_once(service, booked, credit):
    if not credit:
        service.store.credits.erase("o1")
    at_once(*[service.sweep] * 4)
    quiet(service)
    assert log_of(service) == [(booked, "sent" if credit else "no_credit")]
    assert sent(service) == int(credit)


@pytest.mark.parametrize("credit", [True, False])
def test_a_lease_that_ran_out_in_the_act_does_not_tell_twice(service, booked, monkeypatch, credit):
    """Another sweep takes the effect over just before this one writes: whoever is slower waits for the end."""
    if not credit:
        service.store.credits.erase("o1")

    def another_sweep():
        service.clock.pass_(seconds=30)
        service.sweep()

    first_before(monkeypatch, service.store, "message_log.note", another_sweep)
    service.sweep()
    quiet(service)
    assert log_of(service) == [(booked, "sent" if credit else "no_credit")]
    assert sent(service) == int(credit)
