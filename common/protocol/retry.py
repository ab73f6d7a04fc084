"""Trying again: how work says that it cannot be done now, and how old an attempt may get."""

from datetime import timedelta


class RetryLater(Exception):
    """Try again after `wait`, or after the usual, growing time when it is None."""

    def __init__(self, reason: str, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


# A seat or a claim on a person that is older than this and stands on no booking is orphaned: its attempt was cut off.
ORPHAN_AFTER = timedelta(seconds=60)
# An attempt stops by itself before it writes anything later than this. The platform ends a function that a patient
# called after 15 s, so it cannot outlive it either.
ATTEMPT_LIMIT = ORPHAN_AFTER / 2
