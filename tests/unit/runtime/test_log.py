"""A log line is for strangers: nothing of a person and no secret, whatever a caller passes."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.privacy import LoggableError
from common.runtime import log

phones = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
resident_ids = st.from_regex(r"[1-9][0-9]{16}[0-9X]|[1-9][0-9]{14}", fullmatch=True)
names = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2)
around = st.sampled_from(["{}", "a{}b", "openid:{}", " {} ", "+86{}", "/v3/{}?q=1", '{{"p":"{}"}}'])
keys = st.sampled_from(["value", "detail", "counts", "path", "phone", "anything"])


def shown(capsys):
    return capsys.readouterr().out


@pytest.fixture(scope="module")
def printed():
    """Text written by a function, for property tests (they may not take `capsys`)."""
    import contextlib
    import io

    def run(work):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            work()
        return out.getvalue()

    return run


@given(st.one_of(phones, resident_ids, names), around, keys, st.integers(0, 3))
def test_no_phone_number_or_name_gets_through(printed, secret, pattern, key, depth):
    value = pattern.format(secret)
    for _ in range(depth):
        value = [value] if depth % 2 else {"inner": value}
    text = printed(lambda: log.info("call", **{key: value}))
    assert secret not in json.dumps(json.loads(text), ensure_ascii=False)
    assert text.count("\n") == 1


@given(phones)
def test_no_phone_gets_through_as_a_number_a_key_or_spaced(printed, phone):
    spaced = f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
    text = printed(lambda: log.info("call", n=int(phone), m={phone: 1}, s=spaced, f=float(phone)))
    assert phone not in text and spaced not in text


@given(st.one_of(phones, resident_ids, names))
def test_no_exception_tells_what_it_carries(printed, secret):
    def fail():
        try:
            try:
                raise KeyError(secret)
            except KeyError as error:
                raise ValueError(f"bad {secret}") from error
        except ValueError as error:
            log.error("call", error)

    text = printed(fail)
    assert secret not in json.dumps(json.loads(text), ensure_ascii=False)
    assert json.loads(text)["error"] == ["builtins.ValueError", "builtins.KeyError"]


@given(st.one_of(phones, resident_ids))
def test_even_our_own_sentences_are_scrubbed(printed, secret):
    text = printed(lambda: log.error("call", LoggableError(f"key k1 of {secret} is gone")))
    assert secret not in text and "key k1 of" in text


PERSONAL = [
    "name", "phone", "mobile", "number", "address", "birth", "birth_date", "birthday", "openid", "unionid", "secret",
    "key", "keys", "token", "uri", "body", "event", "text", "password", "reason", "signature", "patient_name",
    "id_number", "mini_secret", "idempotency_key", "Phone", "PAYER_OPENID",
]  # fmt: skip
HARMLESS = ["numbering", "named", "keyed", "eventual", "bodyguard", "renumber", "context", "mybody"]


@pytest.mark.parametrize("name", HARMLESS)
def test_a_field_of_another_name_is_not(name, lines):
    log.info("call", **{name: "ZHANGSAN"})
    assert lines()[0][name] == "ZHANGSAN"


@pytest.mark.parametrize("name", PERSONAL)
def test_personal_fields_are_redacted_by_name(name, lines):
    log.info("call", more={name: ["ZHANGSAN", 7]}, nested={name: "ZHANGSAN", "ok": 1})
    (line,) = lines()
    assert line["more"][name] == line["nested"][name] == "[redacted]" and line["nested"]["ok"] == 1


def test_addresses_with_credentials_are_scrubbed(lines):
    log.error("call", LoggableError("cannot reach mongodb://app:invented@10.0.0.9/"))
    assert "app" not in lines()[0]["detail"]


def test_hidden_secrets_are_cut_out_wherever_they_stand(lines):
    log.hide("0123invented", "")
    log.error("call", LoggableError("it was 0123invented!"), path="/x/0123invented/y")
    (line,) = lines()
    assert line["detail"] == "it was [redacted]!" and line["path"] == "/x/[redacted]/y"


def test_useful_values_stay(lines):
    log.bind(request_id="0b0e3f6a-6d1f-4a53-9c0e-1a2b3c4d5e6f", function="book")
    log.info("call", code="SLOT_FULL", duration_ms=12, ratio=0.5, ok=True, none=None, many=[1, 2])
    (line,) = lines()
    assert line.pop("at").endswith("+08:00")
    assert line == {
        "level": "info",
        "event": "call",
        "request_id": "0b0e3f6a-6d1f-4a53-9c0e-1a2b3c4d5e6f",
        "function": "book",
        "code": "SLOT_FULL",
        "duration_ms": 12,
        "ratio": 0.5,
        "ok": True,
        "none": None,
        "many": [1, 2],
    }


def test_a_field_cannot_take_the_place_of_a_bound_one(lines):
    log.bind(request_id="r-1", function="book")
    log.info("call", request_id="r-2", level="x")
    (line,) = lines()
    assert line["request_id"] == "r-1" and line["level"] == "info"


def test_an_error_says_where_it_happened_not_what_was_there(lines):
    def pay(patient):
        raise RuntimeError(patient)

    try:
        pay("张三 13800138000")
    except RuntimeError as error:
        log.warning("call", error, status=500)
    (line,) = lines()
    assert line["stack"][-1].endswith(":pay") and "test_log.py:" in line["stack"][-1]
    assert line["level"] == "warning" and line["status"] == 500 and "detail" not in line


def test_a_missing_package_is_named(lines):
    try:
        import nothing_of_the_kind  # type: ignore[import-not-found]  # noqa: F401
    except ImportError as error:
        log.error("call", error)
    assert lines()[0]["module"] == "nothing_of_the_kind"


LOUD = [
    "asyncio", "cryptography", "pymongo", "requests", "tencentcloud_sdk_common", "urllib3", "wechatpay", "wechatpayv3",
    "wechatpy", None,
]  # fmt: skip


@pytest.mark.parametrize("name", [*LOUD, "pymongo.command", "urllib3.connectionpool"])
def test_drivers_never_log(name, caplog):
    for loud in LOUD:  # as in a new process, whatever ran in this one before
        logging.getLogger(loud).setLevel(logging.WARNING)
    logger = logging.getLogger(name)
    before = logger.isEnabledFor(logging.CRITICAL)
    log.configure()
    assert before and not logger.isEnabledFor(logging.CRITICAL)


def test_an_identifier_has_its_length(lines):
    log.info("call", good="a" * 160, long="a" * 161, sentence="not an identifier", empty="")
    (line,) = lines()
    assert (line["good"], line["empty"]) == ("a" * 160, "")
    assert line["long"] == line["sentence"] == "[redacted]"


def test_a_number_that_looks_like_a_person_is_redacted(lines):
    log.info("call", phone_like=13800138000, id_like=110101199003071234, amount_fen=5000, half=0.5)
    (line,) = lines()
    assert line["phone_like"] == line["id_like"] == "[redacted]"
    assert (line["amount_fen"], line["half"]) == (5000, 0.5)


@pytest.mark.parametrize(
    "text",
    ["13800138000", "+86 13800138000", "86-138-0013-8000", "11010119900307123X", "110101900307123",
     "1101 0119 9003 0712 3x"],
)  # fmt: skip
def test_what_looks_like_a_person_is_cut_out(text):
    assert log.scrub(f"<{text}>") == "<[redacted]>"


@pytest.mark.parametrize(
    "text", ["12800138000", "138001380001", "1380013800", "11010119900307123", "2026-03-02", "0123456789012345678"]
)  # fmt: skip
def test_what_does_not_is_left(text):
    assert log.scrub(f"<{text}>") == f"<{text}>"


def test_keys_of_a_mapping_are_looked_at_too(lines):
    log.info("call", counts={"13800138000": 1, "sent": 2, 7: 3})
    assert lines()[0]["counts"] == {"[redacted]": 1, "sent": 2, "7": 3}


def _chain(depth):
    """An error that was met while another was handled, so many times."""
    if depth == 0:
        raise KeyError("x")
    try:
        _chain(depth - 1)
    except KeyError:
        raise KeyError("x")  # noqa: B904  the implicit context is what is tried


def test_an_error_names_four_causes_and_twelve_frames(lines):
    try:
        _chain(20)
    except KeyError as error:
        log.error("call", error)
    (line,) = lines()
    assert line["error"] == ["builtins.KeyError"] * 4

    def deeper(depth):
        if depth == 0:
            raise ValueError
        deeper(depth - 1)

    try:
        deeper(30)
    except ValueError as error:
        log.error("call", error)
    (line,) = lines()
    assert len(line["stack"]) == 12
    place, number, name = line["stack"][-1].split(":")
    assert (place, name, number.isdecimal()) == ("unit/runtime/test_log.py", "deeper", True)


def test_a_line_leaves_at_once(monkeypatch):
    """The platform may freeze an instance after its answer."""
    printed = []
    monkeypatch.setattr("builtins.print", lambda *args, **kwargs: printed.append(kwargs))
    log.info("call")
    assert printed == [{"flush": True}]
