"""The audit log: every chain walked entry by entry, and its end compared with the head that was noted (invariant 9).

Found are an entry that was changed, left out or put elsewhere, and a tail that was cut off. Entries are never changed,
so what is found once is so. A head that is missing is looked for once more: of a chain that has just begun it comes
after the entry, and whoever was cut off in between leaves one entry without it.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from common.domain.audit import FIRST, Entry, Head, canonical
from common.domain.privacy import Signer
from ops.environment import Db
from ops.verify.findings import Finding
from ops.verify.look import BATCH

Raw = dict[str, Any]


def check_audit(database: Db, signer: Signer | None, counts: dict[str, int]) -> Iterator[Finding]:
    """Every chain. Without keys only how entries hang together is looked at, not whether they were changed."""
    counts["audit"] = 0
    # The heads first: what is appended meanwhile may lie behind them, never before.
    heads = {str(raw["_id"]): raw for raw in database["audit_heads"].find({})}
    for chain in sorted({*map(str, database["audit"].distinct("chain")), *heads}):
        yield from _chain(database, chain, heads.get(chain), signer, counts)


def _chain(
    database: Db, chain: str, head: Raw | None, signer: Signer | None, counts: dict[str, int]
) -> Iterator[Finding]:
    expected, prev, at_head = FIRST, "", None
    for raw in database["audit"].find({"chain": chain}).sort([("seq", 1)]).batch_size(BATCH):
        counts["audit"] += 1
        yield from _entry(raw, expected, prev, signer)
        if head is not None and raw.get("seq") == head.get("seq"):
            at_head = raw
        expected, prev = _int(raw.get("seq"), expected) + 1, str(raw.get("hash"))
    if head is not None:
        yield from _end(chain, head, at_head, expected)
    elif expected > FIRST + 1 and database["audit_heads"].find_one({"_id": chain}) is None:
        root = ("audit_heads", chain)
        yield Finding("9", "a chain of the audit log has no head", {"chain": chain}, root)


def _entry(raw: Raw, expected: int, prev: str, signer: Signer | None) -> Iterator[Finding]:
    root, ids = ("audit", str(raw["_id"])), {"entry": str(raw["_id"]), "chain": str(raw["chain"])}
    try:
        Entry.model_validate(raw)
    except ValidationError as error:
        fields = sorted({".".join(map(str, detail["loc"])) for detail in error.errors()})
        yield Finding("reference", f"does not read: {', '.join(fields[:5])}", ids, root)
    if raw.get("seq") != expected:
        what = "an audit entry is missing before this one, or stands there twice"
        yield Finding("9", what, {**ids, "seq": str(raw.get("seq"))}, root)
    elif raw.get("prev") != prev:
        yield Finding("9", "an audit entry does not follow the one before it", ids, root)
    genuine = _genuine(raw, signer)
    if genuine is None and signer is not None:
        yield Finding("9", "an audit entry's key is not in DATA_KEYS", ids, root)
    elif genuine is False:
        yield Finding("9", "an audit entry is not as it was written", ids, root)


def _genuine(raw: Raw, signer: Signer | None) -> bool | None:
    if signer is None:
        return None
    try:
        return signer.signed(str(raw.get("hash")), canonical(raw))
    except (TypeError, ValueError):
        return False


def _end(chain: str, head: Raw, at_head: Raw | None, expected: int) -> Iterator[Finding]:
    root, ids = ("audit_heads", chain), {"chain": chain}
    try:
        noted = Head.model_validate(head)
    except ValidationError:
        yield Finding("9", "the head of an audit chain does not read", ids, root)
        return
    ids = {**ids, "seq": str(noted.seq)}
    if noted.seq >= expected:
        yield Finding("9", "the end of an audit chain was cut off", ids, root)
    elif at_head is not None and at_head.get("hash") != noted.hash:
        yield Finding("9", "the head of an audit chain is another entry's", ids, root)


def _int(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise
