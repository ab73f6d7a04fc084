"""The steps of CONTRIBUTING.md, taken in a copy of the tree: what is forgotten, the type check tells."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NO_BRANCH = re.compile(r'Argument 1 to "assert_never" has incompatible type "(\w+)"')


class Tree:
    """A copy of the layer and the functions, and how it fares under the type check."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("common", "functions"):
            shutil.copytree(ROOT / name, folder / name)
        shutil.copy(ROOT / "pyproject.toml", folder)
        self.changed: set[str] = set()

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a piece of a file; `old` must be there."""
        path = self.folder / file
        text = path.read_text()
        assert old in text, (file, old)
        path.write_text(text.replace(old, new, 1))
        self.changed.add(file)

    def add(self, file: str, text: str) -> None:
        """A new file."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.changed.add(file)

    def put_back(self) -> None:
        """As the sources are."""
        for file in self.changed:
            source = ROOT / file
            if source.exists():
                shutil.copy(source, self.folder / file)
            else:
                (self.folder / file).unlink()
        self.changed.clear()

    def type_check(self, *more: str) -> str:
        """What mypy says; empty when it is content."""
        command = [sys.executable, "-m", "mypy", "--no-error-summary", "common", *more]
        return subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False
        ).stdout


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    tree = Tree(tmp_path_factory.mktemp("tree"))
    assert tree.type_check() == ""
    return tree


@pytest.fixture
def tree(copied: Tree):
    yield copied
    copied.put_back()


def _append(tree: Tree, file: str, text: str) -> None:
    path = tree.folder / file
    tree.edit(file, path.read_text(), path.read_text() + text)


def test_an_action_without_a_branch_is_told(tree: Tree) -> None:
    contract = "common/contracts/account.py"
    tree.edit(
        contract,
        "AnyAccountRequest = AcceptConsent",
        "AnyAccountRequest = ListDevices | AcceptConsent",
    )
    tree.edit(
        contract,
        "class EraseAccount(",
        'class ListDevices(Request):\n    action: Literal["devices"]\n\n\nclass EraseAccount(',
    )
    assert NO_BRANCH.findall(tree.type_check()) == ["ListDevices"]


def test_a_verb_of_the_staff_without_a_branch_is_told(tree: Tree) -> None:
    contract = "common/contracts/staff.py"
    tree.edit(
        contract,
        "AnyDesktopStaffRequest = (\n    AskMe |",
        "AnyDesktopStaffRequest = (\n    RenameStaff | AskMe |",
    )
    tree.edit(
        contract,
        "class DisableStaff(",
        'class RenameStaff(Request):\n    action: Literal["rename"]\n\n\nclass DisableStaff(',
    )
    said = tree.type_check()
    assert re.search(r'to "_by_either" has incompatible type "[^"]*RenameStaff', said), said


def test_a_new_effect_is_one_class_one_executor_and_one_branch(tree: Tree) -> None:
    effects = "common/domain/booking/effects.py"
    tree.edit(
        effects,
        "AnyEffect = (\n    Expire\n",
        'class TellHospital(Effect):\n    kind: Literal["tell_hospital"] = "tell_hospital"\n'
        "    hospital_id: str\n\n\nAnyEffect = (\n    TellHospital\n    | Expire\n",
    )
    assert NO_BRANCH.findall(tree.type_check()) == ["TellHospital"]
    tree.add(
        "common/protocol/hospital.py",
        "from common.domain.booking.effects import Effects, TellHospital\n"
        "from common.protocol.work import Work\n\n\n"
        "def tell(effect: TellHospital, work: Work) -> Effects:\n"
        '    work.deps.log.info("told", hospital_id=effect.hospital_id)\n    return ()\n',
    )
    runner = "common/protocol/effects.py"
    tree.edit(
        runner,
        "import claims, entries, expire, notify",
        "import claims, entries, expire, hospital, notify",
    )
    tree.edit(runner, "    SendRefund,\n)", "    SendRefund,\n    TellHospital,\n)")
    tree.edit(
        runner,
        "        case _:\n            assert_never(effect)",
        "        case TellHospital():\n            return hospital.tell(effect, work)\n"
        "        case _:\n            assert_never(effect)",
    )
    assert tree.type_check() == ""
    assert len(tree.changed) == 3


def test_a_new_move_is_one_function_and_one_that_calls_it(tree: Tree) -> None:
    _append(
        tree,
        "common/domain/booking/moves.py",
        "\n\ndef on_check_in(booking: Booking, actor: Actor, now: datetime) -> Move:\n"
        "    return Move(\n"
        "        leaves=Status.CONFIRMED, becomes=Status.CHECKED_IN, actor=actor,\n"
        '        why="checked in", at=now,\n    )\n',
    )
    tree.add(
        "common/usecases/check_in.py",
        "from common.domain.actor import WeChatUser\n"
        "from common.domain.booking.model import Booking\n"
        "from common.domain.booking.moves import on_check_in\n"
        "from common.protocol.deps import Deps\n\n\n"
        "def check_in(booking: Booking, caller: WeChatUser, deps: Deps) -> bool:\n"
        "    return deps.store.bookings.apply(booking, on_check_in(booking, caller, deps.clock()))\n",
    )
    assert tree.type_check() == ""
    assert len(tree.changed) == 2


def test_a_new_guard_of_moves_needs_its_condition(tree: Tree) -> None:
    tree.edit(
        "common/domain/booking/move.py",
        "    HOLD_RUNS =",
        '    SEEN = "it was seen"\n    HOLD_RUNS =',
    )
    assert "assert_never" in tree.type_check()


def test_a_new_actor_is_asked_whose_side_it_is_on(tree: Tree) -> None:
    actor = "common/domain/actor.py"
    tree.edit(
        actor,
        "Actor = WeChatUser | Staff | System",
        "@dataclass(frozen=True)\nclass Partner:\n    id: str\n\n\nActor = WeChatUser | Staff | System | Partner",
    )
    said = tree.type_check()
    assert '"Partner"' in said
    assert 'has no attribute "side"' in said


CALLER = '''
"""Calls of a partner's system, known by a signature."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from common.entry import http, identity
from common.entry.call import Call, plain
from common.entry.needs import Handler, handler
from common.runtime import settings

if TYPE_CHECKING:
    from pydantic import BaseModel

    from common.protocol.deps import Deps

Use: TypeAlias = "Callable[[str, Deps], BaseModel]"


def partner_call(*needs: tuple[str, ...]) -> Callable[[Callable[[], Use]], Handler]:
    def decorate(resolve: Callable[[], Use]) -> Handler:
        use_of = functools.cache(resolve)

        @handler(*needs)
        def main_handler(event: Any, context: Any) -> dict[str, Any]:
            call = Call(context)
            identity.require_http(call.context)
            deps = call.deps(settings.current(main_handler.settings))
            return plain(use_of()(http.request_of(event).path, deps))

        return main_handler

    return decorate
'''
FUNCTION = '''
"""partner: what a partner's system asks."""

from common.entry.partner import Use, partner_call


@partner_call()
def main_handler() -> Use:
    from common.usecases.partner import partner

    return partner
'''
USE_CASE = '''
"""partner: one hospital."""

from common.domain.catalogue import Hospital
from common.domain.errors import Code, Refused
from common.protocol.deps import Deps


def partner(path: str, deps: Deps) -> Hospital:
    hospital = deps.store.catalogue.hospital(path.rpartition("/")[2])
    if hospital is None:
        raise Refused(Code.NOT_FOUND, "没有找到")
    return hospital
'''


def test_a_new_caller_is_one_entry_one_function_and_its_use_case(tree: Tree) -> None:
    tree.add("common/entry/partner.py", CALLER)
    tree.add("common/usecases/partner.py", USE_CASE)
    tree.add("functions/partner/index.py", FUNCTION)
    assert tree.type_check() == ""
    assert tree.type_check("functions/partner/index.py") == ""
    assert len(tree.changed) == 3
