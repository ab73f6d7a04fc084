"""Every role with every verb, against an expectation written down once more from the rules, in another form."""

import itertools

import pytest

from common.domain.actor import Door, Staff
from common.domain.errors import Refused
from common.domain.grants import Grant, Role
from common.domain.permission_table import COMING, OPEN, TABLE, cells, may, require
from common.domain.permissions import Place, Scope

# verb: what each may, in the order operator, manager, desk, doctor, auditor. "-" not, "h" in their hospital,
# "d" in their departments, "o" their own, "e" everywhere, "p" what is the platform's; "!" only with a reason,
# a figure: so many days.
EXPECTED = """
admin.read/hospital           e  h  -   -   -
admin.save/hospital           e  -  -   -   -
admin.retire/hospital         e  -  -   -   -
admin.read/merchant           e  -  -   -   -
admin.save/merchant           e  -  -   -   -
admin.retire/merchant         e  -  -   -   -
admin.read/platform_rules     e  -  -   -   -
admin.save/platform_rules     e  -  -   -   -
admin.retire/platform_rules   e  -  -   -   -
admin.read/department         -  h  -   -   -
admin.save/department         -  h  -   -   -
admin.retire/department       -  h  -   -   -
admin.read/doctor             -  h  -   -   -
admin.save/doctor             -  h  -   -   -
admin.retire/doctor           -  h  -   -   -
admin.read/clinic             -  h  -   -   -
admin.save/clinic             -  h  -   -   -
admin.retire/clinic           -  h  -   -   -
admin.read/exception          -  h  -   -   -
admin.save/exception          -  h  -   -   -
admin.retire/exception        -  h  -   -   -
admin.read/rules              -  h  -   -   -
admin.save/rules              -  h  -   -   -
admin.retire/rules            -  h  -   -   -
admin.read/notice             -  h  -   -   -
admin.save/notice             -  h  -   -   -
admin.retire/notice           -  h  -   -   -
admin.read/screen             -  h  -   -   -
admin.save/screen             -  h  -   -   -
admin.retire/screen           -  h  -   -   -
admin.timetable               -  h  -   -   -
admin.today                   e  h  d   o   h
admin.propose                 -  h  -   -   -
admin.apply                   -  h  -   -   -
admin.add_seats               -  h  d   o   -
admin.close_slot              -  h  -   -   -
admin.open_slot               -  h  -   -   -
admin.job                     -  h  -   -   -
admin.audit                   p  h  -   -   h
staff.invite/manager          e  -  -   -   -
staff.invite/desk             -  h  -   -   -
staff.invite/doctor           -  h  -   -   -
staff.invite/auditor          -  h  -   -   -
staff.list                    e  h  -   -   -
staff.change                  e  h  -   -   -
staff.disable                 e  h  -   -   -
suspend.propose               -  h  d   o   -
suspend.start                 -  h  -   -   -
suspend.start/asked           -  -  d   o   -
suspend.approve               -  h  -   -   -
suspend.refuse                -  h  -   -   -
suspend.stop                  -  h  -   -   -
suspend.resume                -  h  -   -   -
suspend.report                -  h  -   -   -
suspend.mark_told             -  h  -   -   -
desk.day                      -  h  d   o   -
desk.find                     -  h  d   o   -
desk.match_id                 -  h  d   o   -
desk.reveal                   -  h! d!  o!  -
desk.check_in                 -  h  d   o   -
desk.check_in/priority        -  h  d!  o!  -
desk.undo_check_in            -  h  d   o   -
desk.book                     -  h  d   -   -
desk.cancel                   -  h  d   -   -
desk.undo_no_show             -  h  d7  -   -
desk.pardon                   -  h  -   -   -
desk.queue                    -  h  d   o   -
desk.next                     -  h  d   o   -
desk.again                    -  h  d   o   -
desk.missed                   -  h  d   o   -
desk.away                     -  h  d   o   -
desk.back                     -  h  d   o   -
desk.return                   -  h  d   o   -
desk.pick                     -  h  d!  o!  -
desk.prefer                   -  h  d!  o!  -
desk.room                     -  h  d   o   -
desk.pause                    -  h  d   o   -
desk.open                     -  h  d   o   -
desk.close                    -  h  d   o   -
sheets.import_check           -  h  -   -   -
sheets.import_apply           -  h  -   -   -
sheets.export                 -  h  -   -   -
pictures.photo                -  h  -   -   -
pictures.put_photo            -  h  -   -   -
pictures.remove_photo         -  h  -   -   -
pictures.code                 -  h  -   -   -
report.summary                e  h  d0  o   h
report.money                  e  h  d0  o   h
report.attendance             e  h  d0  o   h
"""
ROWS = {line.split()[0]: line.split()[1:] for line in EXPECTED.strip().splitlines()}
ROLES = (Role.OPERATOR, Role.MANAGER, Role.DESK, Role.DOCTOR, Role.AUDITOR)
GRANTS = {
    Role.OPERATOR: Grant(role=Role.OPERATOR),
    Role.MANAGER: Grant(role=Role.MANAGER, hospital_id="h1"),
    Role.DESK: Grant(role=Role.DESK, hospital_id="h1", department_ids=("a",)),
    Role.DOCTOR: Grant(role=Role.DOCTOR, hospital_id="h1", doctor_id="d1"),
    Role.AUDITOR: Grant(role=Role.AUDITOR, hospital_id="h1"),
}
PLACES = [
    (hospital, department, doctor)
    for hospital in (None, "h1", "h2")
    for department in (None, "a", "b")
    for doctor in (None, "d1", "d2")
]


def expected(sign: str, hospital: str | None, department: str | None, doctor: str | None) -> bool:
    """What a sign of the table above means at a place."""
    here = hospital == "h1"
    return {
        "-": False, "e": True, "p": hospital is None, "h": here, "d": here and department == "a",
        "o": here and doctor == "d1",
    }[sign[0]]  # fmt: skip


def test_every_role_with_every_verb_at_every_kind_of_place():
    tried = 0
    assert TABLE.keys() == ROWS.keys()
    for (verb, signs), place in itertools.product(ROWS.items(), PLACES):
        for role, sign in zip(ROLES, signs, strict=True):
            assert may((GRANTS[role],), verb, *place) == expected(sign, *place), (role, verb, place)
            tried += 1
    print(f"{len(ROLES)} roles × {len(ROWS)} verbs × {len(PLACES)} places: {tried} tried")
    assert tried == 5 * 89 * 27


def test_what_a_cell_asks_beside_it():
    for verb, signs in ROWS.items():
        for role, sign in zip(ROLES, signs, strict=True):
            found = cells((GRANTS[role],), verb, Place("h1", "a", "d1"))
            for cell in found:
                assert cell.reason == (sign[1:] == "!"), (verb, role)
                assert cell.days == (int(sign[1:]) if sign[1:].isdigit() else None), (verb, role)


def test_what_stands_in_no_row_nobody_may():
    everybody = tuple(GRANTS.values())
    for verb in ("admin.sell", "staff.invite", "staff.invite/operator", "", "desk.day/x"):
        assert not may(everybody, verb, "h1", "a", "d1")
        assert not may(everybody, verb, None)


def test_without_a_grant_nobody_may_anything():
    assert not any(may((), verb, *place) for verb in TABLE for place in PLACES)


def test_grants_add_up_and_each_only_where_it_is():
    both = (GRANTS[Role.AUDITOR], Grant(role=Role.MANAGER, hospital_id="h2"))
    assert may(both, "admin.audit", "h1")
    assert may(both, "staff.list", "h2")
    assert not may(both, "staff.list", "h1")


def test_a_desk_without_departments_is_of_the_whole_hospital():
    whole = (Grant(role=Role.DESK, hospital_id="h1"),)
    assert may(whole, "desk.day", "h1")
    assert may(whole, "desk.day", "h1", "b")
    assert not may(whole, "desk.day", "h2", "b")


def test_a_doctor_without_an_id_has_nothing_of_their_own():
    assert not may((Grant(role=Role.DOCTOR, hospital_id="h1"),), "desk.day", "h1")


def test_how_somebody_is_told_no():
    desk = Staff("s1", (GRANTS[Role.DESK],), Door.PHONE)
    assert require(desk, "desk.day", Place("h1", "a"))[0].scope is Scope.DEPARTMENTS
    for place, words in (
        (Place("h1", "b"), "FORBIDDEN: 您的角色不能做这件事，请找医院管理员"),
        (Place("h2", "a"), "NOT_FOUND: 没有找到，可能已经删除。请返回重新进入"),
        (Place(None), "NOT_FOUND: 没有找到，可能已经删除。请返回重新进入"),
    ):
        with pytest.raises(Refused) as told:
            require(desk, "desk.day", place)
        assert str(told.value) == words


def test_open_verbs_stand_in_no_row():
    assert OPEN.isdisjoint(verb.partition("/")[0] for verb in TABLE)
    functions = {verb.partition(".")[0] for verb in TABLE} - {
        "admin",
        "pictures",
        "staff",
        "sheets",
    }
    assert functions == COMING
