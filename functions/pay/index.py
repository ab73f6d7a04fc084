"""pay: open the pay sheet of a held booking again; makes a lost notice good first.

Called by the mini-program. Reads bookings, merchants. Writes bookings, payments, slots, persons.
"""

from common.entry.needs import EFFECTS
from common.entry.phone import PhoneUse, phone_call, serve


@phone_call(EFFECTS)
def main_handler() -> PhoneUse:
    from common.contracts.book import PayRequest
    from common.usecases.pay import pay

    return serve(PayRequest, pay)
