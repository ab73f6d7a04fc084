"""A merchant written from WeChat Pay's documents alone: signs, verifies, decrypts.

It shares no code with the simulator or with the service, so a mistake of one is not hidden.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from yarl import URL

from emulator.wechat_pay import Merchant

from .world import FakeWorld, Notice

SCHEME = "WECHATPAY2-SHA256-RSA2048"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        return str(self.json["code"])


# Loading a key checks it, which takes longer than most tests.
@cache
def _private_key(path: Path) -> Any:
    return load_pem_private_key(path.read_bytes(), None)


@cache
def _public_key(path: Path) -> Any:
    return load_pem_public_key(path.read_bytes())


class MerchantSide:
    """One merchant's programs. `ours` gives the files it would have been handed."""

    def __init__(
        self, ours: Merchant, world: FakeWorld, http: aiohttp.ClientSession, base: str
    ) -> None:
        self.ours = ours
        self.world = world
        self.http = http
        self.base = base
        self._apiv3_key = ours.apiv3_key_file.read_bytes()

    def _sign(self, text: str) -> str:
        return base64.b64encode(
            _private_key(self.ours.private_key_file).sign(
                text.encode(), PKCS1v15(), hashes.SHA256()
            )
        ).decode()

    def authorization(self, method: str, path: str, body: str, **changes: str) -> str:
        """The header; `changes` falsify its parts after the signature was made."""
        parts = {
            "mchid": self.ours.mchid,
            "nonce_str": secrets.token_hex(16),
            "timestamp": str(int(self.world.now().timestamp())),
            "serial_no": self.ours.serial_no,
        }
        parts.update({name: value for name, value in changes.items() if name in parts})
        signed = f"{method}\n{path}\n{parts['timestamp']}\n{parts['nonce_str']}\n{body}\n"
        parts["signature"] = changes.get("signature", self._sign(signed))
        return SCHEME + " " + ",".join(f'{name}="{value}"' for name, value in parts.items())

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str | None] | None = None,
        raw: str | bytes | None = None,
    ) -> Answer:
        text = "" if body is None else json.dumps(body)
        data = text.encode()
        if raw is not None:
            data = raw if isinstance(raw, bytes) else raw.encode()
            text = data.decode(errors="replace")
        sent: dict[str, str | None] = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Authorization": self.authorization(method, path, text),
            **(headers or {}),
        }
        kept = {name: value for name, value in sent.items() if value is not None}
        skipped = [name for name, value in sent.items() if value is None]
        async with self.http.request(
            method,
            URL(self.base + path, encoded=True),
            data=data or None,
            headers=kept,
            skip_auto_headers=skipped,
        ) as answer:
            return Answer(answer.status, dict(answer.headers), await answer.read())

    def verifies(self, headers: dict[str, str], body: str) -> bool:
        """Whether WeChat Pay's signature on an answer or notice holds, by our copy of its key."""
        signed = f"{headers['Wechatpay-Timestamp']}\n{headers['Wechatpay-Nonce']}\n{body}\n"
        if headers["Wechatpay-Serial"] != self.ours.public_key_id:
            return False
        try:
            signature = base64.b64decode(headers["Wechatpay-Signature"], validate=True)
            _public_key(self.ours.public_key_file).verify(
                signature, signed.encode(), PKCS1v15(), hashes.SHA256()
            )
        except (ValueError, InvalidSignature):
            return False
        return True

    def opened(self, notice: Notice) -> dict[str, Any]:
        """The notice's resource in clear."""
        resource = json.loads(notice.body)["resource"]
        plain = AESGCM(self._apiv3_key).decrypt(
            resource["nonce"].encode(),
            base64.b64decode(resource["ciphertext"]),
            resource["associated_data"].encode(),
        )
        return dict(json.loads(plain))

    def payment(self, prepay_id: str, openid: str, **changes: Any) -> dict[str, Any]:
        """What the service hands the phone for wx.requestPayment."""
        asked: dict[str, Any] = {
            "timeStamp": str(int(self.world.now().timestamp())),
            "nonceStr": secrets.token_hex(16),
            "package": f"prepay_id={prepay_id}",
        }
        signed = "".join(f"{text}\n" for text in (self.ours.appid, *asked.values()))
        return {
            **asked,
            "openid": openid,
            "signType": "RSA",
            "paySign": self._sign(signed),
        } | changes
