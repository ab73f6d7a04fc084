"""waitlist: 候补 for a full slot: join, accept a free offer, leave, look.

Called by the mini-program. Reads slots, patients, persons, hospitals. Writes waitlist, bookings, slots, persons.
"""

from common.entry.needs import EFFECTS
from common.entry.phone import PhoneUse, phone_call, serve


@phone_call(EFFECTS)
def main_handler() -> PhoneUse:
    from common.contracts.waitlist import WAITLIST_REQUEST
    from common.usecases.waitlist import waitlist

    return serve(WAITLIST_REQUEST, waitlist)
