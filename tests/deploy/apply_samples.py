"""What the tests of apply share."""

from __future__ import annotations

HANDLER_2 = "def main_handler(event, context):\n    return {'ok': 2}\n"
