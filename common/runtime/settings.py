"""The one place that reads environment variables: what a deployment decides, checked and typed."""

import base64
import binascii
import functools
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from common.domain.privacy import LoggableError
from common.runtime import log

NAMES = (
    "STAGE", "MONGO_URI", "MONGO_DATABASE", "MINI_APPID", "MINI_SECRET", "DATA_KEYS", "HASH_KEYS", "NOTIFY_URL",
    "WECHAT_API_BASE", "WECHAT_PAY_BASE", "STAFF_ORIGIN", "FILES_BASE", "FILES_SECRET_ID", "FILES_SECRET_KEY",
)  # fmt: skip
# May be empty: there is a default, or the real host; without an origin no browser of the staff is let in, and without a
# bucket no file is kept.
OPTIONAL = frozenset(
    {
        "STAGE", "MONGO_DATABASE", "WECHAT_API_BASE", "WECHAT_PAY_BASE", "STAFF_ORIGIN", "FILES_BASE",
        "FILES_SECRET_ID", "FILES_SECRET_KEY",
    }
)  # fmt: skip
STAGES = ("production", "development")
DEFAULT_DATABASE = "yuyue"
KEY_BYTES = 32
_KEY_ID = re.compile(r"[a-z0-9]{1,16}\Z")
_PLAIN = r"(?:[^:/?#\[\]@%\s]|%[0-9A-Fa-f]{2})"
_MONGO_URI = re.compile(
    rf"mongodb(?:\+srv)?://(?:{_PLAIN}*(?::{_PLAIN}*)?@)?[^@/?\s]+(?:/?\?\S*|/[^@/?\s]*(?:\?\S*)?)?\Z"
)
_COS = re.compile(r"https://[a-z0-9][a-z0-9-]*-[0-9]+\.cos\.[a-z0-9-]+\.myqcloud\.com/?\Z")
_ANY_BUCKET = re.compile(r"https?://[a-z0-9.-]+(?::[1-9][0-9]{0,4})?(?:/[a-z0-9.-]+)?/?\Z")
_ELSEWHERE = "ssm:"
_REFERENCE = re.compile(
    r"ssm:([0-9A-Za-z][0-9A-Za-z_-]{0,127})(?:#([0-9A-Za-z][0-9A-Za-z_.-]{0,63}))?\Z"
)


class SettingsError(LoggableError):
    """A variable is missing or malformed; the message names it and never shows its value."""


@dataclass(frozen=True)
class Key:
    """A named secret of 32 bytes; the name stands beside what was made with it."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """The environment of a function, as far as it asked for it; what it did not ask for is empty.

    Of keys, the current one is first; the rest only read.
    """

    mongo_uri: str = field(repr=False)
    mongo_database: str
    mini_appid: str
    mini_secret: str = field(repr=False)
    data_keys: tuple[Key, ...]
    hash_keys: tuple[Key, ...]
    wechat_api_base: str
    wechat_pay_base: str
    notify_url: str
    stage: str
    staff_origin: str = ""
    files_base: str = ""
    files_secret_id: str = ""
    files_secret_key: str = field(default="", repr=False)

    @property
    def production(self) -> bool:
        return self.stage == "production"


def load(
    need: Collection[str], environ: Mapping[str, str] | None = None, may: Collection[str] = ()
) -> Settings:
    """Settings from the variables in `need` and `may`, and no others. Those of `need` must be there, unless optional.

    A function and a maintenance program name only what they use. A value `ssm:<name>[#<version>]` stands in the secret
    manager and is fetched from there. Raises `SettingsError`.
    """
    source = os.environ if environ is None else environ
    values = {name: source.get(name, "").strip() if name in {*need, *may} else "" for name in NAMES}
    if any(value.startswith(_ELSEWHERE) for value in values.values()):
        values = _fetched(values, source)
    missing = sorted(name for name in need if name not in OPTIONAL and not values.get(name))
    if missing:
        raise SettingsError(f"没有设置环境变量：{'、'.join(missing)}")
    stage = values["STAGE"] or "production"
    if stage not in STAGES:
        raise SettingsError(f"STAGE 只能是 {' 或 '.join(STAGES)}")
    for name in ("WECHAT_API_BASE", "WECHAT_PAY_BASE"):
        # Secrets and patients' data would go to whatever host stands here.
        if stage == "production" and values[name]:
            raise SettingsError(f"{name} 在正式环境里必须为空")
    _check_addresses(values["MONGO_URI"], values["NOTIFY_URL"], stage)
    _check_origin(values["STAFF_ORIGIN"], stage)
    _check_files(values, {*need, *may}, stage)
    return Settings(
        mongo_uri=values["MONGO_URI"],
        mongo_database=values["MONGO_DATABASE"] or DEFAULT_DATABASE,
        mini_appid=values["MINI_APPID"],
        mini_secret=values["MINI_SECRET"],
        data_keys=parse_keys("DATA_KEYS", values["DATA_KEYS"]),
        hash_keys=parse_keys("HASH_KEYS", values["HASH_KEYS"]),
        wechat_api_base=values["WECHAT_API_BASE"],
        wechat_pay_base=values["WECHAT_PAY_BASE"],
        notify_url=values["NOTIFY_URL"],
        stage=stage,
        staff_origin=values["STAFF_ORIGIN"],
        files_base=values["FILES_BASE"].rstrip("/"),
        files_secret_id=values["FILES_SECRET_ID"],
        files_secret_key=values["FILES_SECRET_KEY"],
    )


def _check_addresses(mongo_uri: str, notify_url: str, stage: str) -> None:
    """Addresses that the driver or WeChat Pay would refuse later, call by call."""
    if mongo_uri and not _MONGO_URI.match(mongo_uri):
        raise SettingsError("MONGO_URI 要写成 mongodb://…，账号和密码里的特殊字符要百分号编码")
    scheme = "https" if stage == "production" else "https?"
    if notify_url and not re.match(rf"{scheme}://[^/?#\s]+(?:/[^?#\s]*)?\Z", notify_url):
        schemes = "https://" if stage == "production" else "http:// 或 https://"
        raise SettingsError(f"NOTIFY_URL 要写成 {schemes}…，不带 ? 和 #")


def _check_origin(origin: str, stage: str) -> None:
    """An origin as browsers send it: nothing else would ever be equal to it."""
    scheme = "https" if stage == "production" else "https?"
    if origin and not re.match(rf"{scheme}://[a-z0-9.-]+(?::[1-9][0-9]{{0,4}})?\Z", origin):
        raise SettingsError("STAFF_ORIGIN 要写成 https://<域名>，小写，后面不带 /")


def _check_files(values: Mapping[str, str], asked: Collection[str], stage: str) -> None:
    """A bucket's own host, by which its region is known; on a laptop the bucket may stand in the path."""
    base, form = values["FILES_BASE"], _COS
    if stage != "production":
        form = _ANY_BUCKET
    if base and not form.match(base):
        raise SettingsError("FILES_BASE 要写成 https://<桶名>-<账号>.cos.<地域>.myqcloud.com")
    keys = [name for name in ("FILES_SECRET_ID", "FILES_SECRET_KEY") if name in asked]
    missing = [name for name in keys if not values[name]]
    if base and missing:
        raise SettingsError(f"设了 FILES_BASE，还要设：{'、'.join(missing)}")


@functools.cache
def current(need: frozenset[str]) -> Settings:
    """The settings of this instance, read at the first call; the log hides their secrets."""
    settings = load(need)
    log.hide(settings.mongo_uri, settings.mini_secret, settings.files_secret_key)
    for key in (*settings.data_keys, *settings.hash_keys):
        log.hide(base64.b64encode(key.secret).decode())
    return settings


def _fetched(values: Mapping[str, str], source: Mapping[str, str]) -> dict[str, str]:
    """The values with each reference replaced by the secret it names."""
    from common.clients.secrets import CURRENT, SecretUnavailable, SsmSecrets

    secrets = SsmSecrets(source)
    found = dict(values)
    for name, value in values.items():
        if not value.startswith(_ELSEWHERE):
            continue
        match = _REFERENCE.match(value)
        if not match:
            raise SettingsError(f"{name} 要写成 ssm:<凭据名>，或在后面加 #<版本>")
        try:
            found[name] = secrets.get(match[1], match[2] or CURRENT).strip()
        except SecretUnavailable as error:
            raise SettingsError(f"{name}：{error}") from None
    return found


def parse_keys(name: str, text: str) -> tuple[Key, ...]:
    """`id:base64(32 bytes)[,id:…]`, the current key first; empty text gives no keys."""
    keys: list[Key] = []
    for item in filter(None, (part.strip() for part in text.split(","))):
        key_id, colon, encoded = item.partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if not colon or not _KEY_ID.match(key_id) or len(secret) != KEY_BYTES:
            raise SettingsError(
                f"{name} 的第 {len(keys) + 1} 项要写成 <编号>:<{KEY_BYTES} 字节的 base64>，"
                "编号用小写字母和数字"
            )
        if any(key.id == key_id for key in keys):
            raise SettingsError(f"{name} 里密钥编号 {key_id} 写了两次")
        keys.append(Key(key_id, secret))
    return tuple(keys)
