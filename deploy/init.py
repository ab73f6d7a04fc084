"""The first steps for an environment: its settings file, its keys, its database."""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from deploy.settings import EXAMPLE, HOME

# Keys of the service's own, that nobody else has to know.
_GENERATED = ("DATA_KEYS", "HASH_KEYS")
_OLDEST, _NEWEST = (4, 4), (7, 0)


def create_settings(environment: str, root: Path) -> tuple[Path, bool]:
    """The settings file of an environment, made from the example with fresh keys.

    An existing file is never touched. Returns its path and whether it was made.
    """
    file = root / HOME / environment / "settings.env"
    if file.exists():
        return file, False
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = (root / EXAMPLE).read_text("utf-8")
    for name in _GENERATED:
        text = re.sub(rf"(?m)^{name}=.*$", f"{name}={fresh_key()}", text)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    return file, True


def fresh_key() -> str:
    """A named 256-bit key, `<name>:<base64>`."""
    return f"k1:{base64.b64encode(secrets.token_bytes(32)).decode('ascii')}"


def check_database(
    uri: str, database: str, connect: Callable[[str], Any] | None = None
) -> Iterator[str]:
    """What stands against using a database, a line each; a scratch collection is made and dropped.

    Needs the network of the database: run it from a machine inside its VPC.
    """
    client = (connect or _connect)(uri)
    try:
        hello = client.admin.command("hello")
        if not hello.get("setName"):
            yield "不是副本集；多数写入和重试写入都需要副本集"
        version = tuple(client.server_info()["versionArray"][:2])
        if not _OLDEST <= version <= _NEWEST:
            yield f"版本是 {version[0]}.{version[1]}；本服务适用于 4.4 到 7.0"
        scratch = client[database]["deploy_check"]
        scratch.insert_one({"_id": "deploy_check"})
        scratch.create_index("checked", name="checked")
        if scratch.update_one({"_id": "deploy_check"}, {"$set": {"checked": 1}}).matched_count != 1:
            yield "刚写入的文档改不了"
        scratch.drop()
    finally:
        client.close()


def _connect(uri: str) -> Any:
    from pymongo import MongoClient

    return MongoClient(uri, serverSelectionTimeoutMS=5000)


def unreachable() -> type[Exception]:
    """What the driver raises when a database can't be reached or refuses an operation."""
    from pymongo.errors import PyMongoError

    return PyMongoError
