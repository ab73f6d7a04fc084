"""Who acts, on whose side; and how a refusal says what it says."""

from common.domain.actor import By, Door, Staff, System, WeChatUser, side_of
from common.domain.errors import Code, Refused


def test_on_whose_side_an_actor_decides():
    assert side_of(WeChatUser("o1")) is By.PATIENT
    assert side_of(System()) is By.SYSTEM
    assert side_of(Staff("s1", (), Door.PHONE)) is By.HOSPITAL
    assert [by.value for by in By] == ["patient", "hospital", "system"]


def test_a_code_is_spelt_as_it_is_named():
    """The phone compares texts: a code is renamed on both sides or not at all."""
    assert [code.value for code in Code] == [code.name for code in Code]
    assert len(Code) == 25


def test_a_refusal_says_its_code_and_words_to_a_programmer_too():
    refused = Refused(Code.SLOT_FULL, "约满", {"a": 1})
    assert (refused.code, refused.message, refused.details) == (Code.SLOT_FULL, "约满", {"a": 1})
    assert str(refused) == "SLOT_FULL: 约满"
    assert Refused(Code.SLOT_FULL, "约满").details == {}
