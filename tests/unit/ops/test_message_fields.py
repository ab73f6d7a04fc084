"""What may go into a field of a subscribe message: what its type shows as it is, whatever the booking."""

from pathlib import Path
from typing import Any

import pytest

from common.clients.message_values import FIELD_TYPES, fit, shows
from common.domain.messages import KINDS
from common.present.messages import values
from ops.importing.message_fields import SAMPLES
from tests.unit.ops.conftest import Edit, read, refused
from tests.unit.samples import NOW, PAID, a_booking

BOOKINGS = [a_booking(), a_booking(hold_until=NOW), a_booking(paid_by="tx1", money=(PAID,))]


def _written(edit: Edit, fields: str) -> None:
    edit("message_templates.csv", "thing1=hospital_name;time2=starts_at", fields)


@pytest.mark.parametrize(
    "fields",
    ["time4=hold_until", "amount1=fee", "amount2=amount", "number1=pickup_code", "thing1=number", "time2=handled_at",
     "date2=starts_at", "phrase3=status", "name3=patient_name", "name4=doctor_name", "thing5=tip",
     "character_string6=pickup_code", "thing7=location", "thing8=fee"],
)  # fmt: skip
def test_what_a_field_can_show(folder: Path, edit: Edit, fields: str) -> None:
    _written(edit, fields)
    templates = read(folder).message_templates
    assert templates is not None
    assert templates[0].fields == dict([fields.split("=")])


def _type(field: str, name: str, value: str) -> str:
    return f"{field} 是 {name} 类型，放不下 {value}（例如“{SAMPLES[value]}”），请换一个字段或内容"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("time4", "doctor_name", _type("time4", "time", "doctor_name")),
        ("amount1", "hospital_name", _type("amount1", "amount", "hospital_name")),
        ("number1", "fee", _type("number1", "number", "fee")),
        ("character_string1", "hospital_name", _type("character_string1", "character_string", "hospital_name")),
        ("character_string1", "starts_at", _type("character_string1", "character_string", "starts_at")),
        ("phrase1", "tip", _type("phrase1", "phrase", "tip")),
        ("phrase1", "number", _type("phrase1", "phrase", "number")),
        ("name1", "number", _type("name1", "name", "number")),
        ("name1", "hospital_name", _type("name1", "name", "hospital_name")),
        ("letter1", "status", _type("letter1", "letter", "status")),
        ("symbol1", "fee", _type("symbol1", "symbol", "fee")),
        ("phone_number1", "starts_at", _type("phone_number1", "phone_number", "starts_at")),
        ("enum1", "status", f"没有 enum 这种字段类型，可用：{'、'.join(FIELD_TYPES)}"),
        ("foo1", "tip", f"没有 foo 这种字段类型，可用：{'、'.join(FIELD_TYPES)}"),
        ("_1", "tip", f"没有 _ 这种字段类型，可用：{'、'.join(FIELD_TYPES)}"),
    ],
)  # fmt: skip
def test_what_it_cannot(folder: Path, edit: Edit, field: str, value: str, words: str) -> None:
    _written(edit, f"{field}={value}")
    (problem,) = refused(folder)
    assert (problem.line, problem.column, problem.message) == (2, "fields 字段对应", words)


def _real() -> Any:
    return [values(kind, booking, NOW) for kind in KINDS for booking in BOOKINGS]


def test_there_is_a_sample_of_every_value_and_of_no_other() -> None:
    assert {frozenset(real) for real in _real()} == {frozenset(SAMPLES)}


@pytest.mark.parametrize("name", FIELD_TYPES)
def test_what_was_taken_can_be_sent_whatever_the_kind_and_the_booking(name: str) -> None:
    taken = [value for value, sample in SAMPLES.items() if shows(f"{name}1", sample)]
    for real in _real():
        for value in taken:
            assert fit(f"{name}1", real[value])


def test_the_demo_can_be_sent() -> None:
    demo = read(Path(__file__).parents[3] / "demo", demo_today=NOW.date())
    templates = {template.id: template.fields for template in demo.message_templates or ()}
    assert set(templates) == set(KINDS)
    for kind, fields in templates.items():
        for booking in BOOKINGS:
            real = values(kind, booking, NOW)
            assert all(fit(field, real[value]) for field, value in fields.items())
