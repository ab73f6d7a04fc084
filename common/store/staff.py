"""staff: one document a staff member; staff_posts: who holds a post that must not fall vacant."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.errors import Code, Refused
from common.domain.grants import Grant
from common.domain.privacy import Cipher
from common.domain.staff import StaffMember, post_of
from common.store.collection import Raw, Sealer, plain, to_raw

SEALED = ("name",)
# More than a hospital's staff; a list is never read without an end.
LISTED = 500
_ROUNDS = 5


class Members:
    """Staff of the platform and of every hospital. Every change carries the audit entry that tells of it."""

    def __init__(self, database: Database[Raw], cipher: Cipher) -> None:
        self._staff = database["staff"]
        self._posts = database["staff_posts"]
        self._sealer = Sealer(cipher, "staff", SEALED)

    # --- reading

    def get(self, staff_id: str) -> StaffMember | None:
        """One of them."""
        return self._member(self._staff.find_one({"_id": staff_id}))

    def of_user(self, openid: str) -> StaffMember | None:
        """The staff member of a WeChat user."""
        return self._member(self._staff.find_one({"openid": openid}))

    def of_hospital(self, hospital_id: str | None) -> tuple[list[StaffMember], bool]:
        """Active staff with a grant (None: the platform's), by id; at most `LISTED`, and whether that is not all."""
        query = {"grants.hospital_id": hospital_id}
        found = list(self._staff.find(query).sort([("_id", 1)]).limit(LISTED + 1))
        members = (self._opened(raw) for raw in found[:LISTED])
        return [member for member in members if member.active], len(found) > LISTED

    def names_of(self, ids: Iterable[str]) -> dict[str, str]:
        """What some of them are called, active or not; who is not there is left out."""
        found = self._staff.find({"_id": {"$in": sorted(set(ids))}})
        return {member.id: member.name for member in map(self._opened, found)}

    def _member(self, raw: Raw | None) -> StaffMember | None:
        return self._opened(raw) if raw else None

    def _opened(self, raw: Raw) -> StaffMember:
        opened, unreadable = self._sealer.open(raw)
        return StaffMember.model_validate({**opened, "unreadable": unreadable})

    # --- writing

    def add(self, member: StaffMember) -> bool:
        """A new staff member; False when the WeChat user is one already."""
        raw = to_raw(member)
        del raw["unreadable"]
        try:
            self._staff.insert_one(self._sealer.seal(raw))
        except DuplicateKeyError:
            return False
        return True

    def accept(
        self, member: StaffMember, invite_id: str, name: str, grants: tuple[Grant, ...], audit: str
    ) -> bool:
        """Somebody known takes an invitation; False when it counted before, or when they changed since read."""
        query = {"_id": member.id, "rev": member.rev, "accepted": {"$ne": invite_id}}
        change: dict[str, Any] = {
            "$set": {"grants": plain(grants), "active": True, "audit": audit},
            "$push": {"accepted": invite_id},
            "$inc": {"rev": 1},
        }
        change["$set"] |= self._sealer.seal_fields(member.id, {"name": name}, member.openid)
        return self._staff.update_one(query, change).modified_count == 1

    def change(self, member: StaffMember, grants: tuple[Grant, ...], audit: str) -> bool:
        """Other grants, at once; False when somebody changed or disabled them since they were read."""
        query = {"_id": member.id, "rev": member.rev, "active": True}
        change = {"$set": {"grants": plain(grants), "audit": audit}, "$inc": {"rev": 1}}
        return self._staff.update_one(query, change).modified_count == 1

    def disable(self, member: StaffMember, now: datetime, audit: str) -> bool:
        """No grants and no sessions any more; False when they changed since they were read."""
        query = {"_id": member.id, "rev": member.rev, "active": True}
        change = {
            "$set": {"active": False, "grants": [], "signed_out_at": now, "audit": audit}, "$inc": {"rev": 1},
        }  # fmt: skip
        return self._staff.update_one(query, change).modified_count == 1

    # --- posts

    def hold(self, post: str, staff_id: str) -> None:
        """Count somebody among those who hold a post, after they were granted it."""
        change = {"$addToSet": {"holders": staff_id}, "$inc": {"rev": 1}}
        for _ in range(2):
            with suppress(DuplicateKeyError):  # two first holders at once
                self._posts.update_one({"_id": post}, change, upsert=True)
                return

    def let_go(self, post: str, staff_id: str) -> bool:
        """Count somebody no more, before the post is taken from them; False when nobody else holds it.

        Whoever gives a post up stops counting first, under the `rev` of all who hold it: of two who go at once the
        second sees that the first is going. Raises `Refused(BUSY)`.
        """
        for _ in range(_ROUNDS):
            raw = self._posts.find_one({"_id": post})
            others = [holder for holder in raw["holders"] if holder != staff_id] if raw else []
            if raw is None or not self._any_holds(post, others):
                return False
            query = {"_id": post, "rev": raw["rev"]}
            change = {"$pull": {"holders": staff_id}, "$inc": {"rev": 1}}
            if self._posts.update_one(query, change).modified_count == 1:
                return True
        raise Refused(Code.BUSY, "同时操作的人太多，没有办成，请再点一次")

    def _any_holds(self, post: str, holders: list[str]) -> bool:
        """Whether one of them was granted it and still has it: who counts may have lost it meanwhile."""
        found = self._staff.find({"_id": {"$in": holders}}, {"grants": 1, "active": 1})
        return any(
            raw["active"] and any(post_of(Grant.model_validate(each)) == post for each in raw["grants"])
            for raw in found
        )  # fmt: skip

    def holders(self, post: str) -> list[str]:
        """Who is counted on a post."""
        raw = self._posts.find_one({"_id": post})
        return list(raw["holders"]) if raw else []
