"""The waitlist: every entry ↔ the booking it was offered, and no free seat while somebody waits (invariant 5)."""

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from common.domain.booking.effects import CloseEntry, MarkOffered
from common.domain.booking.model import Booking
from common.domain.booking.status import Status
from common.domain.catalogue import Department, Doctor, Hospital
from common.domain.person.person import Person
from common.domain.rules.history import blocked_by_history
from common.domain.rules.hospital import HospitalRules, rules_of
from common.domain.rules.limits import claims_in_the_way
from common.domain.rules.platform import QUEUE_LONGEST
from common.domain.rules.rulebook import Rulebook
from common.domain.slot import Availability, Slot, availability
from common.domain.waitlist import Entry, EntryStatus, offered_booking_id
from common.runtime.crypto import NoKeys
from common.store.bookings import Bookings
from ops.verify.findings import Finding, Moment
from ops.verify.look import Look
from ops.verify.sense import odd_entry

_OPEN = frozenset({EntryStatus.WAITING, EntryStatus.OFFERED})
# What the offered booking may be while the entry says so; None: there is none. Late money and a payment that
# overtakes the patient's leaving account for the odd ones.
_CONFIRMED = {Status.CONFIRMED, Status.CHECKED_IN, Status.COMPLETED, Status.NO_SHOW}
_FITTING: dict[EntryStatus, set[Status | None]] = {
    EntryStatus.WAITING: {None},
    EntryStatus.OFFERED: {Status.HELD},
    EntryStatus.TAKEN: {*_CONFIRMED, Status.CANCELLED},
    EntryStatus.LAPSED: {Status.EXPIRED},
    EntryStatus.LEFT: {None, Status.CANCELLED, Status.EXPIRED, *_CONFIRMED},
    EntryStatus.CLOSED: {None},
}
_FOLLOWING = (MarkOffered, CloseEntry)


def check_waitlist(entries: Sequence[Entry], look: Look, at: Moment) -> Iterator[Finding]:
    """Entries, their offers, and the seats they wait for."""
    bookings = look.by_id("bookings", Booking, (offered_booking_id(e.id) for e in entries))
    slots = look.by_id("slots", Slot, (entry.slot_id for entry in entries))
    for entry in entries:
        offered = bookings.get(offered_booking_id(entry.id))
        yield from odd_entry(entry, slots.get(entry.slot_id), offered, at)
        yield from _offer(entry, bookings.get(offered_booking_id(entry.id)))
        if entry.status is EntryStatus.WAITING and not 1 <= entry.queue_no <= QUEUE_LONGEST:
            yield _about(entry, "an entry waits where no seat reaches it")
        if entry.active is not (entry.status in _OPEN):
            yield _about(entry, "the active mark of an entry disagrees with its status")
    yield from _free_seats([e for e in entries if e.status is EntryStatus.WAITING], look, at)


def _about(entry: Entry, what: str, allowed: bool = False, **ids: str) -> Finding:
    return Finding("5", what, {"entry": entry.id, **ids}, ("waitlist", entry.id), allowed)


def _offer(entry: Entry, booking: Booking | None) -> Iterator[Finding]:
    if (booking.status if booking else None) not in _FITTING[entry.status]:
        following = booking is not None and any(isinstance(e, _FOLLOWING) for e in booking.effects)
        what = f"an entry is {entry.status.value} but its booking is not as it should be then"
        yield _about(entry, what, following, booking=offered_booking_id(entry.id))
    if booking and (booking.entry_id, booking.slot_id, booking.person_id) != (
        entry.id, entry.slot_id, entry.person_id,
    ):  # fmt: skip
        yield _about(entry, "an entry's booking is for something else", booking=booking.id)


def _free_seats(waiting: Sequence[Entry], look: Look, at: Moment) -> Iterator[Finding]:
    """Whoever waits and may have a seat has none before them that is free."""
    slots = look.by_id("slots", Slot, (entry.slot_id for entry in waiting))
    before_a_seat = []
    for entry in waiting:
        slot = slots.get(entry.slot_id)
        if at.due(entry.closes_at):
            yield _about(entry, "a queue is to be closed", allowed=True)
        elif not entry.asked(at.now):
            continue  # passed over for a while; whoever waits behind them was asked
        elif slot and not at.night and availability(slot, at.now) is Availability.FREE:
            before_a_seat.append((entry, slot))
    persons = look.by_id("persons", Person, (entry.person_id for entry, _ in before_a_seat))
    rulebooks = _rulebooks([slot for _, slot in before_a_seat], look, at)
    bookings = Bookings(look.database, NoKeys())
    for entry, slot in before_a_seat:
        person, rules = persons.get(entry.person_id), rulebooks.get(slot.id)
        if person is None or rules is None:
            continue
        if claims_in_the_way(person.claims, slot, rules, at.now):
            continue
        history = bookings.history_of(person.id, slot.hospital_id, rules, at.now)
        if not blocked_by_history(history, rules, at.now):
            what = "a seat is free while somebody waits for it"
            yield _about(entry, what, allowed=True, slot=slot.id)


def _rules(hospital: Hospital) -> HospitalRules | None:
    """None when they do not read; that is reported where hospitals are checked."""
    try:
        return rules_of(hospital)
    except ValidationError:
        return None


def _rulebooks(slots: Sequence[Slot], look: Look, at: Moment) -> dict[str, Rulebook]:
    """The rules by slot, where hospital, department and doctor take bookings: elsewhere nothing is offered."""
    hospitals = look.by_id("hospitals", Hospital, (slot.hospital_id for slot in slots))
    departments = look.by_id("departments", Department, (slot.department_id for slot in slots))
    doctors = look.by_id("doctors", Doctor, (slot.doctor_id for slot in slots))
    open_hospitals = {h.id: rules for h in hospitals.values() if h.active and (rules := _rules(h))}
    open_departments = {d.id for d in departments.values() if d.active}
    open_doctors = {d.id for d in doctors.values() if d.active}
    return {
        slot.id: Rulebook(at.platform, open_hospitals[slot.hospital_id])
        for slot in slots
        if slot.hospital_id in open_hospitals
        and slot.department_id in open_departments
        and slot.doctor_id in open_doctors
    }
