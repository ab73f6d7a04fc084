"""Messages: each at most once, only with permission, never in the way."""

import pytest
from pymongo.errors import AutoReconnect

from common.clients.wechat import SendOutcome, WeChatTemporary
from common.domain.booking.effects import Notify
from common.domain.booking.status import Status
from common.protocol.deadline import Deadline
from common.protocol.settle import settle
from common.store.messages import Sending
from ops.stuck import lines
from ops.stuck_items import items
from tests.support.service import A_MINUTE
from tests.usecases.world import cut, quiet


def _state(service, identity, kind="booking_confirmed"):
    claim = service.booking(identity).seat.claim
    return service.store.message_log.state(f"{identity}:{kind}:{claim}")


def _left(service, kind="booking_confirmed"):
    return service.store.credits.left("o1", f"t-{kind}")


def test_one_message_one_credit(service, phone):
    paid = phone.booked_and_paid()
    assert service.outside.messages == [
        {
            "openid": "o1",
            "template_id": "t-booking_confirmed",
            "page": f"pages/booking/booking?id={paid}",
            "data": {
                "thing1": "演示医院",
                "time2": "2026年3月4日 08:00",
                "thing3": "请按时就诊，凭取号凭证到窗口取号",
            },
        }
    ]
    assert (_left(service), _state(service, paid)) == (0, Sending.SENT)


def test_without_permission_nothing_is_sent_and_nothing_waits(service, phone):
    service.store.credits.erase("o1")
    paid = phone.booked_and_paid()
    assert service.outside.messages == []
    assert service.booking(paid).effects == ()


def test_without_a_template_nothing_is_sent(service, phone):
    service.db.message_templates.delete_many({})
    assert service.booking(phone.booked_and_paid()).status is Status.CONFIRMED
    assert service.outside.messages == []


def test_wechat_says_the_permission_is_used_up(service, phone):
    service.store.credits.grant("o1", "t-booking_confirmed")
    service.outside.next_send = [SendOutcome.NO_CREDIT]
    paid = phone.booked_and_paid()
    assert (_left(service), _state(service, paid)) == (0, Sending.NO_CREDIT)
    quiet(service)
    assert service.outside.messages == []


def test_a_definite_not_now_is_tried_again(service, phone):
    service.outside.next_send = [SendOutcome.RETRY, SendOutcome.RETRY]
    paid = phone.booked_and_paid()
    assert _state(service, paid) is Sending.RETRY
    assert service.booking(paid).pending(Notify) is not None
    quiet(service)
    assert service.outside.kinds_sent() == ["booking_confirmed"]
    assert _left(service) == 0


@pytest.mark.parametrize("outcome", [SendOutcome.UNKNOWN, SendOutcome.REFUSED])
def test_an_unknown_or_final_answer_is_not_tried_again(service, phone, outcome):
    service.outside.next_send = [outcome]
    paid = phone.booked_and_paid()
    quiet(service)
    assert service.outside.messages == []
    assert _state(service, paid).value == outcome.name.lower()


def test_cut_off_after_sending_it_is_not_sent_again(service, phone, monkeypatch):
    held = phone.book().booking.id
    payment = service.pays(held)
    cut(monkeypatch, service.store, "message_log.end")
    with pytest.raises(AutoReconnect):
        service.settle(payment)
    quiet(service)
    assert service.outside.kinds_sent() == ["booking_confirmed"]


def test_no_token_means_nothing_was_sent(service, phone):
    def without_token():
        raise WeChatTemporary(None, "no token")

    held = phone.book().booking.id
    settle(service.pays(held), service.with_deps(wechat=without_token), A_MINUTE)
    assert service.booking(held).status is Status.CONFIRMED
    quiet(service)
    assert service.outside.kinds_sent() == ["booking_confirmed"]


def test_with_no_time_left_the_sweep_sends_it(service, phone):
    held = phone.book().booking.id
    settle(service.pays(held), service.deps, Deadline(lambda: 1.4))
    assert service.booking(held).status is Status.CONFIRMED
    assert service.outside.messages == []
    service.sweep()
    assert service.outside.kinds_sent() == ["booking_confirmed"]


def test_a_template_asking_for_nonsense_harms_nothing_else(service, phone):
    service.db.message_templates.update_one(
        {"_id": "booking_confirmed"}, {"$set": {"fields": {"time1": "hospital_name"}}}
    )
    paid = phone.booked_and_paid()
    assert service.booking(paid).status is Status.CONFIRMED
    assert service.slot().holding == 0
    assert "effect failed" in [event for _, event, _ in service.log.lines]
    quiet(service)


def test_a_value_that_fits_no_field_is_a_persons_work(service, phone):
    """Not swallowed: it is tried until somebody mends the template, and sent then."""
    templates, fields = service.db.message_templates, {"time1": "starts_at"}
    templates.update_one({"_id": "booking_confirmed"}, {"$set": {"fields": {"time1": "tip"}}})
    paid = phone.booked_and_paid()
    assert _state(service, paid) is None
    for _ in range(10):
        service.clock.pass_(hours=1)
        service.sweep()
    (line,) = lines(items(service.db))
    assert line.startswith("发消息试了 ")
    assert f"动作 notify:booking_confirmed:{service.booking(paid).seat.claim}，" in line
    templates.update_one({"_id": "booking_confirmed"}, {"$set": {"fields": fields}})
    service.clock.pass_(hours=1)
    service.sweep()
    assert service.outside.kinds_sent() == ["booking_confirmed"]
    assert list(lines(items(service.db))) == []
    quiet(service)
