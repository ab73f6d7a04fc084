"""A user of the mini-program: one WeChat account, which may book for several patients."""

from datetime import datetime

from common.domain.document import Document


class User(Document):
    """`id` is the openid and stays on the server; `public_id` is what the phone may know.

    `unreadable` names sealed fields that do not open; it is never stored.
    """

    public_id: str
    phone: str | None = None
    unreadable: tuple[str, ...] = ()
    consent_version: str | None = None
    patient_changes: tuple[datetime, ...] = ()
    rev: int = 0
    created_at: datetime
