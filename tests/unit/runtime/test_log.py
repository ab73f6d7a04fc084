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


@pytest.mark.parametrize(
    "name",
    [
        "name",
        "patient_name",
        "phone",
        "id_number",
        "openid",
        "wx_secret",
        "idempotency_key",
        "body",
    ],
)
def test_personal_fields_are_redacted_by_name(name, lines):
    log.info("call", **{name: "ZHANGSAN"}, nested={name: "ZHANGSAN", "ok": 1})
    (line,) = lines()
    assert line[name] == line["nested"][name] == log.REDACTED and line["nested"]["ok"] == 1


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


@pytest.mark.parametrize("name", [*log.DRIVERS, None, "pymongo.command", "urllib3.connectionpool"])
def test_drivers_never_log(name, caplog):
    for loud in (*log.DRIVERS, None):  # as in a new process, whatever ran in this one before
        logging.getLogger(loud).setLevel(logging.WARNING)
    logger = logging.getLogger(name)
    before = logger.isEnabledFor(logging.CRITICAL)
    log.configure()
    assert before and not logger.isEnabledFor(logging.CRITICAL)
