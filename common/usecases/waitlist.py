"""waitlist: join the queue of a full slot, take a free offer, leave."""

from typing_extensions import assert_never

from common.contracts.waitlist import (
    AcceptOffer,
    AnyWaitlistRequest,
    EntriesReply,
    EntryReply,
    JoinWaitlist,
    LeaveWaitlist,
    MyWaitlist,
)
from common.domain.actor import WeChatUser
from common.domain.booking.effects import CloseEntry
from common.domain.booking.model import Booking
from common.domain.booking.moves import on_accept, on_cancel
from common.domain.booking.status import Status
from common.domain.booking.visit import visit_fields
from common.domain.business_time import spoken_short
from common.domain.errors import Code, Refused
from common.domain.rules.may_book import may_wait
from common.domain.slot import SlotState
from common.domain.waitlist import Entry, EntryStatus, entry_id, offered_booking_id
from common.present.entries import entry_view
from common.protocol.case import load_case
from common.protocol.deps import Deps
from common.protocol.effects import carry_out
from common.protocol.places import at_todays_place
from common.store.waitlist import Joined

PATIENCE_SECONDS = 8.0
ROUNDS = 5


def waitlist(
    request: AnyWaitlistRequest, caller: WeChatUser, deps: Deps
) -> EntryReply | EntriesReply:
    """Serve one action. Raises `Refused`: `ALREADY_WAITING`, `LIMIT_REACHED`, `BAD_STATE`, `NOT_FOUND`, …"""
    match request:
        case JoinWaitlist():
            return _reply(_join(request, caller, deps), deps)
        case AcceptOffer():
            return _reply(_accept(request, caller, deps), deps)
        case LeaveWaitlist():
            return _reply(_leave(request, caller, deps), deps)
        case MyWaitlist():
            entries = at_todays_place(deps.store.waitlist.of_user(caller.openid), deps)
            return EntriesReply(
                entries=[entry_view(entry, _position(entry, deps)) for entry in entries]
            )
        case _:
            assert_never(request)


def _reply(entry: Entry, deps: Deps) -> EntryReply:
    return EntryReply(entry=entry_view(entry, _position(entry, deps)))


# --- join


def _join(request: JoinWaitlist, caller: WeChatUser, deps: Deps) -> Entry:
    identity = entry_id(caller.openid, request.idempotency_key)
    known = deps.store.waitlist.get(identity)
    entry = known or _new_entry(identity, request, caller, deps)
    if (entry.slot_id, entry.patient_id) != (request.slot_id, request.patient_id):
        raise Refused(Code.BAD_REQUEST, "时间或就诊人变了，这次没有候补上。请返回重选")
    if entry.status is EntryStatus.WAITING:
        _still_waited_for(entry, known is None, deps)
    return entry


def _still_waited_for(entry: Entry, is_new: bool, deps: Deps) -> None:
    """Whoever lays out the half-day anew looks who waits after nobody can book: one of both sees the other.

    Raises `SLOT_CLOSED`, and the entry is closed, when the slot was taken off sale while this one joined, or is laid
    out anew.
    """
    slot = deps.store.slots.get(entry.slot_id)
    if slot is None or slot.retired or slot.halted or (is_new and slot.state is not SlotState.OPEN):
        deps.store.waitlist.close(entry.id)
        raise Refused(Code.SLOT_CLOSED, "这个时间已经停止预约，没有候补上。请换一个时间")


def _new_entry(identity: str, request: JoinWaitlist, caller: WeChatUser, deps: Deps) -> Entry:
    slot = deps.store.slots.get(request.slot_id)
    patient = deps.store.patients.owned(caller.openid, request.patient_id)
    if slot is None or patient is None:
        raise Refused(Code.NOT_FOUND, "没找到这个号或这位就诊人，没有候补上。请返回重选")
    case = load_case(slot, patient, deps.clock(), deps)
    refused = may_wait(case)
    if refused:
        raise refused
    platform = case.rules.platform
    entry = Entry(
        **visit_fields(patient, case.slot),
        id=identity,
        quota_no=1,
        queue_no=1,
        joined_at=case.now,
        closes_at=platform.queue_closes_at(slot.date),
    )
    joined = deps.store.waitlist.join(
        entry, platform.waitlist_per_person, platform.waitlist_per_slot
    )
    if joined is Joined.ALREADY_WAITING:
        raise Refused(Code.ALREADY_WAITING, "这位就诊人已经在候补这个时间的号")
    if joined is Joined.NO_QUOTA:
        limit = platform.waitlist_per_person
        raise Refused(Code.LIMIT_REACHED, f"同一位就诊人最多同时候补 {limit} 个号")
    if joined is Joined.QUEUE_FULL:
        raise Refused(Code.LIMIT_REACHED, "这个时间候补的人已满，没有加入候补，请换一个时间")
    if joined is Joined.BUSY:
        raise Refused(Code.BUSY, "刚才没有办成，请再点一次")
    return deps.store.waitlist.get(identity) or entry


# --- answer an offer


def _accept(request: AcceptOffer, caller: WeChatUser, deps: Deps) -> Entry:
    entry = _owned(request.entry_id, caller, deps)
    for _ in range(ROUNDS):
        booking = deps.store.bookings.get(offered_booking_id(entry.id))
        if booking is None:
            raise Refused(Code.BAD_STATE, "还没有轮到，请再等等")
        if booking.status is Status.CONFIRMED:
            # Whoever accepted before may have been cut off before the entry followed.
            following = [e for e in booking.effects if isinstance(e, CloseEntry)]
            carry_out(booking, following, deps, deps.deadline(PATIENCE_SECONDS))
            return _owned(entry.id, caller, deps)
        until = booking.hold_until
        if booking.status is not Status.HELD or until is None or deps.clock() >= until:
            raise Refused(Code.BAD_STATE, _too_late(booking))
        if booking.fee_fen > 0:
            words = f"付了款才算约上，请在 {spoken_short(until)} 前付款"
            raise Refused(Code.BAD_STATE, words)
        if _accepted(booking, deps):
            return _owned(entry.id, caller, deps)
    raise Refused(Code.BUSY, "刚才没有办成，请再点一次")


def _too_late(booking: Booking) -> str:
    paid = "；如已付款，会自动确认预约或原路退回" if booking.fee_fen > 0 else ""
    return f"没赶上，这个号不再为您保留{paid}。还想要可以重新候补"


def _accepted(booking: Booking, deps: Deps) -> bool:
    now = deps.clock()
    move = on_accept(booking, now)
    if not deps.store.bookings.apply(booking, move):
        return False
    carry_out(booking, move.effects, deps, deps.deadline(PATIENCE_SECONDS))
    return True


# --- leave


def _leave(request: LeaveWaitlist, caller: WeChatUser, deps: Deps) -> Entry:
    for _ in range(ROUNDS):
        entry = _owned(request.entry_id, caller, deps)
        if entry.status is EntryStatus.WAITING and deps.store.waitlist.leave(entry.id):
            return _owned(entry.id, caller, deps)
        if entry.status is EntryStatus.TAKEN:
            raise Refused(Code.BAD_STATE, "已经约上了。不想要，请到“我的预约”里取消")
        if entry.status is EntryStatus.OFFERED:
            _turn_down(entry, caller, deps)
        elif entry.status is not EntryStatus.WAITING:
            return entry
    raise Refused(Code.BUSY, "刚才没有办成，请再点一次")


def _turn_down(entry: Entry, caller: WeChatUser, deps: Deps) -> None:
    booking, now = deps.store.bookings.get(offered_booking_id(entry.id)), deps.clock()
    if booking is None or booking.status is not Status.HELD:
        # Its end is on the way to the entry; nothing is left to turn down.
        if booking is not None:
            carry_out(booking, booking.effects, deps, deps.deadline(PATIENCE_SECONDS))
        return
    move = on_cancel(booking, caller, "offer turned down", now)
    if deps.store.bookings.apply(booking, move):
        carry_out(booking, move.effects, deps, deps.deadline(PATIENCE_SECONDS))


# --- showing


def _owned(identity: str, caller: WeChatUser, deps: Deps) -> Entry:
    entry = deps.store.waitlist.owned(caller.openid, identity)
    if entry is None:
        raise Refused(Code.NOT_FOUND, "没找到这个候补，请到“我的候补”里重新进入")
    return entry


def _position(entry: Entry, deps: Deps) -> int | None:
    if entry.status is not EntryStatus.WAITING:
        return None
    return deps.store.waitlist.position(entry)
