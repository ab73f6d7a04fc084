"""Telling the patient: at most once a message, only with their permission, never in the way of anything else."""

from datetime import timedelta

from common.clients.wechat import SendOutcome, WeChatError
from common.domain.booking.effects import Effects, Notify
from common.domain.booking.model import Booking
from common.domain.messages import MUST_REACH, MessageTemplate
from common.present.messages import fill, page_of, values
from common.protocol.deps import Deps
from common.protocol.places import at_todays_place
from common.protocol.retry import RetryLater
from common.protocol.work import Work
from common.store.messages import Message, Sending

# Sending takes a second at worst; with less left, the next sweep does it.
ENOUGH_SECONDS = 1.5
_ENDS = {
    SendOutcome.SENT: Sending.SENT,
    SendOutcome.NO_CREDIT: Sending.NO_CREDIT,
    SendOutcome.RETRY: Sending.RETRY,
    SendOutcome.REFUSED: Sending.REFUSED,
    SendOutcome.UNKNOWN: Sending.UNKNOWN,
}


def send(effect: Notify, work: Work) -> Effects:
    """Send one message about a booking. Of a kind that must reach its patient every end is on record.

    Raises `RetryLater` on a definite temporary refusal, when time is short, or while somebody else is at it.
    """
    booking, deps = work.booking, work.deps
    message, sure = _message(effect, booking), effect.message in MUST_REACH
    if sure and _ended(message, deps):
        return ()
    template = deps.store.message_templates.get(effect.message)
    if template is None or deps.store.credits.left(booking.openid, template.template_id) < 1:
        if sure:
            _note(message, Sending.NO_CREDIT if template else Sending.NO_TEMPLATE, deps)
        return ()
    if not work.deadline.allows(ENOUGH_SECONDS):
        raise RetryLater("no time left", timedelta(0))
    [current] = at_todays_place([work.current() or booking], deps)
    if effect.only_while not in (None, current.status):
        return ()
    _push(message, current, template, effect.about, deps)
    return ()


def _push(
    message: Message, booking: Booking, template: MessageTemplate, about: str, deps: Deps
) -> None:
    # Before the sending is claimed: a value that fits no field fails every time, until staff see it and mend it.
    try:
        fitted = _fitted(booking, template, about, deps)
    except Exception:
        if message.kind in MUST_REACH:
            _note(message, Sending.RETRY, deps)
        raise
    if message.kind in MUST_REACH:
        _note(message, Sending.SENDING, deps)
    elif not deps.store.message_log.note(message, Sending.SENDING, deps.clock()):
        return
    outcome = _send(booking, template, fitted, deps)
    deps.store.message_log.end(message.id, _ENDS[outcome])
    if outcome is SendOutcome.RETRY:
        raise RetryLater("WeChat asks to wait")


def _ended(message: Message, deps: Deps) -> bool:
    """Whether a message is dealt with. One that is still being sent was cut off in the act: the lease is over."""
    state = deps.store.message_log.state(message.id)
    if state is Sending.SENDING:
        deps.store.message_log.end(message.id, Sending.UNKNOWN)
    return state not in (None, Sending.RETRY)


def _note(message: Message, state: Sending, deps: Deps) -> None:
    """Write how far a message got that must reach its patient. Raises `RetryLater` when somebody else was faster:
    how that ends must be seen before this effect is done."""
    if not deps.store.message_log.note(message, state, deps.clock()):
        raise RetryLater("somebody else is telling them")


def _message(effect: Notify, booking: Booking) -> Message:
    name = f"{booking.id}:{effect.message}"
    sure = effect.message in MUST_REACH
    return Message(
        id=f"{name}:{effect.about}" if effect.about else name,
        booking_id=booking.id,
        kind=effect.message,
        hospital_id=booking.hospital_id if sure else None,
        date=booking.date if sure else None,
    )


def _fitted(booking: Booking, template: MessageTemplate, about: str, deps: Deps) -> dict[str, str]:
    """The template's fields with their values. A message about one transaction names that amount, not the fee."""
    from common.clients.message_values import fit_all  # most calls send nothing

    amount = next(
        (money.amount_fen for money in booking.money if money.transaction_id == about), None
    )
    return fit_all(fill(template, values(template.id, booking, deps.clock(), amount)))


def _send(
    booking: Booking, template: MessageTemplate, fitted: dict[str, str], deps: Deps
) -> SendOutcome:
    openid, template_id = booking.openid, template.template_id
    page = page_of(template.id, booking.id)
    try:
        outcome = deps.wechat().send_subscribe(openid, template_id, page, fitted)
    except WeChatError as error:
        # Without a token nothing was sent.
        deps.log.warning("message not sent", error, booking_id=booking.id, kind=template.id)
        return SendOutcome.RETRY
    if outcome is SendOutcome.SENT:
        deps.store.credits.spend(openid, template_id)
    elif outcome is SendOutcome.NO_CREDIT:
        deps.store.credits.void(openid, template_id)
    return outcome
