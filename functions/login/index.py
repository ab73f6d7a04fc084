"""login: who the user is, their patients, and what they still have to agree to.

Called by the mini-program. Reads users, patients, message_templates, settings. Writes users.
"""

from common.entry.access import Policy
from common.entry.needs import SEALED
from common.entry.phone import PhoneUse, phone_call, serve


@phone_call(SEALED)
def main_handler() -> PhoneUse:
    from common.contracts.login import LoginRequest
    from common.usecases.login import login

    return serve(LoginRequest, login, Policy(consent=False))
