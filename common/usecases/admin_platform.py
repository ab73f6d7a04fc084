"""The platform's rules on a page of who runs it: read with their defaults, set and set back one by one.

They stand in one document. A save is written if every rule still is as it was read: two that are sound alone may not
agree with each other.
"""

from common.contracts.admin import ReadRows, RetireRow, RowsReply, RowView, SaveReply, SaveRow
from common.domain.actor import Staff
from common.domain.audit import chain_of
from common.domain.change import Change
from common.domain.errors import Code, Refused
from common.domain.permissions import NOTHING_THERE, Place
from common.domain.rules.platform import PlatformRules
from common.importing.edit import Values
from common.importing.platform_rules import (
    OFFERS,
    PlatformRuleRow,
    offers_agree,
    with_rule,
)
from common.importing.rows import PLATFORM
from common.importing.sheets import written
from common.protocol.deps import Deps
from common.protocol.on_record import Deed, allow, not_done, on_record
from common.usecases.admin_changes import retired_before
from common.usecases.admin_edit import GONE, STALE, stale, wrong
from common.usecases.admin_rows import column_views, known_fields, row_view

KIND = "platform_rules"
DEFAULTS = PlatformRules()


def read_platform(request: ReadRows, staff: Staff, deps: Deps) -> RowsReply:
    """Every rule: those that are set have a version, the others are as they come."""
    rules = _rules(request, staff, deps)
    views = [_view(rules, name) for name in PlatformRules.model_fields]
    return RowsReply(columns=column_views(PlatformRuleRow), rows=views)


def save_platform(request: SaveRow, staff: Staff, deps: Deps) -> SaveReply:
    """Set one rule. The same tap again changes nothing and gets the same answer.

    Raises `BAD_REQUEST` with every fault by field, `STALE` with both versions.
    """
    rules = _rules(request, staff, deps)
    name, wanted, faults = with_rule(rules, known_fields(PlatformRuleRow, request.values))
    if faults:
        raise wrong(faults)
    if wanted == rules:
        return SaveReply(row=_view(rules, name), job=None)
    if _view(rules, name).rev != request.rev:
        raise _stale(rules, wanted, name, deps)
    before, after = _texts(rules, name)["value"], _texts(wanted, name)["value"]
    # Named by the rule: the object of the entry is all of them.
    changed = (Change(field=name, before=before, after=after),)
    _write(request, rules, wanted, changed, staff, deps)
    return SaveReply(row=_view(wanted, name), job=None)


def retire_platform(request: RetireRow, staff: Staff, deps: Deps) -> SaveReply:
    """Set a rule back to its default. The same tap again gets the same answer. Raises `STALE`."""
    rules = _rules(request, staff, deps)
    names = [each for each in PlatformRules.model_fields if _view(rules, each).rev == request.rev]
    if not names:
        if retired_before(chain_of(None), f"admin.retire/{KIND}", request.rev, staff, deps):
            return SaveReply(row=None, job=None)
        raise Refused(Code.STALE, GONE)
    wanted = rules.model_copy(update={names[0]: getattr(DEFAULTS, names[0])})
    if not offers_agree(wanted):
        raise Refused(Code.BAD_REQUEST, f"没有恢复默认：{OFFERS}")
    before = _texts(rules, names[0])["value"]
    changed = (Change(field=names[0], before=before), Change(field="rev", before=request.rev))
    _write(request, rules, wanted, changed, staff, deps)
    return SaveReply(row=None, job=None)


def _rules(request: ReadRows | SaveRow | RetireRow, staff: Staff, deps: Deps) -> PlatformRules:
    allow(f"admin.{request.action}/{KIND}", Place(None), (KIND, KIND), staff, deps)
    if request.hospital_id != PLATFORM:
        raise Refused(Code.NOT_FOUND, NOTHING_THERE)
    return deps.store.catalogue.platform_rules()


def _texts(rules: PlatformRules, name: str) -> Values:
    return {"rule": name, "value": written(name, getattr(rules, name))}


def _view(rules: PlatformRules, name: str) -> RowView:
    """A rule and its version; one that is as it comes has none."""
    if getattr(rules, name) == getattr(DEFAULTS, name):
        return RowView(rev=None, values=_texts(rules, name))
    return row_view(_texts(rules, name))


def _stale(rules: PlatformRules, wanted: PlatformRules, name: str, deps: Deps) -> Refused:
    """Both values."""
    audit = deps.store.catalogue.platform_audit()
    last = deps.store.audit.get(audit) if audit else None
    return stale(_view(rules, name).rev, _texts(wanted, name), _texts(rules, name), last)


def _write(
    request: SaveRow | RetireRow,
    before: PlatformRules,
    after: PlatformRules,
    changed: tuple[Change, ...],
    staff: Staff,
    deps: Deps,
) -> None:
    catalogue = deps.store.catalogue
    deed = Deed(
        chain_of(None), f"admin.{request.action}/{KIND}", KIND, KIND, changed=changed,
        reason=request.reason or "", follows=catalogue.platform_audit(),
    )  # fmt: skip
    entry = on_record(deed, staff, deps)
    if not catalogue.change_platform_rules(before, after, entry.id):
        not_done(entry, staff, deps)
        raise Refused(Code.STALE, STALE if request.action == "save" else GONE)
