"""Telling the patient: at most once a message, only with their permission, never in the way of anything else."""

from datetime import timedelta

from common.clients.wechat import SendOutcome, WeChatError
from common.domain.bookings import Booking, Effect
from common.domain.messages import MessageTemplate, fill, page_of, values
from common.store.messages import Sending
from common.usecases.deps import Deps, TimeLeft
from common.usecases.later import NotYet

# Sending takes a second at worst; with less left, the next sweep does it.
ENOUGH_SECONDS = 1.5
_ENDS = {
    SendOutcome.SENT: Sending.SENT,
    SendOutcome.NO_CREDIT: Sending.NO_CREDIT,
    SendOutcome.RETRY: Sending.RETRY,
    SendOutcome.REFUSED: Sending.REFUSED,
    SendOutcome.UNKNOWN: Sending.UNKNOWN,
}


def send(booking: Booking, effect: Effect, deps: Deps, left: TimeLeft) -> tuple[Effect, ...]:
    """Send one message about a booking. Raises `NotYet` on a definite temporary refusal or when time is short."""
    kind, about = effect.data["message"], effect.data["about"]
    template = deps.store.message_templates.get(kind)
    if template is None or deps.store.credits.left(booking.openid, template.template_id) < 1:
        return ()
    if left() < ENOUGH_SECONDS:
        raise NotYet("no time left", timedelta(0))
    current = deps.store.bookings.get(booking.id) or booking
    if effect.data.get("only_while", current.status.value) != current.status.value:
        return ()
    message_id = f"{booking.id}:{kind}:{about}" if about else f"{booking.id}:{kind}"
    if not deps.store.message_log.begin(message_id, booking.id, kind, deps.clock()):
        return ()
    outcome = _send(current, template, about, deps)
    deps.store.message_log.end(message_id, _ENDS[outcome])
    if outcome is SendOutcome.RETRY:
        raise NotYet("WeChat asks to wait")
    return ()


def _send(booking: Booking, template: MessageTemplate, about: str, deps: Deps) -> SendOutcome:
    from common.clients.message_values import fit_all  # most calls send nothing

    openid, template_id = booking.openid, template.template_id
    # A message about one transaction names that amount, not the fee.
    amount = next((money.amount_fen for money in booking.money if money.tx == about), None)
    try:
        outcome = deps.wechat().send_subscribe(
            openid,
            template_id,
            page_of(template.id, booking.id),
            fit_all(fill(template, values(template.id, booking, deps.clock(), amount))),
        )
    except WeChatError as error:
        # Without a token nothing was sent.
        deps.log.warning("message not sent", error, booking_id=booking.id, kind=template.id)
        return SendOutcome.RETRY
    if outcome is SendOutcome.SENT:
        deps.store.credits.spend(openid, template_id)
    elif outcome is SendOutcome.NO_CREDIT:
        deps.store.credits.void(openid, template_id)
    return outcome
