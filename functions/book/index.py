"""book: take a seat on a slot and start its payment.

Called by the mini-program. Reads slots, patients, persons, hospitals, departments. Writes slots, persons, bookings.
"""

from common.runtime.handler import PhoneUse, phone_call, serve


@phone_call
def main_handler() -> PhoneUse:
    from common.contracts.book import BookRequest
    from common.usecases.book import book

    return serve(BookRequest, book)
