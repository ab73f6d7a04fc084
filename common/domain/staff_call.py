"""One call of a staff-facing function: by which door it came, and who is signed in there."""

from dataclasses import dataclass

from common.domain.actor import Door, Staff
from common.domain.errors import Code, Refused
from common.domain.staff import StaffMember

NOT_SIGNED_IN = {
    Door.PHONE: (Code.FORBIDDEN, "您还没有工作人员的角色。请先向医院管理员要邀请码"),
    Door.DESKTOP: (Code.UNAUTHENTICATED, "登录已结束，请重新扫码登录"),
}


@dataclass(frozen=True)
class StaffCall:
    """Who calls. `openid` is set by the phone, `agent` and `session_id` by a browser; `member` is who is signed in."""

    door: Door
    member: StaffMember | None = None
    openid: str = ""
    agent: str = ""
    session_id: str | None = None

    @property
    def who(self) -> StaffMember:
        """Who is signed in. Raises `Refused`: FORBIDDEN for a phone, UNAUTHENTICATED for a browser."""
        if self.member is None:
            raise Refused(*NOT_SIGNED_IN[self.door])
        return self.member

    @property
    def staff(self) -> Staff:
        """Who is signed in, as an actor. Raises `Refused` as `who`."""
        return Staff(self.who.id, self.who.grants, self.door, self.session_id)
