"""Something for functions to share."""


class Counter:
    """Counts from one."""

    def __init__(self) -> None:
        self.value = 0

    def next(self) -> int:
        self.value += 1
        return self.value
