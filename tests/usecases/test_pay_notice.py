"""pay_notice: believed only for the right merchant; taken once it is on record."""

from datetime import timedelta

import pytest

from common.clients.payments import NoticeFault, NoticeRefused, PaymentNotice
from common.domain.booking.status import Status
from common.usecases.pay_notice import pay_notice
from tests.support.merchants import a_merchant
from tests.support.outside import FakePay
from tests.usecases.world import quiet


class _Reading(FakePay):
    """A merchant whose notices have been verified already; what the bytes would say is given."""

    notices: dict = {}  # noqa: RUF012

    def parse_notice(self, headers, body, now, sharing):
        found = self.notices[self.merchant_id]
        if isinstance(found, Exception):
            raise found
        assert found.merchant_id in {merchant.id for merchant in sharing}
        return found


@pytest.fixture
def notify(service):
    """Delivers a notice that these merchants, each with keys of its own, read as given."""
    for merchant in ("m1", "m2"):
        keys = {"public_key_id": "pk", "public_key_pem": merchant}
        service.store.merchants.put(a_merchant(merchant, **keys))

    def deliver(**read):
        _Reading.notices = read
        deps = service.with_deps(pay_of=lambda merchant: _Reading(service.outside, merchant))
        return pay_notice({"Wechatpay-Serial": "pk"}, b"{}", deps)

    return deliver


def _notice(service, identity, merchant="m1"):
    paid = service.outside.pay(identity)
    return PaymentNotice("n1", merchant, identity, paid)


OTHERS = NoticeRefused(NoticeFault.SIGNATURE)


def test_a_notice_confirms_and_again_changes_nothing(service, notify):
    held = service.person().book().booking.id
    notice = _notice(service, held)
    assert [notify(m1=notice, m2=OTHERS).status for _ in range(3)] == [204] * 3
    assert service.booking(held).status is Status.CONFIRMED
    assert service.outside.kinds_sent() == ["booking_confirmed"]
    quiet(service)


def test_a_notice_that_the_first_keys_do_not_open_is_tried_with_the_next(service, notify):
    held = service.person().book().booking.id
    service.db.bookings.update_one({"_id": held}, {"$set": {"merchant_id": "m2"}})
    service.outside.orders[held].merchant_id = "m2"
    assert notify(m1=OTHERS, m2=_notice(service, held, "m2")).status == 204
    assert service.booking(held).status is Status.CONFIRMED


def test_a_notice_of_one_merchant_for_a_booking_of_another(service, notify):
    held = service.person().book().booking.id
    answer = notify(m1=OTHERS, m2=_notice(service, held, "m2"))
    assert (answer.status, service.booking(held).status) == (400, Status.HELD)
    assert service.db.payments.count_documents({}) == 0
    assert "notice of another merchant" in [event for _, event, _ in service.log.lines]


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (NoticeFault.SIGNATURE, 401), (NoticeFault.TIMESTAMP, 401), (NoticeFault.PROBE, 401),
        (NoticeFault.HEADERS, 401), (NoticeFault.BODY, 400), (NoticeFault.EVENT, 400), (NoticeFault.MERCHANT, 400),
    ],
)  # fmt: skip
def test_a_notice_that_is_not_to_be_believed(service, notify, fault, status):
    held = service.person().book().booking.id
    answer = notify(m1=NoticeRefused(fault), m2=NoticeRefused(fault))
    assert (answer.status, answer.message) == (status, fault.value)
    assert service.booking(held).status is Status.HELD


def test_a_key_nobody_has(service, notify):
    service.db.merchants.delete_many({})
    assert notify().status == 401


def test_money_for_an_order_we_never_made_is_on_record_and_an_alarm(service, notify):
    held = service.person().book().booking.id
    notice = _notice(service, held)
    service.db.bookings.delete_many({})
    assert notify(m1=notice, m2=OTHERS).status == 204
    assert service.db.payments.find_one()["outcome"] == "alarm"


def test_the_notice_came_before_its_time_and_the_settling_was_cut_off(service, notify, monkeypatch):
    held = service.person().book().booking.id
    notice = _notice(service, held)
    monkeypatch.setattr("common.usecases.pay_notice.settle", lambda *args: None)
    assert notify(m1=notice, m2=OTHERS).status == 204
    assert service.booking(held).status is Status.HELD
    service.clock.pass_(minutes=1)
    service.sweep()
    assert service.booking(held).status is Status.CONFIRMED
    assert service.clock() < service.booking(held).hold_until + timedelta(minutes=2)
