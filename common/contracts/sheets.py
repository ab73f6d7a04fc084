"""sheets: what a hospital hands in as a file, checked, imported and exported. Files travel as base64."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from common.contracts.base import Id, Instant, Reply, Request, Tidy, Typed

# 2 MB as base64, and what surrounds it.
BODY_LIMIT = 2_800_000
FileName = Annotated[str, Typed, StringConstraints(min_length=1, max_length=200)]
Base64 = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z+/]*={0,2}$", max_length=BODY_LIMIT)]
PreviewId = Annotated[str, Tidy, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]


class ImportCheck(Request):
    """What would importing a file do. It must be a hospital's whole catalogue."""

    action: Literal["import_check"]
    hospital_id: Id
    filename: FileName
    file: Base64


class ImportApply(Request):
    """Import what was checked; asked again it says how far that is."""

    action: Literal["import_apply"]
    preview_id: PreviewId


class Export(Request):
    """A hospital's catalogue as a workbook, or the empty one to fill in."""

    action: Literal["export"]
    hospital_id: Id
    what: Literal["catalogue", "template"]


class ChangeCounts(Reply):
    """How many documents become new, change, are retired, stay the same."""

    new: int
    changed: int
    retired: int
    same: int


class Told(Reply):
    """One thing to mend, or one that was taken although it was written otherwise: where, and in words."""

    place: str
    message: str


class FileReply(Reply):
    """A file: as base64, or where it is large a link under which it is fetched within ten minutes."""

    filename: str
    file: str | None
    link: str | None = None


class CheckReply(Reply):
    """What came of a check: a preview to import, or what is to be mended, `total` of it, and the file with marks."""

    preview_id: str | None
    counts: ChangeCounts | None
    problems: list[Told]
    total: int
    notes: list[Told]
    marked: FileReply | None


class KeptSessionView(Reply):
    """A half-day that was left as it is: somebody has booked or waits, staff changed it, or it has begun."""

    date: str
    doctor_id: str
    period: str


class JobReply(Reply):
    """How far a write is: `done` of `parts`. `kept` half-days were not laid out anew."""

    id: str
    hospital_id: str
    state: Literal["running", "done", "refused"]
    done: int
    parts: int
    counts: ChangeCounts
    kept: list[KeptSessionView]
    refused: str
    created_at: Instant
    finished_at: Instant | None


AnySheetsRequest = ImportCheck | ImportApply | Export
SHEETS_REQUEST: TypeAdapter[AnySheetsRequest] = TypeAdapter(
    Annotated[AnySheetsRequest, Field(discriminator="action")]
)
