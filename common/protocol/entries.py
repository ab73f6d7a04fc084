"""A waitlist entry follows the booking it was offered."""

from common.domain.actor import System
from common.domain.booking.effects import CloseEntry, Effects, MarkOffered
from common.domain.booking.moves import on_cancel
from common.domain.booking.status import Status
from common.domain.waitlist import EntryStatus
from common.protocol.work import Work


def mark_offered(effect: MarkOffered, work: Work) -> Effects:
    """waiting → offered. When the patient had left meanwhile, the offer is taken back while it is held."""
    bookings, waitlist = work.deps.store.bookings, work.deps.store.waitlist
    if waitlist.mark_offered(effect.entry_id, effect.until):
        return ()
    entry, current = waitlist.get(effect.entry_id), work.current()
    if entry is None or entry.status is not EntryStatus.LEFT:
        return ()
    if current is None or current.status is not Status.HELD:
        return ()
    move = on_cancel(current, System(), "left the queue", work.deps.clock())
    return move.effects if bookings.apply(current, move) else ()


def close(effect: CloseEntry, work: Work) -> Effects:
    """The offer ended: so does the entry."""
    work.deps.store.waitlist.end(effect.entry_id, EntryStatus(effect.status))
    return ()
