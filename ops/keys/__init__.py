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
from ops.keys.sealed import by_key, reseal, signed_by_key
from ops.words import with_step


def add_options(parser: ArgumentParser) -> None:
    """The four things to do with keys."""
    verbs = parser.add_subparsers(dest="action", required=True, metavar="动作")
    new = verbs.add_parser("new", help="打印一个新密钥，可直接填入 DATA_KEYS 或 HASH_KEYS")
    new.add_argument("id", nargs="?", help="编号，a-z 和 0-9，最多 16 个（默认是今天的日期）")
    verbs.add_parser("status", help="数一数哪些数据由哪个密钥加密或散列")
    verbs.add_parser("rotate-data", help="不是当前数据密钥加密的，都重新加密")
    again = verbs.add_parser("rehash", help="用当前散列密钥给每个人算散列")
    again.add_argument(
        "--forget-old", action="store_true",
        help="再删去已不在 HASH_KEYS 里的密钥算的散列",
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
        mark = "（当前）" if key_id == current else " "
        print(f"{collection}.{field}：密钥 {key_id}{mark}加密 {count} 处")
    for key_id, count in sorted(signed_by_key(database).items()):
        mark = "（当前）" if key_id == current else " "
        print(f"audit.hash：密钥 {key_id}{mark}签名 {count} 条，要核对就得留着它")
    for key_id, count in sorted(with_key(database).items()):
        mark = "（当前）" if settings.hash_keys and key_id == settings.hash_keys[0].id else " "
        print(f"persons.hashes：密钥 {key_id}{mark}散列 {count} 人")
    return 0


def _rotate(_: Namespace) -> int:
    settings = known("DATA_KEYS")
    counts = reseal(open_database(settings), FieldCipher(settings.data_keys))
    print(f"重新加密 {counts.resealed} 个文档")
    if counts.changed_meanwhile:
        words = f"{counts.changed_meanwhile} 个文档期间有变动，没有改"
        print(with_step(words, "再运行一次 keys rotate-data"))
    for place in counts.unreadable:
        print(with_step(f"打不开：{place}", "把加密它的密钥放回 DATA_KEYS，再运行一次"))
    return int(bool(counts.changed_meanwhile or counts.unreadable))


def _rehash(options: Namespace) -> int:
    settings = known("DATA_KEYS", "HASH_KEYS")
    database = open_database(settings)
    cipher, hasher = FieldCipher(settings.data_keys), PersonHasher(settings.hash_keys)
    current = settings.hash_keys[0].id
    counts = rehash(database, cipher, hasher, current)
    print(f"用密钥 {current} 给 {counts.added} 人算了散列")
    for first, second in counts.doubles:
        words = f"一个证件号码，两个人：{first} 和 {second}"
        print(with_step(words, "两边的预约都是对的；按人计的限额在较早的预约结束之前互相看不见"))
    if options.forget_old:
        gone = forget_old(database, {key.id for key in settings.hash_keys}, current)
        print(f"删去 {gone} 人由旧密钥算的散列")
    left = list(lacking(database, current))
    print(f"{len(left)} 人没有密钥 {current} 的散列：已不是任何用户的就诊人")
    for person_id in left:
        print(f"没有密钥 {current} 的散列：{person_id}")
    return int(bool(counts.doubles))


_ACTIONS: dict[str, Callable[[Namespace], int]] = {
    "new": _new,
    "status": _status,
    "rotate-data": _rotate,
    "rehash": _rehash,
}
