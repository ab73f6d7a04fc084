"""The connection: one client an instance, short waits, majority writes. Whether a write happened is never guessed."""

from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import ConnectionFailure, ExecutionTimeout, PyMongoError, WriteConcernError

# What a use case must let pass: after it nobody knows whether a write happened.
UNKNOWN_OUTCOMES = (ConnectionFailure, ExecutionTimeout, WriteConcernError)
# Whatever the database or the way to it says: no fault of the document it was asked about.
DATABASE_ERRORS = (PyMongoError,)

# A patient waits at most 15 s for a function; a lost server must be noticed well before that.
_WAIT_MS = 2000
_SOCKET_MS = 5000
_POOL = 3


def connect(uri: str, name: str) -> Database[dict[str, Any]]:
    """A database whose instants come back aware. Opens nothing until the first command.

    `w` and `retryWrites` may be set in the URI; a production URI leaves them at majority and on.
    """
    client: MongoClient[dict[str, Any]] = MongoClient(
        uri,
        tz_aware=True,
        maxPoolSize=_POOL,
        serverSelectionTimeoutMS=_WAIT_MS,
        connectTimeoutMS=_WAIT_MS,
        socketTimeoutMS=_SOCKET_MS,
        w="majority",
        appname="yuyue",
    )
    return client[name]
