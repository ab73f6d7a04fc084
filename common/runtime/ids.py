"""The one place that draws random values; all of them unguessable."""

import secrets


def document_id() -> str:
    """A fresh `_id` that says nothing about what it names: 24 hexadecimal digits."""
    return secrets.token_hex(12)


def claim_id() -> str:
    """A claim on a seat, drawn for every attempt and never used again."""
    return secrets.token_hex(16)


def pickup_code() -> str:
    """取号凭证: the 8 digits shown at the window."""
    return f"{secrets.randbelow(10**8):08d}"


def token() -> str:
    """A ticket, or a session's token: 256 bits as text."""
    return secrets.token_urlsafe(32)


def below(count: int) -> int:
    """One of 0 … count - 1."""
    return secrets.randbelow(count)


def request_id() -> str:
    """For a call to which the platform gave no id of its own."""
    return secrets.token_hex(16)


def nonce_string() -> str:
    """The `nonceStr` of a WeChat Pay signature: 32 characters."""
    return secrets.token_hex(16)


def random_bytes(count: int) -> bytes:
    """Bytes for a cipher's nonce or a new key."""
    return secrets.token_bytes(count)
