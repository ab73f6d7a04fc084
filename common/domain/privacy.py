"""Encryption and keyed hashing as the service sees them (`Cipher`, `Hasher`), and an error that is safe to log."""

from typing import Protocol


class LoggableError(Exception):
    """An error whose message is written by us, carries nobody's data, and may stand in a log."""


class SealError(LoggableError):
    """Nothing can be sealed, opened or hashed: there is no key."""


class Unreadable(SealError):
    """One stored text does not open: its key is gone, its place or its owner is another, or it was changed."""


class Cipher(Protocol):
    """Keeps personal text unreadable at rest; it opens only in the place, and for the owner, it was sealed for."""

    @property
    def current_key_id(self) -> str:
        """The key that `seal` uses now."""
        ...

    def seal(
        self, text: str, *, collection: str, field: str, document_id: str, owner: str = ""
    ) -> str:
        """The text as it may be stored: `<key id>.<form>.<base64url>`.

        `owner` is the openid whose document it is; "" where no user owns it, or the document is the user.
        """
        ...

    def open(
        self, sealed: str, *, collection: str, field: str, document_id: str, owner: str = ""
    ) -> str:
        """The text again. Raises `Unreadable`."""
        ...

    def is_current(self, sealed: str) -> bool:
        """Whether a stored text was sealed as `seal` does it now: by this key, in this form."""
        ...


class Hasher(Protocol):
    """Finds a person by an ID number without storing it."""

    def hashes(self, id_type: str, number: str) -> list[str]:
        """One `<key id>.<hex>` for every key held, the current one first."""
        ...
