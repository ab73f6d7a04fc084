"""Whatever a document looks like, the programs say so in a line and go on; none ends in a traceback."""

import pytest

from ops.__main__ import main
from ops.stuck import lines, unreadable
from ops.stuck_items import items
from ops.verify.walk import COLLECTIONS, verify
from ops.verify.words import sentence
from tests.ops.test_programs import Environ, environ
from tests.ops.world import Db, World

__all__ = ["environ"]
_NONSENSE = ("nonsense", {"a": 1})


def _found(world: World) -> list[tuple[str, str]]:
    report = verify(world.db, world.service.clock, settled=True, sleep=lambda _: None)
    return [(finding.invariant, finding.what) for finding in report.violations]


@pytest.mark.parametrize("collection", [*COLLECTIONS, "audit", "audit_heads"])
def test_nonsense_in_any_field_is_no_traceback(world: World, collection: str) -> None:
    """In the newest document of a collection, field after field: missing, and of other kinds."""
    whole = world.db[collection].find_one(sort=[("_id", -1)])
    assert whole is not None, "put one into tests/ops/world.py"
    for field in [name for name in whole if name != "_id"]:
        without = {name: value for name, value in whole.items() if name != field}
        for spoiled in [without, *({**whole, field: nonsense} for nonsense in _NONSENSE)]:
            world.db[collection].replace_one({"_id": whole["_id"]}, spoiled)
            _look(world)
    world.db[collection].replace_one({"_id": whole["_id"]}, {})
    _look(world)


def _look(world: World) -> None:
    _found(world)
    list(lines(items(world.db)))
    list(unreadable(world.db))


def test_rules_of_a_hospital_that_do_not_read(world: World) -> None:
    world.db.hospitals.update_many({}, {"$set": {"rules": {"nonsense": 1}}})
    world.db.slots.update_many({}, {"$set": {"left": 1}})
    words = "a hospital's rules do not read: nonsense"
    assert ("7", words) in _found(world)
    assert sentence(words) == "医院的规则读不出来，出错的字段：nonsense"


def test_rules_of_the_platform_that_do_not_read_are_a_line_and_code_2(
    world: World, environ: Environ, capsys: pytest.CaptureFixture[str]
) -> None:
    world.db.settings.insert_one({"_id": "platform_rules", "hold_minutes": "a secret", "x": 1})
    environ(world.db, world.service.clock)
    assert main(["verify"]) == 2
    printed = capsys.readouterr()
    line = "异常 reference：读不出来，出错的字段：hold_minutes, x：settings platform_rules"
    assert line in printed.out.splitlines()
    assert "secret" not in printed.out + printed.err
    assert "Traceback" not in printed.err


def test_a_booking_that_does_not_read_is_a_line_of_stuck_and_code_2(
    world: World, environ: Environ, capsys: pytest.CaptureFixture[str]
) -> None:
    world.db.bookings.insert_one({"_id": "b-spoiled", "stuck": True, "openid": "o-secret"})
    environ(world.db)
    assert main(["stuck"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    line, _step = printed.err.splitlines()
    assert line.startswith("读不出来：bookings b-spoiled，出错的字段：")
    assert "secret" not in printed.out + printed.err


def test_an_entry_that_no_seat_reaches(world: World, db: Db) -> None:
    world.db.waitlist.update_one({"status": "waiting"}, {"$set": {"queue_no": 101}})
    assert ("5", "an entry waits where no seat reaches it") in _found(world)
