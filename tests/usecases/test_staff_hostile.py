"""Ten thousand bodies that nobody's page sends: the desktop door answers each, and fails at none."""

import base64
import random

import pytest

from common.domain.rules.platform import Rate
from tests.support.catalogue import fill_in
from tests.usecases.staff_door import HTTP, opened_door, request, told

HOSTILE = 10_000
ACTIONS = (
    "me",
    "invite",
    "accept",
    "list",
    "change",
    "disable",
    "login_start",
    "login_look",
    "login_confirm",
    "login_refuse",
    "login_finish",
    "sessions",
    "logout",
    "import_check",
    "import_apply",
    "export",
    "read",
    "save",
    "retire",
    "timetable",
    "today",
    "close_slot",
    "open_slot",
    "audit",
    "job",
    "nothing",
    "",
    None,
    1,
    [],
    {},
)
FIELDS = (
    "staff_id",
    "hospital_id",
    "grants",
    "rev",
    "reason",
    "name",
    "role",
    "code",
    "ticket",
    "match",
    "verifier",
    "verifier_hash",
    "session_id",
    "idempotency_key",
    "department_ids",
    "doctor_id",
    "file",
    "filename",
    "preview_id",
    "what",
    "kind",
    "values",
    "slot_id",
    "job_id",
    "date_from",
    "date_to",
    "object_id",
    "before",
    "openid",
    "$where",
    "a.b",
    "_id",
)
ROW_FIELDS = (
    "doctor_id", "department_id", "weekday", "period", "start", "end", "date", "kind", "rule", "value", "name",
    "heading", "text", "from_date", "until_date", "important",
    "fee_fen", "seats_per_slot", "slot_minutes", "visit_kind", "hospital_id",
)  # fmt: skip
VALUES = (
    None,
    True,
    0,
    -1,
    2**63,
    10**40,
    1.5,
    1e308,
    "",
    "x",
    "h1",
    "d1",
    "desk",
    "manager",
    "operator",
    "0" * 64,
    "v" * 43,
    "37",
    {"$gt": ""},
    {"$ne": None},
    [],
    [[]],
    ["h1"],
    {},
    "\u0000",
    "\ud800",
    "<img onerror=alert(1)>",
    "岗位变动",
    "UEsDBAoAAAAAAA==",
    "甲.xlsx",
    "tap-00000001",
    "a" * 5000,
    [{"role": "desk", "hospital_id": "h1"}],
    [{"role": "desk", "hospital_id": {"$ne": 1}}],
    [{"role": "manager", "hospital_id": "h1", "department_ids": ["x"] * 200}],
    "😀" * 40,
    "\u202e",
)


def _hostile(chance: random.Random) -> object:
    """One body: mostly nearly right, sometimes no JSON at all."""
    if chance.random() < 0.12:
        return chance.choice(
            [
                "",
                "{",
                "[]",
                "null",
                "NaN",
                '"x"',
                "[" * 3000,
                '{"action":"me"}x',
                "\ufeff{}",
                "1" * 6000,
            ]
        )
    body = {"action": chance.choice(ACTIONS)}
    for field in chance.sample(FIELDS, chance.randrange(7)):
        body[field] = chance.choice(VALUES)
    return body


def _of_sheets(chance: random.Random, _: list[str]) -> dict:
    hospital = chance.choice(["h1", "h2"])
    file = base64.b64encode(chance.randbytes(chance.choice([0, 30, 3000]))).decode()
    return chance.choice(
        [
            {
                "action": "import_check",
                "hospital_id": hospital,
                "filename": "甲.xlsx",
                "file": file,
            },
            {"action": "import_apply", "preview_id": chance.choice(["x", "nobody.00000"])},
            {
                "action": "export",
                "hospital_id": hospital,
                "what": chance.choice(["catalogue", "template"]),
            },
        ]
    )


def _of_staff(chance: random.Random, ids: list[str]) -> dict:
    place = {
        "role": chance.choice(["desk", "doctor", "auditor", "manager", "operator"]),
        "hospital_id": chance.choice(["h1", "h2", None]),
    }
    return chance.choice(
        [
            {
                "action": "invite",
                "name": "虚构",
                "idempotency_key": f"tap-{chance.randrange(99):08d}",
                **place,
            },
            {
                "action": "change",
                "staff_id": chance.choice(ids),
                "grants": [place],
                "rev": chance.randrange(3),
                "reason": "试试",
            },
            {"action": "list", "hospital_id": chance.choice(["h1", "h2", None])},
            {"action": "login_finish", "ticket": "x", "verifier": "v" * 43},
            {"action": "logout", "session_id": "0" * 64},
            {"action": "disable", "staff_id": chance.choice(["nobody", ids[0]]), "reason": "试试"},
        ]
    )


def _of_admin(chance: random.Random, ids: list[str]) -> dict:
    hospital = {"hospital_id": chance.choice(["h1", "h2"])}
    kind = chance.choice(
        [
            "hospital",
            "department",
            "doctor",
            "clinic",
            "exception",
            "rules",
            "notice",
            "platform_rules",
        ]
    )
    values = {
        name: chance.choice(["", "d1", "internal", "周一", "08:00", "9", "+2", "=1+1", "<b>", "是"])
        for name in chance.sample(ROW_FIELDS, chance.randrange(8))
    }
    return chance.choice(
        [
            {"action": "read", "kind": kind, **hospital},
            {"action": "save", "kind": kind, "rev": None, "values": values, **hospital},
            {"action": "retire", "kind": kind, "rev": "0" * 32, "reason": "试试", **hospital},
            {"action": "audit", "before": chance.choice([1, 2**53]), **hospital},
            {"action": "close_slot", "slot_id": chance.choice(["x", "d1.2026-03-04.am.0800"]), "reason": "试试"},
            {"action": "today", **hospital},
            {"action": "timetable", "date_from": "2026-03-01", "date_to": "2026-02-31", **hospital},
        ]
    )  # fmt: skip


def _of_pictures(chance: random.Random, _: list[str]) -> dict:
    doctor = {"doctor_id": chance.choice(["d1", "d2", "nobody"])}
    begins = chance.choice(
        [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF....WEBPVP8X", b"GIF89a"]
    )
    file = base64.b64encode(begins + chance.randbytes(chance.choice([0, 30, 3000]))).decode()
    return chance.choice(
        [
            {"action": "photo", **doctor},
            {"action": "put_photo", "file": file, **doctor},
            {"action": "remove_photo", **doctor},
            {
                "action": "code",
                "hospital_id": chance.choice(["h1", "h2"]),
                "kind": "doctor",
                "id": "d1",
            },
        ]
    )


SOUND = {"staff": _of_staff, "sheets": _of_sheets, "admin": _of_admin, "pictures": _of_pictures}
# The staff's own door has the most; the others share it, and add what is behind them.
BODIES = {"staff": HOSTILE, "sheets": HOSTILE // 4, "admin": HOSTILE // 4, "pictures": HOSTILE // 4}


@pytest.mark.parametrize("function", SOUND)
def test_no_body_whatever_it_is_makes_the_door_fail(service, monkeypatch, function):
    office, main_handler = opened_door(service, monkeypatch, function)
    fill_in(service)
    office.opened()
    service.store.catalogue.set_platform_rules(
        service.store.catalogue.platform_rules().model_copy(update={"calls_per_minute": 10**6})
    )
    monkeypatch.setattr("common.usecases.staff_login.STARTS", Rate("login_start", 10**6))
    tokens: dict[str, str | None] = {who: office.signed_in(who) for who in ("mgr", "desk")}
    tokens["nobody"] = None
    ids = [office.member(who).id for who in ("mgr", "op", "desk", "doc")]
    chance, heard = random.Random(2026), {}
    for number in range(BODIES[function]):
        body = _hostile(chance)
        if number % 10 == 0:  # what would be served, with one thing wrong, or nothing
            body = SOUND[function](chance, ids)
            if chance.random() < 0.6:
                body[chance.choice(list(body))] = chance.choice(VALUES)
        who = chance.choice(list(tokens))
        event = request(body, tokens[who])
        if number % 50 == 0:
            event["body"] = base64.b64encode(chance.randbytes(60)).decode()
            event["isBase64Encoded"] = True
        response = main_handler(event, HTTP)
        status, code, message = told(response)
        if "set-cookie" in response["headers"]:  # it signed out
            service.clock.pass_(minutes=2)
            tokens[who] = office.signed_in(who)
        heard[code] = heard.get(code, 0) + 1
        assert code != "INTERNAL", body
        assert message and (status < 500)
    print(f"{BODIES[function]} bodies: {dict(sorted(heard.items()))}")
    assert heard["BAD_REQUEST"] > BODIES[function] / 2
    assert {"OK", "FORBIDDEN", "NOT_FOUND", "UNAUTHENTICATED"} <= heard.keys()
