"""The scanned login: once, in time, by the right number and the browser that began; and how long a session holds."""

from datetime import timedelta

import pytest

from common.domain.audit import PLATFORM_CHAIN, chain_of
from common.domain.rules.platform import Rate
from common.domain.staff import draw_matches, hash_of
from common.usecases import staff_login
from tests.support.service import Service
from tests.support.staff import AGENT, VERIFIER, Office, desk_of
from tests.usecases.test_staff_invites import refused

OVER = "登录码已失效。请在电脑上刷新，重新扫码"
GONE, DEAD = f"NOT_FOUND: {OVER}", f"BAD_STATE: {OVER}"
WRONG = "BAD_STATE: 数字不对，这次登录已取消。请在电脑上刷新，重新扫码"
TOO_MANY = "TOO_MANY_REQUESTS: 同时登录的电脑太多，请过 1 分钟再试"
ASKED_TOO_OFTEN = "TOO_MANY_REQUESTS: 问得太快了，请过 1 分钟再试"
IN_ALREADY = "BAD_STATE: 那台电脑已经登录，请马上退出：在那台电脑上点“退出登录”，或换台电脑登录，在“登录的电脑”里退出"
ANOTHERS = "BAD_STATE: 这次登录用的是别人的身份，不是您的"
OUT = "UNAUTHENTICATED: 登录已结束，请重新扫码登录"


@pytest.fixture
def office(service: Service) -> Office:
    return Office(service).opened()


def finish(office, shown, verifier=VERIFIER):
    return office.browser(None, "login_finish", ticket=shown.ticket, verifier=verifier)


def confirm(office, who, shown, match=None):
    return office.phone(who, "login_confirm", ticket=shown.ticket, match=match or shown.match)


def test_a_browser_is_signed_in(office):
    shown = office.started()
    looked = office.phone("desk", "login_look", ticket=shown.ticket)
    assert looked.agent == AGENT
    assert shown.match in looked.choices
    assert len(set(looked.choices)) == 3
    assert finish(office, shown).model_dump() == {"waiting": True}
    assert confirm(office, "desk", shown).confirmed
    signed_in = finish(office, shown)
    assert not signed_in.waiting
    assert signed_in.staff.id == office.member("desk").id
    assert "token" not in signed_in.model_dump()
    assert office.browser(signed_in.token, "me").staff.grants[0].role.value == "desk"


def test_nothing_of_it_is_stored_as_it_is(office):
    shown = office.confirmed("desk")
    token = finish(office, shown).token
    stored = repr(
        [list(office.service.db[n].find({})) for n in ("staff_logins", "staff_sessions", "audit")]
    )
    for secret in (shown.ticket, VERIFIER, token):
        assert f"'{secret}'" not in stored


def test_a_login_is_on_record_where_somebody_works(office):
    office.hire("mgr", "op", desk_of())
    office.signed_in("op")
    session = office.service.db.staff_sessions.find_one({})
    for chain in (chain_of("h1"), PLATFORM_CHAIN):
        last = office.deps.store.audit.last(chain)
        assert (last.verb, last.actor.session) == ("staff.login", session["_id"])
    assert office.deps.store.audit.get(session["audit"]).chain == PLATFORM_CHAIN


def test_a_wrong_number_ends_it(office):
    shown = office.started()
    wrong = "11" if shown.match != "11" else "12"
    assert refused(confirm, office, "desk", shown, wrong) == WRONG
    assert refused(confirm, office, "desk", shown) == DEAD
    assert refused(office.phone, "desk", "login_look", ticket=shown.ticket) == DEAD
    assert refused(finish, office, shown) == DEAD


def test_the_same_tap_again_confirms_and_nobody_else_does(office):
    shown = office.confirmed("desk")
    assert confirm(office, "desk", shown).confirmed
    assert refused(confirm, office, "doc", shown) == DEAD
    assert refused(confirm, office, "desk", shown, "99" if shown.match != "99" else "98") == DEAD
    assert finish(office, shown).staff.id == office.member("desk").id


def refuse(office, who, shown):
    return office.phone(who, "login_refuse", ticket=shown.ticket)


def test_a_refused_login_signs_nobody_in(office):
    for shown in (office.started(), office.confirmed("desk")):
        assert refuse(office, "desk", shown).refused
        assert refuse(office, "desk", shown).refused, "again is as once"
        assert refused(confirm, office, "desk", shown) == DEAD
        assert refused(finish, office, shown) == DEAD
    assert office.service.db.staff_sessions.count_documents({}) == 0


def test_one_that_was_not_finished_in_time_is_refused_as_well(office):
    shown = office.confirmed("desk")
    office.service.clock.pass_(seconds=120)
    assert refuse(office, "desk", shown).refused


def test_who_refuses_too_late_is_told_what_to_do(office):
    shown = office.confirmed("desk")
    token = finish(office, shown).token
    assert refused(refuse, office, "desk", shown) == IN_ALREADY
    assert refused(refuse, office, "doc", shown) == ANOTHERS
    assert office.browser(token, "me").staff.id == office.member("desk").id


def test_nobody_refuses_what_another_confirmed(office):
    shown = office.confirmed("desk")
    assert refused(refuse, office, "doc", shown) == ANOTHERS
    assert finish(office, shown).staff.id == office.member("desk").id


def test_an_unknown_ticket_is_refused_by_itself_and_counted(office):
    guess = {"action": "login_refuse", "ticket": "unknown"}
    assert refused(office.phone, "desk", **guess) == "NOT_FOUND: 登录码已失效，用它登录不了"
    for _ in range(9):
        refused(office.phone, "desk", **guess)
    told = refused(office.phone, "desk", **guess)
    assert told == "TOO_MANY_REQUESTS: 试得太多了，请过 1 分钟再试"


def test_another_browser_does_not_get_the_session(office):
    shown = office.confirmed("desk")
    assert refused(finish, office, shown, "w" * 43) == DEAD
    assert finish(office, shown).staff.id == office.member("desk").id


def test_a_ticket_is_good_once(office):
    shown = office.confirmed("desk")
    finish(office, shown)
    assert refused(finish, office, shown) == DEAD
    assert office.service.db.staff_sessions.count_documents({}) == 1


def test_a_ticket_is_good_for_two_minutes(office):
    shown = office.confirmed("desk")
    other = office.started()
    assert shown.expires_at - office.service.clock() == timedelta(seconds=120)
    office.service.clock.pass_(seconds=120)
    assert refused(finish, office, shown) == GONE
    assert refused(confirm, office, "desk", other) == GONE
    assert refused(office.phone, "desk", "login_look", ticket="unknown") == GONE
    assert refused(office.browser, None, "login_finish", ticket="x", verifier=VERIFIER) == GONE


def test_all_who_begin_are_counted_together_and_hold_up_nobody_else(office, monkeypatch):
    token, shown = office.signed_in("desk"), office.started()
    monkeypatch.setattr(staff_login, "STARTS", Rate("login_start", 3))
    office.started()
    assert refused(office.started) == TOO_MANY
    assert finish(office, shown).waiting
    assert office.browser(token, "me").staff.name == "虚构前台"
    office.service.clock.pass_(minutes=1)
    assert office.started().match


def test_a_ticket_is_asked_for_sixty_times_a_minute_and_another_is_not_held_up(office):
    shown, other = office.started(), office.started()
    assert [finish(office, shown).waiting for _ in range(60)] == [True] * 60
    assert refused(finish, office, shown) == ASKED_TOO_OFTEN
    assert finish(office, other).waiting
    office.service.clock.pass_(minutes=1)
    assert finish(office, shown).waiting


def test_a_ticket_that_nobody_was_given_leaves_nothing_behind(office):
    before = office.service.db.rates.count_documents({})
    for guessed in ("a", "b"):
        ask = {"ticket": guessed, "verifier": VERIFIER}
        assert refused(office.browser, None, "login_finish", **ask) == GONE
    assert office.service.db.rates.count_documents({}) == before


def test_of_many_sessions_the_newest_are_listed(office, monkeypatch):
    monkeypatch.setattr("common.store.staff_sessions.LISTED", 2)
    tokens = []
    for _ in range(3):
        tokens.append(office.signed_in("desk"))
        office.service.clock.pass_(minutes=1)
    shown = office.browser(tokens[-1], "sessions").sessions
    assert [session.id for session in shown] == [hash_of(token) for token in tokens[:0:-1]]


def test_who_was_disabled_meanwhile_is_not_signed_in(office):
    shown = office.confirmed("desk")
    office.phone("mgr", "disable", staff_id=office.member("desk").id, reason="离职")
    assert refused(finish, office, shown) == DEAD


def test_a_session_ends_when_nobody_uses_it(office):
    token = office.signed_in("desk")
    for _ in range(3):
        office.service.clock.pass_(minutes=29)
        office.browser(token, "me")
    office.service.clock.pass_(minutes=30)
    assert refused(office.browser, token, "me") == OUT


def test_a_session_ends_after_twelve_hours_however_it_is_used(office):
    token = office.signed_in("desk")
    for _ in range(12 * 3 - 1):
        office.service.clock.pass_(minutes=20)
        office.browser(token, "me")
    office.service.clock.pass_(minutes=20)
    assert refused(office.browser, token, "me") == OUT


def test_use_is_written_once_a_minute(office):
    token = office.signed_in("desk")
    began = office.service.clock()
    office.service.clock.pass_(seconds=59)
    office.browser(token, "me")
    assert office.deps.store.staff_sessions.get(hash_of(token)).seen_at == began
    office.service.clock.pass_(seconds=1)
    office.browser(token, "me")
    assert office.deps.store.staff_sessions.get(hash_of(token)).seen_at > began


def test_sessions_are_listed_and_ended_by_their_owner(office):
    first = office.signed_in("desk")
    office.service.clock.pass_(seconds=1)
    second, other = office.signed_in("desk"), office.signed_in("doc")
    listed = office.browser(second, "sessions").sessions
    assert [s.id for s in listed] == [hash_of(second), hash_of(first)]
    assert [s.here for s in listed] == [True, False]
    assert len(office.phone("desk", "sessions").sessions) == 2
    office.browser(second, "logout", session_id=hash_of(other))
    assert office.browser(other, "me").staff.name == "虚构医生", "nobody ends another's"
    left = office.browser(second, "logout", session_id=hash_of(first))
    assert (left.here, len(left.sessions)) == (False, 1)
    assert refused(office.browser, first, "me") == OUT
    assert office.browser(second, "logout").here
    assert refused(office.browser, second, "me") == OUT
    assert refused(office.phone, "desk", "logout") == ("BAD_REQUEST: 请选择要退出哪台电脑的登录")


def test_no_token_and_an_unknown_one_are_nobodys(office):
    for token in (None, "", "unknown"):
        assert refused(office.browser, token, "me") == OUT


def test_three_different_numbers_of_two_digits_one_of_them_right():
    for first in range(90):
        draws = iter((first, 0, 87, first % 3))
        match, choices = draw_matches(lambda count: next(draws) % count)  # noqa: B023
        assert len(set(choices)) == 3
        assert match in choices
        assert all(len(choice) == 2 and 10 <= int(choice) <= 99 for choice in choices)
