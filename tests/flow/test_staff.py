"""Staff over HTTP: invited, accepted by the phone, signed in at a desktop by scanning, disabled and out."""

from typing import Any

import httpx
import pytest

from common.domain.staff import hash_of
from tests.flow.world import World
from tools.phone import Json, Phone

VERIFIER = "v" * 43


class Browser:
    """A desktop browser on the emulator's own page; it keeps our cookie as a browser would."""

    def __init__(self, address: str) -> None:
        self._address, self.cookie = address, ""

    def ask(self, action: str, *, origin: str = "", **data: Any) -> tuple[int, Json]:
        """Status and envelope of one call."""
        headers = {"Origin": origin or self._address, "User-Agent": "Invented/1.0"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        response = httpx.post(
            f"{self._address}/api/staff",
            json={"action": action, **data},
            headers=headers,
            timeout=60,
        )
        given = response.headers.get("set-cookie")
        if given:
            assert given.startswith("__Host-staff=")
            assert "; Secure; HttpOnly; SameSite=Strict" in given
            self.cookie = given.partition(";")[0]
        assert response.headers["cache-control"] == "no-store"
        return response.status_code, response.json()


@pytest.fixture
def browser(world: World) -> Browser:
    return Browser(world.emulator.address)


def _staff(world: World, role: str, hospital_id: str | None = "demo-a") -> Phone:
    for person in world.emulator.get("/_emulator/staff")["staff"]:
        if (person["role"], person["hospital_id"]) == (role, hospital_id):
            return Phone(world.emulator, person["openid"])
    raise AssertionError(f"nobody is {role} of {hospital_id}")


def test_the_demo_has_somebody_of_each_role(world: World) -> None:
    staff = world.emulator.get("/_emulator/staff")["staff"]
    roles = {(person["role"], person["hospital_id"]) for person in staff}
    hospitals = {person["hospital_id"] for person in staff} - {None}
    assert len(hospitals) == 3
    assert roles == {("operator", None)} | {
        (role, each) for role in ("manager", "desk", "doctor", "auditor") for each in hospitals
    }
    for person in staff:
        me = Phone(world.emulator, person["openid"]).ok("staff", action="me")["staff"]
        assert [grant["role"] for grant in me["grants"]] == [person["role"]]


def test_from_the_invitation_to_the_end(world: World, browser: Browser) -> None:
    manager, new = _staff(world, "manager"), Phone(world.emulator, world.openid())
    assert new.ok("staff", action="me") == {"staff": None}
    wish = {"role": "desk", "hospital_id": "demo-a", "name": "虚构前台"}
    invited = manager.ok("staff", action="invite", idempotency_key="tap-flow-1", **wish)
    member = new.ok("staff", action="accept", code=invited["code"])["staff"]

    status, start = browser.ask("login_start", verifier_hash=hash_of(VERIFIER))
    assert (status, start["code"]) == (200, "OK")
    shown = start["data"]
    seen = new.ok("staff", action="login_look", ticket=shown["ticket"])
    assert (seen["agent"], shown["match"] in seen["choices"]) == ("Invented/1.0", True)
    finish = {"ticket": shown["ticket"], "verifier": VERIFIER}
    waits = browser.ask("login_finish", **finish)
    assert (waits[0], waits[1]["data"], browser.cookie) == (200, {"waiting": True}, "")
    new.ok("staff", action="login_confirm", ticket=shown["ticket"], match=shown["match"])
    assert browser.ask("login_finish", **finish)[1]["data"]["staff"]["id"] == member["id"]
    assert browser.ask("me")[1]["data"]["staff"]["name"] == "虚构前台"
    assert browser.ask("list", hospital_id="demo-a")[1]["code"] == "FORBIDDEN"
    assert browser.ask("list", hospital_id="demo-b")[1]["code"] == "NOT_FOUND"

    manager.ok("staff", action="disable", staff_id=member["id"], reason="试用结束")
    assert browser.ask("me")[1]["message"] == "登录已结束，请重新扫码登录"
    refused = new.call("staff", action="sessions")
    assert (refused["code"], refused["message"]) == (
        "FORBIDDEN", "您还没有工作人员的角色。请先向医院管理员要邀请码",
    )  # fmt: skip
    assert world.verify()["ok"], world.verify()["violations"]


def test_the_function_is_a_route_of_its_own(world: World, browser: Browser) -> None:
    """What the guard of the emulator lets through reaches the function: another page never does."""
    foreign = httpx.post(
        f"{world.emulator.address}/api/staff", json={"action": "me"}, headers={"Origin": "https://evil.example"},
    )  # fmt: skip
    assert foreign.status_code == 403
    bare = httpx.post(f"{world.emulator.address}/api/staff", json={"action": "me"}, timeout=60)
    assert (bare.status_code, bare.json()["message"]) == (403, "请从医院工作台的页面操作")
    assert browser.ask("me")[0] == 401
