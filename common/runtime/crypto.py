"""Personal data at rest: text sealed with AES-256-GCM, people found by a keyed hash of their ID, entries signed."""

import base64
import binascii
import functools
import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from common.domain.privacy import SealError, Unreadable
from common.runtime import ids
from common.runtime.settings import Key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = [
    "FORM", "DerivedSigner", "FieldCipher", "NoKeys", "PersonHasher", "SealError", "Unreadable", "form_of",
]  # fmt: skip

NONCE_BYTES = 12  # the size GCM is specified for (NIST SP 800-38D)
# The form of a sealed text. The one before had no mark and did not name the owner; it still opens.
FORM = "2"


class FieldCipher:
    """Seals single fields; the current key is the first, the others only open what is old."""

    def __init__(self, keys: Sequence[Key]) -> None:
        if not keys:
            raise SealError("no data key is set")
        self._keys = {key.id: key for key in keys}
        self.current_key_id = keys[0].id

    def seal(
        self, text: str, *, collection: str, field: str, document_id: str, owner: str = ""
    ) -> str:
        nonce = ids.random_bytes(NONCE_BYTES)
        place = _place(FORM, collection, field, document_id, owner)
        sealed = self._aead(self.current_key_id).encrypt(nonce, text.encode(), place)
        encoded = base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()
        return f"{self.current_key_id}.{FORM}.{encoded}"

    def open(
        self, sealed: str, *, collection: str, field: str, document_id: str, owner: str = ""
    ) -> str:
        from cryptography.exceptions import InvalidTag

        key_id, form, encoded = _parts(sealed)
        aead = self._aead(key_id)
        where = f"{collection}.{field}"
        try:
            raw = base64.b64decode(
                encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True
            )
            place = _place(form, collection, field, document_id, owner)
            return aead.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place).decode()
        except (InvalidTag, binascii.Error, ValueError):
            raise Unreadable(f"{where} sealed with key {key_id} does not open") from None

    def is_current(self, sealed: str) -> bool:
        return _parts(sealed)[:2] == (self.current_key_id, FORM)

    def _aead(self, key_id: str) -> "AESGCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if key_id not in self._keys:
            raise Unreadable("a stored text was sealed with a key that is not in DATA_KEYS")
        return AESGCM(self._keys[key_id].secret)


class PersonHasher:
    """HMAC-SHA256 of an ID under every key, so that people are found while the hash key changes."""

    def __init__(self, keys: Sequence[Key]) -> None:
        if not keys:
            raise SealError("no hash key is set")
        self._keys = tuple(keys)

    def hashes(self, id_type: str, number: str) -> list[str]:
        message = json.dumps([id_type, normalise(number)]).encode()
        return [
            f"{key.id}.{hmac.new(key.secret, message, hashlib.sha256).hexdigest()}"
            for key in self._keys
        ]


class DerivedSigner:
    """HMAC-SHA256 under keys that HKDF (RFC 5869) derives from the data keys, one for each purpose."""

    _HIDDEN_HEX = 16

    def __init__(self, keys: Sequence[Key]) -> None:
        if not keys:
            raise SealError("no data key is set")
        self._keys = {key.id: key.secret for key in keys}
        self._current = keys[0].id
        self._derived = functools.cache(self._derive)

    def sign(self, data: bytes) -> str:
        return f"{self._current}.{self._mac(self._current, 'audit entry', data)}"

    def signed(self, signature: str, data: bytes) -> bool | None:
        key_id, _, digest = signature.partition(".")
        if key_id not in self._keys:
            return None
        return hmac.compare_digest(digest, self._mac(key_id, "audit entry", data))

    def hide(self, field: str, value: str) -> str:
        message = json.dumps([field, value]).encode()
        digest = self._mac(self._current, "audit value", message)
        return f"{self._current}.{digest[: self._HIDDEN_HEX]}"

    def code(self, *parts: str) -> bytes:
        return bytes.fromhex(self._mac(self._current, "code", json.dumps(parts).encode()))

    def _mac(self, key_id: str, purpose: str, data: bytes) -> str:
        return hmac.new(self._derived(key_id, purpose), data, hashlib.sha256).hexdigest()

    def _derive(self, key_id: str, purpose: str) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        info = f"yuyue {purpose}".encode()
        return HKDF(SHA256(), 32, salt=None, info=info).derive(self._keys[key_id])


class NoKeys:
    """Stands for cipher, hasher and signer where nothing sealed is touched: its caller was given no key."""

    current_key_id = ""

    def seal(self, *_: str, **__: str) -> str:
        raise SealError("started without keys")

    def open(self, *_: str, **__: str) -> str:
        raise SealError("started without keys")

    def is_current(self, _: str) -> bool:
        raise SealError("started without keys")

    def hashes(self, *_: str) -> list[str]:
        raise SealError("started without keys")

    def sign(self, _: bytes) -> str:
        raise SealError("started without keys")

    def signed(self, _: str, __: bytes) -> bool | None:
        raise SealError("started without keys")

    def hide(self, *_: str) -> str:
        raise SealError("started without keys")

    def code(self, *_: str) -> bytes:
        raise SealError("started without keys")


def normalise(number: str) -> str:
    """One spelling for one document: NFKC, capitals, no blanks or hyphens."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", number)).upper()


def form_of(sealed: str) -> str:
    """The form of a sealed text; "" is the first one."""
    return _parts(sealed)[1]


def _parts(sealed: str) -> tuple[str, str, str]:
    """Key id, form ("" for the first one) and the rest."""
    key_id, _, rest = sealed.partition(".")
    form, dot, encoded = rest.partition(".")
    return (key_id, form, encoded) if dot else (key_id, "", rest)


def _place(form: str, collection: str, field: str, document_id: str, owner: str) -> bytes:
    # JSON keeps the parts apart: ("a", "bc") and ("ab", "c") must not authenticate alike.
    if not form:
        return json.dumps([collection, field, document_id]).encode()
    return json.dumps([form, collection, field, document_id, owner]).encode()
