"""untold: who could not be told of a suspended clinic, masked, each once, however many there are."""

from typing import Any

import pytest

from common.domain.booking.effects import notify
from common.runtime import clock
from common.store.messages import UNTOLD, Sending
from ops import untold
from ops.__main__ import main
from ops.untold import line, missed
from tests.ops.world import World

DAY = "2026-03-04"


@pytest.fixture
def run(world: World, mongo_uri: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Any:
    """Start the program; exit code and all that was said."""
    monkeypatch.setenv("MONGO_URI", mongo_uri)
    monkeypatch.setenv("MONGO_DATABASE", world.db.name)
    monkeypatch.setattr(clock, "now", world.service.clock)

    def start(*words: str) -> tuple[int, str]:
        code = main(["untold", *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    return start


def _tell_in_vain(world: World, identity: str) -> None:
    """A suspension pushes its message; the patient never allowed one."""
    world.service.store.credits.erase(world.service.booking(identity).openid)
    effect = notify("clinic_suspended", world.service.clock())
    world.service.store.bookings.outbox.add(identity, effect)
    world.service.clock.pass_(seconds=30)
    world.service.sweep()


def test_whom_the_hospital_must_telephone(world: World, run: Any) -> None:
    assert run("h1", DAY) == (0, "没有没通知到的人\n")
    _tell_in_vain(world, world.confirmed)
    said = (
        f"停诊没通知到：预约 {world.confirmed}，测*员，2026年3月4日 08:00 内科 测甲；没有订阅这种消息\n"
        "    → 请医院打电话告诉就诊人\n"
    )
    assert run("h1", DAY) == (1, said)
    for other in (("h1", "2026-03-05"), ("h2", DAY)):
        assert run(*other) == (0, "没有没通知到的人\n")


def test_it_names_nobody_and_steers_no_terminal(world: World, run: Any) -> None:
    _tell_in_vain(world, world.confirmed)
    openid = world.service.booking(world.confirmed).openid
    change = {"$set": {"names.doctor": "测\x1b[2J"}}
    world.db["bookings"].update_one({"_id": world.confirmed}, change)
    _, said = run("h1", DAY)
    assert "\\x1b[2J" in said
    assert not any(secret in said for secret in ("测试员", openid, "13900000000", "\x1b"))


def test_a_long_list_is_read_to_its_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for identity in (world.confirmed, world.free, world.held):
        _tell_in_vain(world, identity)
    world.db["bookings"].delete_one({"_id": world.free})
    monkeypatch.setattr(untold, "BATCH", 2)
    found = list(missed(world.db, "h1", DAY))
    wanted = sorted([world.confirmed, world.free, world.held])
    assert [each.untold.booking_id for each in found] == wanted
    gone = next(each for each in found if each.booking is None)
    assert line(gone).startswith(f"停诊没通知到：预约 {world.free}；没有订阅这种消息")


def test_every_reason_has_its_words() -> None:
    assert set(untold._WHY) == set(UNTOLD) == set(Sending) - {Sending.SENT, Sending.SENDING}
