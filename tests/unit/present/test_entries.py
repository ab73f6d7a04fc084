"""An entry of a queue as its patient sees it."""

import pytest

from common.domain.waitlist import EntryStatus, offered_booking_id
from common.present.entries import entry_view
from tests.unit.samples import MINUTE, NOW, an_entry

OFFERED = (EntryStatus.OFFERED, EntryStatus.TAKEN, EntryStatus.LAPSED)


def test_every_field_of_an_entry():
    assert entry_view(an_entry(), 2).model_dump(mode="json") == {
        "slot_id": "s-2026-03-04-08:00",
        "hospital": {"id": "h1", "name": "演示医院", "address": "演示路1号"},
        "department": {"id": "dep", "name": "内科", "location": "2楼"},
        "doctor": {"id": "d1", "name": "测甲", "title": "主任医师"},
        "patient": {"id": "p1", "name_masked": "测*员"},
        "date": "2026-03-04",
        "period": "am",
        "starts_at": "2026-03-04T08:00:00+08:00",
        "ends_at": "2026-03-04T08:30:00+08:00",
        "fee_fen": 5000,
        "id": "w1",
        "status": "waiting",
        "position": 2,
        "offer_until": None,
        "booking_id": None,
        "joined_at": "2026-03-02T08:00:00+08:00",
        "closes_at": "2026-03-03T20:00:00+08:00",
    }


@pytest.mark.parametrize("status", EntryStatus)
def test_an_entry_leads_to_its_booking_once_it_was_offered_one(status):
    view = entry_view(an_entry(status=status, offer_until=NOW + MINUTE), None)
    assert view.booking_id == (offered_booking_id("w1") if status in OFFERED else None)
    assert (view.status, view.position, view.offer_until) == (status, None, NOW + MINUTE)
