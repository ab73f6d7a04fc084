"""An apply that is cut off, or loses its connection, at every call: the next run makes it good."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

from deploy.bucket import Bucket
from deploy.cloud import Cloud
from tests.deploy.apply_samples import HANDLER_2
from tests.deploy.cloud.server import CloudSimulator
from tests.deploy.cloud.signature import Refused
from tests.deploy.conftest import (
    ENV_ID,
    SECRET_ID,
    SECRET_KEY,
    Maintainer,
    Project,
)


class Cut(BaseException):
    """The machine goes off."""


def cutting(account: CloudSimulator, number: int, *, after: bool) -> type[Cloud]:
    """A cloud whose user is gone at its n-th call: before it, or after its effect."""

    class CutCloud(Cloud):
        calls = 0

        def _once(self, service: str, action: str, params: dict[str, Any]) -> dict[str, Any]:
            try:
                return CutCloud.counted(lambda: account.direct(service, action, params))
            except Refused as error:
                raise TencentCloudSDKException(error.code, error.message, "direct") from None

        @classmethod
        def counted(cls, work: Callable[[], Answer]) -> Answer:
            """One call, of the API or of the object storage, or none any more."""
            cls.calls += 1
            if cls.calls == number and not after:
                raise Cut
            try:
                return work()
            finally:
                if cls.calls == number:
                    raise Cut

    return CutCloud


def through(cut: type[Cloud], patch: pytest.MonkeyPatch) -> type[Cloud]:
    """Let requests to the object storage be counted and cut with the API's."""
    patch.setattr(Bucket, "_send", lambda self, request: cut.counted(lambda: _SEND(self, request)))
    return cut


NEVER = 0
Answer = TypeVar("Answer")
_SEND = Bucket._send


def losing(lost: int, mode: str) -> Callable[[int, str], str | None]:
    """A day on which the connection of one call is lost."""
    return lambda number, action: mode if number == lost else None


class Start:
    """An account and a record to start from, the project as it shall become, and how it ends."""

    def __init__(self, project: Project, folder: Path, *, update: bool) -> None:
        self.folder = folder
        with CloudSimulator(ENV_ID, SECRET_ID, SECRET_KEY) as account:
            first = Maintainer(account, folder / "first")
            if update:
                first.apply(project)
                _change_everything(project)
            self.project = project.finished()
            (folder / "first").mkdir(exist_ok=True)
            self._kept = copy.deepcopy((account.scf, account.tcb, account.objects))
            shutil.copytree(folder / "first", folder / "kept")
            account.calls.clear()
            first.apply(self.project, prune=True)
            self.end = copy.deepcopy(account.snapshot())
            self.calls = len(account.calls)

    def put(self, account: CloudSimulator, name: str) -> Path:
        """Bring an account to the start; the folder of a fresh copy of the record."""
        account.scf, account.tcb, account.objects = copy.deepcopy(self._kept)
        return Path(shutil.copytree(self.folder / "kept", self.folder / name))


def _change_everything(project: Project) -> None:
    project.write("book", HANDLER_2)
    project.page("index.html", "<script src=/staff/assets/a-2.js></script>")
    project.page("assets/a-2.js", "2")
    (project.root / "built/assets/a-1.js").unlink()
    (project.root / "shared" / "more.py").write_text("MORE = 1\n")
    project.edit("MemorySize: 256", "MemorySize: 512")
    project.edit("Path: /pay/notify", "Path: /pay/notice")
    text = (project.root / "template.yaml").read_text("utf-8")
    (project.root / "template.yaml").write_text(text[: text.index("    sweep:")], "utf-8")


@pytest.mark.parametrize("update", [False, True], ids=["first", "update_and_prune"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after_effect"])
def test_an_apply_cut_at_every_call_ends_in_the_same_state(
    after: bool,
    update: bool,
    project: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    start = Start(project, tmp_path, update=update)
    for number in range(1, start.calls + 1):
        with CloudSimulator(ENV_ID, SECRET_ID, SECRET_KEY) as account:
            folder = start.put(account, f"cut-{number}")
            cut = through(cutting(account, number, after=after), monkeypatch)
            with pytest.raises(Cut):
                Maintainer(account, folder, cut).apply(start.project, prune=True)
            again = through(cutting(account, NEVER, after=after), monkeypatch)
            Maintainer(account, folder, again).apply(start.project, prune=True)
            assert account.snapshot() == start.end, f"cut at call {number}"
    with capsys.disabled():
        which = "an update with deletions" if update else "a first apply"
        print(
            f"\n  {which} cut at each of {start.calls} calls ({'after' if after else 'before'} it)"
        )


@pytest.mark.parametrize("after", [False, True], ids=["lost_request", "lost_answer"])
def test_a_connection_lost_at_every_call_is_made_good_by_the_same_run(
    after: bool, project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start = Start(project, tmp_path, update=False)
    mode = "drop_after" if after else "drop"
    for lost in range(1, start.calls + 1):
        with CloudSimulator(ENV_ID, SECRET_ID, SECRET_KEY) as account:
            account.bad_day = losing(lost, mode)
            Maintainer(account, tmp_path / f"lost-{lost}").apply(start.project)
            assert account.snapshot() == start.end, f"lost at call {lost}"
    with capsys.disabled():
        print(f"\n  connection lost at each of {start.calls} calls ({mode})")


def test_the_cut_is_real_a_second_create_would_clash(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    """The control: without looking first, a repeated creation is refused by the account."""
    maintainer.apply(project)
    created = simulator.scf.functions[ENV_ID, "book"]
    with pytest.raises(Exception, match=r"ResourceInUse\.FunctionName"):
        maintainer.session.cloud.scf(
            "CreateFunction", FunctionName=created["FunctionName"], Handler="index.main_handler"
        )
