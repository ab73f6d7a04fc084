"""An entry of the audit log as who may read it sees it."""

from collections.abc import Mapping

from common.contracts.admin import AuditEntryView, ChangeView
from common.domain.audit import Entry


def entry_view(entry: Entry, names: Mapping[str, str]) -> AuditEntryView:
    """One entry; `names` of staff by their id."""
    return AuditEntryView(
        seq=entry.seq,
        at=entry.at,
        staff_id=entry.actor.staff_id,
        name=names.get(entry.actor.staff_id, ""),
        role=entry.actor.role,
        door=entry.actor.door.value,
        verb=entry.verb,
        kind=entry.object.kind,
        object_id=entry.object.id,
        changed=[ChangeView(**each.model_dump()) for each in entry.changed],
        reason=entry.reason,
        outcome=entry.outcome.value if entry.outcome else None,
    )
