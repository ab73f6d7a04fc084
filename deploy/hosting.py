"""Static hosting of the environment: a bucket behind a CDN, in which each site has a folder.

Beside a site's files lies `release.json`: the digest of the package they came from, what each of them must hold, and
which files of the release before stay: pages that are open in a browser still load parts of it.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from deploy.bucket import Bucket
from deploy.cloud import Cloud
from deploy.edges import ApplyError
from deploy.settings import Settings
from template import Site

RELEASE = "release.json"
# The page that names all others comes last: before it is there, nobody sees what is new.
_FIRST_PAGE = "index.html"
_ALTERED = "altered"


class _Release(NamedTuple):
    """What was put there: the package's digest, the MD5 of each file, and the files of the release before."""

    sha256: str
    files: dict[str, str]
    before: tuple[str, ...] = ()


class Hosting:
    """The hosting of one environment. Every write can be repeated: it ends in the same files."""

    def __init__(self, cloud: Cloud, settings: Settings) -> None:
        self._cloud, self._settings = cloud, settings
        self._known: Bucket | None = None

    def content(self, path: str) -> str | None:
        """The digest of the package at a path; None where nothing is, another text where files differ from it."""
        bucket = self._bucket()
        there = bucket.list(_folder(path)) if bucket else {}
        if not bucket or not there:
            return None
        release = _release(bucket, path)
        ours = {_folder(path) + name: digest for name, digest in release.files.items()}
        known = {*ours, *(_folder(path) + name for name in (RELEASE, *release.before))}
        as_put = ours.items() <= there.items() and there.keys() <= known
        return release.sha256 if as_put else f"{_ALTERED} {release.sha256}"

    def put(self, path: str, digest: str, package: Path) -> None:
        """Put a package's files at a path. ApplyError where the environment has no hosting."""
        bucket, folder = self._opened(), _folder(path)
        with ZipFile(package) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        digests = {name: hashlib.md5(body).hexdigest() for name, body in files.items()}
        there, last = bucket.list(folder), _release(bucket, path)
        before = last.before if last.sha256 == digest else tuple(sorted(last.files))
        for name in sorted(files, key=lambda each: (each == _FIRST_PAGE, each)):
            if name == _FIRST_PAGE:
                kept = {folder + each for each in (*files, *before, RELEASE)}
                _clear(bucket, there.keys() - kept)
            if there.get(folder + name) != digests[name]:
                bucket.put(folder + name, files[name], _headers(name))
        told = {"sha256": digest, "files": digests, "before": before}
        note = json.dumps(told, indent=1).encode()
        bucket.put(folder + RELEASE, note, _headers(RELEASE))

    def delete(self, path: str) -> None:
        """Take away all that lies below a path."""
        bucket = self._bucket()
        if bucket:
            _clear(bucket, set(bucket.list(_folder(path))))

    def _opened(self) -> Bucket:
        bucket = self._bucket()
        if bucket is None:
            raise ApplyError("环境还没有开通静态网站托管：请在云开发控制台开通，再运行 apply")
        return bucket

    def _bucket(self) -> Bucket | None:
        if self._known is None:
            for store in self._cloud.tcb("DescribeStaticStore").get("Data") or []:
                if store.get("Status") == "online":
                    region = store.get("Region") or store.get("Regoin") or ""
                    self._known = Bucket(self._settings, store["Bucket"], region, self._cloud.pause)
        return self._known


def _folder(path: str) -> str:
    return f"{path.strip('/')}/"


def _release(bucket: Bucket, path: str) -> _Release:
    noted = bucket.get(_folder(path) + RELEASE)
    try:
        told = json.loads(noted or b"{}")
        before = tuple(told.get("before", ()))
        return _Release(told.get("sha256", ""), dict(told.get("files", {})), before)
    except (ValueError, AttributeError, TypeError):
        return _Release("", {})


def _clear(bucket: Bucket, keys: set[str]) -> None:
    for key in sorted(keys):
        bucket.delete(key)


def _headers(name: str) -> dict[str, str]:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind in ("application/javascript", "application/json")
    return {
        "Content-Type": f"{kind}; charset=utf-8" if text else kind,
        "Cache-Control": Site.cached(name),
    }
