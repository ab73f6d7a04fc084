"""Jobs: work of many writes that is stored whole before it begins, and goes on wherever it was cut."""

from datetime import datetime
from enum import Enum
from typing import Any

from common.domain.change import Change
from common.domain.document import Document, Part
from common.domain.hospital_catalogue import Changes

IMPORT, REPLAN = "import", "replan"


class JobState(str, Enum):
    """Running until it is done, or refused with nothing written. No job is half done for good."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


class DayToReplan(Part):
    """A day that is laid out anew: of which doctors, and which half-days (doctor, period) they had until now."""

    date: str
    doctor_ids: tuple[str, ...]
    half_days: tuple[tuple[str, str], ...] = ()


class KeptSession(Part):
    """A half-day that a job left as it was, because somebody has booked, waits, or changed it by hand."""

    date: str
    doctor_id: str
    period: str


class Announced(Part):
    """What the log is to say of a write when it is begun."""

    verb: str
    kind: str
    id: str
    changed: tuple[Change, ...] = ()
    reason: str = ""


class Job(Document):
    """A write of a hospital's catalogue; its id is that of its preview, so that it is begun once.

    `cursor` of `parts` are done: first the writes, then the days; `kept` grows with these. `due_at` is when whoever
    looks may go on with it; absent when it is over.
    `refused` says why in Chinese. `by` names who began it, never a person's name.
    """

    kind: str
    hospital_id: str
    base_rev: int
    parts: int
    cursor: int = 0
    state: JobState = JobState.RUNNING
    counts: Changes = Changes()
    refused: str = ""
    by: str
    audit: str | None = None
    days: tuple[DayToReplan, ...] = ()
    kept: tuple[KeptSession, ...] = ()
    created_at: datetime
    finished_at: datetime | None = None
    due_at: datetime | None = None

    @property
    def writes(self) -> int:
        """How many of its parts write the catalogue."""
        return self.parts - len(self.days)

    @property
    def rev(self) -> int:
        """The revision of the catalogue that it writes."""
        return self.base_rev + 1


class Write(Part):
    """One document of a catalogue as it is to be stored, and the collection it belongs to."""

    collection: str
    document: dict[str, Any]


class PreviewPart(Document):
    """Some writes of a preview, in their order."""

    preview_id: str
    writes: tuple[Write, ...]


class Preview(Document):
    """A write of a hospital's catalogue that was checked and not begun. It holds for a catalogue of `base_rev`.

    `parts` counts the parts of writes and the days.
    """

    kind: str = IMPORT
    hospital_id: str
    base_rev: int
    parts: int
    counts: Changes
    days: tuple[DayToReplan, ...] = ()
    announced: Announced | None = None
    by: str
    created_at: datetime
