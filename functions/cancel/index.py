"""cancel: give a booking back, with its money.

Called by the mini-program. Reads bookings. Writes bookings, slots, persons, refunds.
"""

from common.runtime.handler import PhoneUse, phone_call, serve


@phone_call
def main_handler() -> PhoneUse:
    from common.contracts.book import CancelRequest
    from common.usecases.cancel import cancel

    return serve(CancelRequest, cancel)
