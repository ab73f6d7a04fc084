"""account: consent, message permissions, the user's phone, and their right to a copy and to be forgotten."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from common.contracts.base import Id, Reply, Request, Tidy
from common.contracts.booking import BookingView
from common.contracts.login import ConsentView
from common.contracts.waitlist import EntryView
from common.domain.booking.model import Disposition
from common.domain.rules.platform import VERSION

Version = Annotated[str, Tidy, StringConstraints(pattern=VERSION)]
TemplateId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
PhoneCode = Annotated[str, Tidy, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,128}$")]


class AcceptConsent(Request):
    """Agree to a version of the privacy terms."""

    action: Literal["accept_consent"]
    version: Version


class GrantMessages(Request):
    """What `wx.requestSubscribeMessage` answered, template by template."""

    action: Literal["grant_messages"]
    results: Annotated[
        dict[TemplateId, Literal["accept", "reject", "ban", "filter"]], Field(max_length=10)
    ]


class BindPhone(Request):
    """The one-time code of a `getPhoneNumber` button."""

    action: Literal["bind_phone"]
    phone_code: PhoneCode


class ExportAccount(Request):
    """A copy of everything we hold about the user; the cursors of the last answer ask for what follows."""

    action: Literal["export"]
    cursor: Id | None = None
    waitlist_cursor: Id | None = None


class EraseAccount(Request):
    """Forget the user. `confirm` must be true."""

    action: Literal["erase"]
    confirm: Literal[True]


AnyAccountRequest = AcceptConsent | GrantMessages | BindPhone | ExportAccount | EraseAccount
ACCOUNT_REQUEST: TypeAdapter[AnyAccountRequest] = TypeAdapter(
    Annotated[AnyAccountRequest, Field(discriminator="action")]
)


class ConsentReply(Reply):
    """The consent as it stands."""

    consent: ConsentView


class CreditsReply(Reply):
    """How many messages of each kind may still be sent."""

    credits: dict[str, int]


class PhoneReply(Reply):
    """The bound phone."""

    phone_masked: str


class ExportedPayment(Reply):
    """One transaction that reached a booking, and what became of it."""

    transaction_id: str
    amount_fen: int
    disposition: Disposition


class ExportedBooking(BookingView):
    """A booking with what the user wrote, and every payment."""

    visit_reason: str = ""
    cancel_reason: str = ""
    payments: list[ExportedPayment]


class ExportReply(Reply):
    """Everything about the user, unmasked: it is their own."""

    user: dict[str, Any]
    patients: list[dict[str, Any]]
    bookings: list[ExportedBooking] = Field(description="a page, newest first")
    cursor: str | None = Field(
        None, description="where the next page begins; null: that was the last"
    )
    waitlist: list[EntryView] = Field(description="a page, newest first")
    waitlist_cursor: str | None = Field(None, description="as `cursor`, of the queue entries")
    message_credits: dict[str, int] = Field(description="messages still accepted, by template id")
    staff: dict[str, Any] | None = Field(
        description="as staff, also of who is so no more; null: never"
    )


class ErasedReply(Reply):
    """What was forgotten; bookings are kept without names, as medical and tax law ask."""

    patients: int
    bookings: int


AnyAccountReply = ConsentReply | CreditsReply | PhoneReply | ExportReply | ErasedReply
