"""TC3-HMAC-SHA256 from its description alone (https://cloud.tencent.com/document/api/583/17238)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timezone

_AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/(\w+)/tc3_request, ?"
    r"SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})"
)
_TOLERANCE_S = 300


class Refused(Exception):
    """An error answer: code and message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


def verify(
    headers: Mapping[str, str], body: bytes, path: str, keys: Mapping[str, str], now: float
) -> str:
    """The service a well signed request is for; Refused otherwise. `keys`: secret id → key."""
    lower = {name.lower(): value for name, value in headers.items()}
    match = _AUTHORIZATION.fullmatch(lower.get("authorization", ""))
    if not match:
        raise Refused("AuthFailure.SignatureFailure", "Authorization is not TC3-HMAC-SHA256")
    secret_id, date, service, signed, signature = match.groups()
    if secret_id not in keys:
        raise Refused("AuthFailure.SecretIdNotFound", "no such SecretId")
    timestamp = lower.get("x-tc-timestamp", "")
    if not timestamp.isdecimal() or abs(int(timestamp) - now) > _TOLERANCE_S:
        raise Refused("AuthFailure.SignatureExpire", "the timestamp is more than 5 minutes off")
    if datetime.fromtimestamp(int(timestamp), timezone.utc).strftime("%Y-%m-%d") != date:
        raise Refused("AuthFailure.SignatureFailure", "the date is not that of the timestamp")
    names = signed.split(";")
    if not {"content-type", "host"} <= set(names) or names != sorted(names):
        raise Refused("AuthFailure.SignatureFailure", "content-type and host must be signed")
    canonical = "\n".join(
        [
            "POST",
            path,
            "",
            "".join(f"{name}:{lower.get(name, '').strip().lower()}\n" for name in names),
            signed,
            hashlib.sha256(body).hexdigest(),
        ]
    )
    scope = f"{date}/{service}/tc3_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{hashed}"
    key = f"TC3{keys[secret_id]}".encode()
    for part in (date, service, "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    expected = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, signature):
        raise Refused("AuthFailure.SignatureFailure", "the signature does not fit the request")
    return service
