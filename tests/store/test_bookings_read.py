"""bookings: reminders are claimed once, pages follow each other, and a user is forgotten."""

from datetime import datetime, timezone

import pytest

from common.domain.booking.status import Status
from common.domain.money.moves import on_paid
from tests.store.samples import MINUTE, NOW, a_hold, a_payment, an_effect

END = NOW + 15 * MINUTE
# The evening before the visit, 18:00 in Shanghai.
REMINDED_AT = datetime(2026, 3, 3, 10, tzinfo=timezone.utc)


@pytest.fixture
def bookings(store):
    store.bookings.insert(a_hold())
    return store.bookings


def _raw(db):
    return db.bookings.find_one({"_id": "b1"})


def _become(db, status):
    db.bookings.update_one({"_id": "b1"}, {"$set": {"status": status.value}})


def _confirm(bookings):
    held = a_hold()
    return bookings.apply(held, on_paid(held, a_payment(), NOW))


# --- reminders


def _reminded(bookings, db):
    _confirm(bookings)
    return bookings.get("b1")


def test_a_reminder_is_claimed_once(bookings, db):
    booking = _reminded(bookings, db)
    claims = [bookings.claim_reminder(booking, an_effect("visit"), None) for _ in range(2)]
    assert claims == [True, False]
    assert bookings.get("b1").remind_at is None


def test_a_claimed_reminder_leads_to_the_next(bookings, db):
    booking = _reminded(bookings, db)
    assert bookings.claim_reminder(booking, an_effect("visit"), END + MINUTE)
    assert bookings.get("b1").remind_at == END + MINUTE
    assert not bookings.claim_reminder(booking, an_effect("again"), None)


def test_a_cancelled_booking_claims_no_reminder(bookings, db):
    booking = _reminded(bookings, db)
    _become(db, Status.CANCELLED)
    assert not bookings.claim_reminder(booking, an_effect("visit"), None)


def test_reminding_stops_only_as_read(bookings, db):
    booking = _reminded(bookings, db)
    bookings.stop_reminding(booking.model_copy(update={"remind_at": END + MINUTE}))
    assert bookings.get("b1").remind_at == REMINDED_AT
    bookings.stop_reminding(booking)
    assert bookings.get("b1").remind_at is None


# --- pages and privacy


def test_a_page_is_twenty_newest_first_and_the_next_one_follows(store):
    for n in range(23):
        store.bookings.insert(a_hold(f"b{n:02}", created_at=NOW + n * MINUTE))
    store.bookings.insert(a_hold("foreign", openid="o2"))
    page = store.bookings.of_user("o1")
    rest = store.bookings.of_user("o1", after=page[-1])
    assert [b.id for b in page + rest] == [f"b{n:02}" for n in reversed(range(23))]
    assert store.bookings.of_user("o1", (Status.CANCELLED,)) == []
    assert len(store.bookings.of_user("o1", (Status.HELD, Status.CANCELLED))) == 20


def test_bookings_of_one_millisecond_are_each_on_one_page(store):
    for n in range(45):
        store.bookings.insert(a_hold(f"b{n:02}", created_at=NOW))
    seen, page = [], store.bookings.of_user("o1")
    while page:
        seen += [booking.id for booking in page]
        page = store.bookings.of_user("o1", after=page[-1])
    assert seen == [f"b{n:02}" for n in reversed(range(45))]


def test_a_forgotten_users_bookings_stay_without_their_name(bookings, db):
    assert bookings.forget_user("o1", "erased-1") == 1
    raw = _raw(db)
    assert (raw["openid"], raw["patient_name_masked"]) == ("erased-1", "")
    assert bookings.owned("o1", "b1") is None
