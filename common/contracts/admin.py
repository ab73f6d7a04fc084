"""admin: a hospital's catalogue, rules and days, read and changed on the pages of who runs it.

A document of the catalogue is a row of the hospital's tables, as its workbook has it: texts by field. `rev` is the
version of a row, which is what it says.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from common.contracts.admin_today import AskToday
from common.contracts.base import Day, Id, Instant, Key, Period, Reply, Request, Tidy
from common.contracts.sheets import JobReply, PreviewId
from common.contracts.staff import Reason

Kind = Literal[
    "hospital", "department", "doctor", "clinic", "exception", "rules", "notice", "platform_rules"
]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,24}$")]
# What a cell may hold is checked by the cell, so that whoever typed it reads what is wrong.
CellText = Annotated[str, StringConstraints(max_length=4000)]
Values = Annotated[dict[FieldName, CellText], Field(max_length=30)]
RowRev = Annotated[str, Tidy, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
PoolName = Literal["phone", "window", "referral"]
Seats = Annotated[int, Field(ge=1, le=20)]
Seq = Annotated[int, Field(ge=1, le=2**53)]


class ReadRows(Request):
    """The rows of one table of a hospital."""

    action: Literal["read"]
    kind: Kind
    hospital_id: Id


class SaveRow(Request):
    """A new row (`rev` None), or another text for the one of that version."""

    action: Literal["save"]
    kind: Kind
    hospital_id: Id
    rev: RowRev | None
    values: Values
    reason: Reason | None = None


class RetireRow(Request):
    """Take a row out; nothing is deleted. A doctor's clinics and exceptions go with them."""

    action: Literal["retire"]
    kind: Kind
    hospital_id: Id
    rev: RowRev
    reason: Reason


class ProposeChange(Request):
    """What would a change of the timetable do to days that are laid out? `values` None: the row is taken out."""

    action: Literal["propose"]
    kind: Literal["clinic", "exception"]
    hospital_id: Id
    rev: RowRev | None
    values: Values | None
    reason: Reason | None = None


class ApplyChange(Request):
    """Save what was proposed and lay its days out anew; asked again it says how far that is.

    `touched` "keep": a half-day that somebody has booked stays as it is.
    """

    action: Literal["apply"]
    preview_id: PreviewId
    touched: Literal["keep"]


class AddSeats(Request):
    """加号: so many seats more on a slot. The same `idempotency_key` is the same tap."""

    action: Literal["add_seats"]
    slot_id: Id
    pool: PoolName
    seats: Seats
    reason: Reason
    idempotency_key: Key


class AskTimetable(Request):
    """What was laid out on at most 14 days."""

    action: Literal["timetable"]
    hospital_id: Id
    department_id: Id | None = None
    date_from: Day
    date_to: Day


class CloseSlot(Request):
    """Take one slot off sale; who has booked keeps the booking."""

    action: Literal["close_slot"]
    slot_id: Id
    reason: Reason


class OpenSlot(Request):
    """Put a slot that was closed by hand on sale again."""

    action: Literal["open_slot"]
    slot_id: Id
    reason: Reason


class AskAudit(Request):
    """Entries of the log, newest first, at most 50; without a hospital those of the platform."""

    action: Literal["audit"]
    hospital_id: Id | None = None
    date_from: Day | None = None
    date_to: Day | None = None
    staff_id: Id | None = None
    object_id: Id | None = None
    before: Seq | None = None


class AskJob(Request):
    """How far a write of a hospital's catalogue is."""

    action: Literal["job"]
    job_id: PreviewId


class ColumnView(Reply):
    """A field of a table: its Chinese name, whether it must be filled in, what may be chosen."""

    name: str
    title: str
    required: bool
    choices: list[str]


class RowView(Reply):
    """A row and its version; empty fields are left out. `rev` None: a rule that nobody set, with its default."""

    rev: str | None
    values: dict[str, str]


class RowsReply(Reply):
    """The rows of a table in the order of the workbook, and its columns."""

    columns: list[ColumnView]
    rows: list[RowView]


class SaveReply(Reply):
    """What was saved. `row` None: it was taken out, or another row says it already. `job` None: nothing was to be done.

    While the job runs it is being written.
    """

    row: RowView | None
    job: JobReply | None


class PlanView(Reply):
    """A half-day as it is, or as it would be: from when to when, how many seats of all pools, whether it is sold."""

    start: str
    end: str
    slot_minutes: list[int]
    seats: int
    on_sale: bool


class SessionChangeView(Reply):
    """What becomes of a half-day; None is no clinic.

    `touched`: it is left as it is, because somebody has booked (`sold`) or waits, staff changed it `by_hand`, or it has
    begun. `becomes` is what it would be; where that is not on sale, no more is sold.
    """

    doctor_id: str
    doctor_name: str
    period: Period
    was: PlanView | None
    becomes: PlanView | None
    outcome: Literal["added", "closed", "replanned", "touched"]
    sold: int
    waiting: int
    by_hand: bool


class DayChangeView(Reply):
    """The half-days of one day that change, or would."""

    date: str
    sessions: list[SessionChangeView]


class ProposalReply(Reply):
    """What a change would do; `left_out` half-days more than are shown. `preview_id` None: nothing is to be done."""

    preview_id: str | None
    days: list[DayChangeView]
    left_out: int


class SessionDayView(Reply):
    """A doctor's half-day as it is laid out. `seats` of all pools, `sold` of them are taken."""

    doctor_id: str
    doctor_name: str
    department_id: str
    period: Period
    starts_at: Instant
    ends_at: Instant
    seats: int
    sold: int
    slots: list["SlotDayView"]


class SlotDayView(Reply):
    """One slot of a session. `by_hand`: it was closed on a page, so a page may open it. `added`: how many of the seats
    staff added, `left` free ones of each pool."""

    id: str
    starts_at: Instant
    ends_at: Instant
    state: Literal["open", "closed", "suspended"]
    by_hand: bool
    seats: int
    sold: int
    added: int
    left: dict[PoolName, int]


class DayView(Reply):
    """The sessions of one day, by doctor."""

    date: str
    sessions: list[SessionDayView]


class TimetableReply(Reply):
    """Days in their order."""

    days: list[DayView]


class SlotReply(Reply):
    """The slot as it is now."""

    slot: SlotDayView


class ChangeView(Reply):
    """One field before and after."""

    field: str
    before: Any
    after: Any


class AuditEntryView(Reply):
    """One entry of the log. `name` of who did it, empty where they are not known any more."""

    seq: int
    at: Instant
    staff_id: str
    name: str
    role: str
    door: str
    verb: str
    kind: str
    object_id: str
    changed: list[ChangeView]
    reason: str
    outcome: Literal["refused", "not_done"] | None


class AuditReply(Reply):
    """Entries, newest first; `before` asks for the next ones, None at the end."""

    entries: list[AuditEntryView]
    before: int | None


AnyAdminRequest = (
    ReadRows | SaveRow | RetireRow | ProposeChange | ApplyChange | AddSeats | AskTimetable | AskToday | CloseSlot
    | OpenSlot | AskAudit | AskJob
)  # fmt: skip
ADMIN_REQUEST: TypeAdapter[AnyAdminRequest] = TypeAdapter(
    Annotated[AnyAdminRequest, Field(discriminator="action")]
)
