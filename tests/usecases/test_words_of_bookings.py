"""What a patient reads when a booking or a wait may not be: the whole sentence, its numbers and its details."""

from datetime import date, timedelta

import pytest

from common.clients.payments import PayTemporary
from common.contracts.book import MyBookingsRequest
from common.contracts.waitlist import JoinWaitlist
from common.domain.business_time import spoken_short
from common.domain.errors import Code
from common.usecases.my_bookings import my_bookings
from common.usecases.waitlist import waitlist
from tests.usecases.queues import FREE, accept, entry_of, join, leave
from tests.usecases.telling import AGAIN, never_written, set_rules, told
from tests.usecases.world import add_patient, another, number_of

IF_PAID = "；如已付款，会自动确认预约或原路退回"
NO_BOOKING = (Code.NOT_FOUND, "没找到这个预约，请到“我的预约”里重新进入", {})
NO_PATIENT = (Code.NOT_FOUND, "没找到这位就诊人，没有约上，也没有扣款。请返回重选", {})
NO_DEPARTMENT = (Code.SLOT_CLOSED, "这个科室已经停止预约，请换一个科室", {})


# --- booking


def test_booking_what_is_not_there(service, phone):
    gone = (Code.NOT_FOUND, "没找到这个号，没有约上，也没有扣款。请返回重选", {})
    assert told(phone.book, "no.such.slot") == gone
    assert told(another(phone, "nobody").book) == NO_PATIENT


@pytest.mark.parametrize("collection", ["hospitals", "departments"])
def test_booking_where_no_bookings_are_taken_any_more(service, phone, collection):
    service.db[collection].update_many({}, {"$set": {"active": False}})
    assert told(phone.book) == NO_DEPARTMENT


def test_a_patient_whose_person_is_gone(service, phone):
    service.db.persons.delete_many({})
    assert told(phone.book) == NO_PATIENT


def test_one_tap_for_two_things(service, phone):
    phone.book(key="tap-0001")
    words = "时间或就诊人变了，这次没有约上。请返回重选"
    assert told(phone.book, service.slot_id(start="0830"), "tap-0001") == (
        Code.BAD_REQUEST, words, {},
    )  # fmt: skip


def test_booking_while_nobody_knows_what_became_of_an_earlier_try(service, phone, monkeypatch):
    never_written(monkeypatch, service.store.persons, "claim")
    words = "没有收到结果，请再点一次：不会约两次、扣两次钱"
    assert told(phone.book) == (Code.BUSY, words, {})


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"state": "suspended"}, (Code.SLOT_SUSPENDED, "医生停诊，请换一位医生或换一个时间", {})),
        ({"state": "closed"}, (Code.SLOT_CLOSED, "这个时间已经停止预约，请换一个时间", {})),
    ],
)
def test_a_slot_that_is_not_sold(service, phone, fields, refused):
    service.db.slots.update_one({"_id": service.slot_id()}, {"$set": fields})
    assert told(phone.book) == refused


def test_a_slot_without_a_free_seat(one_seat):
    held = "暂时约满。有人还没付款，17 分钟内可能让出；可以等等，或换一个时间"
    identity = one_seat.person().book().booking.id
    assert told(one_seat.person().book) == (Code.SLOT_HELD, held, {})
    one_seat.settle(one_seat.pays(identity))
    full = "这个时间的号已经约满，请换一个时间"
    assert told(one_seat.person().book) == (Code.SLOT_FULL, full, {})


def test_a_man_in_the_womens_department(service):
    man = service.person(sex="male")
    words = "妇科只看女性就诊人，请选其他科室"
    assert told(man.book, service.slot_id("d2")) == (Code.PATIENT_NOT_ELIGIBLE, words, {})


def test_three_holds_lost_by_one_patient(service, phone):
    for _ in range(3):
        phone.cancel(phone.book().booking.id)
    words = "今天已有 3 次选了号没付款（含放弃），明天可以再约"
    assert told(phone.book) == (Code.LIMIT_REACHED, words, {})


# --- after booking


def test_somebody_elses_booking(service, phone):
    other = service.person().book().booking.id
    assert told(phone.pay, other) == NO_BOOKING
    assert told(phone.cancel, other) == NO_BOOKING
    for request in (MyBookingsRequest(booking_id=other), MyBookingsRequest(cursor=other)):
        assert told(my_bookings, request, phone.caller, service.deps) == NO_BOOKING


def test_paying_what_cannot_be_paid_any_more(service, phone):
    lapsed = phone.book().booking.id
    service.clock.pass_(minutes=15)
    assert told(phone.pay, lapsed) == (
        Code.BAD_STATE, f"付款时间已过，约 2 分钟后可以重新预约{IF_PAID}", {},
    )  # fmt: skip
    service.clock.pass_(minutes=2)
    service.sweep_until_quiet()
    assert told(phone.pay, lapsed) == (
        Code.BAD_STATE, f"付款时间已过，号已让出。要看病请重新预约{IF_PAID}", {},
    )  # fmt: skip
    cancelled = phone.book().booking.id
    phone.cancel(cancelled)
    assert told(phone.pay, cancelled) == (
        Code.BAD_STATE,
        "这个预约已取消，不用付款。要看病请重新预约",
        {},
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (14 * 60, "离付款截止不足 1 分钟，不能付款了，约 3 分钟后可以重新预约"),
        (14 * 60 + 59, "离付款截止不足 1 分钟，不能付款了，约 3 分钟后可以重新预约"),
        (16 * 60 + 30, "付款时间已过，约 1 分钟后可以重新预约"),
    ],
)
def test_paying_at_the_very_end_for_the_first_time(service, phone, seconds, words):
    service.outside.fail_next("prepay", PayTemporary("SYSTEM_ERROR", 500, "later"))
    identity = phone.book().booking.id
    service.db.bookings.update_one({"_id": identity}, {"$set": {"prepay_at": None}})
    service.clock.pass_(seconds=seconds)
    assert told(phone.pay, identity) == (Code.BAD_STATE, words + IF_PAID, {})


def test_paying_for_a_free_offer(free_offer):
    """Nothing is to be paid, yet nothing is settled either: the tap that takes it is elsewhere."""
    words = "这个号不收费，请到“我的候补”里确认"
    assert told(free_offer.pay, entry_of(free_offer).booking_id) == (Code.BAD_STATE, words, {})


def test_paying_while_wechat_pay_is_silent(service, phone):
    identity = phone.book().booking.id
    service.outside.fail_next("query", PayTemporary("SYSTEM_ERROR", 500, "later"))
    words = "微信支付没有回应。号还留着，请在倒计时结束前再付，不会扣两次"
    assert told(phone.pay, identity) == (Code.PAYMENT_UNAVAILABLE, words, {})
    service.clock.pass_(minutes=15)
    service.outside.fail_next("query", PayTemporary("SYSTEM_ERROR", 500, "later"))
    words = f"微信支付没有回应，请过一会儿再看{IF_PAID}"
    assert told(phone.pay, identity) == (Code.PAYMENT_UNAVAILABLE, words, {})


@pytest.mark.parametrize(
    ("number", "ask"), [("0571-1000001", "请打 0571-1000001 问医院"), ("", "请打医院电话问医院")]
)
def test_giving_back_too_late(service, phone, number, ask):
    service.db.hospitals.update_one({"_id": "h1"}, {"$set": {"phone": number}})
    identity = phone.booked_and_paid()
    service.clock.now = service.booking(identity).cancellable_until
    words = f"已过网上退号时间（3月3日 24:00），预约仍有效。能不能退，{ask}"
    assert told(phone.cancel, identity) == (Code.CANCEL_TOO_LATE, words, {})


def test_giving_back_too_late_what_cost_nothing(service, phone):
    service.db.hospitals.update_one({"_id": "h1"}, {"$set": {"phone": "0571-1000001"}})
    identity = phone.book(service.slot_id(**FREE)).booking.id
    service.clock.now = service.booking(identity).cancellable_until
    words = "已过网上取消时间（3月3日 24:00），预约仍有效。来不了，请打 0571-1000001 告诉医院"
    assert told(phone.cancel, identity) == (Code.CANCEL_TOO_LATE, words, {})


def test_giving_back_what_is_over(service, phone):
    identity = phone.book().booking.id
    service.sweep_until_quiet()
    service.clock.pass_(minutes=20)
    service.sweep_until_quiet()
    assert told(phone.cancel, identity) == (Code.BAD_STATE, "这个预约已经结束，不用取消", {})


def test_giving_back_while_it_keeps_moving(service, phone, monkeypatch):
    identity = phone.book().booking.id
    never_written(monkeypatch, service.store.bookings, "apply")
    assert told(phone.cancel, identity) == AGAIN


# --- the queue


def test_joining_what_cannot_be_waited_for(service, phone):
    assert told(join, phone) == (Code.BAD_STATE, "还有号，请直接预约", {})
    nothing = (Code.NOT_FOUND, "没找到这个号或这位就诊人，没有候补上。请返回重选", {})
    assert told(join, phone, "no.such.slot") == nothing
    assert told(join, another(phone, "nobody")) == nothing


def test_joining_twice(one_seat, queue):
    first = queue[0]
    words = "这位就诊人已经在候补这个时间的号"
    assert told(join, first, None, "another-tap") == (Code.ALREADY_WAITING, words, {})
    request = JoinWaitlist(
        action="join", slot_id=one_seat.slot_id(start="0830"), patient_id=first.patient_id,
        idempotency_key="join-this-one",
    )  # fmt: skip
    assert told(waitlist, request, first.caller, one_seat.deps) == (
        Code.BAD_REQUEST, "时间或就诊人变了，这次没有候补上。请返回重选", {},
    )  # fmt: skip


def test_waiting_for_too_many(one_seat, queue):
    set_rules(one_seat, waitlist_per_person=1)
    other = one_seat.slot_id(start="0830")
    one_seat.person().booked_and_paid(other)
    words = "同一位就诊人最多同时候补 1 个号"
    assert told(join, queue[0], other, "another-tap") == (Code.LIMIT_REACHED, words, {})


def test_an_entry_of_nobody_and_one_whose_turn_it_is_not(one_seat, queue):
    no_entry = (Code.NOT_FOUND, "没找到这个候补，请到“我的候补”里重新进入", {})
    assert told(leave, queue[0], "w-nobody") == no_entry
    assert told(accept, queue[0], entry_of(queue[1]).id) == no_entry
    assert told(accept, queue[0]) == (Code.BAD_STATE, "还没有轮到，请再等等", {})


def test_an_offer_that_costs_something_or_is_over(one_seat, offered):
    until = spoken_short(one_seat.booking(entry_of(offered).booking_id).hold_until)
    words = f"付了款才算约上，请在 {until} 前付款"
    assert told(accept, offered) == (Code.BAD_STATE, words, {})
    one_seat.clock.pass_(minutes=30)
    assert told(accept, offered) == (
        Code.BAD_STATE,
        "没赶上，这个号不再为您保留；如已付款，会自动确认预约或原路退回。还想要可以重新候补",
        {},
    )


def test_a_free_offer_that_is_over(one_seat, free_offer):
    one_seat.clock.now = entry_of(free_offer).offer_until
    words = "没赶上，这个号不再为您保留。还想要可以重新候补"
    assert told(accept, free_offer) == (Code.BAD_STATE, words, {})


def test_leaving_what_was_taken(one_seat, offered):
    identity = entry_of(offered).booking_id
    offered.pay(identity)
    one_seat.settle(one_seat.pays(identity))
    words = "已经约上了。不想要，请到“我的预约”里取消"
    assert told(leave, offered) == (Code.BAD_STATE, words, {})


def test_leaving_while_it_keeps_moving(one_seat, queue, monkeypatch):
    never_written(monkeypatch, one_seat.store.waitlist, "leave")
    assert told(leave, queue[0]) == AGAIN


# --- what is read to decide


def test_a_hold_made_yesterday_and_lost_today_counts_for_its_user(service):
    """Made at 23:50 and let go at 00:08; at 08:00 the day is not over. Each was for another patient."""
    service.clock.now -= timedelta(hours=8, minutes=10)
    phone = service.person()
    others = [add_patient(phone, number_of(date(1990, 1, 1), serial)) for serial in range(3)]
    for patient in (phone.patient_id, *others[:2]):
        another(phone, patient).book(key=f"tap-of-{patient}")
    service.clock.pass_(minutes=18)
    service.sweep()
    service.clock.pass_(hours=7, minutes=52)
    last = another(phone, others[2])
    words = "今天已有 3 次选了号没付款（含放弃），明天可以再约"
    assert told(last.book) == (Code.LIMIT_REACHED, words, {})
    service.clock.pass_(hours=16)
    assert last.book(key="tap-tomorrow").booking.number == 1
