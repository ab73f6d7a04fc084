"""候补: an entry as it is stored, and the names that derive from it."""

from common.domain.waitlist import EntryStatus, entry_id, handed_claim, offered_booking_id
from tests.unit.samples import an_entry


def test_the_statuses_as_they_are_stored():
    assert [status.value for status in EntryStatus] == [
        "waiting", "offered", "taken", "lapsed", "left", "closed",
    ]  # fmt: skip


def test_an_entry_begins_waiting():
    entry = an_entry()
    assert (entry.status, entry.active, entry.offer_until) == (EntryStatus.WAITING, True, None)
    stored = entry.model_dump(exclude={"patient_name_masked"})
    assert type(entry).model_validate(stored).patient_name_masked == ""


def test_each_name_derives_from_all_it_is_made_of():
    assert entry_id("o", "k") != entry_id("o2", "k") != entry_id("o2", "k2")
    assert offered_booking_id("w1") != offered_booking_id("w2")
    assert handed_claim("c1", "w1") != handed_claim("c2", "w1") != handed_claim("c2", "w2")
    assert offered_booking_id("w1")[1:] != entry_id("w1", "")[1:]
