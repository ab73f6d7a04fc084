"""keys: fresh keys, and moving what is stored from an old key to the current one (docs/operations.md, "Keys")."""

import base64
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from common.domain.business_time import business_date
from common.runtime import clock, ids
from common.runtime.crypto import FieldCipher, PersonHasher
from common.runtime.settings import KEY_BYTES, parse_keys
from ops.environment import known, open_database
from ops.keys.hashes import forget_old, lacking, rehash, with_key
from ops.keys.sealed import by_key, reseal


def add_options(parser: ArgumentParser) -> None:
    """The four things to do with keys."""
    verbs = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    new = verbs.add_parser("new", help="print a fresh key as DATA_KEYS and HASH_KEYS want it")
    new.add_argument("id", nargs="?", help="its id, a-z and 0-9, at most 16 (today's date)")
    verbs.add_parser("status", help="count what is sealed or hashed by which key")
    verbs.add_parser(
        "rotate-data", help="seal again whatever is not sealed by the current data key"
    )
    again = verbs.add_parser("rehash", help="give persons their hash by the current hash key")
    again.add_argument(
        "--forget-old", action="store_true",
        help="then drop hashes by keys that are not in HASH_KEYS any more",
    )  # fmt: skip


def run(options: Namespace) -> int:
    """Make, count and change keys. Values and keys are never printed (but a new key, once)."""
    return _ACTIONS[options.action](options)


def _new(options: Namespace) -> int:
    name = options.id or "k" + business_date(clock.now()).replace("-", "")
    line = f"{name}:{base64.b64encode(ids.random_bytes(KEY_BYTES)).decode()}"
    parse_keys("new", line)
    print(line)
    return 0


def _status(_: Namespace) -> int:
    settings = known(may=("DATA_KEYS", "HASH_KEYS"))
    database = open_database(settings)
    current = settings.data_keys[0].id if settings.data_keys else ""
    for (collection, field, key_id), count in sorted(by_key(database).items()):
        mark = " (current)" if key_id == current else ""
        print(f"{collection}.{field}: {count} by {key_id}{mark}")
    for key_id, count in sorted(with_key(database).items()):
        mark = " (current)" if settings.hash_keys and key_id == settings.hash_keys[0].id else ""
        print(f"persons.hashes: {count} by {key_id}{mark}")
    return 0


def _rotate(_: Namespace) -> int:
    settings = known("DATA_KEYS")
    counts = reseal(open_database(settings), FieldCipher(settings.data_keys))
    print(
        f"{counts.resealed} documents sealed again, {counts.changed_meanwhile} changed meanwhile "
        f"(run it again), {len(counts.unreadable)} do not open"
    )
    for place in counts.unreadable:
        print(f"does not open: {place}")
    return int(bool(counts.changed_meanwhile or counts.unreadable))


def _rehash(options: Namespace) -> int:
    settings = known("DATA_KEYS", "HASH_KEYS")
    database = open_database(settings)
    cipher, hasher = FieldCipher(settings.data_keys), PersonHasher(settings.hash_keys)
    current = settings.hash_keys[0].id
    counts = rehash(database, cipher, hasher, current)
    print(f"{counts.added} persons got a hash by {current}")
    for first, second in counts.doubles:
        print(f"one identity number, two persons: {first} and {second}")
    if options.forget_old:
        gone = forget_old(database, {key.id for key in settings.hash_keys}, current)
        print(f"{gone} persons lost hashes by keys that are gone")
    left = list(lacking(database, current))
    print(f"{len(left)} persons have none by {current}: nobody's patient any more")
    for person_id in left:
        print(f"no hash by {current}: {person_id}")
    return int(bool(counts.doubles))


_ACTIONS: dict[str, Callable[[Namespace], int]] = {
    "new": _new,
    "status": _status,
    "rotate-data": _rotate,
    "rehash": _rehash,
}
