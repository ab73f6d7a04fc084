"""Which settings a function is given: those it names, and those of the database."""

from common.entry.needs import (
    DESKTOP,
    EFFECTS,
    FILES,
    FILES_SHOWN,
    PERSONS,
    PHONE,
    SEALED,
    WECHAT,
    WECHAT_PAY,
    handler,
)
from common.runtime.settings import NAMES

DATABASE = {"STAGE", "MONGO_URI", "MONGO_DATABASE"}


def _needs(*groups):
    return handler(*groups)(lambda event, context: {"ran": event}).settings


def test_every_function_reaches_the_database_and_nothing_more():
    assert _needs() == DATABASE


def test_what_each_group_adds():
    added = {
        PHONE: {"MINI_APPID"},
        DESKTOP: {"STAFF_ORIGIN"},
        SEALED: {"DATA_KEYS"},
        PERSONS: {"HASH_KEYS"},
        WECHAT: {"DATA_KEYS", "MINI_APPID", "MINI_SECRET", "WECHAT_API_BASE"},
        FILES_SHOWN: {"FILES_BASE"},
        FILES: {"FILES_BASE", "FILES_SECRET_ID", "FILES_SECRET_KEY"},
        WECHAT_PAY: {"DATA_KEYS", "NOTIFY_URL", "WECHAT_PAY_BASE"},
    }
    for group, names in added.items():
        assert _needs(group) == DATABASE | names
    assert _needs(EFFECTS) == DATABASE | added[WECHAT] | added[WECHAT_PAY]


def test_every_setting_there_is_is_needed_by_some_group():
    assert _needs(PHONE, DESKTOP, PERSONS, EFFECTS, FILES) == set(NAMES)


def test_a_marked_handler_still_runs():
    assert handler(PHONE)(lambda event, context: {"ran": event})(1, None) == {"ran": 1}
