"""A seat that is given up: back to the free ones."""

from common.usecases.deps import Deps


def release_seat(slot_id: str, claim: str, deps: Deps) -> None:
    """Give a seat back. Run again, it changes nothing: the claim is on no seat any more."""
    deps.store.slots.free(slot_id, claim)
