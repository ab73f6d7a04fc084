"""The log as everybody sees it who is given one; `runtime.log` writes it."""

from typing import Protocol


class Log(Protocol):
    """One line an event; values are identifiers and numbers, never anybody's data."""

    def info(self, event: str, **fields: object) -> None:
        """Something happened."""
        ...

    def warning(self, event: str, error: BaseException | None = None, **fields: object) -> None:
        """Something to keep an eye on."""
        ...

    def error(self, event: str, error: BaseException | None = None, **fields: object) -> None:
        """Something a person must look at."""
        ...
