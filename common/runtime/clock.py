"""The one place that asks what time it is."""

from datetime import datetime, timezone


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(timezone.utc)
