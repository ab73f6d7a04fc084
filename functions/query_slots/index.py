"""query_slots: what can be booked at a doctor's or a department's.

Called by the mini-program. Reads slots, hospitals, settings. Writes nothing but its rate.
"""

from common.entry.access import Policy
from common.entry.phone import PhoneUse, phone_call, serve


@phone_call()
def main_handler() -> PhoneUse:
    from common.contracts.query_slots import QuerySlotsRequest
    from common.usecases.query_slots import query_slots

    return serve(QuerySlotsRequest, query_slots, Policy(consent=False))
