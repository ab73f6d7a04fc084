"""Counts its runs."""

from common.counting import Counter

COUNTER = Counter()


def main_handler(event, context):
    print("tick", event["Time"])
    return {"runs": COUNTER.next(), "event": event, "context": context}
