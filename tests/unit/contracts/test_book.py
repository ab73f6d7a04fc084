"""book, pay, cancel, my_bookings: what is taken, and the words for what is not."""

import pytest

from common.contracts.book import BookRequest, CancelRequest, MyBookingsRequest, PayRequest
from common.domain.booking.status import Status
from tests.unit.contracts.asking import asked

BOOK = {"slot_id": "s1", "patient_id": "p1", "idempotency_key": "tap-0001"}
UNCLEAR = ("提交的内容不正确，请检查后再试", None)


def test_a_tap():
    request = asked(BookRequest, BOOK)
    assert request.model_dump() == {**BOOK, "visit_reason": ""}
    assert asked(BookRequest, {**BOOK, "visit_reason": " 头疼 "}).visit_reason == "头疼"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"slot_id": "s 1"}, ("号源不正确，请检查后再试", "slot_id")),
        ({"patient_id": ""}, ("就诊人不正确，请检查后再试", "patient_id")),
        ({"idempotency_key": "tap"}, ("操作编号不正确，请检查后再试", "idempotency_key")),
        ({"visit_reason": "疼" * 201}, ("就诊原因太长", "visit_reason")),
        ({"visit_reason": None}, ("就诊原因不正确，请检查后再试", "visit_reason")),
        ({"openid": "o2"}, ("请求中有不支持的内容", None)),
    ],
)
def test_what_is_wrong_with_a_tap(change, told):
    assert asked(BookRequest, {**BOOK, **change}) == told


@pytest.mark.parametrize(
    ("field", "words"),
    [("slot_id", "请填写号源"), ("patient_id", "请填写就诊人"), ("idempotency_key", "请填写操作编号")],
)  # fmt: skip
def test_what_is_missing_from_a_tap(field, words):
    event = {name: value for name, value in BOOK.items() if name != field}
    assert asked(BookRequest, event) == (words, field)


def test_paying_and_giving_back_name_a_booking():
    assert asked(PayRequest, {"booking_id": "b1"}).booking_id == "b1"
    assert asked(PayRequest, {}) == ("请填写预约", "booking_id")
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
    assert told == ("预约状态太长", "status")
    told = asked(MyBookingsRequest, {"status": "lost"})
    assert told == ("预约状态不正确，请检查后再试", "status")


def test_one_booking_stands_alone():
    assert asked(MyBookingsRequest, {"booking_id": "b1"}).booking_id == "b1"
    assert asked(MyBookingsRequest, {"booking_id": "b1", "cursor": "b2"}) == UNCLEAR
    assert asked(MyBookingsRequest, {"booking_id": "b1", "status": "held"}) == UNCLEAR
    told = asked(MyBookingsRequest, {"cursor": "b 2"})
    assert told == ("翻页位置不正确，请检查后再试", "cursor")
