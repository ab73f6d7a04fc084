"""account: consent, message permissions, phone, export and erasure.

Called by the mini-program. Reads users, patients, bookings, refunds. Writes users, message_credits, bookings, patients.
"""

from common.runtime.handler import PhoneUse, phone_call, serve


@phone_call
def main_handler() -> PhoneUse:
    from common.contracts.account import ACCOUNT_REQUEST
    from common.usecases.account import account

    return serve(ACCOUNT_REQUEST, account)
