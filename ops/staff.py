"""staff: the first operator of the platform, and what only a maintainer can do when nobody else can.

Everything is put on record in the audit log, as done by a program.
"""

from argparse import ArgumentParser, Namespace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from common.contracts.staff import Reason, StaffName
from common.domain.business_time import spoken
from common.domain.errors import Refused
from common.domain.privacy import LoggableError
from common.domain.staff import StaffMember, check_reason
from common.protocol.deps import Deps
from common.runtime import ids, wiring
from common.store.staff import Members
from common.usecases.staff_changes import disable
from common.usecases.staff_invites import new_invite
from ops.environment import known
from ops.program import ACTOR, OPERATOR
from ops.words import with_step


class NotDone(LoggableError):
    """What was asked may not be, in the words of the service."""


def add_options(parser: ArgumentParser) -> None:
    """The three things to do with staff."""
    verbs = parser.add_subparsers(dest="action", required=True, metavar="动作")
    new = verbs.add_parser("invite", help="打印一个邀请码，24 小时内用一次")
    new.add_argument("--operator", action="store_true", required=True, help="邀请一位平台运营")
    new.add_argument("--name", required=True, help="称呼，会加密保存")
    listed = verbs.add_parser("list", help="列出平台运营；加 --hospital 列出一家医院的")
    listed.add_argument("--hospital", help="医院编号")
    gone = verbs.add_parser("disable", help="停用一个人：角色和登录立即失效")
    gone.add_argument("staff_id", help="工作人员编号，见 staff list")
    gone.add_argument("--reason", required=True, help="原因，会留在操作记录里")


def run(options: Namespace) -> int:
    """Invite, list and disable. Ids and roles are printed, never a name."""
    deps = wiring.wire(known("DATA_KEYS"))
    try:
        return {"invite": _invite, "list": _list, "disable": _disable}[options.action](
            options, deps
        )
    except Refused as refused:
        raise NotDone(refused.message) from None


def _invite(options: Namespace, deps: Deps) -> int:
    name = _checked(options.name, StaffName, "--name 要写 1 到 50 个字")
    given = new_invite(OPERATOR, name, ids.document_id(), ACTOR, deps)
    words = f"邀请码：{given.code}，{spoken(given.expires_at)} 前用一次有效"
    print(with_step(words, "让他本人在小程序里输入；这个码只显示这一次"))
    return 0


def _list(options: Namespace, deps: Deps) -> int:
    found, more = deps.store.staff.of_hospital(options.hospital)
    for member in found:
        print(f"{member.id}：{_roles(member, options.hospital)}")
    print(f"{len(found)} 人" + ("，只列出了这些，还有更多" if more else ""))
    return 0


def _roles(member: StaffMember, hospital: str | None) -> str:
    here = (grant for grant in member.grants if grant.hospital_id == hospital)
    return "、".join(sorted(grant.role.value for grant in here))


def _disable(options: Namespace, deps: Deps) -> int:
    reason = check_reason(_checked(options.reason, Reason, "--reason 要写 2 到 200 个字"))
    members: Members = deps.store.staff
    target = members.get(options.staff_id)
    if target is None or not target.active:
        raise NotDone(f"没有这个工作人员，或已停用：{options.staff_id}")
    disable(target, reason, ACTOR, deps)
    print(f"已停用：{target.id}")
    return 0


def _checked(text: str, kind: Any, problem: str) -> str:
    try:
        return str(TypeAdapter(kind).validate_python(text))
    except ValidationError:
        raise NotDone(problem) from None
