"""book, pay, cancel, my_bookings: what is taken, and the words for what is not."""

import pytest

from common.contracts.book import BookRequest, CancelRequest, MyBookingsRequest, PayRequest
from common.domain.booking.status import Status
from tests.unit.contracts.asking import STALE_PAGE, asked

BOOK = {"slot_id": "s1", "patient_id": "p1", "idempotency_key": "tap-0001"}
UNCLEAR = (STALE_PAGE, None)


def test_a_tap():
    request = asked(BookRequest, BOOK)
    assert request.model_dump() == {**BOOK, "visit_reason": ""}
    assert asked(BookRequest, {**BOOK, "visit_reason": " 头疼 "}).visit_reason == "头疼"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"slot_id": "s 1"}, (STALE_PAGE, "slot_id")),
        ({"patient_id": ""}, (STALE_PAGE, "patient_id")),
        ({"idempotency_key": "tap"}, (STALE_PAGE, "idempotency_key")),
        ({"visit_reason": "疼" * 201}, ("就诊原因太长", "visit_reason")),
        ({"visit_reason": None}, ("就诊原因不正确，请检查后再试", "visit_reason")),
        ({"openid": "o2"}, (STALE_PAGE, None)),
    ],
)
def test_what_is_wrong_with_a_tap(change, told):
    assert asked(BookRequest, {**BOOK, **change}) == told


@pytest.mark.parametrize(
    ("field", "words"),
    [("slot_id", STALE_PAGE), ("patient_id", STALE_PAGE), ("idempotency_key", STALE_PAGE)],
)  # fmt: skip
def test_what_is_missing_from_a_tap(field, words):
    event = {name: value for name, value in BOOK.items() if name != field}
    assert asked(BookRequest, event) == (words, field)


def test_paying_and_giving_back_name_a_booking():
    assert asked(PayRequest, {"booking_id": "b1"}).booking_id == "b1"
    assert asked(PayRequest, {}) == (STALE_PAGE, "booking_id")
    assert asked(CancelRequest, {"booking_id": "b1"}).reason == ""
    assert asked(CancelRequest, {"booking_id": "b1", "reason": "忙"}).reason == "忙"
    assert asked(CancelRequest, {"booking_id": "b1", "reason": "忙" * 201}) == (
        "原因太长",
        "reason",
    )


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (None, ()),
        ("held", (Status.HELD,)),
        (["held", "confirmed"], (Status.HELD, Status.CONFIRMED)),
        ([], ()),
    ],
)
def test_which_bookings(status, wanted):
    request = asked(MyBookingsRequest, {"status": status, "cursor": "b9"})
    assert (request.statuses, request.cursor, request.booking_id) == (wanted, "b9", None)


def test_all_statuses_at_once_and_no_more():
    everything = [status.value for status in Status]
    assert asked(MyBookingsRequest, {"status": everything}).statuses == tuple(Status)
    told = asked(MyBookingsRequest, {"status": [*everything, "held"]})
    assert told == (STALE_PAGE, "status")
    told = asked(MyBookingsRequest, {"status": "lost"})
    assert told == (STALE_PAGE, "status")


def test_one_booking_stands_alone():
    assert asked(MyBookingsRequest, {"booking_id": "b1"}).booking_id == "b1"
    assert asked(MyBookingsRequest, {"booking_id": "b1", "cursor": "b2"}) == UNCLEAR
    assert asked(MyBookingsRequest, {"booking_id": "b1", "status": "held"}) == UNCLEAR
    told = asked(MyBookingsRequest, {"cursor": "b 2"})
    assert told == (STALE_PAGE, "cursor")
