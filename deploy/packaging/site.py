"""A site's package: its pages as its own program builds them, in one zip."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from deploy.packaging import archive
from template import Site


class SiteError(Exception):
    """The pages can't be built; the text says why and what to do."""


def pack(site: Site, target: Path) -> tuple[str, int]:
    """Build a site into a zip; its SHA-256 in hex and the bytes of its files."""
    node = shutil.which("node")
    if node is None:
        raise SiteError("要用 node 20 以上构建：请装好 node，再运行 npm ci")
    with tempfile.TemporaryDirectory() as scratch:
        built, folder = Path(scratch) / "built", Path(scratch) / "site"
        done = subprocess.run(
            [node, str(site.program), str(built)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SiteError(_reason(done.stdout) or done.stderr.strip())
        for path in archive.files_in(built):
            name = path.relative_to(built)
            if not any(part.startswith(".") for part in name.parts):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, folder / name)
        return archive.write(folder, target), archive.unpacked_bytes(folder)


def _reason(said: str) -> str:
    try:
        return "\n".join(json.loads(said)["problems"])
    except (ValueError, KeyError, TypeError):
        return said.strip()
