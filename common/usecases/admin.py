"""admin: a hospital's catalogue, its days and its log, on the pages of who runs it."""

from typing_extensions import assert_never

from common.contracts.admin import (
    AddSeats,
    AnyAdminRequest,
    ApplyChange,
    AskAudit,
    AskJob,
    AskTimetable,
    AuditReply,
    CloseSlot,
    OpenSlot,
    ProposalReply,
    ProposeChange,
    ReadRows,
    RetireRow,
    RowsReply,
    SaveReply,
    SaveRow,
    SlotReply,
    TimetableReply,
)
from common.contracts.admin_today import AskToday, TodayReply
from common.contracts.sheets import JobReply
from common.domain.staff_call import StaffCall
from common.protocol.deps import Deps
from common.usecases.admin_log import audit, job
from common.usecases.admin_replan import apply, propose
from common.usecases.admin_seats import add_seats
from common.usecases.admin_slots import close_slot, open_slot, timetable
from common.usecases.admin_tables import read, retire, save
from common.usecases.admin_today import today

Reply = (
    RowsReply | SaveReply | ProposalReply | TimetableReply | TodayReply | SlotReply | AuditReply | JobReply
)  # fmt: skip


def admin(request: AnyAdminRequest, call: StaffCall, deps: Deps) -> Reply:
    """Serve one action."""
    staff = call.staff
    match request:
        case ReadRows():
            return read(request, staff, deps)
        case SaveRow():
            return save(request, staff, deps)
        case RetireRow():
            return retire(request, staff, deps)
        case ProposeChange():
            return propose(request, staff, deps)
        case ApplyChange():
            return apply(request, staff, deps)
        case AddSeats():
            return add_seats(request, staff, deps)
        case AskTimetable():
            return timetable(request, staff, deps)
        case AskToday():
            return today(request, staff, deps)
        case CloseSlot():
            return close_slot(request, staff, deps)
        case OpenSlot():
            return open_slot(request, staff, deps)
        case AskAudit():
            return audit(request, staff, deps)
        case AskJob():
            return job(request, staff, deps)
        case _:
            assert_never(request)
