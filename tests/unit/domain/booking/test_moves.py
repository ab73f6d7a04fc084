"""Every move of a booking, whole: what it leaves and becomes, who decided and why, what it writes, what follows."""

from datetime import timedelta

import pytest

from common.domain.actor import By, System, WeChatUser
from common.domain.booking.effects import (
    CloseEntry,
    CloseOrder,
    Expire,
    KeepClaim,
    KeepSeat,
    MarkOffered,
    Notify,
    ReleaseClaim,
    ReleaseSeat,
    SendRefund,
)
from common.domain.booking.model import BookingPayment, Disposition
from common.domain.booking.move import Guard, Move
from common.domain.booking.moves import (
    on_accept,
    on_cancel,
    on_lapse,
    refund_of,
)
from common.domain.booking.names import refund_no
from common.domain.booking.seat import BookedSeat
from common.domain.booking.status import Status
from common.domain.money.moves import (
    on_late_money,
    on_paid,
    on_returned_money,
    on_unwanted_money,
)
from tests.unit.samples import (
    DAY,
    EVENING_BEFORE,
    MINUTE,
    NOW,
    PAID,
    a_booking,
    a_payment,
    a_slot,
    an_offer,
)

PATIENT, SERVICE = WeChatUser("o1"), System()
SLOT = f"s-{DAY}-08:00"
# What a move pushes is run by the mover itself; nobody else touches it for 20 seconds.
LEASED = NOW + timedelta(seconds=20)


KEPT = (
    KeepSeat(id="keep_seat:c1", not_before=LEASED, slot_id=SLOT, claim="c1"),
    KeepClaim(id="keep_claim:c1", not_before=LEASED, person_id="n1", claim="c1"),
)
RELEASED = (
    ReleaseSeat(id="release_seat:c1", not_before=LEASED, slot_id=SLOT, claim="c1"),
    ReleaseClaim(id="release_claim:c1", not_before=LEASED, person_id="n1", claim="c1"),
)


def _told(message, about=""):
    name = f"notify:{message}:{about}" if about else f"notify:{message}"
    return Notify(id=name, not_before=LEASED, message=message, about=about)


def _ended(status):
    return CloseEntry(
        id=f"close_entry:w1:{status}", not_before=LEASED, entry_id="w1", status=status
    )


def _refund(tx="tx1", amount_fen=5000):
    return SendRefund(
        id=f"refund:{tx}", not_before=LEASED, transaction_id=tx, amount_fen=amount_fen,
        refund_no=refund_no("b1", tx),
    )  # fmt: skip


def test_a_free_offer_is_accepted():
    booking = an_offer()
    assert on_accept(booking, NOW) == Move(
        leaves=Status.HELD,
        becomes=Status.CONFIRMED,
        actor=PATIENT,
        why="accepted",
        at=NOW,
        sets={"seat": booking.seat, "remind_at": EVENING_BEFORE},
        only_if=(Guard.HOLD_RUNS,),
        effects=(*KEPT, _ended("taken"), _told("booking_confirmed", "c1")),
    )


def test_accepted_on_the_day_itself_no_reminder_is_awaited():
    booking = an_offer()
    move = on_accept(booking, booking.starts_at - MINUTE)
    assert move.sets == {"seat": booking.seat}


def test_not_paid_in_time():
    assert on_lapse(a_booking(), NOW) == Move(
        leaves=Status.HELD,
        becomes=Status.EXPIRED,
        actor=SERVICE,
        why="not paid in time",
        at=NOW,
        sets={"lost_hold_at": NOW},
        only_if=(Guard.HOLD_OVER,),
        effects=(*RELEASED, _told("hold_expired")),
    )


def test_an_offer_that_passed_by_is_nobodys_fault():
    move = on_lapse(an_offer(), NOW)
    assert move.sets == {}
    assert move.effects == (*RELEASED, _ended("lapsed"), _told("hold_expired"))


# --- given up


def test_a_hold_given_up_counts_against_its_patient_and_its_order_is_closed():
    booking = a_booking()
    assert on_cancel(booking, PATIENT, "by patient", NOW, "改天再去") == Move(
        leaves=Status.HELD,
        becomes=Status.CANCELLED,
        actor=PATIENT,
        why="by patient",
        at=NOW,
        sets={"cancelled_by": By.PATIENT, "cancelled_at": NOW, "lost_hold_at": NOW},
        unsets=("remind_at",),
        effects=(
            *RELEASED,
            CloseOrder(id="close_order:b1", not_before=LEASED),
            CloseOrder(
                id="close_order:b1:last",
                not_before=NOW + 17 * MINUTE,
                earliest=NOW + 17 * MINUTE,
            ),
        ),
        reason="改天再去",
    )


def test_a_hold_that_the_service_takes_away_counts_against_nobody():
    move = on_cancel(a_booking(), SERVICE, "left the queue", NOW)
    assert (move.actor, move.why, move.reason) == (SERVICE, "left the queue", "")
    assert move.sets == {"cancelled_by": By.SYSTEM, "cancelled_at": NOW}


def test_an_offer_turned_down_counts_against_nobody():
    move = on_cancel(an_offer(), PATIENT, "offer turned down", NOW)
    assert move.sets == {"cancelled_by": By.PATIENT, "cancelled_at": NOW}
    assert move.effects[:3] == (*RELEASED, _ended("left"))


def test_a_free_offer_has_no_order_to_close():
    move = on_cancel(an_offer(slot=a_slot(fee_fen=0)), PATIENT, "offer turned down", NOW)
    assert move.effects == (*RELEASED, _ended("left"))


def test_what_never_had_an_end_has_no_order_to_close():
    assert on_cancel(a_booking(hold_until=None), PATIENT, "", NOW).effects == RELEASED


def test_a_paid_booking_given_up_sends_its_money_back():
    booking = a_booking(status=Status.CONFIRMED, paid_by="tx1", money=(PAID,))
    assert on_cancel(booking, PATIENT, "by patient", NOW) == Move(
        leaves=Status.CONFIRMED,
        becomes=Status.CANCELLED,
        actor=PATIENT,
        why="by patient",
        at=NOW,
        sets={"cancelled_by": By.PATIENT, "cancelled_at": NOW},
        unsets=("remind_at",),
        only_if=(Guard.MONEY_KEPT,),
        effects=(*RELEASED, _refund(), _told("booking_cancelled")),
        kept_money_becomes=Disposition.REFUND,
    )


def test_a_free_booking_given_up_has_no_money_to_send_back():
    move = on_cancel(a_booking(status=Status.CONFIRMED, fee_fen=0), PATIENT, "by patient", NOW)
    assert (move.only_if, move.kept_money_becomes) == ((), None)
    assert move.effects == (*RELEASED, _told("booking_cancelled"))


def test_what_goes_back_is_what_was_paid_and_not_what_it_costs_today():
    booking = a_booking(
        status=Status.CONFIRMED, paid_by="tx2", fee_fen=9999,
        money=(
            PAID.model_copy(update={"disposition": Disposition.REFUND}),
            BookingPayment(transaction_id="tx2", disposition=Disposition.KEPT, amount_fen=4000),
        ),
    )  # fmt: skip
    move = on_cancel(booking, PATIENT, "", NOW)
    assert [e for e in move.effects if isinstance(e, SendRefund)] == [_refund("tx2", 4000)]


def test_the_order_of_a_hold_given_up_is_looked_at_again_when_nobody_can_pay_it_any_more():
    booking = a_booking()
    first, last = on_cancel(booking, PATIENT, "", NOW).effects[2:]
    assert first.id != last.id
    assert first.earliest is None
    assert last.not_before == last.earliest == booking.hold_until + 2 * MINUTE
    late = on_cancel(booking, PATIENT, "", NOW + 60 * MINUTE).effects[-1]
    assert late.not_before == late.earliest == NOW + 62 * MINUTE


# --- names and leases


def _moves(booking, now):
    """Every move there is, of one booking."""
    seat = BookedSeat(claim=booking.seat.claim, number=1)
    paid = booking.model_copy(
        update={"status": Status.CONFIRMED, "paid_by": "tx1", "money": (PAID,)}
    )
    return [
        on_paid(booking, a_payment(), now),
        on_accept(booking, now),
        on_late_money(booking, a_payment(), seat, now),
        on_unwanted_money(booking, a_payment(), now),
        on_returned_money(booking, a_payment(), now),
        on_lapse(booking, now),
        on_cancel(booking, PATIENT, "", now),
        on_cancel(paid, PATIENT, "", now),
    ]


@pytest.mark.parametrize("booking", [a_booking(), an_offer()], ids=["hold", "offer"])
def test_whatever_a_move_pushes_is_leased_for_twenty_seconds(booking):
    pushed = [e for move in _moves(booking, NOW) for e in move.effects]
    assert len(pushed) > 20
    last_look = [e for e in pushed if isinstance(e, CloseOrder) and e.earliest is not None]
    assert {e.not_before for e in pushed if e not in last_look} == {LEASED}


def test_every_effect_of_every_move_is_named_after_what_it_acts_on():
    """Pushed twice it must be the same effect, and for another claim another."""
    one, two = a_booking(), a_booking(seat=BookedSeat(claim="c2", number=2))
    by_claim = (KeepSeat, KeepClaim, ReleaseSeat, ReleaseClaim, Expire, MarkOffered)
    for first, again, other in zip(
        _moves(one, NOW), _moves(one, NOW + MINUTE), _moves(two, NOW), strict=True
    ):
        assert [e.id for e in first.effects] == [e.id for e in again.effects]
        assert len({e.id for e in first.effects}) == len(first.effects)
        shared = {e.id for e in first.effects} & {e.id for e in other.effects}
        assert not [e for e in first.effects if e.id in shared and isinstance(e, by_claim)]


def test_one_transaction_has_one_refund():
    assert refund_of("b1", "tx1", 5000, NOW) == _refund()
    assert refund_of("b1", "tx2", 5000, NOW).id != _refund().id
    assert refund_of("b2", "tx1", 5000, NOW).refund_no != _refund().refund_no
