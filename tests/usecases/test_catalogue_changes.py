"""What a hospital changes after its days are laid out: a doctor who leaves, a room that moves, a new name."""

import pytest

from common.contracts.book import MyBookingsRequest
from common.contracts.query_slots import QuerySlotsRequest
from common.domain.booking.status import Status
from common.domain.errors import Code
from common.domain.money.payment import Outcome
from common.domain.waitlist import EntryStatus
from common.usecases.my_bookings import my_bookings
from common.usecases.query_slots import query_slots
from ops.verify import verify
from tests.usecases.queues import entry_of, join
from tests.usecases.telling import told
from tests.usecases.world import quiet, violations

GONE = (Code.SLOT_CLOSED, "这位医生已经停止预约，请换一位医生", {})


def _leaves(service, doctor="d1"):
    service.db.doctors.update_one({"_id": doctor}, {"$set": {"active": False}})


def _comes_back(service, doctor="d1"):
    service.db.doctors.update_one({"_id": doctor}, {"$set": {"active": True}})


def _slots(service, **query):
    request = QuerySlotsRequest(date_from="2026-03-04", date_to="2026-03-05", **query)
    return query_slots(request, service.person().caller, service.deps).slots


# --- a doctor who leaves


def test_the_slots_of_a_doctor_who_left_are_not_shown(service):
    assert {slot.doctor_id for slot in _slots(service, department_id="internal")} == {"d1", "d3"}
    _leaves(service)
    assert {slot.doctor_id for slot in _slots(service, department_id="internal")} == {"d3"}
    assert _slots(service, doctor_id="d1") == []


def test_a_doctor_who_left_is_not_booked(service, phone):
    _leaves(service)
    assert told(phone.book) == GONE
    assert violations(service) == []
    _comes_back(service)
    assert phone.book().booking.status == "held"


def test_what_was_booked_before_stands_and_can_be_given_back(service, phone):
    paid = phone.booked_and_paid()
    _leaves(service)
    assert service.booking(paid).status is Status.CONFIRMED
    assert phone.cancel(paid).booking.refund.status == "success"
    quiet(service)


def test_a_hold_of_a_doctor_who_left_may_still_be_paid(service, phone):
    held = phone.book().booking.id
    _leaves(service)
    service.settle(service.pays(held))
    assert service.booking(held).status is Status.CONFIRMED


def test_late_money_for_a_doctor_who_left_goes_back(service, phone):
    held = phone.book().booking.id
    service.clock.pass_(minutes=17)
    service.sweep()
    _leaves(service)
    assert service.settle(service.pays(held, late=True)) is Outcome.REFUND
    quiet(service)


def test_nobody_joins_the_queue_of_a_doctor_who_left_and_nobody_is_offered_a_seat(one_seat):
    owner, waiting, late = one_seat.person(), one_seat.person(), one_seat.person()
    booked = owner.booked_and_paid()
    join(waiting)
    _leaves(one_seat)
    assert told(join, late) == GONE
    owner.cancel(booked)
    assert entry_of(waiting).status is EntryStatus.WAITING
    assert one_seat.slot().left == 1
    quiet(one_seat)
    found = verify(one_seat.db, one_seat.clock, settled=True).violations
    assert [finding for finding in found if finding.invariant == "5"] == []


def test_they_are_offered_it_when_the_doctor_is_back(one_seat):
    owner, waiting = one_seat.person(), one_seat.person()
    booked = owner.booked_and_paid()
    join(waiting)
    _leaves(one_seat)
    owner.cancel(booked)
    _comes_back(one_seat)
    one_seat.sweep_until_quiet()
    assert one_seat.outside.kinds_sent().count("waitlist_offer") == 1


# --- words


@pytest.fixture
def renamed(service):
    """After the days were laid out everything got another name, and the department another floor."""
    service.db.hospitals.update_one(
        {"_id": "h1"}, {"$set": {"name": "新院名", "address": "新路2号"}}
    )
    service.db.departments.update_one(
        {"_id": "internal"}, {"$set": {"name": "大内科", "location": "门诊楼5层"}}
    )
    service.db.doctors.update_one({"_id": "d1"}, {"$set": {"name": "测新", "title": "副主任医师"}})


def test_a_new_booking_says_the_words_of_today(service, phone, renamed):
    booking = phone.book().booking
    assert (booking.hospital.name, booking.hospital.address) == ("新院名", "新路2号")
    assert (booking.department.name, booking.department.location) == ("大内科", "门诊楼5层")
    assert (booking.doctor.name, booking.doctor.title) == ("测新", "副主任医师")


def test_so_does_what_can_be_booked(service, renamed):
    assert {(slot.doctor_name, slot.title) for slot in _slots(service, doctor_id="d1")} == {
        ("测新", "副主任医师")
    }


def test_and_an_entry_of_a_queue_and_its_offer(one_seat, renamed_one_seat):
    owner, waiting = one_seat.person(), one_seat.person()
    booked = owner.booked_and_paid()
    assert join(waiting).department.location == "门诊楼5层"
    one_seat.db.departments.update_one({"_id": "internal"}, {"$set": {"location": "门诊楼6层"}})
    assert entry_of(waiting).department.location == "门诊楼6层"
    owner.cancel(booked)
    assert waiting.bookings().bookings[0].department.name == "大内科"


@pytest.fixture
def renamed_one_seat(one_seat):
    one_seat.db.departments.update_one(
        {"_id": "internal"}, {"$set": {"name": "大内科", "location": "门诊楼5层"}}
    )


def test_who_booked_before_is_sent_to_where_it_is_today(service, phone):
    template = service.db.message_templates.find_one({"_id": "visit_tomorrow"})
    fields = {**template["fields"], "thing9": "location"}
    service.db.message_templates.update_one({"_id": "visit_tomorrow"}, {"$set": {"fields": fields}})
    paid = phone.booked_and_paid()
    service.db.departments.update_one({"_id": "internal"}, {"$set": {"location": "门诊楼5层"}})
    assert phone.bookings().bookings[0].department.location == "门诊楼5层"
    one = my_bookings(MyBookingsRequest(booking_id=paid), phone.caller, service.deps).booking
    assert one.department.location == "门诊楼5层"
    service.clock.now = service.booking(paid).remind_at
    service.remind()
    assert service.outside.messages[-1]["data"]["thing9"] == "门诊楼5层"


def test_a_department_that_is_gone_leaves_the_words_it_had(service, phone):
    phone.booked_and_paid()
    service.db.departments.update_many({}, {"$set": {"active": False}})
    assert phone.bookings().bookings[0].department.location == "门诊楼2层"
