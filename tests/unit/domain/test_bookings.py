"""Moves of a booking: what each leaves, what it becomes, and what must follow."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.actor import By
from common.domain.booking.effects import Kind
from common.domain.booking.model import BookedSeat, BookingPayment, Disposition
from common.domain.booking.moves import (
    on_accept,
    on_cancel,
    on_lapse,
    on_late_money,
    on_paid,
    refund_effect,
    unwanted_money,
)
from common.domain.booking.names import booking_id, digest, pickup_code, refund_no
from common.domain.booking.new_booking import BookingDraft, free_booking, offer
from common.domain.booking.status import ACTIVE, SEATED, Status
from common.domain.business_time import at
from common.domain.waitlist import entry_id, handed_claim, offered_booking_id
from tests.unit.domain.samples import DAY, MINUTE, NOW, a_booking, a_patient, a_slot

PAID = BookingPayment(transaction_id="tx1", disposition=Disposition.KEPT, amount_fen=5000)
TEXT = st.text(min_size=1, max_size=40)


def _kinds(move):
    return [effect.kind for effect in move.effects]


def test_who_keeps_a_seat_and_who_counts():
    assert {Status.COMPLETED, Status.NO_SHOW} == SEATED - ACTIVE
    assert set(Status) - SEATED == {Status.CANCELLED, Status.EXPIRED}


def test_a_hold_is_born_with_its_end():
    booking = a_booking()
    (effect,) = booking.effects
    assert (effect.kind, effect.not_before) == (Kind.EXPIRE, NOW + 17 * MINUTE)
    assert booking.due_at == effect.not_before
    assert (booking.status, booking.order_no, booking.merchant_id) == (Status.HELD, "b1", "m1")


def test_a_free_booking_is_born_confirmed_and_asks_no_merchant():
    slot = a_slot(fee_fen=0)
    booking = free_booking(BookingDraft("b1", a_patient(), slot, "c1", 1, at(DAY, "00:00"), NOW))
    assert (booking.status, booking.merchant_id, booking.hold_until) == (
        Status.CONFIRMED,
        None,
        None,
    )
    assert [e.kind for e in booking.effects] == [Kind.KEEP_SEAT, Kind.KEEP_CLAIM, Kind.NOTIFY]
    assert booking.remind_at == at("2026-03-03", "18:00")


def test_an_offer_is_a_hold_that_its_entry_follows():
    ground = BookingDraft("q1", a_patient(), a_slot(), "c1", 1, at(DAY, "00:00"), NOW)
    booking = offer(ground, "w1", NOW + 30 * MINUTE, NOW + 32 * MINUTE)
    due = {effect.id: effect.not_before for effect in booking.effects}
    assert due == {
        "expire:c1": NOW + 32 * MINUTE,
        "mark_offered:w1": NOW,
        "notify:waitlist_offer": NOW,
        "notify:waitlist_offer:again": NOW + 20 * MINUTE,
    }
    assert booking.due_at == NOW
    taken = on_paid(booking, "tx1", NOW)
    ended = {kind: e.data for e in taken.effects for kind in [e.kind] if kind is Kind.CLOSE_ENTRY}
    assert ended[Kind.CLOSE_ENTRY] == {"entry_id": "w1", "status": "taken"}
    for move, status in (
        (on_lapse(booking, NOW), "lapsed"),
        (on_cancel(booking, By.PATIENT, "", NOW), "left"),
    ):
        (close,) = [e for e in move.effects if e.kind is Kind.CLOSE_ENTRY]
        assert close.data["status"] == status


def test_paid():
    move = on_paid(a_booking(), "tx1", NOW)
    assert (move.was, move.now) == (Status.HELD, Status.CONFIRMED)
    assert _kinds(move) == [Kind.KEEP_SEAT, Kind.KEEP_CLAIM, Kind.NOTIFY]
    assert _kinds(on_accept(a_booking(), NOW)) == _kinds(move)


def test_paid_late_acts_on_the_new_seat_only():
    booking = a_booking(status=Status.EXPIRED)
    move = on_late_money(booking, "tx1", BookedSeat(claim="c2", number=2), NOW)
    assert (move.was, move.now) == (Status.EXPIRED, Status.CONFIRMED)
    assert {e.data.get("claim") for e in move.effects if e.kind is not Kind.NOTIFY} == {"c2"}


def test_not_paid():
    move = on_lapse(a_booking(), NOW)
    assert (move.was, move.now, move.by) == (Status.HELD, Status.EXPIRED, By.SYSTEM)
    assert _kinds(move) == [Kind.RELEASE_SEAT, Kind.RELEASE_CLAIM, Kind.NOTIFY]


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({}, [Kind.RELEASE_SEAT, Kind.RELEASE_CLAIM, Kind.CLOSE_ORDER, Kind.CLOSE_ORDER]),
        ({"fee_fen": 0}, [Kind.RELEASE_SEAT, Kind.RELEASE_CLAIM]),
        (
            {"status": Status.CONFIRMED, "paid_by": "tx1", "money": (PAID,)},
            [Kind.RELEASE_SEAT, Kind.RELEASE_CLAIM, Kind.REFUND, Kind.NOTIFY],
        ),
        (
            {"status": Status.CONFIRMED, "fee_fen": 0},
            [Kind.RELEASE_SEAT, Kind.RELEASE_CLAIM, Kind.NOTIFY],
        ),
    ],
)
def test_given_up(fields, kinds):
    booking = a_booking(**fields)
    move = on_cancel(booking, By.PATIENT, "", NOW)
    assert (move.was, move.now, _kinds(move)) == (booking.status, Status.CANCELLED, kinds)


def test_what_goes_back_is_what_was_paid_and_not_what_it_costs_today():
    booking = a_booking(
        status=Status.CONFIRMED, paid_by="tx2", fee_fen=9999,
        money=(
            PAID.model_copy(update={"disposition": Disposition.REFUND}),
            BookingPayment(transaction_id="tx2", disposition=Disposition.KEPT, amount_fen=4000),
        ),
    )  # fmt: skip
    (refund,) = [
        e for e in on_cancel(booking, By.PATIENT, "", NOW).effects if e.kind is Kind.REFUND
    ]
    assert refund.data == {
        "transaction_id": "tx2",
        "amount_fen": 4000,
        "refund_no": refund_no("b1", "tx2"),
    }


def test_money_nobody_wanted_goes_back_and_the_patient_is_told():
    effects = unwanted_money(a_booking(), "tx9", 1234, NOW)
    assert [effect.id for effect in effects] == ["refund:tx9", "notify:refund_result:tx9"]
    assert effects[0].data["amount_fen"] == 1234


def test_the_fate_of_each_transaction():
    booking = a_booking(money=(PAID,))
    assert (booking.disposition_of("tx1"), booking.disposition_of("tx2")) == (
        Disposition.KEPT,
        None,
    )
    assert booking.effect(Kind.REFUND) is None


def test_every_effect_of_every_move_is_named_after_what_it_acts_on():
    """Pushed twice it must be the same effect, and for another claim another."""
    one, two = a_booking(), a_booking(seat=BookedSeat(claim="c2", number=2))
    for move in (on_lapse, lambda b, now: on_paid(b, "tx1", now)):
        assert [e.id for e in move(one, NOW).effects] == [
            e.id for e in move(one, NOW + MINUTE).effects
        ]
        shared = {e.id for e in move(one, NOW).effects} & {e.id for e in move(two, NOW).effects}
        assert all(identity.startswith("notify:hold_expired") for identity in shared)
    assert refund_effect(one, "tx1", 1, NOW).id != refund_effect(one, "tx2", 1, NOW).id


# --- names


@given(TEXT, TEXT)
def test_an_order_number_is_one_that_wechat_takes(openid, key):
    for name in (booking_id(openid, key), refund_no(openid, key), entry_id(openid, key)):
        assert re.fullmatch(r"[0-9A-Za-z_\-|*]{6,32}", name)
    assert len(offered_booking_id(key)) <= 32
    assert len(handed_claim(openid, key)) == 32


@given(TEXT, TEXT, TEXT, TEXT)
def test_another_tap_is_another_booking(openid, key, other, other_key):
    same = (openid, key) == (other, other_key)
    assert (booking_id(openid, key) == booking_id(other, other_key)) is same


def test_parts_do_not_run_into_each_other():
    assert digest("ab", "c") != digest("a", "bc")
    assert booking_id("o", "k") != entry_id("o", "k")
    assert booking_id("o", "k") == booking_id("o", "k")


@given(TEXT)
def test_a_pickup_code_is_eight_digits(identity):
    assert re.fullmatch(r"[0-9]{8}", pickup_code(identity))


def test_the_order_of_a_hold_given_up_is_looked_at_again_when_nobody_can_pay_it_any_more():
    booking = a_booking()
    first, last = [
        e for e in on_cancel(booking, By.PATIENT, "", NOW).effects if e.kind is Kind.CLOSE_ORDER
    ]
    assert first.id != last.id
    assert last.not_before == last.data["earliest"] == booking.hold_until + 2 * MINUTE
    late = on_cancel(booking, By.PATIENT, "", NOW + 60 * MINUTE).effects[-1]
    assert late.not_before == NOW + 62 * MINUTE
