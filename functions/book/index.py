"""book: take a seat on a slot and start its payment.

Called by the mini-program. Reads slots, patients, persons, hospitals, departments, merchants. Writes slots, persons,
bookings, payments, waitlist, message_log, message_credits.
"""

from common.entry.access import Policy
from common.entry.needs import EFFECTS
from common.entry.phone import PhoneUse, phone_call, serve


@phone_call(EFFECTS)
def main_handler() -> PhoneUse:
    from common.contracts.book import BookRequest
    from common.usecases.book import book, rate

    return serve(BookRequest, book, Policy(rate=rate))
