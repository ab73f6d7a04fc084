"""What a cold start loads, and how long that takes beside the two packages every function needs.

Each function is loaded in a new interpreter that sees the function's folder and the layer, as far as its first call
would load it: its module, what its handler names, and the wiring. Nothing is connected.
"""

from __future__ import annotations

import asyncio
import functools
import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from emulator import layer
from template import load as load_template

ROOT = Path(__file__).parents[1]
RUNS = 15
# Loaded where they are used, or never: each costs about as much as everything else together.
HEAVY = frozenset(
    {"requests", "urllib3", "cryptography", "wechatpy", "wechatpayv3", "tencentcloud"}
)
BASELINE = """
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter
from pymongo import MongoClient
"""
# The handler keeps what it resolves at its first call in a closure, under one of these names.
FUNCTION = """
import inspect
import index
held = inspect.getclosurevars(index.main_handler).nonlocals
next(held[name] for name in ("parts", "job_of", "use_of") if name in held)()
import common.runtime.wiring
"""
_PROBE = """
import json, sys, time
sys.path[:0] = json.loads(sys.argv[1])
began = time.process_time()
{work}
took = time.process_time() - began
print(json.dumps([took, sorted({{name.partition(".")[0] for name in sys.modules}})]))
"""


class Load(NamedTuple):
    """One interpreter's work: seconds of the processor, and the top-level packages it ended with."""

    seconds: float
    packages: frozenset[str]


def functions() -> list[str]:
    """Every function of the service."""
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/index.py"))


@functools.cache
def _layers() -> list[str]:
    """The layer as the emulator builds it for this machine; built at the first use."""
    template, into = load_template(ROOT / "template.yaml"), ROOT / ".local" / "layer"
    return [str(asyncio.run(layer.build(each, into))) for each in template.layers.values()]


def load(function: str | None) -> Load:
    """Load a function, or only the two packages, in a new interpreter."""
    path = [] if function is None else [str(ROOT / "functions" / function)]
    path += _layers()
    probe = _PROBE.format(work=BASELINE if function is None else FUNCTION)
    command = [sys.executable, "-I", "-S", "-c", probe, json.dumps(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={})
    seconds, packages = json.loads(done.stdout)
    return Load(seconds, frozenset(packages))


def ratios(runs: int = RUNS) -> dict[str, float]:
    """Each function's best time as a ratio to the baseline's best; rounds take turns, so that noise meets all alike."""
    names: list[str | None] = [None, *functions()]
    best = dict.fromkeys(names, float("inf"))
    for _ in range(runs):
        for name in names:
            best[name] = min(best[name], load(name).seconds)
    return {name: best[name] / best[None] for name in names if name is not None}
