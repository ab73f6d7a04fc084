"""The one way to say that something cannot be done now and must be tried again."""

from datetime import timedelta


class NotYet(Exception):
    """Try again later: after `wait`, or after the usual, growing time when it is None."""

    def __init__(self, reason: str, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


# An attempt to book may live this long at most; a seat or claim older than the grace without a booking is an orphan.
# A function of a patient's call is ended by the platform after 15 s, so an attempt cannot outlive half the grace.
GRACE = timedelta(seconds=60)
ATTEMPT = GRACE / 2
