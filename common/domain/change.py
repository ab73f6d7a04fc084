"""What a change did to one field, as the audit log and a job that waits for its entry tell it."""

from typing import Any

from common.domain.document import Part


class Change(Part):
    """One field before and after, as plain JSON values; personal ones as keyed hashes."""

    field: str
    before: Any = None
    after: Any = None
