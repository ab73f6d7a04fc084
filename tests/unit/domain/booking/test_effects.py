"""Effects: their kinds as they are stored, and the usual groups with their due times."""

from datetime import timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from common.domain.booking.effects import (
    EFFECT_LEASE,
    LAST_LOOK,
    OFFER_REMINDER,
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
    StoredEffect,
    close_entry,
    close_order,
    expire,
    keep,
    notify,
    offered,
    release,
)
from common.domain.booking.seat import BookedSeat
from common.domain.booking.status import Status
from common.domain.slot import Pool
from tests.unit.samples import MINUTE, NOW

DUE = {"id": "x", "not_before": NOW}
STORED = [
    (Expire, "expire", {}),
    (KeepSeat, "keep_seat", {"slot_id": "s1", "claim": "c1", "pool": "window"}),
    (KeepClaim, "keep_claim", {"person_id": "n1", "claim": "c1"}),
    (ReleaseSeat, "release_seat", {"slot_id": "s1", "claim": "c1", "pool": "phone"}),
    (ReleaseClaim, "release_claim", {"person_id": "n1", "claim": "c1"}),
    (CloseOrder, "close_order", {"earliest": NOW}),
    (SendRefund, "refund", {"transaction_id": "tx1", "amount_fen": 1, "refund_no": "r1"}),
    (Notify, "notify", {"message": "m", "about": "tx1", "only_while": Status.HELD}),
    (MarkOffered, "mark_offered", {"entry_id": "w1", "until": NOW}),
    (CloseEntry, "close_entry", {"entry_id": "w1", "status": "lapsed"}),
]


def test_how_long_a_mover_has_for_what_it_pushed():
    assert timedelta(seconds=20) == EFFECT_LEASE
    assert timedelta(minutes=10) == OFFER_REMINDER
    assert timedelta(minutes=2) == LAST_LOOK


@pytest.mark.parametrize(("kind", "name", "fields"), STORED, ids=[name for _, name, _ in STORED])
def test_an_effect_is_read_as_the_kind_it_was_stored_as(kind, name, fields):
    effect = kind(**DUE, **fields)
    assert (effect.kind, effect.attempts) == (name, 0)
    stored = {**DUE, **fields, "kind": name, "attempts": 3}
    read = TypeAdapter(StoredEffect).validate_python(stored)
    assert read == effect.model_copy(update={"attempts": 3})
    assert read.model_dump() == stored


@pytest.mark.parametrize("kind", ["keep_seat", "release_seat"])
def test_what_an_earlier_release_left_to_do_is_for_a_seat_of_the_phone(kind):
    stored = {**DUE, "kind": kind, "slot_id": "s1", "claim": "c1"}
    assert TypeAdapter(StoredEffect).validate_python(stored).pool is Pool.PHONE


def test_a_kind_nobody_knows_is_not_read():
    with pytest.raises(ValidationError):
        TypeAdapter(StoredEffect).validate_python({**DUE, "kind": "ring_the_bell"})


@pytest.mark.parametrize("status", ["taken", "lapsed", "left"])
def test_how_an_entry_may_end_by_its_offer(status):
    assert CloseEntry(**DUE, entry_id="w1", status=status).status == status
    with pytest.raises(ValidationError):
        CloseEntry(**DUE, entry_id="w1", status=status + "s")


def test_a_hold_ends_when_its_seat_may_be_let_go():
    assert expire("c1", NOW) == Expire(id="expire:c1", not_before=NOW)


def test_kept_and_given_up():
    due, seat = NOW + EFFECT_LEASE, BookedSeat(claim="c1", number=2, pool=Pool.WINDOW)
    pool = Pool.WINDOW
    assert keep("s1", "n1", seat, NOW) == (
        KeepSeat(id="keep_seat:c1", not_before=due, slot_id="s1", claim="c1", pool=pool),
        KeepClaim(id="keep_claim:c1", not_before=due, person_id="n1", claim="c1"),
    )
    assert release("s1", "n1", seat, NOW) == (
        ReleaseSeat(id="release_seat:c1", not_before=due, slot_id="s1", claim="c1", pool=pool),
        ReleaseClaim(id="release_claim:c1", not_before=due, person_id="n1", claim="c1"),
    )


def test_two_messages_of_one_kind_are_told_apart_by_what_they_are_about():
    due = NOW + EFFECT_LEASE
    assert notify("hold_expired", NOW) == Notify(
        id="notify:hold_expired", not_before=due, message="hold_expired"
    )
    assert notify("refund_result", NOW, "tx1") == Notify(
        id="notify:refund_result:tx1", not_before=due, message="refund_result", about="tx1"
    )


def test_an_offer_is_told_of_at_once_and_again_ten_minutes_before_its_end_while_it_stands():
    until = NOW + 30 * MINUTE
    assert offered("w1", until, NOW) == (
        MarkOffered(id="mark_offered:w1", not_before=NOW, entry_id="w1", until=until),
        Notify(
            id="notify:waitlist_offer", not_before=NOW, message="waitlist_offer",
            only_while=Status.HELD,
        ),
        Notify(
            id="notify:waitlist_offer:again", not_before=NOW + 20 * MINUTE, message="waitlist_offer",
            about="again", only_while=Status.HELD,
        ),
    )  # fmt: skip


def test_only_an_offered_booking_has_an_entry_to_close():
    assert close_entry(None, "taken", NOW) == ()
    assert close_entry("w1", "left", NOW) == (
        CloseEntry(
            id="close_entry:w1:left", not_before=NOW + EFFECT_LEASE, entry_id="w1", status="left"
        ),
    )


def test_an_order_is_closed_now_and_looked_at_after_its_end():
    first, last = close_order("b1", NOW + 15 * MINUTE, NOW)
    assert first == CloseOrder(id="close_order:b1", not_before=NOW + EFFECT_LEASE)
    end = NOW + 17 * MINUTE
    assert last == CloseOrder(id="close_order:b1:last", not_before=end, earliest=end)
    _, late = close_order("b1", NOW - MINUTE, NOW)
    assert late.earliest == NOW + 2 * MINUTE
