"""remind: the day before and two hours before a visit. Due by what the database holds, not by the hour of the run."""

from pydantic import ValidationError

from common.contracts.timers import RemindCounts
from common.domain.booking.effects import notify
from common.domain.booking.reminders import due_reminder, next_reminder
from common.domain.booking.status import Status
from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.protocol.effects import carry_out

MARGIN_SECONDS = 6.0


def remind(deps: Deps, deadline: Deadline) -> RemindCounts:
    """Send the reminders that are due; each is taken over by one guarded write, so overlapping runs send it once."""
    due = sent = 0
    for booking_id in deps.store.bookings.to_remind(deps.clock()):
        if not deadline.allows(MARGIN_SECONDS):
            return RemindCounts(due=due, sent=sent, left_over=True)
        due += 1
        try:
            sent += _remind(booking_id, deps, deadline)
        except ValidationError as error:
            # A document that a newer release wrote, or a hand: it must not keep the others waiting.
            deps.log.error("booking does not read", error, booking_id=booking_id)
    return RemindCounts(due=due, sent=sent)


def _remind(booking_id: str, deps: Deps, deadline: Deadline) -> bool:
    booking, now = deps.store.bookings.get(booking_id), deps.clock()
    if booking is None or booking.remind_at is None or booking.remind_at > now:
        return False  # another run was faster
    reminder = due_reminder(booking.starts_at, booking.remind_at)
    if booking.status is not Status.CONFIRMED or reminder is None or booking.starts_at <= now:
        deps.store.bookings.stop_reminding(booking)
        return False
    following = next_reminder(booking.starts_at, reminder.due_at)
    if following is not None and following.due_at <= now:
        # This one is out of date ("tomorrow" on the day itself): only the next is worth a message.
        reminder, following = following, None
    effect = notify(reminder.kind, now)
    next_at = following.due_at if following else None
    if not deps.store.bookings.claim_reminder(booking, effect, next_at):
        return False
    return carry_out(booking, [effect], deps, deadline).done > 0
