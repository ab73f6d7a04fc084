"""Refunds: asked for once, followed to their end, and never forgotten."""

from datetime import timedelta

import pytest
from pymongo.errors import AutoReconnect

from common.clients.payments import (
    PayRefused,
    PayTemporary,
    RefundState,
    RefundStatus,
)
from common.contracts.timers import NoticeAnswer
from common.domain.money.payment import RefundStatus as Stored
from common.protocol import refunds
from tests.support.outside import LOST
from tests.usecases.refunding import notice, refund_of, shown
from tests.usecases.world import cut, quiet

NOT_ENOUGH = PayRefused("NOTENOUGH", 403, "")


@pytest.fixture
def paid(phone):
    return phone.booked_and_paid()


def test_the_merchants_balance_is_empty_then_filled(service, phone, paid):
    service.outside.next_refund = [NOT_ENOUGH, NOT_ENOUGH]
    phone.cancel(paid)
    assert (refund_of(service, paid).status, shown(phone)) == (Stored.REQUESTED, "processing")
    for _ in range(2):
        assert service.booking(paid).due_at == service.clock() + timedelta(seconds=30)
        service.clock.pass_(seconds=30)
        service.sweep()
    assert (refund_of(service, paid).status, shown(phone)) == (Stored.SUCCESS, "success")
    quiet(service)


def test_a_balance_that_stays_empty_ends_on_the_list_a_person_works_on(service, phone, paid):
    service.outside.next_refund = [NOT_ENOUGH] * 20
    phone.cancel(paid)
    for _ in range(10):
        service.clock.pass_(hours=1)
        service.sweep()
    assert [booking.id for booking in service.store.bookings.stuck(8)] == [paid]
    assert "effect stuck" in [event for _, event, _ in service.log.lines]
    service.outside.next_refund.clear()
    service.clock.pass_(hours=1)
    service.sweep()
    assert (shown(phone), list(service.store.bookings.stuck(8))) == ("success", [])


@pytest.mark.parametrize("error", [LOST, PayTemporary("SYSTEMERROR", 500, "")])
@pytest.mark.parametrize("after", [False, True])
def test_an_unclear_answer_is_asked_again_with_the_same_number(service, phone, paid, error, after):
    service.outside.fail_next("refund", error, after_effect=after)
    phone.cancel(paid)
    quiet(service)
    (numbers,) = service.outside.refunded_tx.values()
    assert numbers == [refund_of(service, paid).id]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("place", ["refunds.open", "refunds.advance"])
def test_cut_off_around_the_refund_it_is_sent_once(service, phone, paid, monkeypatch, place, after):
    cut(monkeypatch, service.store, place, after=after)
    with pytest.raises(AutoReconnect):
        phone.cancel(paid)
    quiet(service)
    (numbers,) = service.outside.refunded_tx.values()
    assert len(numbers) == 1
    assert service.outside.kinds_sent().count("refund_result") == 1


def test_processing_until_its_notice(service, phone, paid):
    service.outside.next_refund = [RefundStatus.PROCESSING]
    phone.cancel(paid)
    refund = refund_of(service, paid)
    assert (refund.status, shown(phone)) == (Stored.PROCESSING, "processing")
    assert service.outside.kinds_sent()[-1] == "booking_cancelled"
    assert notice(service, refund, RefundStatus.SUCCESS).status == 204
    assert notice(service, refund, RefundStatus.SUCCESS).status == 204
    assert (refund_of(service, paid).status, shown(phone)) == (Stored.SUCCESS, "success")
    assert service.outside.kinds_sent()[-2:] == ["booking_cancelled", "refund_result"]
    quiet(service)


def test_processing_whose_notice_is_lost_is_asked_for(service, phone, paid):
    service.outside.next_refund = [RefundStatus.PROCESSING]
    phone.cancel(paid)
    refund = refund_of(service, paid)
    service.outside.refunds[refund.id] = RefundState(RefundStatus.SUCCESS, 5000)
    service.clock.pass_(minutes=1, seconds=59)
    assert service.sweep().refunds == 0
    service.clock.pass_(seconds=1)
    assert service.sweep().refunds == 1
    assert shown(phone) == "success"
    assert service.outside.kinds_sent()[-1] == "refund_result"


def test_processing_and_no_answer_is_asked_again_later(service, phone, paid):
    service.outside.next_refund = [RefundStatus.PROCESSING]
    phone.cancel(paid)
    service.clock.pass_(minutes=2)
    service.outside.fail_next("query_refund", LOST)
    assert (service.sweep().failed, service.sweep().refunds) == (1, 0)
    assert refund_of(service, paid).due_at == service.clock() + timedelta(minutes=2)


def test_a_refund_wechat_no_longer_knows_is_not_asked_for_all_the_time(service, phone, paid):
    service.outside.next_refund = [RefundStatus.PROCESSING]
    phone.cancel(paid)
    service.outside.refunds.clear()
    service.clock.pass_(minutes=2)
    service.sweep()
    assert refund_of(service, paid).due_at == service.clock() + timedelta(minutes=2)
    assert "refund unknown to WeChat Pay" in [event for _, event, _ in service.log.lines]


@pytest.mark.parametrize("status", [RefundStatus.ABNORMAL, RefundStatus.CLOSED])
def test_what_wechat_cannot_send_back_is_a_persons_work(service, phone, paid, status):
    service.outside.next_refund = [status]
    phone.cancel(paid)
    assert [refund.booking_id for refund in service.store.refunds.needing_staff()] == [paid]
    assert shown(phone) == "failed"
    assert "refund needs staff" in [event for _, event, _ in service.log.lines]
    assert service.outside.kinds_sent()[-1] == "booking_cancelled"
    assert service.booking(paid).effects == ()


def test_the_end_of_a_refund_is_its_end(service, phone, paid):
    """An older notice after a newer one changes nothing."""
    phone.cancel(paid)
    refund = refund_of(service, paid)
    notice(service, refund, RefundStatus.ABNORMAL)
    assert refund_of(service, paid).status is Stored.SUCCESS


def test_a_notice_of_a_wrong_amount_is_not_taken(service, phone, paid):
    service.outside.next_refund = [RefundStatus.PROCESSING]
    phone.cancel(paid)
    refund = refund_of(service, paid)
    answer = notice(service, refund, RefundStatus.SUCCESS, amount=1)
    assert answer == NoticeAnswer(status=400, message="amount")
    assert refund_of(service, paid).status is Stored.PROCESSING


def test_a_notice_of_anothers_refund_is_not_taken(service, phone, paid):
    service.outside.next_refund = [RefundStatus.PROCESSING]
    phone.cancel(paid)
    refund = refund_of(service, paid)
    foreign = refund.model_copy(update={"merchant_id": "m2"})
    assert notice(service, foreign, RefundStatus.SUCCESS).message == "refund"
    unknown = refund.model_copy(update={"id": "r-unknown"})
    assert notice(service, unknown, RefundStatus.SUCCESS).message == "refund"


def test_the_patient_reads_the_amount_that_went_back(service, paid):
    """Not the fee: a second payment may have been another sum."""
    fields = {"amount1": "amount"}
    service.db.message_templates.update_one({"_id": "refund_result"}, {"$set": {"fields": fields}})
    service.settle(service.pays(paid, amount_fen=1234, late=True))
    assert service.outside.messages[-1]["data"] == {"amount1": "¥12.34"}


def test_following_a_refund_nobody_opened_changes_nothing(service):
    state = RefundState(RefundStatus.SUCCESS, 1)
    assert refunds.follow("r-unknown", state, service.deps) == ()
