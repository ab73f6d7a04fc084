"""cancel: give a booking back, with its money.

Called by the mini-program. Reads bookings, merchants. Writes bookings, slots, persons, payments, refunds, waitlist,
message_log, message_credits.
"""

from common.entry.needs import EFFECTS
from common.entry.phone import PhoneUse, phone_call, serve


@phone_call(EFFECTS)
def main_handler() -> PhoneUse:
    from common.contracts.book import CancelRequest
    from common.usecases.cancel import cancel

    return serve(CancelRequest, cancel)
