"""Writes to the database and calls the world outside, step by step, so that faults can meet it."""

import os
import urllib.error
import urllib.request

from pymongo import MongoClient
from pymongo.errors import PyMongoError

CLIENTS = []


def steps():
    if not CLIENTS:
        CLIENTS.append(
            MongoClient(os.environ["MONGO_URI"], serverSelectionTimeoutMS=3000, maxPoolSize=1)
        )
    return CLIENTS[0][os.environ["MONGO_DATABASE"]]["steps"]


def main_handler(event, context):
    told = []
    for number, kind in enumerate(event["steps"]):
        try:
            told.append(step(kind, f"{event['key']}-{number}"))
        except (PyMongoError, OSError) as error:
            told.append(type(error).__name__)
    return {"code": "OK", "data": told}


def step(kind, key):
    if kind == "write":
        steps().insert_one({"_id": key})
    elif kind == "read":
        return steps().find_one({"_id": key}) is not None
    else:
        url = f"{os.environ['WECHAT_PAY_BASE']}/v3/certificates"
        try:
            urllib.request.urlopen(url, timeout=15)
        except urllib.error.HTTPError as error:
            return error.code
    return kind
