"""Where a story of the window's seat begins: a slot with a seat for phones and a seat for the window."""

from proof import actions as acts
from proof import start_states as begin
from proof.world import World


def window_held(world: World) -> None:
    """Person 0 holds the window's seat, and its order is open at WeChat."""
    world.facts["booking"] = acts.books_at_desk()(world).id


def window_sold(world: World) -> None:
    """Person 0 has the window's seat, paid."""
    window_held(world)
    world.facts["tx"] = world.paid_at_wechat(world.facts["booking"])
    acts.notice()(world)


def window_sold_one_waits(world: World) -> None:
    """Person 0 has the window's seat, person 2 the phone's; person 1 waits for one."""
    sold = acts.books(2, "mixed")(world).booking.id
    world.facts["tx"] = world.paid_at_wechat(sold)
    acts.notice()(world)
    window_sold(world)
    world.facts["entry"] = acts.joins(1, "mixed")(world).entry.id


def window_lapsed(world: World) -> None:
    """The time of the hold is over, and nobody has looked yet."""
    window_held(world)
    world.clock.pass_(minutes=17, seconds=1)


def window_expired_and_paid(world: World) -> None:
    """The window's seat was held and not paid in time; the payment was in flight and arrives. Both seats are free."""
    window_lapsed(world)
    acts.sweeps(world)
    world.facts["tx"] = world.paid_at_wechat(world.facts["booking"], late=True)


def window_expired_and_taken(world: World) -> None:
    """As before, but the desk gave the seat to person 1; the phone's is free."""
    window_expired_and_paid(world)
    world.facts["other"] = acts.books_at_desk(1)(world).id


def desk_cut_off(world: World) -> None:
    """A desk's attempt was cut off with seat and claim in hand, a minute ago."""
    begin.cut_at(world, "bookings", "insert_one", acts.books_at_desk())
    world.clock.pass_(seconds=61)
