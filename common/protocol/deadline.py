"""How long something may still take, in real seconds, whatever the clock is set to."""

from collections.abc import Callable


class Deadline:
    """The end of a run. The seconds that are left are asked for, never kept."""

    def __init__(self, seconds_left: Callable[[], float]) -> None:
        self._seconds_left = seconds_left

    def seconds_left(self) -> float:
        """Never negative."""
        return max(0.0, self._seconds_left())

    def allows(self, seconds: float) -> bool:
        """Whether something that takes so long still fits."""
        return self.seconds_left() >= seconds
