"""bookings: every move holds only while the status it leaves still stands; effects and `due_at` in the same update."""

from datetime import datetime, timezone

import pytest

from common.domain.actor import System, WeChatUser
from common.domain.booking.effects import Expire, SendRefund
from common.domain.booking.model import BookingPayment, Disposition
from common.domain.booking.moves import on_accept, on_cancel, on_lapse
from common.domain.booking.seat import BookedSeat
from common.domain.booking.status import Status
from common.domain.money.moves import on_late_money, on_paid, on_returned_money, on_unwanted_money
from tests.store.samples import MINUTE, MS, NOW, a_hold, a_payment

PATIENT = WeChatUser("o1")
BACK = BookingPayment(transaction_id="tx1", disposition=Disposition.REFUND, amount_fen=5000)
OTHERS = [status for status in Status if status is not Status.HELD]
END = NOW + 15 * MINUTE
# The evening before the visit, 18:00 in Shanghai.
REMINDED_AT = datetime(2026, 3, 3, 10, tzinfo=timezone.utc)


@pytest.fixture
def bookings(store):
    store.bookings.insert(a_hold())
    return store.bookings


def _become(db, status):
    db.bookings.update_one({"_id": "b1"}, {"$set": {"status": status.value}})


def _raw(db):
    return db.bookings.find_one({"_id": "b1"})


def test_inserted_once(bookings):
    assert not bookings.insert(a_hold(claim="c2"))
    assert bookings.get("b1").seat.claim == "c1"
    assert bookings.get("b1") == a_hold()


def test_owned_by_its_user_only(bookings):
    assert bookings.owned("o1", "b1").id == "b1"
    assert bookings.owned("o2", "b1") is None
    assert bookings.owned("o1", "b2") is None


# --- moves, both ways


def _confirm(bookings, now=NOW):
    held = a_hold()
    return bookings.apply(held, on_paid(held, a_payment(), now))


def _accept(bookings, now=NOW):
    held = a_hold()
    return bookings.apply(held, on_accept(held, now))


def _expire(bookings, now=END):
    held = a_hold()
    return bookings.apply(held, on_lapse(held, now))


def _cancel(bookings, now=NOW):
    held = a_hold()
    return bookings.apply(held, on_cancel(held, PATIENT, "", now))


MOVES = {
    _confirm: Status.CONFIRMED,
    _accept: Status.CONFIRMED,
    _expire: Status.EXPIRED,
    _cancel: Status.CANCELLED,
}


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_a_move_from_held_happens_once_with_its_effects(bookings, move):
    assert [move(bookings) for _ in range(2)] == [True, False]
    booking = bookings.get("b1")
    assert booking.status is MOVES[move]
    assert [step.becomes for step in booking.history] == [Status.HELD, MOVES[move]]
    assert isinstance(booking.effects[0], Expire)
    assert len(booking.effects) > 2
    assert booking.due_at == min(effect.not_before for effect in booking.effects)
    assert booking.rev == 1


@pytest.mark.parametrize("status", OTHERS)
@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_a_move_from_held_finds_nothing_once_it_moved(bookings, db, move, status):
    _become(db, status)
    before = _raw(db)
    assert not move(bookings)
    assert _raw(db) == before


def test_confirmed_by_a_transaction_that_has_a_fate_already(bookings, db):
    db.bookings.update_one(
        {"_id": "b1"}, {"$set": {"money": [{"transaction_id": "tx1", "disposition": "refund"}]}}
    )
    before = _raw(db)
    assert not _confirm(bookings)
    assert _raw(db) == before


def test_what_a_payment_writes(bookings, db):
    _confirm(bookings)
    raw = _raw(db)
    assert (raw["paid_by"], raw["money"]) == (
        "tx1",
        [{"transaction_id": "tx1", "disposition": "kept", "amount_fen": 5000}],
    )
    assert raw["remind_at"] == REMINDED_AT


@pytest.mark.parametrize(("now", "happens"), [(END - MS, False), (END, True)])
def test_a_hold_expires_at_its_time(bookings, now, happens):
    assert _expire(bookings, now) is happens


@pytest.mark.parametrize(("now", "happens"), [(END - MS, True), (END, False)])
def test_an_offer_is_accepted_before_its_time(bookings, now, happens):
    assert _accept(bookings, now) is happens


def test_an_unpaid_hold_is_lost_and_an_offer_is_not(store, bookings):
    store.bookings.insert(a_hold("b2", entry_id="w1"))
    _expire(bookings)
    offer = a_hold("b2", entry_id="w1")
    store.bookings.apply(offer, on_lapse(offer, END))
    assert bookings.get("b1").lost_hold_at == END
    assert bookings.get("b2").lost_hold_at is None


def _late(bookings):
    expired = a_hold(status=Status.EXPIRED)
    seat = BookedSeat(claim="c9", number=7)
    return bookings.apply(expired, on_late_money(expired, a_payment(), seat, END))


def test_late_money_moves_an_expired_booking_to_its_new_seat_once(bookings):
    _expire(bookings)
    assert [_late(bookings) for _ in range(2)] == [True, False]
    booking = bookings.get("b1")
    assert (booking.status, booking.seat.claim, booking.seat.number) == (Status.CONFIRMED, "c9", 7)
    assert booking.lost_hold_at is None


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.EXPIRED])
def test_late_money_regains_nothing_but_an_expired_booking(bookings, db, status):
    _become(db, status)
    before = _raw(db)
    assert not _late(bookings)
    assert _raw(db) == before


def test_a_paid_booking_is_cancelled_and_its_money_turned_in_one_update(bookings):
    _confirm(bookings)
    paid = bookings.get("b1")
    move = on_cancel(paid, PATIENT, "", NOW)
    assert [bookings.apply(paid, move) for _ in range(2)] == [True, False]
    booking = bookings.get("b1")
    assert [money.disposition for money in booking.money] == [Disposition.REFUND]
    assert booking.pending(SendRefund).amount_fen == 5000
    assert booking.remind_at is None
    assert booking.lost_hold_at is None


def test_a_paid_booking_whose_money_was_turned_already_is_not_cancelled(bookings, db):
    _confirm(bookings)
    paid = bookings.get("b1")
    db.bookings.update_one({"_id": "b1"}, {"$set": {"money.0.disposition": "refund"}})
    assert not bookings.apply(paid, on_cancel(paid, PATIENT, "", NOW))


def test_only_the_money_that_paid_it_is_turned(bookings):
    second = a_payment("tx0")
    bookings.apply(a_hold(), on_returned_money(a_hold(), second, NOW))
    _confirm(bookings)
    third = a_payment("tx2", amount_fen=1)
    bookings.apply(bookings.get("b1"), on_returned_money(bookings.get("b1"), third, NOW))
    paid = bookings.get("b1")
    assert bookings.apply(paid, on_cancel(paid, PATIENT, "", NOW))
    dispositions = {money.transaction_id: money.disposition for money in bookings.get("b1").money}
    assert dispositions == {
        "tx0": Disposition.REFUND,
        "tx1": Disposition.REFUND,
        "tx2": Disposition.REFUND,
    }
    refunds = [e for e in bookings.get("b1").effects if isinstance(e, SendRefund)]
    assert [effect.transaction_id for effect in refunds] == ["tx1"]


@pytest.mark.parametrize("on_money", [on_unwanted_money, on_returned_money])
def test_money_is_refused_once_and_only_while_the_status_stands(bookings, db, on_money):
    held = a_hold()
    move = on_money(held, a_payment(), NOW)
    _become(db, Status.CONFIRMED)
    assert not bookings.apply(held, move)
    _become(db, Status.HELD)
    assert [bookings.apply(held, move) for _ in range(2)] == [True, False]
    booking = bookings.get("b1")
    assert (booking.status, booking.money) == (Status.HELD, (BACK,))
    assert (booking.pending(SendRefund) is not None) is (on_money is on_unwanted_money)


def test_a_hold_the_service_takes_away_is_not_lost_by_the_patient(bookings):
    held = a_hold()
    assert bookings.apply(held, on_cancel(held, System(), "", NOW))
    assert bookings.get("b1").lost_hold_at is None


def test_the_reason_of_a_cancellation_is_sealed(bookings, db):
    held = a_hold()
    assert bookings.apply(held, on_cancel(held, PATIENT, "by patient", NOW, "改天再来"))
    assert "改天再来" not in repr(_raw(db))
    assert bookings.own_words(["b1", "b2"]) == {"b1": {"cancel_reason": "改天再来"}}


@pytest.mark.parametrize("status", OTHERS)
def test_a_prepay_is_noted_on_a_hold_only(bookings, db, status):
    assert bookings.note_prepay("b1", NOW)
    assert bookings.get("b1").prepay_at == NOW
    _become(db, status)
    assert not bookings.note_prepay("b1", END)
    assert bookings.get("b1").prepay_at == NOW
