"""The moves that a payment leads to, whole: what becomes of the money, and of the booking."""

from datetime import timedelta

import pytest

from common.domain.actor import System, WeChatUser
from common.domain.booking.effects import CloseEntry, KeepClaim, KeepSeat, Notify, SendRefund
from common.domain.booking.model import BookingPayment, Disposition
from common.domain.booking.move import Guard, Move
from common.domain.booking.names import refund_no
from common.domain.booking.seat import BookedSeat
from common.domain.booking.status import Status
from common.domain.money.moves import (
    on_late_money,
    on_paid,
    on_payment,
    on_returned_money,
    on_unwanted_money,
)
from common.domain.money.verdict import Verdict
from tests.unit.samples import (
    DAY,
    EVENING_BEFORE,
    MINUTE,
    NOW,
    PAID,
    a_booking,
    a_payment,
    an_offer,
)

PATIENT, SERVICE = WeChatUser("o1"), System()
SLOT = f"s-{DAY}-08:00"
# What a move pushes is run by the mover itself; nobody else touches it for 20 seconds.
LEASED = NOW + timedelta(seconds=20)
BACK = PAID.model_copy(update={"disposition": Disposition.REFUND})


def _confirmed(claim="c1", *between):
    return (
        KeepSeat(id=f"keep_seat:{claim}", not_before=LEASED, slot_id=SLOT, claim=claim),
        KeepClaim(id=f"keep_claim:{claim}", not_before=LEASED, person_id="n1", claim=claim),
        *between,
        Notify(
            id=f"notify:booking_confirmed:{claim}", not_before=LEASED, message="booking_confirmed",
            about=claim,
        ),
    )  # fmt: skip


def test_paid():
    booking = a_booking()
    assert on_paid(booking, a_payment(), NOW) == Move(
        leaves=Status.HELD,
        becomes=Status.CONFIRMED,
        actor=PATIENT,
        why="paid tx1",
        at=NOW,
        sets={"paid_by": "tx1", "seat": booking.seat, "remind_at": EVENING_BEFORE},
        unsets=("lost_hold_at",),
        only_if=(Guard.NEW_MONEY,),
        effects=_confirmed(),
        payment=PAID,
    )


def test_an_offer_that_was_paid_ends_its_entry():
    ended = CloseEntry(
        id="close_entry:w1:taken", not_before=LEASED, entry_id="w1", status="taken"
    )  # fmt: skip
    assert on_paid(an_offer(), a_payment(), NOW).effects == _confirmed("c1", ended)


def test_paid_late_stands_on_the_new_seat_only():
    seat = BookedSeat(claim="c2", number=2)
    assert on_late_money(a_booking(status=Status.EXPIRED), a_payment(), seat, NOW) == Move(
        leaves=Status.EXPIRED,
        becomes=Status.CONFIRMED,
        actor=PATIENT,
        why="paid late tx1",
        at=NOW,
        sets={"paid_by": "tx1", "seat": seat, "remind_at": EVENING_BEFORE},
        unsets=("lost_hold_at",),
        only_if=(Guard.NEW_MONEY,),
        effects=_confirmed("c2"),
        payment=PAID,
    )


def test_paid_on_the_day_itself_no_reminder_is_awaited():
    booking = a_booking()
    move = on_paid(booking, a_payment(), booking.starts_at - MINUTE)
    assert move.sets == {"paid_by": "tx1", "seat": booking.seat}


@pytest.mark.parametrize("status", Status)
def test_money_nobody_wanted_goes_back_and_nobody_is_told_before_it_is_back(status):
    payment = a_payment(transaction_id="tx9", amount_fen=1234)
    assert on_unwanted_money(a_booking(status=status), payment, NOW) == Move(
        leaves=status,
        becomes=status,
        actor=SERVICE,
        why="refunds tx9",
        at=NOW,
        only_if=(Guard.NEW_MONEY,),
        effects=(
            SendRefund(
                id="refund:tx9", not_before=LEASED, transaction_id="tx9", amount_fen=1234,
                refund_no=refund_no("b1", "tx9"),
            ),
        ),
        payment=BookingPayment(
            transaction_id="tx9", disposition=Disposition.REFUND, amount_fen=1234
        ),
    )  # fmt: skip


@pytest.mark.parametrize("status", Status)
def test_money_returned_by_hand_is_noted_and_never_sent_back_again(status):
    assert on_returned_money(a_booking(status=status), a_payment(), NOW) == Move(
        leaves=status,
        becomes=status,
        actor=SERVICE,
        why="returned by hand tx1",
        at=NOW,
        only_if=(Guard.NEW_MONEY,),
        payment=BACK,
    )


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (Verdict.CONFIRM, on_paid),
        (Verdict.RETURNED, on_returned_money),
        (Verdict.WRONG_AMOUNT, on_unwanted_money),
        (Verdict.REFUSE, on_unwanted_money),
        (Verdict.REGAIN, on_unwanted_money),  # no seat was found
    ],
)
def test_every_verdict_has_its_move(verdict, expected):
    payment, booking = a_payment(), a_booking()
    assert on_payment(verdict, payment, booking, NOW) == expected(booking, payment, NOW)
