"""The seat a booking stands on."""

from common.domain.document import Part
from common.domain.slot import Pool


class BookedSeat(Part):
    """The claim that marks the seat, the number the patient is called by, and whose pool the seat is of."""

    claim: str
    number: int
    pool: Pool = Pool.PHONE
