"""The merchants WeChat Pay knows, and both sides' keys for each of them.

Keys belong to the merchant number that signs (in partner mode the service provider's), so two
sub-merchants of one provider share them.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

KEY_BITS = 2048
APIV3_KEY_LENGTH = 32


@dataclass(frozen=True)
class Identity:
    """A merchant by its numbers. `mode` is direct or partner; only partner has a `sub_mchid`.

    `mchid` is the number that signs, `appid` the mini-program bound to it, `name` what a payer reads on the pay sheet.
    """

    merchant_id: str
    mode: str
    mchid: str
    appid: str
    sub_mchid: str | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.mode not in ("direct", "partner"):
            raise ValueError(f"{self.merchant_id}: mode must be direct or partner")
        if (self.mode == "partner") != bool(self.sub_mchid):
            raise ValueError(f"{self.merchant_id}: sub_mchid is for partner mode, and needed there")


@dataclass(frozen=True)
class Merchant(Identity):
    """An identity with what WeChat holds (public key, its own signing key) and the merchant's files.

    The files are what a merchant would have: its private key, WeChat Pay's public key, the APIv3
    key. The simulator itself never uses the merchant's private key.
    """

    serial_no: str = ""
    public_key: rsa.RSAPublicKey = field(kw_only=True, repr=False)
    platform_private_key: rsa.RSAPrivateKey = field(kw_only=True, repr=False)
    public_key_id: str = ""
    apiv3_key: bytes = field(default=b"", repr=False)
    private_key_file: Path = Path()
    public_key_file: Path = Path()
    apiv3_key_file: Path = Path()


def generate(keys_dir: Path, identities: Iterable[Identity]) -> list[Merchant]:
    """The merchants with their keys from `keys_dir`; what is missing is made, mode 0600.

    Serial number and public key id are derived from the keys, so they stay what they were.
    """
    keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [_with_keys(keys_dir, identity) for identity in identities]


def _with_keys(keys_dir: Path, identity: Identity) -> Merchant:
    private_key_file = keys_dir / f"{identity.mchid}.merchant_private.pem"
    platform_file = keys_dir / f"{identity.mchid}.platform_private.pem"
    public_key_file = keys_dir / f"{identity.mchid}.platform_public.pem"
    apiv3_key_file = keys_dir / f"{identity.mchid}.apiv3_key"
    merchant_public = _private_key(private_key_file).public_key()
    platform = _private_key(platform_file)
    _write_once(public_key_file, lambda: _public_pem(platform.public_key()))
    _write_once(apiv3_key_file, lambda: _random_key().encode())
    return Merchant(
        merchant_id=identity.merchant_id,
        mode=identity.mode,
        mchid=identity.mchid,
        appid=identity.appid,
        sub_mchid=identity.sub_mchid,
        name=identity.name,
        serial_no=_fingerprint(merchant_public)[:40].upper(),
        public_key=merchant_public,
        platform_private_key=platform,
        public_key_id=_public_key_id(platform.public_key()),
        apiv3_key=apiv3_key_file.read_bytes(),
        private_key_file=private_key_file,
        public_key_file=public_key_file,
        apiv3_key_file=apiv3_key_file,
    )


def _private_key(path: Path) -> rsa.RSAPrivateKey:
    _write_once(path, _new_private_pem)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path}: not an RSA private key")
    return key


def _new_private_pem() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _public_pem(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _fingerprint(key: rsa.RSAPublicKey) -> str:
    der = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(der).hexdigest()


def _public_key_id(key: rsa.RSAPublicKey) -> str:
    return f"PUB_KEY_ID_{int(_fingerprint(key), 16) % 10**32:032}"


def _random_key() -> str:
    letters = string.ascii_letters + string.digits
    return "".join(secrets.choice(letters) for _ in range(APIV3_KEY_LENGTH))


def _write_once(path: Path, content: Callable[[], bytes]) -> None:
    if path.exists():
        return
    # Written aside and renamed: a stop in between must not leave half a key behind.
    aside = path.with_suffix(".new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content())
    aside.rename(path)
