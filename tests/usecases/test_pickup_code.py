"""取号凭证: drawn, nobody else's in that hospital on that day, and not to be told from the order number."""

import re

import pytest

from common.contracts.waitlist import JoinWaitlist
from common.store.bookings import CodeTaken
from common.usecases.waitlist import waitlist
from ops.pickup_codes import told_by
from tests.usecases.world import quiet


def drawing(service, *codes):
    """The service, drawing these codes one after another."""
    left = list(codes)
    return service.with_deps(new_pickup_code=lambda: left.pop(0))


def test_a_code_that_somebody_has_is_drawn_again(service):
    first = service.person().book(deps=drawing(service, "11111111")).booking
    deps = drawing(service, "11111111", "11111111", "22222222")
    second = service.person().book(deps=deps).booking
    assert (first.pickup_code, second.pickup_code) == ("11111111", "22222222")
    assert service.booking(second.id).pickup_code == "22222222"
    quiet(service)


def test_the_same_code_on_another_day_is_nobody_elses(service):
    code = drawing(service, "11111111", "11111111")
    first = service.person().book(deps=code).booking
    second = service.person().book(service.slot_id(day="2026-03-05"), deps=code).booking
    assert first.pickup_code == second.pickup_code == "11111111"


def test_the_same_tap_keeps_its_code(service):
    phone = service.person()
    first = phone.book(key="tap-00000001", deps=drawing(service, "11111111")).booking
    again = phone.book(key="tap-00000001", deps=drawing(service)).booking
    assert first.pickup_code == again.pickup_code


def test_an_offer_draws_its_own(service):
    taken = [service.person() for _ in range(3)]
    ids = [phone.booked_and_paid() for phone in taken]
    waiting = service.person()
    request = JoinWaitlist(
        action="join", slot_id=service.slot_id(), patient_id=waiting.patient_id, idempotency_key="queue-0001",
    )  # fmt: skip
    waitlist(request, waiting.caller, service.deps)
    codes = {service.booking(identity).pickup_code for identity in ids}
    taken[0].cancel(ids[0])
    [offer] = waiting.bookings().bookings
    assert re.fullmatch(r"[0-9]{8}", offer.pickup_code)
    assert offer.pickup_code not in {*codes, told_by(offer.id)}


def test_whoever_never_draws_a_free_code_stops_and_loses_nothing(service):
    service.person().book(deps=drawing(service, "11111111"))
    with pytest.raises(RuntimeError, match=r"^no free pickup code was drawn$"):
        service.person().book(deps=drawing(service, *["11111111"] * 9))
    service.clock.pass_(minutes=2)
    service.sweep_until_quiet()
    quiet(service)


def test_without_the_index_two_would_have_one_code(service):
    """The control: it is the unique index that keeps a code single."""
    name = "hospital_id_date_pickup_code"
    service.person().book(deps=drawing(service, "11111111"))
    held = service.booking(service.person().book(deps=drawing(service, "33333333")).booking.id)
    double = held.model_copy(update={"id": "b-double", "pickup_code": "11111111"})
    with pytest.raises(CodeTaken):
        service.store.bookings.insert(double)
    service.db.bookings.drop_index(name)
    try:
        assert service.store.bookings.insert(double)
    finally:
        service.db.bookings.delete_one({"_id": "b-double"})
        service.db.bookings.create_index(
            [("hospital_id", 1), ("date", 1), ("pickup_code", 1)], name=name, unique=True
        )
