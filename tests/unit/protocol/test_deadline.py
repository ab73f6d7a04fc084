"""How long something may still take."""

from common.protocol.deadline import Deadline


def test_what_is_left_is_asked_for_and_never_negative():
    left = [3.0, 1.5, -2.0]
    deadline = Deadline(lambda: left.pop(0))
    assert [deadline.seconds_left() for _ in range(3)] == [3.0, 1.5, 0.0]


def test_whether_something_still_fits():
    deadline = Deadline(lambda: 2.0)
    assert deadline.allows(2.0)
    assert not deadline.allows(2.1)
    assert Deadline(lambda: -1.0).allows(0.0)
