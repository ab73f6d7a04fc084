"""Takes longer than its template allows when told to."""

import time


def main_handler(event, context):
    time.sleep(event.get("seconds", 0))
    return {"code": "OK"}
