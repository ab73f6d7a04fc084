"""Telling the patient: at most once a message, only with their permission, never in the way of anything else."""

from datetime import timedelta

from common.clients.wechat import SendOutcome, WeChatError
from common.domain.booking.effects import Effects, Notify
from common.domain.booking.model import Booking
from common.domain.messages import MessageTemplate
from common.present.messages import fill, page_of, values
from common.protocol.deps import Deps
from common.protocol.places import at_todays_place
from common.protocol.retry import RetryLater
from common.protocol.work import Work
from common.store.messages import Sending

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
    """Send one message about a booking.

    Raises `RetryLater` on a definite temporary refusal or when time is short.
    """
    booking, deps = work.booking, work.deps
    template = deps.store.message_templates.get(effect.message)
    if template is None or deps.store.credits.left(booking.openid, template.template_id) < 1:
        return ()
    if not work.deadline.allows(ENOUGH_SECONDS):
        raise RetryLater("no time left", timedelta(0))
    [current] = at_todays_place([work.current() or booking], deps)
    if effect.only_while not in (None, current.status):
        return ()
    # Before the sending is claimed: a value that fits no field fails every time, until staff see it and mend it.
    fitted = _fitted(current, template, effect.about, deps)
    if not deps.store.message_log.begin(
        _message_id(effect, booking), booking.id, effect.message, deps.clock()
    ):
        return ()
    outcome = _send(current, template, fitted, deps)
    deps.store.message_log.end(_message_id(effect, booking), _ENDS[outcome])
    if outcome is SendOutcome.RETRY:
        raise RetryLater("WeChat asks to wait")
    return ()


def _message_id(effect: Notify, booking: Booking) -> str:
    name = f"{booking.id}:{effect.message}"
    return f"{name}:{effect.about}" if effect.about else name


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
