"""sweep: lapsed holds, effects that are due, money and seats that were left over.

Run by a timer every minute. Reads and writes bookings, slots, persons, payments, refunds.
"""

from common.entry.needs import EFFECTS
from common.entry.timer import TimerJob, timer_call


@timer_call(EFFECTS)
def main_handler() -> TimerJob:
    from common.usecases.sweep import sweep

    return sweep
