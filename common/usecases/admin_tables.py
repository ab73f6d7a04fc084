"""Rows as pages read and write them: of a hospital's tables, or of what stands for itself."""

from common.contracts.admin import ReadRows, RetireRow, RowsReply, SaveReply, SaveRow
from common.domain.actor import Staff
from common.protocol.deps import Deps
from common.usecases.admin_changes import retire_row, save_row
from common.usecases.admin_notices import read_notices, retire_notice, save_notice
from common.usecases.admin_platform import read_platform, retire_platform, save_platform
from common.usecases.admin_rows import read_rows


def read(request: ReadRows, staff: Staff, deps: Deps) -> RowsReply:
    """The rows of a kind."""
    read_kind = {"notice": read_notices, "platform_rules": read_platform}.get(
        request.kind, read_rows
    )
    return read_kind(request, staff, deps)


def save(request: SaveRow, staff: Staff, deps: Deps) -> SaveReply:
    """Add a row or change one."""
    save_kind = {"notice": save_notice, "platform_rules": save_platform}.get(request.kind, save_row)
    return save_kind(request, staff, deps)


def retire(request: RetireRow, staff: Staff, deps: Deps) -> SaveReply:
    """Take a row out."""
    retire_kind = {"notice": retire_notice, "platform_rules": retire_platform}.get(
        request.kind, retire_row
    )
    return retire_kind(request, staff, deps)
