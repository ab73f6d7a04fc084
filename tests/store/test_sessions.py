"""clinic_sessions: decided once, and again once a job."""

from common.domain.timetable import Clinic, PlannedClinic, Session

CLINIC = Clinic(
    id="c1", hospital_id="h1", department_id="k1", doctor_id="d1", weekday=3, period="am", visit_kind="普通",
    start="08:00", end="09:00", slot_minutes=30, seats=2, pools={}, fee_fen=0,
)  # fmt: skip


def a_session(*clinics, **fields):
    return Session(
        id="d1.2026-03-04.am", hospital_id="h1", doctor_id="d1", date="2026-03-04", period="am",
        clinics=tuple(PlannedClinic(clinic=each) for each in clinics), **fields,
    )  # fmt: skip


def test_a_session_is_read_by_its_id(store):
    store.sessions.decide([a_session(CLINIC)])
    assert store.sessions.get("d1.2026-03-04.am") == a_session(CLINIC)
    assert store.sessions.get("nothing") is None


def test_a_job_decides_once_and_never_after_a_later_one(store, db):
    store.sessions.decide([a_session(CLINIC)])
    db.clinic_sessions.update_one({}, {"$unset": {"rev": "", "laid": ""}})
    decided = a_session(rev=3, laid=3)
    store.sessions.decide_again(decided)
    assert store.sessions.get(decided.id) == decided
    for late in (a_session(CLINIC, rev=3), a_session(CLINIC, rev=2, laid=2)):
        store.sessions.decide_again(late)
        assert store.sessions.get(decided.id) == decided
    later = a_session(CLINIC, rev=4, laid=3)
    store.sessions.decide_again(later)
    assert store.sessions.get(decided.id) == later


def test_a_session_that_is_decided_is_not_decided_by_who_comes_late(store):
    store.sessions.decide([a_session()])
    store.sessions.decide([a_session(CLINIC)])
    assert store.sessions.get("d1.2026-03-04.am").clinics == ()


def test_the_release_before_finds_nothing_to_lay_out_of_another_layout(store, db):
    store.sessions.decide([a_session(CLINIC)])
    decided = a_session(CLINIC, rev=3, laid=3)
    store.sessions.decide_again(decided)
    assert db.clinic_sessions.find_one({})["clinics"] == []
    assert store.sessions.on("h1", "2026-03-04") == [decided]
    later = a_session(rev=4, laid=4)
    store.sessions.decide_again(later)
    assert store.sessions.get(later.id) == later
