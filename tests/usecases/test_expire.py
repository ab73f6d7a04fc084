"""expire: the end of an unpaid hold. WeChat is asked first; whatever it does not say clearly keeps the hold."""

from datetime import timedelta

import pytest

from common.clients.payments import PayRefused, PayTemporary, PayUnknown
from common.domain.booking.effects import Expire
from common.domain.booking.status import Status
from tests.support.outside import LOST
from tests.usecases.world import at_once, cut, quiet, violations


def test_a_hold_lives_to_the_second(service, held):
    service.clock.pass_(minutes=16, seconds=59)
    service.sweep()
    assert service.booking(held).status is Status.HELD
    service.clock.pass_(seconds=1)
    service.sweep()
    booking = service.booking(held)
    assert (booking.status, booking.effects) == (Status.EXPIRED, ())
    assert booking.lost_hold_at == service.clock()
    assert service.outside.orders[held].state == "closed"
    assert service.outside.kinds_sent() == ["hold_expired"]
    assert violations(service) == []


def test_a_hold_that_was_never_prepaid_asks_nobody(service):
    service.outside.fail_next("prepay", LOST)
    held = service.person().book().booking.id
    service.db.bookings.update_one({"_id": held}, {"$unset": {"prepay_at": ""}})
    service.clock.pass_(minutes=17)
    before = service.outside.calls
    service.deps.store.credits.erase("o1")
    service.sweep()
    assert service.booking(held).status is Status.EXPIRED
    assert service.outside.calls == before


def test_an_order_wechat_never_got_ends_with_its_hold(service):
    service.outside.fail_next("prepay", LOST)
    held = service.person().book().booking.id
    service.clock.pass_(minutes=17)
    service.sweep()
    assert service.booking(held).status is Status.EXPIRED
    quiet(service)


def test_paid_in_the_last_moment_without_a_notice(service, held):
    service.outside.pay(held)
    service.clock.pass_(minutes=17)
    service.sweep()
    assert service.booking(held).status is Status.CONFIRMED
    quiet(service)


def test_paid_between_the_question_and_the_closing(service, held):
    """The query says unpaid, the close says ORDERPAID."""
    service.clock.pass_(minutes=17)

    def patient(name):
        if name == "close":
            service.outside.before_call = None
            service.outside.pay(held)

    service.outside.before_call = patient
    service.sweep()
    quiet(service)
    assert service.booking(held).status is Status.CONFIRMED


@pytest.mark.parametrize("call", ["query", "close"])
@pytest.mark.parametrize(
    "error",
    [
        LOST,
        PayTemporary("SYSTEMERROR", 500, ""),
        PayRefused("NOAUTH", 403, ""),
        PayUnknown("X", 0, ""),
    ],
)
def test_an_unclear_answer_keeps_the_hold_and_asks_again(service, held, call, error):
    service.clock.pass_(minutes=17)
    service.outside.fail_next(call, error)
    assert service.sweep().failed == 1
    booking, effect = service.booking(held), service.booking(held).pending(Expire)
    assert booking.status is Status.HELD
    assert booking.due_at == effect.not_before == service.clock() + timedelta(seconds=30)
    service.clock.pass_(seconds=30)
    service.sweep()
    assert service.booking(held).status is Status.EXPIRED


def test_the_close_that_was_done_but_not_answered_frees_nothing_yet(service, held):
    service.clock.pass_(minutes=17)
    service.outside.fail_next("close", LOST, after_effect=True)
    service.sweep()
    assert service.booking(held).status is Status.HELD
    service.clock.pass_(minutes=1)
    service.sweep()
    assert service.booking(held).status is Status.EXPIRED
    quiet(service)


def test_wechat_silent_for_long_rings_an_alarm_and_never_guesses(service, held):
    service.clock.pass_(minutes=17)
    for _ in range(12):
        service.outside.fail_next("query", LOST)
        service.sweep()
        service.clock.pass_(hours=1)
    assert service.booking(held).status is Status.HELD
    levels = [
        level for level, event, _ in service.log.lines if event.startswith("hold not expired")
    ]
    assert levels[0] == "warning"
    assert set(levels[1:]) == {"error"}
    assert "effect stuck" in [event for _, event, _ in service.log.lines]
    assert [b.id for b in service.store.bookings.stuck(8)] == [held]
    service.sweep()
    assert service.booking(held).status is Status.EXPIRED
    assert list(service.store.bookings.stuck(8)) == []


def test_the_waits_grow_and_stop_growing_at_an_hour(service, held):
    service.clock.pass_(minutes=17)
    waits = []
    for _ in range(10):
        service.outside.fail_next("query", LOST)
        service.sweep()
        due = service.booking(held).due_at
        waits.append((due - service.clock()).total_seconds())
        service.clock.now = due
    assert waits[:4] == [30, 60, 120, 240]
    assert waits[-1] == 3600


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "place", ["bookings.apply", "slots.free", "persons.unclaim", "bookings.outbox.done"]
)
def test_an_expiry_cut_off_anywhere_is_finished(service, held, monkeypatch, place, after):
    service.clock.pass_(minutes=17)
    cut(monkeypatch, service.store, place, after=after)
    assert service.sweep().failed == 1
    quiet(service)
    assert service.booking(held).status is Status.EXPIRED
    assert service.outside.kinds_sent() == ["hold_expired"]


def test_four_sweeps_at_once_expire_it_once(service, held):
    service.clock.pass_(minutes=17)
    at_once(*[service.sweep] * 4)
    assert [step.becomes for step in service.booking(held).history].count(Status.EXPIRED) == 1
    assert service.outside.kinds_sent() == ["hold_expired"]
    quiet(service)
