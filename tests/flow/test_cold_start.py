"""A cold start loads nothing that the call does not need. What is loaded is counted; how long it takes is not."""

import pytest

from benchmarks import imports


@pytest.fixture(scope="module")
def baseline() -> frozenset[str]:
    """What pymongo and pydantic bring along themselves."""
    return imports.load(None).packages


@pytest.mark.parametrize("function", imports.functions())
def test_a_function_brings_nothing_heavy_along(function: str, baseline: frozenset[str]) -> None:
    loaded = imports.load(function).packages
    assert "pymongo" in loaded
    assert loaded & imports.HEAVY <= baseline
    assert not loaded & {"requests", "wechatpy", "wechatpayv3", "tencentcloud"}
