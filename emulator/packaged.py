"""PACKAGED=1: run what `make package` made, unpacked as the platform would, instead of the sources."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from template import Template


class PackagedError(Exception):
    """The packages can't be run; the message is one line."""


Unpacked = tuple[Template, dict[str, Path], dict[str, Path]]


def unpack(template: Template, build: Path, into: Path) -> Unpacked:
    """The template with its functions' unpacked folders, and those of layers and sites by name."""
    if sys.version_info[:2] != (3, 10):
        raise PackagedError(
            "PACKAGED=1 needs a .venv of Python 3.10, for which the packages are made"
        )
    shutil.rmtree(into, ignore_errors=True)
    layers = {
        name: _unzip(build / "layers" / f"{name}.zip", into / "layers" / name)
        for name in template.layers
    }
    functions = {
        name: replace(
            function, folder=_unzip(build / "functions" / f"{name}.zip", into / "functions" / name)
        )
        for name, function in template.functions.items()
    }
    sites = {
        name: _unzip(build / "sites" / f"{name}.zip", into / "sites" / name)
        for name in template.sites
    }
    return replace(template, functions=functions), layers, sites


def _unzip(archive: Path, into: Path) -> Path:
    try:
        with ZipFile(archive) as package:
            package.extractall(into)
    except FileNotFoundError:
        raise PackagedError(f"{archive} is not there: run `make package` first") from None
    except BadZipFile:
        raise PackagedError(f"{archive} is not a zip file: run `make package` again") from None
    return into
