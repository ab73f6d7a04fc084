"""The simulators' memory: small JSON documents in one SQLite file, read after a restart."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

from emulator.simulators import Doc


class SqliteDocs:
    """A `KeyDocStore` in a file of mode 0600.

    The write-ahead log is not flushed to the disk at each write: what a killed process has written
    stays, and a laptop that loses power loses only a simulator's last orders.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS docs"
            " (seq INTEGER PRIMARY KEY, kind TEXT, id TEXT, doc TEXT, UNIQUE (kind, id))"
        )

    def get(self, kind: str, id: str) -> Doc | None:
        row = self._db.execute("SELECT doc FROM docs WHERE kind=? AND id=?", (kind, id)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, kind: str, id: str, doc: Doc) -> None:
        self._db.execute(
            "INSERT INTO docs (kind, id, doc) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, id) DO UPDATE SET doc=excluded.doc",
            (kind, id, json.dumps(doc, ensure_ascii=False)),
        )

    def all(self, kind: str) -> list[tuple[str, Doc]]:
        rows = self._db.execute("SELECT id, doc FROM docs WHERE kind=? ORDER BY seq", (kind,))
        return [(id, json.loads(doc)) for id, doc in rows]

    def delete(self, kind: str, id: str) -> None:
        self._db.execute("DELETE FROM docs WHERE kind=? AND id=?", (kind, id))

    def clear(self) -> None:
        self._db.execute("DELETE FROM docs")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
