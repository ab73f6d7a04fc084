"""The small pure model, whole: it takes less than a second."""

from proof.small_worlds import report


def test_the_model_holds_and_each_rule_is_needed() -> None:
    rows, wrong = report()
    assert wrong == []
    assert len(rows) == 18
