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
        return "holds a character that shows nothing; type it anew"
    if re.search(r"\s#", value):
        return "has a comment behind it; a comment needs a line of its own"
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return "stands in quotes; write it without"
    return ""


def _env_id(value: str) -> str:
    return "" if _ENV_ID.fullmatch(value) else "must be letters, digits, - and _"


def _stage(value: str) -> str:
    return "" if value in STAGES else f"must be one of: {', '.join(STAGES)}"


def _mongo_uri(value: str) -> str:
    if value.startswith("mongodb+srv://"):
        return ""  # reading it would ask the name servers
    try:
        parse_uri(value)
    except (PyMongoError, ValueError):
        return "can't be read as mongodb://…; in user and password write @ as %40, : as %3A, / as %2F, % as %25"
    return ""


def _address(value: str) -> str:
    return _address_of(value, ("http", "https"))


def _https_address(value: str) -> str:
    return _address_of(value, ("https",))


def _address_of(value: str, schemes: tuple[str, ...]) -> str:
    parts = urlsplit(value)
    if parts.scheme in schemes and parts.hostname and not re.search(r"[?#]", value):
        return ""
    return "must be https://…, without ? and #; WeChat Pay takes no other"


def _nothing(value: str) -> str:
    return "must be empty in production" if value else ""


def _keys(value: str) -> str:
    ids = []
    for item in filter(None, (part.strip() for part in value.split(","))):
        key_id, _, encoded = item.partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if not _KEY_ID.fullmatch(key_id) or len(secret) != KEY_BYTES:
            return f"must read <id>:<base64 of {KEY_BYTES} bytes>[,…], the ids in lower-case letters and digits"
        ids.append(key_id)
    return "" if len(ids) == len(set(ids)) else "holds one key id twice"


_FORMS: dict[str, Callable[[str], str]] = {
    "ENV_ID": _env_id,
    "STAGE": _stage,
    "MONGO_URI": _mongo_uri,
    "NOTIFY_URL": _address,
    "DATA_KEYS": _keys,
    "HASH_KEYS": _keys,
}
_IN_PRODUCTION: dict[str, Callable[[str], str]] = {
    "NOTIFY_URL": _https_address,
    "WECHAT_API_BASE": _nothing,
    "WECHAT_PAY_BASE": _nothing,
}
