"""sweep: lapsed holds, effects that are due, money, seats and jobs that were left over.

Run by a timer every minute. Reads merchants, message_templates, settings. Writes bookings, slots, persons, payments,
refunds, waitlist, message_log, message_credits, jobs, previews, and of a job's catalogue hospitals, departments,
doctors, clinics, clinic_exceptions.
"""

from common.entry.needs import EFFECTS
from common.entry.timer import TimerJob, timer_call


@timer_call(EFFECTS)
def main_handler() -> TimerJob:
    from common.usecases.sweep import sweep

    return sweep
