"""Corruptions of what is counted for the window and for referrals, and of whose seat a booking has."""

from tests.ops.plants import Plant, on_seat, put

PLANTS_OF_POOLS = (
    Plant(
        "left of the window too high",
        put("slots", "slot", {"$inc": {"window.left": 1}}),
        "1",
        "left is not the number of free window seats",
    ),
    Plant(
        "left of the window too low",
        put("slots", "slot", {"$inc": {"window.left": -1}}),
        "1",
        "left is not the number of free window seats",
    ),
    Plant(
        "left of referrals",
        put("slots", "slot", {"$inc": {"referral.left": 1}}),
        "1",
        "left is not the number of free referral seats",
    ),
    Plant(
        "holding of the window",
        put("slots", "slot", {"$inc": {"window.holding": 1}}),
        "1",
        "holding is not the number of held window seats",
    ),
    Plant(
        "holding of referrals",
        put("slots", "slot", {"$inc": {"referral.holding": 1}}),
        "1",
        "holding is not the number of held referral seats",
    ),
    Plant(
        "seats of the window that nobody counted",
        put(
            "slots",
            "slot",
            {"$set": {"seats.2.pool": "window", "left": 0}, "$unset": {"window": ""}},
        ),
        "1",
        "left is not the number of free window seats",
    ),
    Plant(
        "seat of the window sold to a phone",
        on_seat("confirmed", {"pool": "window"}),
        "2",
        "are of different pools",
    ),
    Plant(
        "booking of the window on a phone's seat",
        put("bookings", "confirmed", {"$set": {"seat.pool": "window"}}),
        "2",
        "are of different pools",
    ),
)
