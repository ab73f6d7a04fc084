"""A hospital's notices and the platform's rules under proof: one changed, one taken out, and two hands at them."""

from typing import Any

from common.domain.rules.platform import PlatformRules
from common.importing.platform_rules import offers_agree
from proof.actions import Act
from proof.admin import ADMIN_PAIRS, ADMIN_SCENES, call
from proof.cuts import Scene, Wrong
from proof.races import Race
from proof.staff import staffed
from proof.world import World

_LATER = frozenset({"OK", "STALE", "BUSY"})
_DAYS = {"from_date": "2026-03-01", "until_date": "2099-12-31"}


def _saved(world: World) -> None:
    """There is a notice; both managers have it open."""
    staffed(world)
    world.facts["row"] = saves("甲")(world).row


def saves(heading: str, who: str = "mgr", text: str = "演示") -> Act:
    """A manager saves a notice: the one that they have open, else a new one."""

    def act(world: World) -> Any:
        row = world.facts.get("row")
        values = {**_DAYS, "heading": heading, "text": text}
        rev = row.rev if row else None
        return call(world, who, "save", kind="notice", hospital_id="h1", rev=rev, values=values)

    return act


def retires(who: str = "mgr") -> Act:
    """A manager takes the notice out."""
    return lambda world: call(
        world, who, "retire", kind="notice", hospital_id="h1", rev=world.facts["row"].rev, reason="演示"
    )  # fmt: skip


def _named(world: World) -> None:
    """The board names the entry of its last change; nothing that was told as done is missing."""
    raw = world.raw["notices"].find_one({"_id": "h1"})
    if raw is None:
        return
    entry = world.raw["audit"].find_one({"_id": raw["audit"]}) or {}
    if entry.get("object") != {"kind": "notice", "id": "h1"}:
        raise Wrong("the notices name no entry about them")
    about = [*world.raw["audit"].find({"object.id": "h1", "object.kind": "notice"})]
    taken_back = {each["of"] for each in about if each["outcome"] == "not_done"}
    done = {each["_id"] for each in about if each["outcome"] is None} - taken_back
    if raw["rev"] > len(done):
        raise Wrong(f"{raw['rev']} changes, {len(done)} entries that tell of one")


def _there(*headings: str) -> Any:
    def ends(world: World) -> None:
        _named(world)
        raw = world.raw["notices"].find_one({"_id": "h1"}) or {"notices": []}
        found = tuple(sorted(each["heading"] for each in raw["notices"]))
        if found not in {tuple(sorted(one)) for one in headings}:
            raise Wrong(f"the notices are {found}")

    return ends


def _heard(world: World, heard: str, _: Any) -> None:
    if heard == "OK":
        _there("乙")(world)


def sets(rule: str, value: str, who: str = "op") -> Act:
    """An operator sets a rule that nobody set before."""
    return lambda world: call(
        world, who, "save", kind="platform_rules", hospital_id="platform", rev=None,
        values={"rule": rule, "value": value},
    )  # fmt: skip


def _offers(world: World) -> None:
    """There is a time of day for offers, and the rules name the entry of their last change."""
    rules = world.store.catalogue.platform_rules()
    if not offers_agree(rules):
        raise Wrong(f"offers from {rules.offers_from} to {rules.offers_to}")
    audit = world.store.catalogue.platform_audit()
    if rules != PlatformRules() and (audit is None or world.store.audit.get(audit) is None):
        raise Wrong("the rules name no entry")


# All of the pages.
PAGE_SCENES: tuple[Scene, ...] = (
    *ADMIN_SCENES,
    Scene("a notice: the first saved", staffed, saves("乙"), _LATER, _heard, _there("乙", "")),
    Scene("a notice: changed", _saved, saves("乙"), _LATER, _heard, _there("甲", "乙")),
    Scene("a notice: taken out", _saved, retires(), _LATER, ends=_there("甲", "")),
    Scene("a rule of the platform: set", staffed, sets("offers_from", "13:00"), _LATER, ends=_offers),
)  # fmt: skip

PAGE_PAIRS: tuple[Race, ...] = (
    *ADMIN_PAIRS,
    Race("the first notices of two hands", staffed, (saves("甲"), saves("乙", "mgr2")), _LATER,
         ends=_there("甲", "乙", "甲乙")),
    Race("one notice, two pages", _saved, (saves("乙"), saves("丙", "mgr2")), _LATER, ends=_there("乙", "丙")),
    Race("two rules that are sound alone", staffed, (sets("offers_from", "13:00"), sets("offers_to", "12:00", "op2")),
         frozenset({"OK", "STALE", "BUSY", "BAD_REQUEST"}), ends=_offers),
    Race("a notice saved × taken out", _saved, (saves("乙"), retires("mgr2")), _LATER, ends=_there("乙", "")),
)  # fmt: skip
