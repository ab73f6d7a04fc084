"""Packages: the same inputs give the same bytes, and what can't run there is refused here."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from deploy.packaging import archive, build, bytecode, inventory, wheels
from deploy.packaging.build import PackageError, Packages
from template import load
from tests.deploy.conftest import Project
from tests.support.seeded import running_demo
from tools.journey import walk
from tools.phone import Emulator

ROOT = Path(__file__).parents[2]


COMMON = "yuyue-common"
SHEETS_ALONE = {"openpyxl", "et_xmlfile", "pypinyin"}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """The service's own packages, as `make package` makes them."""
    return build.build(load(ROOT / "template.yaml"), tmp_path_factory.mktemp("build"))


def _contents(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as opened:
        return {name: hashlib.sha256(opened.read(name)).hexdigest() for name in opened.namelist()}


def test_twice_the_same_bytes(packages: Packages, tmp_path: Path) -> None:
    again = build.build(load(ROOT / "template.yaml"), tmp_path)
    for name, layer in packages.layers.items():
        assert _contents(again.layers[name].path) == _contents(layer.path)
    assert {name: p.sha256 for name, p in again.layers.items()} == {
        name: p.sha256 for name, p in packages.layers.items()
    }
    assert {name: p.sha256 for name, p in again.functions.items()} == {
        name: p.sha256 for name, p in packages.functions.items()
    }


def _names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as opened:
        return opened.namelist()


def test_the_layer_holds_what_runs_and_nothing_else(packages: Packages) -> None:
    layer = packages.layers[COMMON]
    names = _names(layer.path)
    tops = {name.split("/")[0] for name in names}
    assert {"common", "pymongo", "pydantic", "wechatpayv3", "cryptography"} <= tops
    others = {"secantus", "secantusdb", "aiohttp", "yaml", "pytest", "emulator", "ops"}
    assert not tops & (others | SHEETS_ALONE)
    assert not [name for name in names if "/tests/" in name or name.endswith((".pyi", ".c"))]
    compiled = [name for name in names if name.endswith(".so")]
    assert compiled
    assert all("x86_64" in name or "abi3" in name for name in compiled), compiled
    if packages.compiled:
        assert "common/__pycache__/__init__.cpython-310.pyc" in names


def test_what_reads_workbooks_is_a_layer_of_the_functions_that_do(packages: Packages) -> None:
    names = _names(packages.layers["yuyue-sheets"].path)
    assert {n.split("/")[0] for n in names if ".dist-info" not in n} == SHEETS_ALONE
    template = load(ROOT / "template.yaml")
    using = {name for name, each in template.functions.items() if "yuyue-sheets" in each.layers}
    assert using == {"admin", "sheets"}


def test_the_layer_says_what_it_is_made_of(packages: Packages) -> None:
    layer = packages.layers[COMMON]
    bill = json.loads(layer.path.with_suffix(".sbom.json").read_text("utf-8"))
    versions = {item["name"]: item["version"] for item in bill["components"]}
    assert {"pymongo", "pydantic-core", "wechatpayv3"} <= set(versions)
    assert bill["metadata"]["component"]["hashes"][0]["content"] == layer.sha256
    licences = layer.path.with_suffix(".licences.txt").read_text("utf-8")
    assert len(licences.splitlines()) == len(versions)
    assert "not stated" not in licences
    assert "UNKNOWN" not in licences


def test_every_function_runs_from_the_zips_alone(packages: Packages, tmp_path: Path) -> None:
    """No site-packages, no variable but the template's: a package missing there is noticed."""
    python = bytecode.find_target_python() or sys.executable
    template = load(ROOT / "template.yaml")
    for name, layer in packages.layers.items():
        _unpack(layer.path, tmp_path / "layers" / name)
    key = f"k1:{base64.b64encode(bytes(range(32))).decode()}"
    values = {
        "STAGE": "production",
        "DATA_KEYS": key,
        "HASH_KEYS": key,
        "MONGO_URI": "mongodb://127.0.0.1:1/",
        "NOTIFY_URL": "https://hospital.example/pay/notify",
    }
    empty = {"WECHAT_API_BASE", "WECHAT_PAY_BASE", "STAFF_ORIGIN", "FILES_BASE"}
    for name, package in packages.functions.items():
        _unpack(package.path, tmp_path / name)
        layers = [str(tmp_path / "layers" / each) for each in template.functions[name].layers]
        program = (
            f"import json, sys; sys.path[:0] = {[str(tmp_path / name), *layers]!r}\n"
            "import index, common; assert common.__file__.startswith(sys.path[1])\n"
            "print(json.dumps(index.main_handler({}, {})))"
        )
        names = set(template.functions[name].environment) - empty
        done = subprocess.run(
            [python, "-I", "-S", "-c", program],
            capture_output=True,
            text=True,
            check=False,
            env={variable: values.get(variable, "invented") for variable in names},
        )
        assert done.returncode == 0, f"{name}: {done.stderr}"
        answer = json.loads(done.stdout.splitlines()[-1])
        if template.functions[name].client_invoke:
            assert answer["code"] == "UNAUTHENTICATED", f"{name}: a call without a caller: {answer}"


def test_the_whole_journey_from_the_zips(packages: Packages) -> None:
    """From sign-in to the refund, by functions that see nothing but their packages and the template's names."""
    if sys.version_info[:2] != bytecode.TARGET:
        pytest.skip("the packages run under Python 3.10 only")
    built = packages.layers[COMMON].path.parent.parent
    with running_demo(PACKAGED=str(built)) as running:
        unpacked = running.home / "packaged"
        assert (unpacked / "functions" / "book" / "index.py").is_file()
        walk(Emulator(running.address))


def _unpack(path: Path, target: Path) -> None:
    with zipfile.ZipFile(path) as opened:
        opened.extractall(target)


def test_compiled_files_do_not_depend_on_where_they_were_made(tmp_path: Path) -> None:
    python = bytecode.find_target_python()
    if python is None:
        pytest.skip("no Python 3.10 runs here")
    digests = set()
    for place in ("here", "somewhere/else/entirely"):
        folder = tmp_path / place
        folder.mkdir(parents=True)
        (folder / "m.py").write_text("NAMES = {'a', 'b', 'c'}\nX = 'a' in {'a', 'd', 'e'}\n")
        bytecode.compile_folder(python, folder, "/opt")
        digests.add(archive.write(folder, tmp_path / "out.zip"))
    assert len(digests) == 1
    assert b"/opt/m.py" in (folder / "__pycache__" / "m.cpython-310.pyc").read_bytes()
    assert str(tmp_path).encode() not in (tmp_path / "out.zip").read_bytes()


def test_compiled_files_do_not_depend_on_what_else_is_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = bytecode.find_target_python()
    if python is None:
        pytest.skip("no Python 3.10 runs here")
    digests = set()
    # The names of this program are parts of what is compiled, referred to once more or not.
    for number, more in enumerate(["", "seat = left = taken = [[] for number in range(900)]\n"]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "m.py").write_text("def free(seat, left, taken):\n    return left - taken\n")
        with monkeypatch.context() as patch:
            patch.setattr(bytecode, "_COMPILE", more + bytecode._COMPILE)
            bytecode.compile_folder(python, folder, "/opt")
        digests.add(archive.write(folder, tmp_path / "out.zip"))
    assert len(digests) == 1


def test_code_that_does_not_compile_is_refused(tmp_path: Path) -> None:
    python = bytecode.find_target_python()
    if python is None:
        pytest.skip("no Python 3.10 runs here")
    (tmp_path / "m.py").write_text("def (:\n")
    with pytest.raises(RuntimeError, match=r"m\.py"):
        bytecode.compile_folder(python, tmp_path, "/opt")


def test_times_and_modes_leave_no_trace(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "a.py").write_text("A = 1\n")
    first = archive.write(folder, tmp_path / "1.zip")
    (folder / "a.py").chmod(0o777)
    (folder / "b").mkdir()
    assert archive.write(folder, tmp_path / "2.zip") == first


def test_a_function_over_the_limit_is_refused_with_its_line(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(build, "UPLOAD_LIMIT", 2000)
    noise = "".join(hashlib.sha256(bytes([n])).hexdigest() for n in range(200))
    project.write("sweep", f"def main_handler(event, context): ...\n# {noise}\n")
    with pytest.raises(PackageError) as caught:
        build.build(project.template, tmp_path / "out")
    text = (project.root / "template.yaml").read_text("utf-8").splitlines()
    line = 1 + text.index("    sweep:")
    assert str(caught.value).startswith(f"template.yaml:{line}: function sweep")
    assert "上限 0 MB" in str(caught.value)
    assert not (tmp_path / "out" / "functions" / "sweep.zip").exists()


def test_an_import_that_no_layer_holds_is_refused(project: Project, tmp_path: Path) -> None:
    project.write("book", "import shared, json, yaml\ndef main_handler(event, context): ...\n")
    left = [tmp_path / kind / "gone.zip" for kind in ("functions", "layers", "sites")]
    for file in left:
        file.parent.mkdir()
        file.touch()
    with pytest.raises(PackageError, match="function book 用到 yaml，它的层里没有"):
        build.build(project.template, tmp_path)
    assert [file for file in left if file.exists()] == [], "nothing of an earlier build is left"


def test_a_lock_that_can_not_be_installed_is_said(project: Project, tmp_path: Path) -> None:
    lock = project.root / "shared" / "requirements.lock"
    lock.write_text("six==1.17.0\n")
    with pytest.raises(PackageError, match=r"layer base：requirements\.lock 里的包装不上"):
        build.build(project.template, tmp_path)


def test_a_compelling_licence_is_found() -> None:
    found = [
        wheels.Distribution("a", "1", "GNU General Public License v2 (GPLv2)"),
        wheels.Distribution("b", "1", "LGPL-3.0-only"),
        wheels.Distribution("c", "1", "GPL-2.0-only"),
        wheels.Distribution("d", "1", "AGPL-3.0"),
        wheels.Distribution("e", "1", "MIT"),
    ]
    assert [package.name for package in inventory.compelling(found)] == ["a", "c", "d"]


def test_two_packages_with_the_same_file_are_noticed(tmp_path: Path) -> None:
    for name, digest in (("one", "sha256=x"), ("two", "sha256=y"), ("three", "sha256=z")):
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        own = f"{name}-1.0.dist-info/RECORD,,\n"
        shared = "" if name == "three" else f"space/__init__.py,{digest},3\n"
        (info / "RECORD").write_text(f"{name}.py,{digest},3\n{shared}{own}")
    assert wheels._clashing(tmp_path) == ["one", "two"]


def test_those_are_brought_in_again_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which of two equal files stays must not be chance: the last by name."""
    lock = tmp_path / "requirements.lock"
    lock.write_text("B_two==1 \\\n    --hash=sha256:b\n    # via x\nother==3\nA.one==2 ; marker\n")
    done: list[str] = []
    monkeypatch.setattr(wheels, "_install", lambda lock, *_: done.append(lock.read_text("utf-8")))
    monkeypatch.setattr(wheels, "_clashing", lambda folder: ["a-one", "b-two"])
    wheels.install(lock, tmp_path)
    assert done[1] == "A.one==2 ; marker"
    assert done[2].startswith("B_two==1 \\\n    --hash=sha256:b")
    assert len(done) == 3
