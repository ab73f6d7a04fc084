"""The staff under proof: where their stories begin, what they do, each cut and each race of their writes.

Tests of use cases have the same people (`tests.support.staff`): an operator, managers, a desk.
"""

from typing import Any

from common.domain.grants import Grant
from proof.actions import Act
from proof.cuts import Ends, Scene, Wrong
from proof.races import Race
from proof.world import World
from tests.support.staff import VERIFIER, Office, asked, desk_of, doctor_of, manager_of

_OK = frozenset({"OK"})
_TAP = "tap-00000001"


def _office(world: World) -> Office:
    return Office(world.service, world.deps)


# --- where it begins


def operated(world: World) -> None:
    """An operator, and a hospital of whose staff nothing was done yet: its chain has no entry."""
    _office(world).operator("op")


def staffed(world: World) -> None:
    """Two operators, two managers of one hospital, and somebody at its desk."""
    office = _office(world)
    office.operator("op")
    office.operator("op2")
    for who in ("mgr", "mgr2"):
        office.hire("op", who, manager_of())
    office.hire("mgr", "desk", desk_of())
    _remember(world, office)


def _remember(world: World, office: Office) -> None:
    for who in ("op", "op2", "mgr", "mgr2", "desk"):
        member = office.member(who)
        world.facts[who], world.facts[f"{who} rev"] = member.id, member.rev


def invited(world: World) -> None:
    """Somebody new has a code for the desk."""
    staffed(world)
    world.facts["code"] = _office(world).invited("mgr", desk_of(), _TAP)


def invited_manager(world: World) -> None:
    """Somebody new has a code for a manager."""
    staffed(world)
    world.facts["code"] = _office(world).invited("op", manager_of(), _TAP)


def invited_again(world: World) -> None:
    """Somebody of the desk has a code for one role more."""
    staffed(world)
    world.facts["code"] = _office(world).invited("mgr", doctor_of(), _TAP)


def login_started(world: World) -> None:
    """A browser shows its code."""
    staffed(world)
    shown = _office(world).started()
    world.facts["ticket"], world.facts["match"] = shown.ticket, shown.match


def login_confirmed(world: World) -> None:
    """The phone of the desk has confirmed it."""
    login_started(world)
    confirms()(world)


# --- what they do


def invites(world: World) -> Any:
    """The manager invites somebody for the desk."""
    return _office(world).invited("mgr", desk_of(), _TAP)


def invites_first(world: World) -> Any:
    """The operator invites a hospital's first manager: the first entry of its chain."""
    return _office(world).invited("op", manager_of(), _TAP)


def accepts(openid: str) -> Act:
    """A phone takes the code."""
    return lambda world: _office(world).phone(openid, "accept", code=world.facts["code"])


def changes(by: str, whom: str, *grants: Grant) -> Act:
    """Somebody gets other grants, on what was seen at the beginning."""
    return lambda world: _office(world).phone(
        by, "change", staff_id=world.facts[whom], rev=world.facts[f"{whom} rev"],
        grants=[asked(grant) for grant in grants], reason="岗位变动",
    )  # fmt: skip


def disables(by: str, whom: str) -> Act:
    """Somebody is disabled."""
    return lambda world: _office(world).phone(
        by, "disable", staff_id=world.facts[whom], reason="离职"
    )


def starts(world: World) -> Any:
    """A browser begins to sign in."""
    return _office(world).started()


def confirms(who: str = "desk", *, right: bool = True) -> Act:
    """A phone chooses a number."""

    def act(world: World) -> Any:
        match = world.facts["match"]
        chosen = match if right else ("11" if match != "11" else "12")
        return _office(world).phone(
            who, "login_confirm", ticket=world.facts["ticket"], match=chosen
        )

    return act


def finishes(world: World) -> Any:
    """The browser takes its session."""
    ticket = world.facts["ticket"]
    return _office(world).browser(None, "login_finish", ticket=ticket, verifier=VERIFIER)


def refuses(world: World) -> Any:
    """The phone of the desk says that it is not theirs."""
    return _office(world).phone("desk", "login_refuse", ticket=world.facts["ticket"])


# --- how it ends


def _must(true: bool, what: str) -> None:
    if not true:
        raise Wrong(what)


def _has(openid: str, *grants: Grant) -> Ends:
    def ends(world: World) -> None:
        member = world.store.staff.of_user(openid)
        _must(member is not None and member.active, f"{openid} is no staff")
        _must(member.grants == grants, f"{openid} has {member.grants}")  # type: ignore[union-attr]

    return ends


def _gone(who: str) -> Ends:
    def ends(world: World) -> None:
        member = world.store.staff.get(world.facts[who])
        _must(member is not None and not member.active and not member.grants, f"{who} is there")

    return ends


def _one_took_it(world: World) -> None:
    taken = world.raw["staff"].count_documents({"openid": {"$in": ["new", "other"]}})
    _must(taken == 1, f"{taken} took one code")


def _once(world: World) -> None:
    member = world.raw["staff"].find_one({"openid": "new"})
    _must(member is not None, "nobody took the code")
    _must(len(member["grants"]) == len(member["accepted"]) == 1, "it counted twice")  # type: ignore[index]


def _sessions(most: int, least: int = 0) -> Ends:
    def ends(world: World) -> None:
        found = world.raw["staff_sessions"].count_documents({})
        _must(least <= found <= most, f"{found} sessions")

    return ends


def _signed_in(world: World, heard: str, _: Any) -> None:
    """OK: the session is there. Whoever finished before the cut, and was not told, has it or scans again."""
    if heard == "OK":
        _sessions(1, 1)(world)


def _refused_or_in(world: World) -> None:
    """Who is told that it was refused finds nobody signed in."""
    login = world.raw["staff_logins"].find_one({})
    _must(login is not None, "there is no login")
    found = world.raw["staff_sessions"].count_documents({})
    known = {"ended": 0, "finished": 1}.get(login["state"])  # type: ignore[index]
    _must(known == found, f"{login['state']}, and {found} sessions")  # type: ignore[index]


def _managed(least: int = 1) -> Ends:
    def ends(world: World) -> None:
        query = {"active": True, "grants.role": "manager", "grants.hospital_id": "h1"}
        found = world.raw["staff"].count_documents(query)
        _must(found >= least, f"{found} managers are left")

    return ends


def _one_invitation(world: World) -> None:
    found = world.raw["staff_invites"].count_documents({"used_by": None})
    _must(found == 1, f"{found} invitations")


_BUSY = frozenset({"OK", "BUSY"})
_ONCE = frozenset({"OK", "BAD_STATE"})
_NONE_LEFT = frozenset({"OK", "BAD_STATE", "BUSY"})
_FASTER = frozenset({"OK", "STALE", "NOT_FOUND", "BUSY"})

STAFF_SCENES: tuple[Scene, ...] = (
    Scene("staff: invite", staffed, invites, ends=_one_invitation),
    Scene("staff: invite, a hospital's first", operated, invites_first, ends=_one_invitation),
    Scene("staff: accept", invited, accepts("new"), ends=_has("new", desk_of())),
    Scene("staff: accept, as a manager", invited_manager, accepts("new"), ends=_has("new", manager_of())),
    Scene("staff: accept, one role more", invited_again, accepts("desk"), ends=_has("desk", desk_of(), doctor_of())),
    Scene("staff: change", staffed, changes("mgr", "desk", doctor_of()), ends=_has("desk", doctor_of())),
    Scene("staff: change, a manager no more", staffed, changes("op", "mgr2"), ends=_has("mgr2")),
    Scene("staff: change, into a manager", staffed, changes("op", "desk", manager_of()),
          ends=_has("desk", desk_of(), manager_of())),
    Scene("staff: disable", staffed, disables("mgr", "desk"), ends=_gone("desk")),
    Scene("staff: disable a manager", staffed, disables("op", "mgr2"), ends=_gone("mgr2")),
    Scene("staff: sign in, begin", staffed, starts),
    Scene("staff: sign in, confirm", login_started, confirms()),
    Scene("staff: sign in, refuse", login_confirmed, refuses, ends=_sessions(0)),
    Scene("staff: sign in, finish", login_confirmed, finishes, _ONCE, _signed_in, _sessions(1)),
)  # fmt: skip

STAFF_PAIRS: tuple[Race, ...] = (
    Race("one code × two phones", invited, (accepts("new"), accepts("other")), frozenset({"OK", "NOT_FOUND", "BUSY"}),
         ends=_one_took_it),
    Race("one code, two taps", invited, (accepts("new"), accepts("new")), _BUSY, ends=_once),
    Race("two copies of one invitation", staffed, (invites, invites), _BUSY, ends=_one_invitation),
    Race("change × change", staffed, (changes("mgr", "desk", doctor_of()), changes("mgr2", "desk", doctor_of("d2"))),
         frozenset({"OK", "STALE", "BUSY"})),
    Race("change × disable", staffed, (changes("mgr", "desk", doctor_of()), disables("mgr2", "desk")), _FASTER),
    Race("two who are disabled, the last two managers", staffed, (disables("op", "mgr"), disables("op2", "mgr2")),
         _NONE_LEFT, ends=_managed()),
    Race("a manager no more × disable the other", staffed, (changes("op", "mgr"), disables("op2", "mgr2")), _NONE_LEFT,
         ends=_managed()),
    Race("into a manager × disable", staffed, (changes("op", "desk", manager_of()), disables("op2", "desk")), _FASTER,
         ends=_managed(2)),
    Race("two browsers with one verifier", login_confirmed, (finishes, finishes), _ONCE, ends=_sessions(1, 1)),
    Race("confirm × finish", login_started, (confirms(), finishes), ends=_sessions(1)),
    Race("the right number × a wrong one", login_started, (confirms(), confirms("mgr", right=False)), _ONCE),
    Race("refuse × confirm", login_started, (refuses, confirms()), _ONCE, ends=_refused_or_in),
    Race("refuse × finish", login_confirmed, (refuses, finishes), _ONCE, ends=_refused_or_in),
    Race("finish × disable", login_confirmed, (finishes, disables("mgr", "desk")), _NONE_LEFT, ends=_sessions(1)),
)  # fmt: skip
