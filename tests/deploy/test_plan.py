"""The plan: what would be made, changed and deleted, and the words in which a person checks it."""

import pytest

from deploy.plan import Change, Plan, compare
from deploy.record import Record
from deploy.state import Key, Resource

BOOK = {
    "handler": "index.main_handler",
    "runtime": "Python3.10",
    "memory_mb": "256",
    "vpc": "",
    "code": "a" * 64,
    "variable STAGE": "production",
    "variable DATA_KEYS": "secret",
}
RESOURCE = Resource("function", "book")


def state(name="book", kind="function", /, **changes):
    """One function as it is wanted or is; None takes an attribute away."""
    fields = {**BOOK, **{key.replace("__", " "): value for key, value in changes.items()}}
    return {Key(kind, name, key): value for key, value in fields.items() if value is not None}


@pytest.fixture
def record(tmp_path):
    return Record(tmp_path)


def applied(record, known):
    """The record after these were applied from here."""
    record.note(known, {key.resource for key in known})
    return record


# --- made


def test_what_is_made_is_listed_without_its_secrets_and_without_what_is_empty(record):
    (change,) = compare(state(), {}, record).changes
    assert change == Change(
        "+",
        RESOURCE,
        (
            "handler: index.main_handler",
            "runtime: Python3.10",
            "memory_mb: 256",
            f"code: {'a' * 12}",
            "变量：STAGE、DATA_KEYS",
        ),
    )
    assert str(change).splitlines()[:2] == ["+ function book", "    handler: index.main_handler"]


def test_what_has_no_variables_does_not_list_them(record):
    wanted = {Key("rule", "book", "invoke"): "auth != null"}
    (change,) = compare(wanted, {}, record).changes
    assert change == Change("+", Resource("rule", "book"), ("invoke: auth != null",))


# --- changed


def altered(record, wanted, actual):
    (change,) = compare(wanted, actual, record).changes
    assert (change.sign, change.resource) == ("~", RESOURCE)
    return change.lines, change.by_hand


def test_each_difference_is_a_line(record):
    wanted = state(memory_mb="512", vpc="vpc-1 subnet-1", code="b" * 64)
    lines, by_hand = altered(applied(record, state()), wanted, state())
    assert lines == (
        "memory_mb: 256 → 512",
        "vpc: （无） → vpc-1 subnet-1",
        f"code: {'a' * 12} → {'b' * 12}",
    )
    assert not by_hand


def test_a_layers_content_is_shown_in_short(record):
    wanted = {Key("layer", "python_env", "content"): "c" * 64}
    actual = {Key("layer", "python_env", "content"): "d" * 64}
    (change,) = compare(wanted, actual, record).changes
    assert change.lines == (f"content: {'d' * 12} → {'c' * 12}",)


def test_variables_are_named_and_never_shown(record):
    wanted = state(variable__DATA_KEYS="another", variable__STAGE=None, variable__NEW="x")
    lines, _ = altered(applied(record, state()), wanted, state())
    assert lines == (
        "变量 DATA_KEYS 换一个值",
        "变量 NEW 新增",
        "变量 STAGE 删去",
    )


def test_what_is_as_it_should_be_is_no_change(record):
    plan = compare(state(), state(), record)
    assert plan == Plan(())
    assert str(plan) == "没有要改的：环境与模板一致"


# --- by hand


def test_what_was_changed_by_hand_since_the_last_apply_is_marked(record):
    lines, by_hand = altered(applied(record, state()), state(), state(memory_mb="1024"))
    assert (lines, by_hand) == (("! memory_mb: 1024 → 256",), True)


def test_only_the_attribute_that_was_changed_by_hand_is_marked(record):
    wanted, actual = state(code="b" * 64), state(memory_mb="1024")
    lines, by_hand = altered(applied(record, state()), wanted, actual)
    assert lines == ("! memory_mb: 1024 → 256", f"code: {'a' * 12} → {'b' * 12}")
    assert by_hand


def test_a_variable_added_or_taken_away_by_hand_is_marked(record):
    actual = state(variable__EXTRA="x", variable__STAGE=None)
    lines, by_hand = altered(applied(record, state()), state(), actual)
    assert lines == ("! 变量 STAGE 新增", "! 变量 EXTRA 删去")
    assert by_hand


def test_nothing_was_changed_by_hand_where_nothing_is_on_record(record):
    lines, by_hand = altered(record, state(), state(memory_mb="1024", variable__EXTRA="x"))
    assert (lines, by_hand) == (("memory_mb: 1024 → 256", "变量 EXTRA 删去"), False)


def test_a_change_by_hand_is_said_beside_the_resource(record):
    plan = compare(state(), state(memory_mb="1024"), applied(record, state()))
    assert plan.by_hand
    head, *_ = str(plan).splitlines()
    assert head == "~ function book（上次部署之后有人手工改过）"
    assert not compare(state(memory_mb="1"), state(), record).by_hand


# --- what failed, and what cannot be changed


def test_a_failed_function_is_made_anew_and_nobodys_hand_is_blamed(record):
    actual = {**state(), Key("function", "book", "failed"): "CreateFailed"}
    lines, by_hand = altered(applied(record, state()), state(), actual)
    assert lines == ("上次修改以 CreateFailed 告终；重新建立",)
    assert not by_hand


CANT = "function book：平台不能直接换 runtime，请先在控制台删除这个函数"


def test_a_runtime_cannot_be_changed_in_place(record):
    plan = compare(state(runtime="Python3.11"), state(), record)
    assert plan.problems == (CANT,)
    assert f"! {CANT}" in str(plan).splitlines()


def test_a_failed_function_is_not_blamed_for_its_runtime(record):
    actual = {**state(), Key("function", "book", "failed"): "CreateFailed"}
    assert compare(state(runtime="Python3.11"), actual, record).problems == ()


def test_another_change_is_no_problem(record):
    assert compare(state(memory_mb="512"), state(), record).problems == ()


# --- deleted, or left


def test_what_is_in_the_template_no_more_is_deleted_only_when_asked(record):
    gone = {**state("old"), **state("older")}
    applied(record, gone)
    plan = compare({}, gone, record)
    assert plan.changes == ()
    assert plan.left == (
        "function older 模板里已没有；要删除请加 --prune",
        "function old 模板里已没有；要删除请加 --prune",
    )
    pruned = compare({}, gone, record, prune=True)
    assert [str(change) for change in pruned.changes] == ["- function older", "- function old"]
    assert pruned.left == ()


def test_what_was_not_made_from_here_stays(record):
    plan = compare({}, state("theirs"), record, prune=True)
    assert (plan.changes, plan.left) == ((), ("function theirs 不是从这里建立的，保留不动",))
    assert str(plan).splitlines() == [
        "· function theirs 不是从这里建立的，保留不动",
        "没有要改的：环境与模板一致",
    ]


def test_what_depends_on_another_comes_after_it_and_goes_before_it(record):
    function, rule = state("new"), {Key("rule", "new", "invoke"): "false"}
    both = {**rule, **function}
    assert [c.resource.kind for c in compare(both, {}, record).changes] == ["function", "rule"]
    applied(record, both)
    plan = compare({}, both, record, prune=True)
    assert [change.resource.kind for change in plan.changes] == ["rule", "function"]


def test_the_counts_at_the_end(record):
    actual = {**state("gone"), **state(memory_mb="1")}
    applied(record, actual)
    plan = compare({**state(), **state("new")}, actual, record, prune=True)
    assert str(plan).splitlines()[-1] == "要新建 1 个，修改 1 个，删除 1 个"
    assert [change.sign for change in plan.changes] == ["~", "+", "-"]


def test_one_change_by_hand_marks_the_plan():
    own, by_hand = Change("~", RESOURCE), Change("~", RESOURCE, by_hand=True)
    assert Plan((own, by_hand)).by_hand
    assert not Plan((own,)).by_hand
    assert not Plan(()).by_hand
