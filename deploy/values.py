"""What a setting's value must look like: what the functions would refuse at their first call is refused at plan.

The functions' own checks are in `common/runtime/settings.py`, which is never imported here;
tests/deploy/test_deploy_values.py tries both with the same values.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from pymongo.errors import PyMongoError
from pymongo.uri_parser import parse_uri

STAGES = ("production", "development")
KEY_BYTES = 32
_KEY_ID = re.compile(r"[a-z0-9]{1,16}")
_COS_ADDRESS = "要写成 https://<桶名>-<账号>.cos.<地域>.myqcloud.com"
_ENV_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")


def wrong_values(values: Mapping[str, str]) -> Iterator[str]:
    """What is wrong, a line each, without any value. A value in the secret manager is not looked at."""
    production = (values.get("STAGE") or "production") == "production"
    forms = _FORMS | _IN_PRODUCTION if production else _FORMS
    for name, value in values.items():
        if value and not value.startswith("ssm:"):
            form = forms.get(name)
            problem = _unreadable(value) or (form(value) if form else "")
            if problem:
                yield f"{name} {problem}"


def _unreadable(value: str) -> str:
    if not value.isprintable():
        return "里有看不见的字符，请手工重新输入"
    if re.search(r"\s#", value):
        return "后面有注释；注释要单独写一行"
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return "写在了引号里，请去掉引号"
    return ""


def _env_id(value: str) -> str:
    return "" if _ENV_ID.fullmatch(value) else "只能用字母、数字、- 和 _"


def _stage(value: str) -> str:
    return "" if value in STAGES else f"只能是 {' 或 '.join(STAGES)}"


def _mongo_uri(value: str) -> str:
    if value.startswith("mongodb+srv://"):
        return ""  # reading it would ask the name servers
    try:
        parse_uri(value)
    except (PyMongoError, ValueError):
        return "要写成 mongodb://…；账号和密码里的 @ 写成 %40、: 写成 %3A、/ 写成 %2F、% 写成 %25"
    return ""


def _address(value: str) -> str:
    return _address_of(value, ("http", "https"))


def _https_address(value: str) -> str:
    return _address_of(value, ("https",))


def _address_of(value: str, schemes: tuple[str, ...]) -> str:
    parts = urlsplit(value)
    if parts.scheme in schemes and parts.hostname and not re.search(r"[?#]", value):
        return ""
    return "要写成 https://…，不带 ? 和 #，别的微信支付不收"


def _origin(value: str) -> str:
    return _origin_of(value, "https?")


def _https_origin(value: str) -> str:
    return _origin_of(value, "https")


def _origin_of(value: str, scheme: str) -> str:
    if re.fullmatch(rf"{scheme}://[a-z0-9.-]+(?::[1-9][0-9]{{0,4}})?", value):
        return ""
    return "要写成 https://<域名>，小写，后面不带 /"


def _bucket(value: str) -> str:
    if re.fullmatch(r"https?://[a-z0-9.-]+(?::[1-9][0-9]{0,4})?(?:/[a-z0-9.-]+)?/?", value):
        return ""
    return _COS_ADDRESS


def _cos_bucket(value: str) -> str:
    if re.fullmatch(r"https://[a-z0-9][a-z0-9-]*-[0-9]+\.cos\.[a-z0-9-]+\.myqcloud\.com/?", value):
        return ""
    return _COS_ADDRESS


def _nothing(value: str) -> str:
    return "在正式环境里必须为空" if value else ""


def _keys(value: str) -> str:
    ids = []
    for item in filter(None, (part.strip() for part in value.split(","))):
        key_id, _, encoded = item.partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if not _KEY_ID.fullmatch(key_id) or len(secret) != KEY_BYTES:
            return f"每一项要写成 <编号>:<{KEY_BYTES} 字节的 base64>，编号用小写字母和数字，各项用逗号分开"
        ids.append(key_id)
    return "" if len(ids) == len(set(ids)) else "里有密钥编号写了两次"


_FORMS: dict[str, Callable[[str], str]] = {
    "ENV_ID": _env_id,
    "STAGE": _stage,
    "MONGO_URI": _mongo_uri,
    "NOTIFY_URL": _address,
    "STAFF_ORIGIN": _origin,
    "FILES_BASE": _bucket,
    "DATA_KEYS": _keys,
    "HASH_KEYS": _keys,
}
_IN_PRODUCTION: dict[str, Callable[[str], str]] = {
    "NOTIFY_URL": _https_address,
    "STAFF_ORIGIN": _https_origin,
    "FILES_BASE": _cos_bucket,
    "WECHAT_API_BASE": _nothing,
    "WECHAT_PAY_BASE": _nothing,
}
