"""my_bookings: a user's bookings, one or a page at a time.

Called by the mini-program. Reads bookings, refunds. Writes nothing.
"""

from common.entry.phone import PhoneUse, phone_call, serve


@phone_call()
def main_handler() -> PhoneUse:
    from common.contracts.book import MyBookingsRequest
    from common.usecases.my_bookings import my_bookings

    return serve(MyBookingsRequest, my_bookings)
