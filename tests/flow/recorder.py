"""Everything the emulator tells while tests run: each call with its log, messages, orders."""

import threading
from urllib.request import urlopen


class Recorder:
    """Listens to the emulator's events until the emulator ends."""

    def __init__(self, address: str) -> None:
        self._stream = urlopen(f"{address}/_emulator/events")
        self._heard: list[bytes] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def text(self) -> bytes:
        """What was heard so far."""
        return b"".join(self._heard)

    def _listen(self) -> None:
        try:
            self._heard.extend(self._stream)
        except OSError:
            return
