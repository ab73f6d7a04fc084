"""How a booking is made: every field of a hold, of a free booking and of an offer."""

from common.domain.actor import By
from common.domain.booking.effects import (
    EFFECT_LEASE,
    Expire,
    KeepClaim,
    KeepSeat,
    MarkOffered,
    Notify,
)
from common.domain.booking.model import Booking, HistoryEntry
from common.domain.booking.new_booking import free_booking, hold, offer
from common.domain.booking.seat import BookedSeat
from common.domain.booking.status import Status
from common.domain.booking.visit import visit_fields
from common.domain.business_time import at
from tests.unit.samples import (
    DAY,
    EVENING_BEFORE,
    MINUTE,
    NOW,
    a_draft,
    a_patient,
    a_slot,
)

SLOT = a_slot()
FREE = a_slot(fee_fen=0)


def _booking(slot, status, effects, **fields):
    return Booking(
        **{
            **visit_fields(a_patient(), slot),
            "id": "b1",
            "order_no": "b1",
            "status": status,
            "seat": BookedSeat(claim="c1", number=1),
            "pickup_code": "40821736",
            "merchant_id": "m1",
            "cancellable_until": at(DAY, "00:00"),
            "effects": effects,
            "history": (HistoryEntry(at=NOW, leaves=None, becomes=status, by=By.PATIENT),),
            "created_at": NOW,
            **fields,
        }
    )


def test_a_hold_is_born_with_its_end():
    lapses = NOW + 17 * MINUTE
    assert hold(a_draft(), NOW + 15 * MINUTE, lapses) == _booking(
        SLOT,
        Status.HELD,
        (Expire(id="expire:c1", not_before=lapses),),
        hold_until=NOW + 15 * MINUTE,
        due_at=lapses,
    )


def test_a_free_booking_is_born_confirmed_and_asks_no_merchant():
    due = NOW + EFFECT_LEASE
    assert free_booking(a_draft(FREE)) == _booking(
        FREE,
        Status.CONFIRMED,
        (
            KeepSeat(id="keep_seat:c1", not_before=due, slot_id=FREE.id, claim="c1"),
            KeepClaim(id="keep_claim:c1", not_before=due, person_id="n1", claim="c1"),
            Notify(
                id="notify:booking_confirmed:c1", not_before=due, message="booking_confirmed",
                about="c1",
            ),
        ),
        merchant_id=None,
        remind_at=EVENING_BEFORE,
        due_at=due,
    )  # fmt: skip


def test_a_free_booking_of_the_same_morning_awaits_no_reminder():
    assert free_booking(a_draft(FREE, now=FREE.starts_at - MINUTE)).remind_at is None


def test_an_offer_is_a_hold_that_its_entry_follows():
    until, lapses = NOW + 30 * MINUTE, NOW + 32 * MINUTE
    asked = {"message": "waitlist_offer", "only_while": Status.HELD}
    again = NOW + 20 * MINUTE
    assert offer(a_draft(), "w1", until, lapses) == _booking(
        SLOT,
        Status.HELD,
        (
            Expire(id="expire:c1", not_before=lapses),
            MarkOffered(id="mark_offered:w1", not_before=NOW, entry_id="w1", until=until),
            Notify(id="notify:waitlist_offer", not_before=NOW, **asked),
            Notify(id="notify:waitlist_offer:again", not_before=again, about="again", **asked),
        ),
        hold_until=until,
        entry_id="w1",
        due_at=NOW,
    )


def test_one_fen_is_not_free():
    assert hold(a_draft(a_slot(fee_fen=1)), NOW, NOW).merchant_id == "m1"


def test_a_visit_says_for_whom_with_whom_where_and_when():
    assert visit_fields(a_patient(), SLOT) == {
        "openid": "o1",
        "patient_id": "p1",
        "person_id": "n1",
        "patient_name_masked": "测*员",
        "slot_id": SLOT.id,
        "hospital_id": "h1",
        "department_id": "dep",
        "doctor_id": "d1",
        "names": SLOT.names,
        "date": DAY,
        "period": "am",
        "starts_at": SLOT.starts_at,
        "ends_at": SLOT.ends_at,
        "fee_fen": 5000,
    }
