"""account: consent, message permissions, phone, export and erasure.

Called by the mini-program. Reads users, patients, bookings, refunds, payments, waitlist, staff. Writes users,
message_credits, patients, bookings, waitlist.
"""

from common.entry.access import Policy
from common.entry.needs import WECHAT
from common.entry.phone import PhoneUse, phone_call, serve


@phone_call(WECHAT)
def main_handler() -> PhoneUse:
    from common.contracts.account import ACCOUNT_REQUEST
    from common.usecases.account import account

    return serve(ACCOUNT_REQUEST, account, Policy(consent=False))
