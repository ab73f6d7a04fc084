"""Subscribe messages: their kinds, and the template of each."""

from common.domain.document import Document

KINDS = (
    "booking_confirmed",
    "booking_cancelled",
    "refund_result",
    "hold_expired",
    "visit_tomorrow",
    "visit_soon",
    "waitlist_offer",
    "clinic_suspended",
    "clinic_changed",
)
# Whoever does not hear of these comes in vain: what became of each is on record, also when it could not be sent.
MUST_REACH = frozenset({"clinic_suspended", "clinic_changed"})


class MessageTemplate(Document):
    """A subscribe-message template: which of our values each of its fields shows. The id is the kind."""

    template_id: str
    title: str
    fields: dict[str, str]
