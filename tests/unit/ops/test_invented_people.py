"""Invented people pass every check of form and can belong to nobody."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.person.identity import IdType, check_identity, check_name, check_phone
from tests.support.identity import UNASSIGNED_ADDRESS, People, check_digit, resident_id


@given(
    st.dates(date(1920, 1, 1), date(2026, 1, 1)),
    st.sampled_from(["male", "female"]),
    st.integers(0, 499),
)
def test_a_resident_id_states_who_it_was_made_for(born: date, sex: str, serial: int) -> None:
    number = resident_id(born, sex, serial)
    identity = check_identity(IdType.RESIDENT_ID, number, None, None, date(2026, 6, 1))
    assert (identity.birth_date, identity.sex.value) == (born, sex)
    assert number.startswith(UNASSIGNED_ADDRESS)


def test_the_check_digit_of_the_standards_own_example() -> None:
    # The worked example of GB 11643-1999, a number of nobody.
    assert check_digit("11010519491231002") == "X"


def test_one_wrong_digit_is_always_noticed() -> None:
    number = resident_id(date(1980, 5, 17), "male", 7)
    for place in range(17):
        other = str((int(number[place]) + 1) % 10)
        assert check_digit(number[:place] + other + number[place + 1 : 17]) != number[17]


def test_people_are_all_different_and_the_same_for_a_seed() -> None:
    first, again, other = People(1), People(1), People(2)
    made = [first.one() for _ in range(200)]
    assert made == [again.one() for _ in range(200)]
    assert made != [other.one() for _ in range(200)]
    assert len({person.id_number for person in made}) == 200
    for person in made:
        assert check_name(person.name) == person.name
        assert check_phone(person.phone) == person.phone


def test_people_end_when_the_span_is_used_up() -> None:
    people = People()
    day = date(2000, 1, 1)
    made = {people.one(sex="female", earliest=day, latest=day).id_number for _ in range(500)}
    assert len(made) == 500
    with pytest.raises(ValueError, match="no more people"):
        people.one(sex="female", earliest=day, latest=day)


def test_a_serial_beyond_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="0 to 499"):
        resident_id(date(2000, 1, 1), "male", 500)
