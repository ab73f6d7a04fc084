"""0001: the indexes without which the service would search whole collections, and sell one place twice."""

from common.store import indexes
from ops.environment import Db
from ops.migrations.step import Step


def apply(database: Db) -> int:
    """Make the declared indexes; how many were missing."""
    before = _names(database)
    indexes.create(database)
    return len(_names(database) - before)


def _names(database: Db) -> set[tuple[str, str]]:
    collections = {index.collection for index in indexes.INDEXES}
    found = {(each, name) for each in collections for name in database[each].index_information()}
    return {(each, name) for each, name in found if name != "_id_"}


STEP = Step(1, "indexes", "建立索引", apply)
