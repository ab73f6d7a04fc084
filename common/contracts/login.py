"""login: who the user is, their patients, and what they still have to agree to."""

from pydantic import Field

from common.contracts.base import Reply, Request
from common.contracts.patients import PatientView


class LoginRequest(Request):
    """Nothing: WeChat says who calls."""


class UserView(Reply):
    """The user."""

    id: str
    phone_masked: str | None


class ConsentView(Reply):
    """The version of the privacy terms that is needed, and the one that was accepted."""

    required: str
    accepted: str | None


class LoginReply(Reply):
    """The user at the start of a session."""

    user: UserView
    patients: list[PatientView]
    consent: ConsentView
    message_templates: dict[str, str] = Field(description="template id by kind of message")
