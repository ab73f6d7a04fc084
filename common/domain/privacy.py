"""Encryption and keyed hashing as the service sees them (`Cipher`, `Hasher`), and an error that is safe to log."""

from typing import Protocol


class LoggableError(Exception):
    """An error whose message is written by us, carries nobody's data, and may stand in a log."""


class Cipher(Protocol):
    """Keeps personal text unreadable at rest; it opens only in the place it was sealed for."""

    @property
    def current_key_id(self) -> str:
        """The key that `seal` uses now."""
        ...

    def seal(self, text: str, *, collection: str, field: str, document_id: str) -> str:
        """The text as it may be stored: `<key id>.<base64url>`."""
        ...

    def open(self, sealed: str, *, collection: str, field: str, document_id: str) -> str:
        """The text again.

        Raises `LoggableError` when the key is gone, the place differs or a byte changed.
        """
        ...

    def key_id_of(self, sealed: str) -> str:
        """The key a stored text was sealed with (for rotation)."""
        ...


class Hasher(Protocol):
    """Finds a person by an ID number without storing it."""

    def hashes(self, id_type: str, number: str) -> list[str]:
        """One `<key id>.<hex>` for every key held, the current one first."""
        ...
