"""Answers that are not successes: every refusal has a code of the contract and words for the patient."""

from enum import Enum
from typing import Any


class Code(str, Enum):
    """The `code` of a reply, exactly as the contract lists them."""

    OK = "OK"
    BAD_REQUEST = "BAD_REQUEST"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    CONSENT_REQUIRED = "CONSENT_REQUIRED"
    SLOT_FULL = "SLOT_FULL"
    SLOT_HELD = "SLOT_HELD"
    SLOT_NOT_RELEASED = "SLOT_NOT_RELEASED"
    SLOT_CLOSED = "SLOT_CLOSED"
    SLOT_SUSPENDED = "SLOT_SUSPENDED"
    ALREADY_BOOKED = "ALREADY_BOOKED"
    TIME_CONFLICT = "TIME_CONFLICT"
    LIMIT_REACHED = "LIMIT_REACHED"
    PATIENT_BLOCKED = "PATIENT_BLOCKED"
    PATIENT_NOT_ELIGIBLE = "PATIENT_NOT_ELIGIBLE"
    PATIENT_NOT_VERIFIED = "PATIENT_NOT_VERIFIED"
    CANCEL_TOO_LATE = "CANCEL_TOO_LATE"
    BAD_STATE = "BAD_STATE"
    ALREADY_WAITING = "ALREADY_WAITING"
    PAYMENT_UNAVAILABLE = "PAYMENT_UNAVAILABLE"
    STALE = "STALE"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"
    BUSY = "BUSY"
    INTERNAL = "INTERNAL"


class Refused(Exception):
    """An answer, not a bug: the request was understood and may not be.

    `message` is Chinese and fit to show to a patient; `details` are plain JSON values for the page (never
    personal data), for example `{"release_at": "2026-11-25T07:00:00+08:00"}`.
    """

    def __init__(self, code: Code, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(f"{code.value}: {message}")
        self.code = code
        self.message = message
        self.details = details or {}
