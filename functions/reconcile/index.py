"""reconcile: what WeChat's daily bill knows of and nobody told us.

Run by a timer every hour; a bill is ready from 10:00 of the next day. Reads merchants, bills, payments, refunds. Writes
bills, payments, files of the bucket, and what settling a payment writes.
"""

from common.entry.needs import EFFECTS, FILES
from common.entry.timer import TimerJob, timer_call


@timer_call(EFFECTS, FILES)
def main_handler() -> TimerJob:
    from common.usecases.reconcile import reconcile

    return reconcile
