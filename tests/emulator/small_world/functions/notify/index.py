"""Answers what it was sent."""

import json


def main_handler(event, context):
    if event["path"] != "/pay/notify":
        raise ValueError(event["path"])
    if "crash" in event["body"]:
        raise ValueError("as asked")
    return {
        "statusCode": 202,
        "headers": {"X-Seen": event["httpMethod"]},
        "body": json.dumps({"event": event, "context": context}),
    }
