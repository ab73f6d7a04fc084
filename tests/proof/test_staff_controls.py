"""The controls of the staff's races: with a guard taken out, each must end badly."""

from collections.abc import Callable
from typing import Any

import pytest

from common.domain.staff import LoginState
from common.runtime.crypto import DerivedSigner, FieldCipher
from common.store.staff import Members
from common.store.staff_invites import Invites
from common.store.staff_logins import Logins
from proof.races import try_race
from proof.staff import STAFF_PAIRS
from proof.world import World
from tests.support.service import KEYS

Careless = Callable[[World], Any]


class CarelessInvites(Invites):
    """Looks, then writes."""

    def use(self, invite_id: str, openid: str, now: Any) -> bool:
        self._invites.update_one({"_id": invite_id}, {"$set": {"used_by": openid}})
        return True


class CarelessLogins(Logins):
    """Looks, then writes."""

    def finish(self, login_id: str, verifier_hash: str, now: Any) -> bool:
        self._logins.update_one({"_id": login_id}, {"$set": {"state": "finished"}})
        return True


class CarelessRefusals(Logins):
    """Looks, then writes."""

    def refuse(self, login_id: str, staff_id: str) -> bool:
        login = self.get(login_id)
        if login is None or login.state is LoginState.FINISHED:
            return False
        self._logins.update_one({"_id": login_id}, {"$set": {"state": "ended"}})
        return True


class CarelessMembers(Members):
    """Looks who else is there, then writes."""

    def let_go(self, post: str, staff_id: str) -> bool:
        others = [holder for holder in self.holders(post) if holder != staff_id]
        if not self._any_holds(post, others):
            return False
        self._posts.update_one({"_id": post}, {"$pull": {"holders": staff_id}})
        return True


CONTROLS: dict[str, tuple[str, Careless, str]] = {
    "one code × two phones": (
        "staff_invites", lambda w: CarelessInvites(w.intercepted, FieldCipher(KEYS), DerivedSigner(KEYS)),
        "2 took one code",
    ),
    "two browsers with one verifier": ("staff_logins", lambda w: CarelessLogins(w.intercepted), "2 sessions"),
    "refuse × finish": ("staff_logins", lambda w: CarelessRefusals(w.intercepted), "ended, and 1 sessions"),
    "two who are disabled, the last two managers": (
        "staff", lambda w: CarelessMembers(w.intercepted, FieldCipher(KEYS)), "0 managers are left",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTROLS)
def test_without_its_guard_a_race_ends_badly(world: World, name: str) -> None:
    place, careless, told = CONTROLS[name]
    race = next(race for race in STAFF_PAIRS if race.name == name)
    race.begin(world)
    store = world.deps.store
    good = getattr(store, place)
    store.__dict__[place] = careless(world)
    try:
        raced = try_race(world, race, 8)
    finally:
        store.__dict__[place] = good
    assert any(told in wrong for wrong in raced.wrong), raced
