"""`python -m benchmarks audit`: many writers at one chain of the audit log leave no gap and no fork."""

import threading
import time
from datetime import datetime, timezone
from itertools import pairwise
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from common.domain.actor import Door
from common.domain.audit import AuditActor, AuditObject, Draft, chain_of
from common.domain.errors import Refused
from common.runtime.crypto import DerivedSigner
from common.runtime.settings import Key
from common.store import indexes
from common.store.audit import Audit
from ops.verify.audit import check_audit
from tests.support.database import scratch, server_uri

WRITERS, EACH = 32, 1000
CHAIN = chain_of("h1")
_SIGNER = DerivedSigner((Key("k1", b"1" * 32),))


def main(writers: int = WRITERS, each: int = EACH) -> None:
    """Write, walk, and say what came of it."""
    with server_uri() as uri, scratch(uri) as database:
        indexes.create(database)
        began = time.monotonic()
        busy = _rush(uri, database.name, writers, each)
        seconds = time.monotonic() - began
        print(
            f"{writers} writers × {each}: {writers * each} entries in {seconds:.0f} s, {busy} times BUSY"
        )
        print(_judge(database, writers * each))


def _rush(uri: str, name: str, writers: int, each: int) -> int:
    """Everybody writes; how often somebody was told BUSY and wrote again."""
    refused: list[int] = []

    def write(writer: int) -> None:
        client: MongoClient[dict[str, Any]] = MongoClient(uri, tz_aware=True)
        store = Audit(client[name], _SIGNER)
        for number in range(each):
            while not _written(store, f"w{writer}-{number}"):
                refused.append(writer)
        client.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)


def _written(store: Audit, identity: str) -> bool:
    draft = Draft(
        id=identity, chain=CHAIN, at=datetime(2026, 3, 2, tzinfo=timezone.utc), verb="staff.change",
        actor=AuditActor(staff_id="s1", role="manager", door=Door.DESKTOP),
        object=AuditObject(kind="staff", id="s2"),
    )  # fmt: skip
    try:
        store.append(draft)
    except Refused:
        return False
    return True


def _judge(database: Database[dict[str, Any]], expected: int) -> str:
    seqs = [raw["seq"] for raw in database["audit"].find({}, {"seq": 1}).sort([("seq", 1)])]
    gaps = sum(after - before != 1 for before, after in pairwise(seqs))
    counts: dict[str, int] = {}
    began = time.monotonic()
    findings = list(check_audit(database, _SIGNER, counts))
    seconds = time.monotonic() - began
    return (
        f"{len(seqs)} of {expected} there, {gaps} gaps or forks, {len(findings)} findings; "
        f"walked in {seconds:.1f} s"
    )
