"""Jobs: work of many writes that is stored whole before it begins, and goes on wherever it was cut."""

from datetime import datetime
from enum import Enum
from typing import Any

from common.domain.document import Document, Part
from common.domain.hospital_catalogue import Changes


class JobState(str, Enum):
    """Running until it is done, or refused with nothing written. No job is half done for good."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


class Job(Document):
    """A write of a hospital's catalogue; its id is that of its preview, so that it is begun once.

    `cursor` of `parts` are written. `due_at` is when whoever looks may go on with it; absent when it is over.
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
    created_at: datetime
    finished_at: datetime | None = None
    due_at: datetime | None = None


class Write(Part):
    """One document of a catalogue as it is to be stored, and the collection it belongs to."""

    collection: str
    document: dict[str, Any]


class PreviewPart(Document):
    """Some writes of a preview, in their order."""

    preview_id: str
    writes: tuple[Write, ...]


class Preview(Document):
    """A write of a hospital's catalogue that was checked and not begun. It holds for a catalogue of `base_rev`."""

    hospital_id: str
    base_rev: int
    parts: int
    counts: Changes
    by: str
    created_at: datetime
