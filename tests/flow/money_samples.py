"""What the tests of money over HTTP share."""

from tests.flow.world import World
from tools.phone import Json


def _refunded(world: World, booking: Json) -> int:
    """What WeChat has sent back for a booking, in fen."""
    order = world.order(booking)
    return sum(r["amount_fen"] for r in order["refunds"] if r["status"] == "SUCCESS")


def _all_refunded(world: World, booking: Json) -> bool:
    return _refunded(world, booking) == int(booking["fee_fen"])
