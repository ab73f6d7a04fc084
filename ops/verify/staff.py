"""Staff: whatever was changed names the entry that tells of it (invariant 9), posts count who holds them, sessions have
an owner.
"""

from collections.abc import Iterator, Sequence

from common.domain.notice import NoticeBoard
from common.domain.staff import Invite, StaffMember, StaffSession, post_of
from ops.verify.findings import Finding, Moment
from ops.verify.look import Look, Raw

_NO_ENTRY = "its audit entry is not there, or tells of something else"


def check_staff(members: Sequence[StaffMember], look: Look, _: Moment) -> Iterator[Finding]:
    """Each change of a member has its entry; who was granted a post that must not fall vacant counts on it."""
    yield from missing_entries(
        "staff", {member.id: member.audit for member in members}, look, named=True
    )
    posts = {
        (member.id, post)
        for member in members
        if member.active
        for post in filter(None, map(post_of, member.grants))
    }
    known = look.parts("staff_posts", {post for _, post in posts}, ("holders",))
    for staff_id, post in sorted(posts):
        if staff_id not in known.get(post, {}).get("holders", ()):
            ids = {"staff": staff_id, "post": post}
            what = "somebody with a post is not counted on it"
            yield Finding("9", what, ids, ("staff", staff_id), allowed=True)


def check_invites(invites: Sequence[Invite], look: Look, _: Moment) -> Iterator[Finding]:
    """Each invitation has its entry."""
    yield from missing_entries("staff_invites", {each.id: each.audit for each in invites}, look)


def check_notices(boards: Sequence[NoticeBoard], look: Look, _: Moment) -> Iterator[Finding]:
    """Each hospital's notices have the entry of their last change."""
    audits = {board.id: board.audit or "" for board in boards}
    yield from missing_entries("notices", audits, look, named=True)


def check_sessions(sessions: Sequence[StaffSession], look: Look, _: Moment) -> Iterator[Finding]:
    """Each session has the entry of its login, and is somebody's."""
    yield from missing_entries(
        "staff_sessions", {each.id: each.audit for each in sessions}, look, named=True
    )
    owners = look.parts("staff", {each.staff_id for each in sessions}, ())
    for session in sessions:
        if session.staff_id not in owners:
            ids = {"collection": "staff_sessions", "id": session.id, "field": "staff_id"}
            what = "names something that is not in staff"
            yield Finding("reference", what, ids, ("staff_sessions", session.id))


def missing_entries(
    collection: str, audits: dict[str, str], look: Look, *, named: bool = False
) -> Iterator[Finding]:
    """Documents whose entry is missing; where it is `named`, also one that tells of another document."""
    found = look.parts("audit", audits.values(), ("object",))
    for identity, audit in audits.items():
        entry = found.get(audit)
        if entry is None or (named and _object_of(entry) != identity):
            ids = {"collection": collection, "id": identity, "audit": audit}
            yield Finding("9", _NO_ENTRY, ids, (collection, identity))


def _object_of(entry: Raw) -> object:
    """What an entry tells of, however the entry is spoilt."""
    told = entry.get("object")
    return told.get("id") if isinstance(told, dict) else None
