"""A cold start pays for nothing it does not use."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROBE = """
import sys
sys.path.insert(0, {root!r})
before = set(sys.modules)
import {module}
loaded = {{name.partition(".")[0] for name in set(sys.modules) - before}}
print(*sorted(loaded - set(sys.stdlib_module_names) - {{"common"}}))
"""


def loaded_by(module: str) -> list[str]:
    """Packages beyond the standard library and ours, in a new process without environment."""
    probe = PROBE.format(root=str(ROOT), module=module)
    command = [sys.executable, "-I", "-c", probe]
    return subprocess.run(
        command, capture_output=True, text=True, check=True, env={}
    ).stdout.split()


@pytest.mark.parametrize(
    "name",
    [
        "entry.phone",
        "entry.staff",
        "entry.timer",
        "entry.wechat_pay",
        "runtime.crypto",
        "runtime.ids",
    ],
)
def test_importing_an_entry_or_the_plumbing_loads_only_the_standard_library(name):
    assert loaded_by(f"common.{name}") == []


def test_the_probe_sees_what_is_loaded():
    assert "pydantic" in loaded_by("pydantic")


LOADED = """
import runpy, sys
sys.path.insert(0, {root!r})
served = runpy.run_path({index!r})["main_handler"]
from common.runtime import wiring
for cell in served.__closure__ or ():
    if callable(cell.cell_contents) and getattr(cell.cell_contents, "cache_info", None):
        cell.cell_contents()
of_staff = ("staff", "audit", "permission", "importing", "openpyxl", "pypinyin", "pictures", "PIL")
print(*sorted(name for name in sys.modules if any(word in name for word in of_staff)))
"""


@pytest.mark.parametrize(
    "function",
    sorted(
        path.name
        for path in (ROOT / "functions").iterdir()
        if path.name not in ("admin", "pictures", "staff", "sheets")
    ),
)
def test_no_function_of_patients_imports_what_is_the_staffs(function):
    index = str(ROOT / "functions" / function / "index.py")
    probe = LOADED.format(root=str(ROOT), index=index)
    done = subprocess.run(
        [sys.executable, "-I", "-c", probe], capture_output=True, text=True, check=True, env={}
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("function", "module"),
    [
        ("staff", "common.usecases.staff"),
        ("sheets", "openpyxl"),
        ("sheets", "pypinyin"),
        ("pictures", "PIL"),
    ],
)
def test_the_functions_of_the_staff_do(function, module):
    probe = LOADED.format(root=str(ROOT), index=str(ROOT / "functions" / function / "index.py"))
    done = subprocess.run(
        [sys.executable, "-I", "-c", probe], capture_output=True, text=True, check=True, env={}
    )
    assert module in done.stdout.split()


WITHOUT_ZONES = """
import importlib, pathlib, sys, zoneinfo
from datetime import datetime, timezone
sys.path.insert(0, {root!r})
sys.modules["tzdata"] = None
zoneinfo.reset_tzpath(to=())
for path in sorted(pathlib.Path({root!r}, "common").rglob("*.py")):
    name = ".".join(path.relative_to({root!r}).with_suffix("").parts)
    importlib.import_module(name.removesuffix(".__init__"))
from common.clients.message_values import fit
from common.domain.business_time import spoken
print(fit("time1", spoken(datetime(2026, 12, 7, 0, 30, tzinfo=timezone.utc))))
"""


def test_the_layer_needs_no_tables_of_time_zones():
    """A slim system has none, and the layer brings none."""
    command = [sys.executable, "-I", "-X", "utf8", "-c", WITHOUT_ZONES.format(root=str(ROOT))]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={})
    assert done.stdout.strip() == "2026年12月7日 08:30"
