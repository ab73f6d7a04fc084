"""Every verb of the staff has its row, every row its verb."""

from common.contracts.patients import PATIENTS_REQUEST
from common.domain.permission_table import OPEN, TABLE
from tools.permission_lint import actions_of, main, problems, verbs

BUILT = {"staff": {"me", "list"}}
ROWS = ["staff.me", "staff.list", "desk.day"]


def test_table_and_functions_agree(capsys):
    assert main() == 0
    assert capsys.readouterr().out == ""


def test_the_verbs_are_found_in_the_requests():
    assert actions_of(PATIENTS_REQUEST) == {"list", "add", "update", "remove"}
    assert verbs()["staff"] == {
        row.partition(".")[2].partition("/")[0]
        for row in (*TABLE, *OPEN)
        if row.startswith("staff.")
    }


def test_a_verb_without_a_row_is_told():
    assert list(problems(BUILT, ROWS, ["desk"])) == []
    assert list(problems({"staff": {"me", "list", "sell"}}, ROWS, ["desk"])) == [
        "staff.sell: no row in common/domain/permission_table.py says who may do it"
    ]


def test_a_row_without_a_verb_is_told_unless_it_is_coming():
    assert list(problems(BUILT, ROWS, [])) == [
        "desk.day: a row of common/domain/permission_table.py that no function serves"
    ]
    assert list(problems(BUILT, [*ROWS, "staff.sell/x"], ["desk"])) == [
        "staff.sell: a row of common/domain/permission_table.py that no function serves"
    ]


def test_what_is_built_is_not_coming():
    assert list(problems(BUILT, ROWS, ["desk", "staff"])) == [
        "staff: is built; take it out of COMING in common/domain/permission_table.py"
    ]
