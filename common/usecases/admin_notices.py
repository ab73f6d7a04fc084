"""A hospital's notices on a page: rows that no workbook holds, each change one write under a revision."""

from common.contracts.admin import ReadRows, RetireRow, RowsReply, SaveReply, SaveRow
from common.domain.actor import Staff
from common.domain.audit import chain_of, changes
from common.domain.business_time import business_date
from common.domain.change import Change
from common.domain.errors import Code, Refused
from common.domain.notice import MOST, MOST_KEPT, Notice, NoticeBoard, over
from common.domain.permissions import NOTHING_THERE, Place
from common.importing.edit import Fault, Values, rev_of
from common.importing.notice_row import NoticeRow
from common.importing.one_row import read_row, texts_of
from common.protocol.deps import Deps
from common.protocol.on_record import Deed, allow, not_done, on_record
from common.usecases.admin_changes import retired_before
from common.usecases.admin_edit import GONE, STALE, stale, wrong
from common.usecases.admin_rows import column_views, known_fields, row_view

SHEET = "通知"
TOO_MANY = f"没有保存：没到期的通知最多 {MOST} 条，请先删除一条"
TAKEN = "没有保存：已经有同一天开始、标题相同的通知了，请改那一条"
IS_OVER = "已经过了，不会再显示，请写今天或以后的日期"


def read_notices(request: ReadRows, staff: Staff, deps: Deps) -> RowsReply:
    """Those that are not over by their beginning, then those that are, the last one first."""
    board, today = _board(request, staff, deps), business_date(deps.clock())
    to_come = [each for each in board.notices if not over(each, today)]
    past = [each for each in board.notices if over(each, today)]
    order = sorted(to_come, key=lambda each: each.from_date)
    order += sorted(past, key=lambda each: each.until_date, reverse=True)
    return RowsReply(
        columns=column_views(NoticeRow), rows=[row_view(_texts(each)) for each in order]
    )


def save_notice(request: SaveRow, staff: Staff, deps: Deps) -> SaveReply:
    """Add a notice or change one. The same tap again changes nothing and gets the same answer.

    Raises `BAD_REQUEST` with every fault by field, `STALE` with both versions.
    """
    board, today = _board(request, staff, deps), business_date(deps.clock())
    values = known_fields(NoticeRow, request.values)
    row, faults = read_row(NoticeRow, SHEET, values)
    if row and row.until_date < today:
        faults = (Fault("until_date", IS_OVER),)
    if row is None or faults:
        raise wrong(faults)
    notice = Notice(**row.model_dump())
    if notice in board.notices:
        return SaveReply(row=row_view(_texts(notice)), job=None)
    before = _find(board, request.rev)
    alike = next((each for each in board.notices if _key(each) == _key(notice)), None)
    if request.rev and before is None:
        raise _stale(board, alike, _texts(notice), deps)
    if alike not in (None, before):
        raise Refused(Code.BAD_REQUEST, TAKEN)
    others = [each for each in board.notices if each != before]
    if sum(not over(each, today) for each in others) >= MOST:
        raise Refused(Code.BAD_REQUEST, TOO_MANY)
    kept = sorted(others, key=lambda each: each.until_date)[-(MOST_KEPT - 1) :]
    changed = changes(_texts(before) if before else {}, _texts(notice), (), deps.store.audit.hide)
    _write(request, board, [*kept, notice], changed, staff, deps)
    return SaveReply(row=row_view(_texts(notice)), job=None)


def retire_notice(request: RetireRow, staff: Staff, deps: Deps) -> SaveReply:
    """Take a notice out. The same tap again gets the same answer. Raises `STALE`."""
    board = _board(request, staff, deps)
    before = _find(board, request.rev)
    if before is None:
        chain = chain_of(request.hospital_id)
        if retired_before(chain, "admin.retire/notice", request.rev, staff, deps):
            return SaveReply(row=None, job=None)
        raise Refused(Code.STALE, GONE)
    left = [each for each in board.notices if each != before]
    changed = (
        *changes(_texts(before), {}, (), deps.store.audit.hide),
        Change(field="rev", before=request.rev),
    )
    _write(request, board, left, changed, staff, deps)
    return SaveReply(row=None, job=None)


def _board(request: ReadRows | SaveRow | RetireRow, staff: Staff, deps: Deps) -> NoticeBoard:
    hospital_id = request.hospital_id
    verb = f"admin.{request.action}/notice"
    allow(verb, Place(hospital_id), ("hospital", hospital_id), staff, deps)
    if deps.store.catalogue.hospital(hospital_id) is None:
        raise Refused(Code.NOT_FOUND, NOTHING_THERE)
    return deps.store.notices.of(hospital_id)


def _texts(notice: Notice) -> Values:
    return texts_of(NoticeRow, notice.model_dump())


def _find(board: NoticeBoard, rev: str | None) -> Notice | None:
    return next((each for each in board.notices if rev_of(_texts(each)) == rev), None)


def _key(notice: Notice) -> tuple[str, str]:
    """What two notices may not have alike: people tell them apart by it."""
    return notice.heading, notice.from_date


def _stale(board: NoticeBoard, alike: Notice | None, yours: Values, deps: Deps) -> Refused:
    """What differs from the notice that is called so now."""
    theirs = _texts(alike) if alike else {}
    last = deps.store.audit.get(board.audit) if board.audit else None
    return stale(rev_of(theirs) if alike else None, yours, theirs, last)


def _write(
    request: SaveRow | RetireRow,
    board: NoticeBoard,
    notices: list[Notice],
    changed: tuple[Change, ...],
    staff: Staff,
    deps: Deps,
) -> None:
    verb = f"admin.{request.action}/notice"
    deed = Deed(
        chain_of(board.id), verb, "notice", board.id, changed=changed, reason=request.reason or "",
        follows=board.audit,
    )  # fmt: skip
    entry = on_record(deed, staff, deps)
    wanted = board.model_copy(update={"notices": tuple(notices), "audit": entry.id})
    if not deps.store.notices.put(wanted):
        not_done(entry, staff, deps)
        raise Refused(Code.STALE, STALE if request.action == "save" else GONE)
