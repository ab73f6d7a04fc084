"""The few kinds of text a request may carry, each on both sides of its bounds."""

import pytest
from pydantic import TypeAdapter, ValidationError

from common.contracts import account, patients
from common.contracts.base import Day, Id, Instant, Key, Period, Reply, Request, Sentence, Word
from tests.unit.samples import NOW


def _takes(kind, value):
    try:
        return TypeAdapter(kind).validate_python(value, strict=True)
    except ValidationError:
        return None


@pytest.mark.parametrize(
    "good", ["a", "Z", "0", "a.b_c:d-e", "s-2026-03-04-08:00", "a" * 64, "9" + "_" * 63]
)
def test_an_id(good):
    assert _takes(Id, good) == good


@pytest.mark.parametrize(
    "wrong", ["", "_a", ".a", ":a", "-a", "a" * 65, "a b", "a/b", "a$", "号", "a\nb", "{}", 7, None]
)
def test_no_id(wrong):
    assert _takes(Id, wrong) is None


@pytest.mark.parametrize("good", ["tap-0001", "A_" + "0" * 62, "________"])
def test_a_key(good):
    assert _takes(Key, good) == good


@pytest.mark.parametrize("wrong", ["tap-001", "a" * 65, "tap.0001", "tap 0001", "tap:0001", ""])
def test_no_key(wrong):
    assert _takes(Key, wrong) is None


@pytest.mark.parametrize("good", ["2026-01-01", "2099-12-31", "2000-02-29", "2026-10-30"])
def test_a_day(good):
    assert _takes(Day, good) == good


@pytest.mark.parametrize(
    "wrong",
    ["1999-12-31", "2100-01-01", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32", "2026-1-1",
     "2026/01/01", "x2026-01-01", "2026-01-01x", "２０２６-01-01", "20２6-01-01", "2026-01-0٣", "2026-01-1२"],
)  # fmt: skip
def test_no_day(wrong):
    assert _takes(Day, wrong) is None


def test_a_word_and_a_sentence_have_their_lengths():
    assert _takes(Word, "号" * 64) == "号" * 64
    assert _takes(Word, "号" * 65) is None
    assert _takes(Word, " ") is None
    assert _takes(Sentence, "号" * 200) == "号" * 200
    assert _takes(Sentence, "号" * 201) is None
    assert _takes(Sentence, "") == ""


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Id, "s1"), (Key, "tap-0001"), (Day, "2026-03-02"), (Word, "内科"), (Sentence, "头疼"),
        (account.Version, "2026-01"), (account.PhoneCode, "code-1"), (patients.Name, "测试员"),
        (patients.IdNumber, "E1234567"), (patients.Phone, "13900000000"),
    ],
)  # fmt: skip
def test_blanks_around_any_kind_of_text_do_not_matter(kind, text):
    assert _takes(kind, f" {text}\t") == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Id, "s1"), (Key, "tap-0001"), (Day, "2026-03-02"), (account.Version, "2026-01"),
        (account.PhoneCode, "code-1"),
    ],
)  # fmt: skip
def test_what_shows_nothing_is_refused_in_what_a_program_sends(kind, text):
    assert _takes(kind, f"{text}\u200b") is None


@pytest.mark.parametrize("hidden", ["\u200b", "\u202d", "\u202e", "\ufeff", "\u3164"], ids=repr)
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Word, "内科"), (Sentence, "头疼"), (patients.Name, "测试员"), (patients.IdNumber, "E1234567"),
        (patients.Phone, "13900000000"),
    ],
)  # fmt: skip
def test_what_shows_nothing_is_dropped_from_what_people_paste(kind, text, hidden):
    assert _takes(kind, f"{hidden}{text[0]}{hidden}{text[1:]}{hidden}") == text


def test_a_text_of_what_shows_nothing_is_empty():
    assert _takes(Word, "\u200b\u3000\u200b") is None
    assert _takes(Sentence, "\u200b\u3000\u200b") == ""


def test_the_length_is_that_of_what_shows():
    assert _takes(Word, "号\u200b" * 64) == "号" * 64


def test_text_is_composed():
    assert _takes(Word, "Zoe\u0308") == "Zo\u00eb"


@pytest.mark.parametrize("control", ["\x00", "\n", "\x1b", "\x85", "\ue000", "\ud800"], ids=repr)
def test_what_breaks_a_printed_slip_is_refused(control):
    assert _takes(Word, f"内{control}科") is None


def test_every_blank_is_the_plain_one():
    assert _takes(Word, "内\u3000科") == "内 科"


@pytest.mark.parametrize("visible", ["·", "é", "𠮷", "😀"])
def test_what_can_be_seen_is_not(visible):
    assert _takes(Word, f"内{visible}科") == f"内{visible}科"


def test_the_parts_of_a_day():
    assert [p for p in ("am", "pm", "night", "noon") if _takes(Period, p)] == ["am", "pm", "night"]


def test_an_instant_is_sent_in_the_hospitals_time():
    assert TypeAdapter(Instant).dump_python(NOW, mode="json") == "2026-03-02T08:00:00+08:00"


class Asked(Request):
    number: int


class Answered(Reply):
    number: int


@pytest.mark.parametrize("model", [Asked, Answered])
def test_nothing_unknown_and_nothing_changed_afterwards(model):
    with pytest.raises(ValidationError):
        model(number=1, other=2)
    made = model(number=1)
    with pytest.raises(ValidationError):
        made.number = 2


def test_a_request_takes_nothing_of_another_type():
    with pytest.raises(ValidationError):
        Asked(number="1")
    assert Answered(number="1").number == 1
