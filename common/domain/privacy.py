"""Encryption, keyed hashing and signing as the service sees them, and an error that is safe to log."""

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


class Signer(Protocol):
    """Keyed hashes that only the service can make, under keys derived from the data keys."""

    def sign(self, data: bytes) -> str:
        """`<key id>.<hex>` under the current key."""
        ...

    def signed(self, signature: str, data: bytes) -> bool | None:
        """Whether this was signed here; None when its key is not held."""
        ...

    def hide(self, field: str, value: str) -> str:
        """A personal value as a short keyed hash: `<key id>.<hex>`, other for another field."""
        ...

    def code(self, *parts: str) -> bytes:
        """Bytes that nobody else can guess, the same for the same parts while the key is the current one."""
        ...
