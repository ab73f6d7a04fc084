"""What was applied from here: to tell a change by hand from one of ours, and to go back.

It lies in `.local/deploy/<environment>/` and holds no value of a setting: only keyed digests of
what was applied, with a key of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.state import CODE, CONTENT, Key, Resource, State, attributes, resources

_KEPT_RELEASES = 20
# What a rollback brings back; all else of a function stays as it is.
RELEASED = (CODE, "handler", "layers")


@dataclass(frozen=True)
class Release:
    """Code, handler and layers of every function, and the pages by path, after one apply. `at` is RFC 3339, UTC."""

    number: int
    at: str
    how: str
    functions: Mapping[str, Mapping[str, str]]
    sites: Mapping[str, str] = field(default_factory=dict)

    @property
    def digests(self) -> set[str]:
        return {*(parts[CODE] for parts in self.functions.values()), *self.sites.values()}


@dataclass
class Record:
    """The record of one environment; `save` after every change, so that a cut loses nothing."""

    folder: Path
    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    applied: dict[Key, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    releases: list[Release] = field(default_factory=list)

    @classmethod
    def load(cls, folder: Path) -> Record:
        """The record in a folder; an empty one where nothing was ever applied from here."""
        record = cls(folder)
        if record.file.is_file():
            stored: dict[str, Any] = json.loads(record.file.read_text("utf-8"))
            record.salt = stored["salt"]
            record.applied = {Key(*parts): digest for *parts, digest in stored["applied"]}
            record.aliases = stored["aliases"]
            record.releases = [Release(**release) for release in stored["releases"]]
        return record

    @property
    def file(self) -> Path:
        return self.folder / "record.json"

    def save(self) -> None:
        """Write it whole or not at all, readable by its owner only."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        stored = {
            "salt": self.salt,
            "applied": [[*key, digest] for key, digest in sorted(self.applied.items())],
            "aliases": self.aliases,
            "releases": [vars(release) for release in self.releases],
        }
        fresh = self.file.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(stored, stream, indent=1, ensure_ascii=False)
        fresh.replace(self.file)

    def digest(self, value: str) -> str:
        """A digest that tells nothing about a value to those who don't know it."""
        return hmac.new(bytes.fromhex(self.salt), value.encode(), hashlib.sha256).hexdigest()[:24]

    def known(self) -> list[Resource]:
        """Resources that were applied from here."""
        return list(dict.fromkeys(key.resource for key in self.applied))

    def note(self, state: State, changed: Iterable[Resource]) -> None:
        """Remember these resources as they stand in a state; those that are not there, forget."""
        for resource in changed:
            for key in [key for key in self.applied if key.resource == resource]:
                del self.applied[key]
            for attribute, value in attributes(state, resource).items():
                self.applied[Key(*resource, attribute)] = self.digest(value)
        self.save()

    def keep(self, digest: str, package: Path) -> None:
        """Keep a package for a later rollback."""
        target = self.package(digest)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(package, target)

    def package(self, digest: str) -> Path:
        """Where the package with a digest is kept, if it is."""
        return self.folder / "packages" / f"{digest}.zip"

    def release(self, state: State, at: str, how: str) -> None:
        """Remember what runs now as a release, unless it is the last one again."""
        functions = {
            resource.name: {name: attributes(state, resource)[name] for name in RELEASED}
            for resource in resources(state)
            if resource.kind == "function"
        }
        sites = {
            resource.name: attributes(state, resource)[CONTENT]
            for resource in resources(state)
            if resource.kind == "site"
        }
        last = self.releases[-1] if self.releases else None
        if last and (last.functions, last.sites) == (functions, sites):
            return
        number = self.releases[-1].number + 1 if self.releases else 1
        self.releases.append(Release(number, at, how, functions, sites))
        self.releases = self.releases[-_KEPT_RELEASES:]
        wanted = {digest for release in self.releases for digest in release.digests}
        for path in (self.folder / "packages").glob("*.zip"):
            if path.stem not in wanted:
                path.unlink()
        self.save()
