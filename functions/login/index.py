"""login: who the user is, their patients, and what they still have to agree to.

Called by the mini-program. Reads users, patients, message_templates, settings. Writes users.
"""

from common.runtime.handler import PhoneUse, phone_call, serve


@phone_call
def main_handler() -> PhoneUse:
    from common.contracts.login import LoginRequest
    from common.usecases.login import login

    return serve(LoginRequest, login)
