"""Repairs that lose nothing: each one guarded update, made only while what was found is still so.

What needs judgement (a booking without its seat, money that does not add up) is left to people.
"""

from collections.abc import Callable
from datetime import datetime

from common.domain.booking.effects import expire
from common.domain.booking.model import Booking
from common.domain.booking.moves import refund_of
from common.domain.money.payment import RefundStatus
from common.domain.slot import Pool, Slot, count_seats
from common.runtime.crypto import NoKeys
from common.store import Store, open_store
from common.store.collection import Raw, to_raw
from ops.environment import Db
from ops.pickup_codes import draw_again
from ops.verify.findings import Finding, Mend, Moment
from ops.verify.walk import examine, moment

_COUNTS = (Mend.SLOT_COUNTS, Mend.PERSON_COUNT)


def repairable(findings: list[Finding]) -> list[Finding]:
    """The findings that can be mended; counts last, because giving back a seat keeps them as right as they were."""
    found = [finding for finding in findings if finding.mend is not None and not finding.allowed]
    return sorted(found, key=lambda finding: finding.mend in _COUNTS)


def repair(finding: Finding, database: Db, clock: Callable[[], datetime]) -> bool:
    """Make one repair; False when what was found is no longer so, or changed while it was looked at."""
    collection, identity = finding.root
    at = moment(database, clock)
    raws = list(database[collection].find({"_id": identity}))
    again = examine(database, collection, raws, at)
    if finding.key not in {found.key for found in again if not found.allowed}:
        return False
    if finding.mend in _COUNTS:
        return _recount(finding, database)
    store = open_store(database, NoKeys(), NoKeys(), NoKeys())
    if finding.mend is Mend.PICKUP_CODE:
        booking = store.bookings.get(identity)
        return booking is not None and draw_again(database, identity, booking.pickup_code)
    if finding.root[0] == "bookings" or finding.mend is Mend.REFUND:
        return _on_booking(finding, store, at)
    return _on_claim_or_money(finding, store, database, at)


def _recount(finding: Finding, database: Db) -> bool:
    """Count again from the seats or claims as read, if they are still the same when it is written."""
    collection, identity = finding.root
    raw = database[collection].find_one({"_id": identity})
    if raw is None:
        return False
    if collection == "slots":
        parts, counts = "seats", _slot_counts(Slot.model_validate(raw))
    else:
        held = sum(claim.get("until") is not None for claim in raw["claims"])
        parts, counts = "claims", {"holding": held}
    guard = {name: raw.get(name) for name in (parts, *counts)}
    changed = database[collection].update_one({"_id": identity, **guard}, {"$set": counts})
    return changed.modified_count == 1


def _slot_counts(slot: Slot) -> Raw:
    counts = {pool: to_raw(count_seats(slot.seats, pool)) for pool in Pool}
    window, referral = counts[Pool.WINDOW], counts[Pool.REFERRAL]
    return {**counts[Pool.PHONE], "window": window, "referral": referral}


def _on_claim_or_money(finding: Finding, store: Store, database: Db, at: Moment) -> bool:
    """A claim id is never used again, so what was an orphan a moment ago still is one."""
    identity, claim = finding.root[1], finding.ids.get("claim", "")
    if finding.mend in (Mend.FREE_SEAT, Mend.KEEP_SEAT):
        slot = store.slots.get(identity)
        seat = slot.seat_of(claim) if slot else None
        if seat is None:
            return False
        change = store.slots.free if finding.mend is Mend.FREE_SEAT else store.slots.keep
        return change(identity, seat.pool, claim)
    if finding.mend is Mend.UNCLAIM:
        return store.persons.unclaim(identity, claim)
    if finding.mend is Mend.KEEP_CLAIM:
        return store.persons.keep(identity, claim)
    if finding.mend is Mend.PAYMENT_DUE:
        store.payments.postpone(identity, at.now)
        return True
    guard = {"_id": identity, "status": RefundStatus.PROCESSING.value, "due_at": None}
    changed = database["refunds"].update_one(guard, {"$set": {"due_at": at.now}})
    return changed.modified_count == 1


def _on_booking(finding: Finding, store: Store, at: Moment) -> bool:
    """What a booking still has to do is pushed under the effect's own id: it stands once however often."""
    booking = store.bookings.get(finding.ids["booking"])
    if booking is None:
        return False
    if finding.mend is Mend.BOOKING_DUE:
        store.bookings.outbox.refresh_due_at(booking)
    elif finding.mend is Mend.EXPIRE and booking.hold_until is not None:
        lapses_at = at.platform.lapses_at(booking.hold_until)
        store.bookings.outbox.add(booking.id, expire(booking.seat.claim, lapses_at))
    elif finding.mend is Mend.REFUND:
        return _ask_for_refund(booking, finding.ids["transaction"], store, at)
    return True


def _ask_for_refund(booking: Booking, transaction: str, store: Store, at: Moment) -> bool:
    """The disposition stands in the booking and the refund's number is fixed: asking again refunds once."""
    paid = next((money for money in booking.money if money.transaction_id == transaction), None)
    if paid is None:
        return False
    effect = refund_of(booking.id, transaction, paid.amount_fen, at.now)
    store.bookings.outbox.add(booking.id, effect)
    return True
