"""Every function is given the settings it names, and no others."""

import importlib.util
from pathlib import Path

import pytest

from common.runtime.settings import NAMES
from template import Reference, load

ROOT = Path(__file__).parents[2]
TEMPLATE = load(ROOT / "template.yaml")
SECRETS = {"MINI_SECRET", "DATA_KEYS", "HASH_KEYS", "FILES_SECRET_KEY"}


def _named_by(function: str) -> frozenset[str]:
    spec = importlib.util.spec_from_file_location(function, TEMPLATE.functions[function].entry_file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    named: frozenset[str] = module.main_handler.settings
    return named


@pytest.mark.parametrize("function", TEMPLATE.functions)
def test_the_template_gives_a_function_what_its_handler_names(function: str) -> None:
    given = TEMPLATE.functions[function].environment
    assert set(given) == _named_by(function)
    assert all(isinstance(value, Reference) and value.name == name for name, value in given.items())


def test_a_name_that_no_settings_know_would_be_noticed() -> None:
    assert all(_named_by(function) <= set(NAMES) for function in TEMPLATE.functions)


@pytest.mark.parametrize("function", ["catalog", "query_slots", "my_bookings", "publish"])
def test_what_touches_nothing_personal_holds_no_secret(function: str) -> None:
    assert not _named_by(function) & SECRETS


def test_only_who_keeps_files_holds_the_keys_of_the_bucket() -> None:
    holding = [name for name in TEMPLATE.functions if "FILES_SECRET_KEY" in _named_by(name)]
    assert holding == ["sheets", "pictures", "reconcile"]


def test_only_who_finds_people_can_find_people() -> None:
    assert [name for name in TEMPLATE.functions if "HASH_KEYS" in _named_by(name)] == ["patients"]
