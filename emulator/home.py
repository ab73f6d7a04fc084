"""The emulator's own folder, `.local/`: its lock, its secrets, the merchants it invents."""

from __future__ import annotations

import base64
import csv
import fcntl
import json
import os
import secrets
import shutil
from pathlib import Path

from emulator.wechat_pay.merchants import Identity, Merchant, generate

# Made again at a fresh start; the layer and the preview are only built things.
_STATE = ("db", "keys", "import", "simulators.sqlite3")
_KEY_COLUMNS = (
    *("mchid", "sub_mchid", "appid", "serial_no"),
    *("private_key_file", "apiv3_key_file", "public_key_id", "public_key_file"),
)


class HomeError(Exception):
    """The folder can't be used; the message is one line."""


class Home:
    """`.local/` of one emulator at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = os.open(path / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HomeError(f"another emulator is using {path}: end it first") from None

    @property
    def keys(self) -> Path:
        """Directory of key files."""
        return self.path / "keys"

    def forget(self) -> None:
        """Begin from nothing: database, keys and the simulators' memory go."""
        for name in _STATE:
            for path in self.path.glob(f"{name}*"):
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()

    def close(self) -> None:
        """Let another emulator have the folder."""
        os.close(self._lock)

    def secrets(self) -> dict[str, str]:
        """The service's own secrets by environment name; invented once, kept in a file of mode 0600."""
        path = self.keys / "service.json"
        if not path.exists():
            self.keys.mkdir(mode=0o700, exist_ok=True)
            values = {
                "MINI_APPID": "wx" + secrets.token_hex(8),
                "MINI_SECRET": secrets.token_hex(16),
                "DATA_KEYS": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
                "HASH_KEYS": "h1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
            }
            _write_private(path, json.dumps(values))
        found: dict[str, str] = json.loads(path.read_text())
        return found

    def merchants(self, demo: Path, appid: str) -> list[Merchant]:
        """Keys and numbers for the merchants of `demo/merchants.csv`; writes `import/merchants.csv`.

        The written file is the demo's with the key columns that a hospital's own would have.
        """
        source = demo / "merchants.csv"
        rows = (
            list(csv.DictReader(source.read_text("utf-8-sig").splitlines()))
            if source.exists()
            else []
        )
        identities = [_identity(row, number, appid) for number, row in enumerate(rows, 1)]
        merchants = generate(self.keys, identities)
        folder = self.path / "import"
        folder.mkdir(mode=0o700, exist_ok=True)
        handed_in = folder / "keys"
        handed_in.mkdir(mode=0o700, exist_ok=True)
        names = list(dict.fromkeys([*(rows[0] if rows else ()), *_KEY_COLUMNS]))
        with (folder / "merchants.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            for row, merchant in zip(rows, merchants, strict=True):
                known = {name: getattr(merchant, name) or "" for name in _KEY_COLUMNS}
                for column, key in [*known.items()]:
                    if isinstance(key, Path):
                        # A hospital's key files stand below its directory, and are named from there.
                        _write_private(handed_in / key.name, key.read_text())
                        known[column] = f"keys/{key.name}"
                writer.writerow(row | known)
        return merchants

    def import_folder(self, demo: Path) -> Path:
        """The demo's files beside the merchants with keys: what `ops import` is given."""
        folder = self.path / "import"
        for source in demo.iterdir():
            link = folder / source.name
            if source.name != "merchants.csv" and source.is_file():
                link.unlink(missing_ok=True)
                link.symlink_to(source)
        return folder


def _identity(row: dict[str, str], number: int, appid: str) -> Identity:
    """Numbers of the right form that belong to nobody."""
    partner = row["mode"] == "partner"
    sub_mchid = f"19999{number:05}" if partner else None
    mchid = f"19998{number:05}"
    return Identity(row["merchant_id"], row["mode"], mchid, appid, sub_mchid, row.get("name", ""))


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
