"""book: what a person already holds or did before can forbid one more, and for how long."""

from datetime import date, datetime, timezone

from common.domain.errors import Code
from common.domain.rules.platform import PlatformRules
from tests.support.service import Service
from tests.usecases.world import add_patient, another, nothing_taken, number_of, refused, violations

MIDNIGHT = datetime(2026, 3, 2, 16, 0, tzinfo=timezone.utc)


# --- what a person already holds


def test_the_same_slot_twice(service, phone):
    phone.book()
    with refused(Code.ALREADY_BOOKED):
        phone.book()
    nothing_taken(service, 1)


def test_the_same_department_twice_on_a_day(service, phone):
    phone.book()
    with refused(Code.ALREADY_BOOKED):
        phone.book(service.slot_id(start="0830"))
    nothing_taken(service, 1)
    assert phone.book(service.slot_id(day="2026-03-05")).booking.number == 1


def test_a_person_is_one_person_whoever_books_for_them(service):
    """Two users, the same identity number."""
    number = number_of(date(1990, 1, 1), 77)
    son, daughter = (
        another(p, add_patient(p, number)) for p in (service.person(), service.person())
    )
    son.book()
    with refused(Code.ALREADY_BOOKED):
        daughter.book(service.slot_id(start="0830"))


def test_two_doctors_at_the_same_hour(service, phone):
    phone.book()
    with refused(Code.TIME_CONFLICT):
        phone.book(service.slot_id("d2"))
    nothing_taken(service, 1)
    assert phone.book(service.slot_id("d2", start="0830")).booking.status == "held"


def test_so_many_a_day(service, phone):
    service.store.catalogue.set_platform_rules(PlatformRules(per_day_per_person=1))
    phone.book()
    with refused(Code.LIMIT_REACHED):
        phone.book(service.slot_id("d2", start="0830"))
    assert phone.book(service.slot_id(day="2026-03-05")).booking.number == 1


def test_so_many_in_all_until_one_is_over(service, phone):
    service.store.catalogue.set_platform_rules(PlatformRules(active_per_person=1))
    phone.booked_and_paid()
    thursday = service.slot_id(day="2026-03-05")
    with refused(Code.LIMIT_REACHED):
        phone.book(thursday)
    service.clock.now = service.slot().ends_at
    assert phone.book(thursday).booking.number == 1


# --- what a person did before


def test_three_holds_let_go_today_and_tomorrow_is_another_day(service, phone):
    for turn in range(3):
        identity = phone.book().booking.id
        if turn == 1:
            service.clock.pass_(minutes=17)
            service.sweep()
        else:
            phone.cancel(identity)
    with refused(Code.LIMIT_REACHED):
        phone.book()
    assert violations(service) == []
    service.clock.now = MIDNIGHT
    assert phone.book().booking.status == "held"


def test_holds_let_go_for_others_count_for_the_phone_too(service, phone):
    others = [add_patient(phone, number_of(date(1990, 1, 1), n)) for n in range(60, 64)]
    for other in others[:3]:
        patient = another(phone, other)
        phone.cancel(patient.book(key=f"tap-of-{other:0>8}").booking.id)
    with refused(Code.LIMIT_REACHED):
        another(phone, others[3]).book()


def test_a_paid_hold_is_no_lost_hold(service, phone):
    for _ in range(3):
        phone.cancel(phone.booked_and_paid())
    with refused(Code.PATIENT_BLOCKED):
        phone.book()


def test_money_that_came_late_and_found_a_seat_is_no_lost_hold(service, phone):
    """WeChat took the money after the hold was over: that is not the patient's fault."""
    service.store.catalogue.set_platform_rules(PlatformRules(unpaid_holds_per_day=2))
    for slot in (service.slot_id(), service.slot_id("d2", start="0830")):
        identity = phone.book(slot).booking.id
        service.clock.pass_(minutes=17)
        service.sweep()
        service.settle(service.pays(identity, late=True))
        assert service.booking(identity).status == "confirmed"
    assert phone.book(service.slot_id(day="2026-03-05")).booking.status == "held"


def test_three_paid_cancellations_in_thirty_days_block_this_hospital_for_thirty(service, phone):
    for _ in range(3):
        phone.cancel(phone.booked_and_paid())
    with refused(Code.PATIENT_BLOCKED):
        phone.book()
    service.clock.pass_(days=30, milliseconds=-1)
    service.publish()
    thursday = service.slot_id(day="2026-04-02")
    with refused(Code.PATIENT_BLOCKED):
        phone.book(thursday)
    service.clock.pass_(milliseconds=1)
    assert phone.book(thursday).booking.status == "held"


def test_a_hospital_with_a_longer_memory_still_remembers(db):
    """The bookings that count are looked up as far back as the hospital's own rules reach."""
    strict = Service(db, cancellation_days=90, cancellation_block_days=90)
    phone = strict.person()
    for _ in range(3):
        phone.cancel(phone.booked_and_paid())
    strict.clock.pass_(days=85)
    strict.publish()
    later = {"date": {"$gt": "2026-05-26"}, "doctor_id": "d1"}
    wednesday = strict.db.slots.find_one(later)["_id"]
    with refused(Code.PATIENT_BLOCKED):
        phone.book(wednesday)
